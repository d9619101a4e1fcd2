// SPDX-License-Identifier: Apache-2.0
// From the port to the socket's number, and from there to the process that holds it.
#include "app/core/port_owner.hpp"

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QSet>

#include <array>

namespace hearth::app {
namespace {

/// The numbers of the sockets that listen on the port, by a table of the kernel.
void addListening(const QString &table, int port, QSet<QByteArray> &sockets) {
    QFile file(table);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QByteArray wanted = ':' + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    const auto lines = file.readAll().split('\n');
    for (const auto &line : lines) {
        // sl, local address, remote address, state, queues, timers, retransmits, user, timeout,
        // inode
        const auto words = line.simplified().split(' ');
        constexpr auto listening = "0A";
        if (words.size() > 9 && words.at(1).endsWith(wanted) && words.at(3) == listening)
            sockets.insert("socket:[" + words.at(9) + ']');
    }
}

bool holdsOneOf(const QString &process, const QSet<QByteArray> &sockets) {
    const QString folder = process + QStringLiteral("/fd");
    const auto files =
        QDir(folder).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    for (const auto &name : files) {
        std::array<char, 64> target{};
        const QByteArray path = QFile::encodeName(folder + u'/' + name);
        const auto length = ::readlink(path.constData(), target.data(), target.size());
        if (length > 0 && sockets.contains(QByteArray(target.data(), length)))
            return true;
    }
    return false;
}

} // namespace

std::optional<PortOwner> findPortOwner(int port) {
    QSet<QByteArray> sockets;
    for (const char *table : {"/proc/net/tcp", "/proc/net/tcp6"})
        addListening(QLatin1String(table), port, sockets);
    if (sockets.isEmpty())
        return std::nullopt;
    const auto processes =
        QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const auto &name : processes) {
        bool isNumber = false;
        const qint64 pid = name.toLongLong(&isNumber);
        const QString process = QStringLiteral("/proc/") + name;
        if (!isNumber || !holdsOneOf(process, sockets))
            continue;
        QFile comm(process + QStringLiteral("/comm"));
        if (comm.open(QIODevice::ReadOnly))
            return PortOwner{pid, QString::fromUtf8(comm.readAll()).trimmed()};
    }
    return std::nullopt;
}

} // namespace hearth::app
