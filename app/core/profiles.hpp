// SPDX-License-Identifier: Apache-2.0
// The servers this program knows: run here (a data folder) or elsewhere (an address).
#pragma once

#include "app/core/file_queue.hpp"

#include <QList>
#include <QObject>
#include <QUrl>

#include <optional>

namespace hearth::app {

struct ServerProfile {
    enum class Kind { Local, Remote };
    QString id; ///< random, never changes
    Kind kind = Kind::Local;
    QString name;       ///< what the server switch shows; the server name by default
    QString serverName; ///< "example.org"
    QString dataDir;    ///< Local only
    QUrl baseUrl;       ///< address of the client-server API; Local: as last reported ready
    QString userId;     ///< administrator signed in last
    bool startWithHearth = true;

    [[nodiscard]] bool isLocal() const { return kind == Kind::Local; }
    [[nodiscard]] QString configFile() const { return dataDir + QStringLiteral("/hearthd.yaml"); }
    bool operator==(const ServerProfile &) const = default;
};

/// The profile of a data folder, by whatever name. Blocks: the folders are looked at.
[[nodiscard]] std::optional<ServerProfile> findByDataDir(const QList<ServerProfile> &profiles,
                                                         const QString &dataDir);

/// The list, kept in profiles.json: read once, written at every change without waiting for it. GUI
/// thread.
class ServerProfiles : public QObject {
    Q_OBJECT
public:
    explicit ServerProfiles(const QString &file, QObject *parent = nullptr);

    [[nodiscard]] const QList<ServerProfile> &all() const { return m_profiles; }
    [[nodiscard]] std::optional<ServerProfile> find(const QString &id) const;
    /// Gives the profile an id if it has none; returns the id.
    QString add(ServerProfile profile);
    void update(const ServerProfile &profile);
    void remove(const QString &id);
    /// False if the file could not be written last time; savedChanged() tells when it changes.
    [[nodiscard]] bool isSaved() const { return m_saved; }

Q_SIGNALS:
    void changed();
    void savedChanged();

private:
    void load();
    void save();

    QString m_file;
    FileQueue m_files;
    QList<ServerProfile> m_profiles;
    bool m_saved = true;
};

} // namespace hearth::app
