// SPDX-License-Identifier: Apache-2.0
// A private PostgreSQL server for one test executable.
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

#include <memory>
#include <string>

namespace hearth::test {

class PostgresCluster {
public:
    /// Started on first use; ends (and its files go) with the process, even if that is killed.
    static PostgresCluster &instance();
    ~PostgresCluster();
    PostgresCluster(const PostgresCluster &) = delete;
    PostgresCluster &operator=(const PostgresCluster &) = delete;

    [[nodiscard]] std::string connection(const std::string &database) const;
    void psql(const std::string &database, const std::string &sql) const;
    /// A new database; copies the template's content if one is named.
    [[nodiscard]] std::string create(const std::string &fromTemplate = "template0");
    void drop(const std::string &database) const;
    /// Stops the server at once, as a power cut would, and starts it again.
    void crash();

private:
    PostgresCluster();
    void start();
    [[nodiscard]] QStringList asOwner(const QStringList &command) const;

    QString m_binaries;
    QString m_folder;
    int m_created = 0;
    std::unique_ptr<QProcess> m_server;
};

} // namespace hearth::test
