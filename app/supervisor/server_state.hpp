// SPDX-License-Identifier: Apache-2.0
// What is known about a server that Hearth looks after, as plain values.
#pragma once

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace hearth::app {

/// Proven, never guessed: Ready only after a health answer of the very process we mean.
enum class ServerState {
    NotSetUp,    ///< the data folder has no configuration
    Stopped,     ///< no hearthd owns the data folder
    Starting,    ///< a process runs and has not said ready and healthy
    Ready,       ///< the health answer carries the instance of our process
    Stopping,    ///< told to end, has not ended
    Crashed,     ///< ended by itself; starts again at ServerSnapshot::restartAt
    GaveUp,      ///< could not start, or crashed too often; needs a person
    Unreachable, ///< the process runs (or the server is remote) but gives no healthy answer
};

/// Why a start failed or a running server ended, in hearthd's words.
struct StartFailure {
    enum class Code {
        None,
        ConfigInvalid,
        AlreadyRunning,
        PortInUse,
        AddressUnavailable,
        DataDirUnwritable,
        DiskFull,
        DatabaseCorrupt,
        DatabaseUnreachable,
        DatabaseTooNew,
        SigningKeyInvalid,
        TlsInvalid,
        Internal,
        // Found by the supervisor itself:
        ProgramMissing,  ///< hearthd was not found or is not executable
        NoAnswerInTime,  ///< started but neither ready nor ended
        EndedSilently,   ///< ended without saying why; `message` has signal or exit code
        CrashedTooOften, ///< the restart policy gave up
        FolderSilent,    ///< the data folder gives no answer, as a network that hangs
    };
    Code code = Code::None;
    QString codeText; ///< as sent, e.g. "port_in_use"
    QString message;  ///< one English sentence: what happened
    QString hint;     ///< one English sentence: what to do
    QString file;     ///< of a wrong configuration
    int line = 0;
    qint64 pid = 0; ///< of the other hearthd (AlreadyRunning), of the port's owner (PortInUse)
    int port = 0;   ///< PortInUse
    QString owner;  ///< PortInUse: the program that listens there, where it can be read
    bool operator==(const StartFailure &) const = default;
};

/// The ready line, also found in hearthd.lock.
struct ReadyReport {
    qint64 pid = 0;
    QString version;
    QString serverName;
    QString instance;
    QUrl baseUrl;
    bool operator==(const ReadyReport &) const = default;
};

/// Everything a page shows about the process at one moment.
struct ServerSnapshot {
    ServerState state = ServerState::Stopped;
    ReadyReport ready; ///< of the present or last run
    QDateTime since;   ///< of this state
    QDateTime startedAt;
    bool attached = false;              ///< found running, not started by this program
    std::optional<QDateTime> restartAt; ///< Crashed: when it is started again
    int restarts = 0;                   ///< automatic restarts since it last was stable
    StartFailure failure;               ///< last reason of Crashed, GaveUp, Unreachable
    std::optional<int> exitCode;
    int signal = 0; ///< that ended the process, 0 = none
    QStringList lastLogLines;

    [[nodiscard]] bool isRunning() const {
        return state == ServerState::Starting || state == ServerState::Ready ||
               state == ServerState::Stopping || state == ServerState::Unreachable;
    }
};

/// The reports of hearthd on stdout, in hearthd.lock and last_fatal.json.
[[nodiscard]] std::optional<ReadyReport> parseReadyReport(const QByteArray &jsonLine);
[[nodiscard]] std::optional<StartFailure> parseStartFailure(const QByteArray &jsonLine);
/// What a running server says that it cannot do its work.
[[nodiscard]] StartFailure failureWhileRunning(const QString &code, const QString &sentence);

} // namespace hearth::app

Q_DECLARE_METATYPE(hearth::app::ServerSnapshot)
