// SPDX-License-Identifier: Apache-2.0
// One hearthd process: started as our child in its own session, or found running. It outlives
// this object and this program.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>

class QSocketNotifier;

namespace hearth::app {

/// GUI thread. Emits ended() exactly once per process, unless released first.
class ServerProcess : public QObject {
    Q_OBJECT
public:
    /// Reports and error output go to files in `runtimeDir`, so that they outlive us too.
    explicit ServerProcess(QString runtimeDir, QObject *parent = nullptr);
    ~ServerProcess() override;

    /// Starts `program --config file`; failedToStart() or reportLine()/ended() follow.
    void start(const QString &program, const QString &configFile);
    /// Watches a process that runs already.
    void adopt(qint64 pid);
    [[nodiscard]] qint64 pid() const { return m_pid; }
    [[nodiscard]] bool isRunning() const { return m_pid > 0; }
    void terminate(); ///< SIGTERM
    void kill();      ///< SIGKILL
    /// Last lines the process wrote to its error output.
    [[nodiscard]] QStringList errorLines() const;

    [[nodiscard]] static bool isAlive(qint64 pid);

Q_SIGNALS:
    void failedToStart(const QString &reason);
    /// The one line on stdout.
    void reportLine(const QByteArray &line);
    /// Without exit code if the process was not our child.
    void ended(std::optional<int> exitCode, int signal);

private:
    class Child;
    void readReport();
    void finish(std::optional<int> exitCode, int signal);
    void send(int signal) const;
    void watch(qint64 pid);

    QString m_runtimeDir;
    QString m_reportFile;
    QString m_errorFile;
    std::unique_ptr<Child> m_child;
    std::unique_ptr<QSocketNotifier> m_exitNotifier;
    int m_pidFd = -1;
    QTimer m_poll;
    qint64 m_pid = 0;
    bool m_reported = false;
};

/// True if some process holds the lock of the data folder.
[[nodiscard]] bool isDataDirLocked(const QString &dataDir);

} // namespace hearth::app
