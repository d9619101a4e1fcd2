// SPDX-License-Identifier: Apache-2.0
// A private PostgreSQL server.
#include "tests/support/postgres_cluster.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QStandardPaths>
#include <QThread>

#include <cstdlib>

namespace hearth::test {
namespace {

QString findBinaries() {
    const QDir versions(QStringLiteral("/usr/lib/postgresql"));
    QStringList numbers = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (auto it = numbers.crbegin(); it != numbers.crend(); ++it) {
        const QString folder = versions.filePath(*it) + QStringLiteral("/bin");
        if (QFile::exists(folder + QStringLiteral("/initdb")))
            return folder;
    }
    const QString initdb = QStandardPaths::findExecutable(QStringLiteral("initdb"));
    if (initdb.isEmpty())
        qFatal("PostgreSQL is not installed; the tests need it (Debian: apt install postgresql)");
    return QFileInfo(initdb).absolutePath();
}

QByteArray runOrDie(const QStringList &command) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(command.first(), command.mid(1));
    const bool ended = process.waitForFinished(60000);
    const QByteArray output = process.readAll();
    if (!ended || process.exitCode() != 0)
        qFatal("%s failed: %s", qPrintable(command.join(QLatin1Char(' '))), output.constData());
    return output;
}

} // namespace

PostgresCluster &PostgresCluster::instance() {
    static PostgresCluster cluster;
    return cluster;
}

QStringList PostgresCluster::asOwner(const QStringList &command) const {
    if (geteuid() != 0)
        return command;
    // PostgreSQL refuses to run as root.
    return QStringList{QStringLiteral("runuser"), QStringLiteral("-u"), QStringLiteral("postgres"),
                       QStringLiteral("--")} +
           command;
}

PostgresCluster::PostgresCluster()
    : m_binaries(findBinaries()) {
    // Short, because a socket's path must have less than 108 bytes.
    std::string pattern = "/tmp/hearthpg-XXXXXX";
    if (!mkdtemp(pattern.data()))
        qFatal("no temporary folder for PostgreSQL");
    m_folder = QString::fromStdString(pattern);
    if (geteuid() == 0)
        runOrDie({QStringLiteral("chown"), QStringLiteral("postgres"), m_folder});
    runOrDie(
        asOwner({m_binaries + QStringLiteral("/initdb"), QStringLiteral("-D"),
                 m_folder + QStringLiteral("/data"), QStringLiteral("-E"), QStringLiteral("UTF8"),
                 QStringLiteral("--locale=C"), QStringLiteral("-A"), QStringLiteral("trust"),
                 QStringLiteral("-U"), QStringLiteral("hearth"), QStringLiteral("-N")}));
    start();
}

void PostgresCluster::start() {
    // The shell ends the server when our end of the pipe closes, however this process ends.
    const QString script =
        QStringLiteral("\"$1/postgres\" -D \"$2/data\" -k \"$2\" -c listen_addresses= "
                       "-c shared_buffers=32MB -c max_connections=80 -c fsync=on "
                       "-c log_min_messages=fatal >\"$2/log\" 2>&1 & p=$!; "
                       "read -r how; kill -QUIT $p; wait $p; "
                       "[ \"$how\" = crash ] || rm -rf \"$2/data\" \"$2/log\"; "
                       "rm -f \"$2/data/postmaster.pid\"");
    m_server = std::make_unique<QProcess>();
    m_server->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const QStringList command = asOwner({QStringLiteral("sh"), QStringLiteral("-c"), script,
                                         QStringLiteral("sh"), m_binaries, m_folder});
    m_server->start(command.first(), command.mid(1));
    const QStringList ready{m_binaries + QStringLiteral("/pg_isready"), QStringLiteral("-q"),
                            QStringLiteral("-h"), m_folder};
    for (int attempt = 0; attempt < 600; ++attempt) {
        if (QProcess::execute(ready.first(), ready.mid(1)) == 0)
            return;
        QThread::msleep(50);
    }
    qFatal("the private PostgreSQL server did not start");
}

PostgresCluster::~PostgresCluster() {
    m_server->closeWriteChannel();
    m_server->waitForFinished(20000);
    QDir(m_folder).removeRecursively();
}

void PostgresCluster::crash() {
    m_server->write("crash\n");
    m_server->waitForFinished(20000);
    start();
}

std::string PostgresCluster::connection(const std::string &database) const {
    return "host=" + m_folder.toStdString() + " user=hearth dbname=" + database;
}

void PostgresCluster::psql(const std::string &database, const std::string &sql) const {
    runOrDie({m_binaries + QStringLiteral("/psql"), QStringLiteral("-X"), QStringLiteral("-q"),
              QStringLiteral("-v"), QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-d"),
              QString::fromStdString(connection(database)), QStringLiteral("-c"),
              QString::fromStdString(sql)});
}

std::string PostgresCluster::create(const std::string &fromTemplate) {
    const std::string name = "t" + std::to_string(++m_created);
    psql("postgres", "CREATE DATABASE " + name + " TEMPLATE " + fromTemplate);
    return name;
}

void PostgresCluster::drop(const std::string &database) const {
    psql("postgres", "DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
}

} // namespace hearth::test
