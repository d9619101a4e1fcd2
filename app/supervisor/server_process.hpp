// SPDX-License-Identifier: Apache-2.0
// One hearthd process: started as our child in its own session, or found running. It outlives
// this object and this program.
#pragma once

#include <QFuture>
#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>

class QSocketNotifier;

namespace hearth::app {

class FileQueue;

/// GUI thread. Emits ended() exactly once per process, unless released first.
class ServerProcess : public QObject {
    Q_OBJECT
public:
    /// Reports and error output go to files in `runtimeDir`, so that they outlive us too; `files`
    /// reads and removes them. The folder is there and local (XDG_RUNTIME_DIR).
    ServerProcess(QString runtimeDir, std::shared_ptr<FileQueue> files, QObject *parent = nullptr);
    ~ServerProcess() override;

    /// Starts `program --config file`; failedToStart() or reportLine()/ended() follow.
    void start(const QString &program, const QString &configFile);
    /// Watches a process that runs already.
    void adopt(qint64 pid);
    [[nodiscard]] qint64 pid() const { return m_pid; }
    [[nodiscard]] bool isRunning() const { return m_pid > 0; }
    void terminate(); ///< SIGTERM
    void kill();      ///< SIGKILL
    /// What the process writes to its error output; empty if it is not our child.
    [[nodiscard]] QString errorFile() const { return m_errorFile; }

    [[nodiscard]] static bool isAlive(qint64 pid);

Q_SIGNALS:
    void failedToStart(const QString &reason);
    /// The one line on stdout.
    void reportLine(const QByteArray &line);
    /// Without exit code if the process was not our child.
    void ended(std::optional<int> exitCode, int signal);

private:
    class Child;
    [[nodiscard]] QFuture<QByteArray> readReport() const;
    void pollReport();
    void takeReport(const QByteArray &line, bool isComplete);
    void finish(std::optional<int> exitCode, int signal);
    void send(int signal) const;
    void watch(qint64 pid);

    QString m_runtimeDir;
    std::shared_ptr<FileQueue> m_files;
    QString m_reportFile;
    QString m_errorFile;
    std::unique_ptr<Child> m_child;
    std::unique_ptr<QSocketNotifier> m_exitNotifier;
    int m_pidFd = -1;
    QTimer m_poll;
    qint64 m_pid = 0;
    bool m_reported = false;
    bool m_reading = false;
    bool m_exited = false; ///< its number may belong to another process by now
};

} // namespace hearth::app
