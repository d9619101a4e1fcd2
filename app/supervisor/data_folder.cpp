// SPDX-License-Identifier: Apache-2.0
// The marker files: hearthd.lock, .stop-requested, last_fatal.json. All on the folder's own thread.
#include "app/supervisor/data_folder.hpp"

#include "app/core/paths.hpp"
#include "app/core/port_owner.hpp"
#include "app/supervisor/server_process.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>
#include <cerrno>

namespace hearth::app {
namespace {
constexpr qint64 logTailSize = 16 * 1024;
constexpr qsizetype keptLogLines = 20;

const QString configName = QStringLiteral("/hearthd.yaml");
const QString logName = QStringLiteral("/logs/hearthd.log");
const QString lockName = QStringLiteral("/hearthd.lock");
const QString stopMarkName = QStringLiteral("/.stop-requested");
const QString lastFatalName = QStringLiteral("/last_fatal.json");

QByteArray contentOf(const QString &path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList tailOf(const QString &path) {
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    file.seek(std::max<qint64>(0, file.size() - logTailSize));
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

FolderFacts lookAt(const QString &dataDir, DataFolder::Probe probe) {
    FolderFacts facts;
    facts.hasConfig = QFileInfo::exists(dataDir + configName);
    const QFileInfo lock(dataDir + lockName);
    if (lock.exists()) {
        const QByteArray line = contentOf(lock.filePath()).split('\n').constFirst().trimmed();
        facts.isLockEmpty = line.isEmpty();
        facts.lockWritten = lock.lastModified();
        auto report = parseReadyReport(line);
        // The process id first: trying the lock could get in the way of a hearthd that is starting.
        const bool mayRun = report && ServerProcess::isAlive(report->pid);
        facts.isLocked = (mayRun || probe == DataFolder::Probe::Lock) && isDataDirLocked(dataDir);
        if (mayRun && facts.isLocked)
            facts.owner = std::move(report);
    }
    facts.stopMark = contentOf(dataDir + stopMarkName);
    return facts;
}
} // namespace

DataFolder::DataFolder(QString dataDir, QString runtimeDir)
    : m_dataDir(std::move(dataDir))
    , m_runtimeDir(std::move(runtimeDir)) {}

QString DataFolder::configFile() const {
    return m_dataDir + configName;
}

QString DataFolder::logFile() const {
    return m_dataDir + logName;
}

QFuture<FolderFacts> DataFolder::look(Probe probe) {
    return m_files.run([dir = m_dataDir, probe] { return lookAt(dir, probe); });
}

QFuture<FolderFacts> DataFolder::lookBack(const QString &errorFile) {
    return m_files.run([dir = m_dataDir, errorFile] {
        FolderFacts facts = lookAt(dir, Probe::Owner);
        facts.lastFatal = parseStartFailure(contentOf(dir + lastFatalName));
        if (facts.lastFatal && facts.lastFatal->port > 0) {
            if (const auto owner = findPortOwner(facts.lastFatal->port)) {
                facts.lastFatal->pid = owner->pid;
                facts.lastFatal->owner = owner->program;
            }
        }
        const QStringList lines = tailOf(dir + logName) + tailOf(errorFile);
        facts.lastLines = lines.mid(std::max<qsizetype>(0, lines.size() - keptLogLines));
        return facts;
    });
}

QFuture<FolderFacts> DataFolder::prepareStart() {
    return m_files.run([dir = m_dataDir, runtimeDir = m_runtimeDir] {
        FolderFacts facts = lookAt(dir, Probe::Owner);
        facts.program = findProgram(QStringLiteral("hearthd"));
        if (!facts.hasConfig || facts.owner)
            return facts;
        QDir().mkpath(runtimeDir);
        // The last words of an older run must not count for this one; a hearthd that got as far as
        // being ready has removed them itself.
        QFile::remove(dir + stopMarkName);
        QFile::remove(dir + lastFatalName);
        facts.stopMark = contentOf(dir + stopMarkName);
        return facts;
    });
}

QFuture<Done> DataFolder::markStop() {
    return m_files.run([dir = m_dataDir] {
        QFile marker(dir + stopMarkName);
        if (marker.open(QIODevice::WriteOnly))
            marker.write(QUuid::createUuid().toByteArray(QUuid::Id128));
        return Done{};
    });
}

bool isDataDirLocked(const QString &dataDir) {
    const QByteArray path = QFile::encodeName(dataDir + lockName);
    const int fd = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(fd);
    return locked;
}

} // namespace hearth::app
