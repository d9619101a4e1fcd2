// SPDX-License-Identifier: Apache-2.0
// The worker that polls the file ten times a second: a look at the size costs nothing, and unlike
// a file watcher it cannot miss a rotation.
#include "app/supervisor/log_tail.hpp"

#include "app/core/thread_end.hpp"

#include <sys/stat.h>

#include <QDateTime>
#include <QFile>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <memory>

namespace hearth::app {
namespace {
constexpr int pollMs = 100;
constexpr qint64 readSize = 2 * 1024 * 1024;
constexpr qint64 backlogSize = 32LL * 1024 * 1024;
constexpr qsizetype batchSize = 5000;

class TailWorker : public QObject {
    Q_OBJECT
public:
    TailWorker() {
        m_timer.setParent(this); // moves with the worker to its thread
        connect(&m_timer, &QTimer::timeout, this, &TailWorker::poll);
    }

    void follow(const QString &path, int backlog) {
        stop();
        m_path = path;
        readBacklog(backlog);
        m_timer.start(pollMs);
    }

    void stop() {
        m_timer.stop();
        m_file.reset();
        m_partial.clear();
        m_waiting.clear();
        m_caughtUp = false;
    }

Q_SIGNALS:
    void lines(const hearth::app::LogLines &lines);
    void caughtUp();

private:
    void readBacklog(int wanted) {
        QByteArray text;
        // Rotated files first; the newest text is at the end.
        const QStringList files{m_path + QStringLiteral(".2"), m_path + QStringLiteral(".1")};
        for (const auto &name : files)
            text += tailOf(name);
        open();
        if (m_file) {
            const qint64 size = m_file->size();
            const qint64 from = std::max<qint64>(0, size - backlogSize);
            m_file->seek(from);
            QByteArray last = m_file->read(size - from);
            if (from > 0) {
                text.clear();
                last.remove(0, last.indexOf('\n') + 1);
            }
            text += last;
        }
        const auto end = text.lastIndexOf('\n') + 1;
        m_partial = text.mid(end);
        auto pieces = text.left(end).split('\n');
        if (pieces.size() > wanted)
            pieces = pieces.mid(pieces.size() - wanted - 1);
        parse(pieces);
        emitSome();
    }

    static QByteArray tailOf(const QString &name) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const qint64 from = std::max<qint64>(0, file.size() - backlogSize / 2);
        file.seek(from);
        QByteArray text = file.readAll();
        if (from > 0)
            text.remove(0, text.indexOf('\n') + 1);
        return text;
    }

    void open() {
        auto file = std::make_unique<QFile>(m_path);
        if (!file->open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return;
        struct stat info{};
        if (::fstat(file->handle(), &info) != 0)
            return;
        m_inode = info.st_ino;
        m_file = std::move(file);
    }

    void poll() {
        // The rest of the old file is read before the new one is opened.
        if (m_file && readSome())
            return;
        struct stat info{};
        const bool exists = ::stat(QFile::encodeName(m_path).constData(), &info) == 0;
        if (exists && m_file && info.st_ino == m_inode && info.st_size < m_file->pos()) {
            m_file->seek(0); // cut off in place
            m_partial.clear();
        } else if (exists && (!m_file || info.st_ino != m_inode)) {
            m_file.reset();
            m_partial.clear();
            open();
        }
        if (m_file)
            readSome();
        else
            emitSome();
    }

    bool readSome() {
        if (m_waiting.size() < static_cast<size_t>(batchSize)) {
            m_partial += m_file->read(readSize);
            const auto end = m_partial.lastIndexOf('\n') + 1;
            if (end > 0) {
                parse(m_partial.left(end).split('\n'));
                m_partial.remove(0, end);
            }
        }
        return emitSome();
    }

    void parse(const QList<QByteArray> &pieces) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (const auto &piece : pieces) {
            if (!piece.isEmpty())
                m_waiting.push_back(parseLogLine(piece, now));
        }
    }

    bool emitSome() {
        if (m_waiting.empty()) {
            if (!std::exchange(m_caughtUp, true))
                Q_EMIT caughtUp();
            return false;
        }
        const auto count =
            static_cast<std::ptrdiff_t>(std::min(m_waiting.size(), static_cast<size_t>(batchSize)));
        LogLines batch(m_waiting.begin(), m_waiting.begin() + count);
        m_waiting.erase(m_waiting.begin(), m_waiting.begin() + count);
        Q_EMIT lines(batch);
        return true;
    }

    QString m_path;
    std::unique_ptr<QFile> m_file;
    QTimer m_timer;
    QByteArray m_partial;
    std::deque<LogLine> m_waiting;
    ino_t m_inode = 0;
    bool m_caughtUp = false;
};
} // namespace

LogTail::LogTail(QObject *parent)
    : QObject(parent) {
    auto *worker = new TailWorker;
    m_worker = worker;
    worker->moveToThread(m_thread.get());
    connect(m_thread.get(), &QThread::finished, worker, &QObject::deleteLater);
    connect(worker, &TailWorker::lines, this, &LogTail::lines);
    connect(worker, &TailWorker::caughtUp, this, &LogTail::caughtUp);
    m_thread->setObjectName(QStringLiteral("log-tail"));
    m_thread->start();
}

LogTail::~LogTail() {
    m_thread->quit();
    endSoon(std::move(m_thread));
}

void LogTail::follow(const QString &file, int backlog) {
    auto *worker = static_cast<TailWorker *>(m_worker);
    QMetaObject::invokeMethod(worker, [worker, file, backlog] { worker->follow(file, backlog); });
}

void LogTail::stop() {
    auto *worker = static_cast<TailWorker *>(m_worker);
    QMetaObject::invokeMethod(worker, [worker] { worker->stop(); });
}

} // namespace hearth::app

#include "log_tail.moc"
