// SPDX-License-Identifier: Apache-2.0
// One running program per person: a second start hands its arguments to the first and ends.
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QStringList>

#include <memory>

namespace hearth::app {

/// Made before the main window. Claim once; exactly one of the three signals of the outcome
/// follows.
class SingleInstance : public QObject {
    Q_OBJECT
public:
    /// `folder` is private to the user (Paths::runtimeDir).
    explicit SingleInstance(const QString &folder, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// Never blocks. `arguments` go to the first instance if there is one.
    void claim(const QStringList &arguments);
    [[nodiscard]] bool isPrimary() const { return m_server != nullptr; }

Q_SIGNALS:
    void becamePrimary();
    void handedOver();                  ///< the first instance has the arguments: quit
    void failed(const QString &reason); ///< neither: go on without the guard
    /// In the first instance: somebody started the program again.
    void activated(const QStringList &arguments);

private:
    void listen();
    void handOver(const QStringList &arguments);
    void receive();

    QString m_socket;
    QLockFile m_lock;
    std::unique_ptr<QLocalServer> m_server;
};

} // namespace hearth::app
