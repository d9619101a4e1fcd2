// SPDX-License-Identifier: Apache-2.0
// What the small files of a server's data folder tell, read and written away from the GUI thread.
#pragma once

#include "app/core/file_queue.hpp"
#include "app/core/result.hpp"
#include "app/supervisor/server_state.hpp"

#include <QFuture>

#include <optional>

namespace hearth::app {

/// One look into the folder.
struct FolderFacts {
    bool hasConfig = false;
    bool isLocked = false;            ///< Probe::Lock: some process holds the folder
    bool isLockEmpty = false;         ///< the lock file is there and says nothing
    QDateTime lockWritten;            ///< when its owner said that it was ready
    std::optional<ReadyReport> owner; ///< of a hearthd that runs and holds the folder
    QByteArray stopMark;              ///< of the last stop by a program of Hearth
    std::optional<StartFailure> lastFatal;
    QStringList lastLines; ///< lookBack(): of the log and the error output
    QString program;       ///< prepareStart(): hearthd; empty if there is none
};

/// Owned by the supervisor. All answers come in the order of the questions, and only when the
/// folder answers: one in the network may never.
class DataFolder {
public:
    DataFolder(QString dataDir, QString runtimeDir);

    [[nodiscard]] QString configFile() const;
    [[nodiscard]] QString logFile() const;

    enum class Probe {
        Owner, ///< only a lock that names a living process is tried
        Lock,  ///< any lock is tried, which could get in the way of a hearthd that starts
    };
    [[nodiscard]] QFuture<FolderFacts> look(Probe probe);
    /// After the end of a process: with its last words.
    [[nodiscard]] QFuture<FolderFacts> lookBack(const QString &errorFile);
    /// Removes the last words of the run before, unless a hearthd runs.
    [[nodiscard]] QFuture<FolderFacts> prepareStart();
    /// Tells other programs that watch this server that its end is no crash.
    [[nodiscard]] QFuture<Done> markStop();

private:
    QString m_dataDir;
    QString m_runtimeDir;
    FileQueue m_files;
};

/// True if some process holds the lock of the data folder. Blocks: not for the GUI thread.
[[nodiscard]] bool isDataDirLocked(const QString &dataDir);

} // namespace hearth::app
