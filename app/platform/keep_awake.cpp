// SPDX-License-Identifier: Apache-2.0
// A block of sleep at logind: a file descriptor that holds it as long as it is open.
#include "app/platform/keep_awake.hpp"

#if defined(HEARTH_HAS_DBUS)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>
#endif

using namespace Qt::StringLiterals;

namespace hearth::app {

#if defined(HEARTH_HAS_DBUS)

class KeepAwake::Bus {
public:
    explicit Bus(const QString &address)
        : connection(address.isEmpty() ? QDBusConnection::systemBus()
                                       : QDBusConnection::connectToBus(address, address)) {}

    QDBusConnection connection;
    QDBusUnixFileDescriptor block;
};

KeepAwake::KeepAwake(const QString &busAddress, QObject *parent)
    : QObject(parent)
    , m_bus(std::make_unique<Bus>(busAddress)) {
    if (!m_bus->connection.isConnected())
        return;
    auto message =
        QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
                                       u"org.freedesktop.DBus"_s, u"NameHasOwner"_s);
    message << u"org.freedesktop.login1"_s;
    auto *watcher = new QDBusPendingCallWatcher(m_bus->connection.asyncCall(message, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *done) {
                done->deleteLater();
                const QDBusPendingReply<bool> reply = *done;
                m_possible = reply.isValid() && reply.value();
                if (m_possible)
                    Q_EMIT possibleChanged();
                ask();
            });
}

KeepAwake::~KeepAwake() = default;

bool KeepAwake::isHeld() const {
    return m_bus->block.isValid();
}

void KeepAwake::hold(bool held) {
    m_wanted = held;
    if (held) {
        ask();
    } else if (isHeld()) {
        m_bus->block = {};
        Q_EMIT heldChanged();
    }
}

void KeepAwake::ask() {
    if (!m_wanted || !m_possible || m_asking || isHeld())
        return;
    m_asking = true;
    auto message =
        QDBusMessage::createMethodCall(u"org.freedesktop.login1"_s, u"/org/freedesktop/login1"_s,
                                       u"org.freedesktop.login1.Manager"_s, u"Inhibit"_s);
    message << u"sleep:idle"_s << u"Hearth"_s << tr("A server runs on this computer") << u"block"_s;
    auto *watcher = new QDBusPendingCallWatcher(m_bus->connection.asyncCall(message, 10'000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
            [this](QDBusPendingCallWatcher *done) {
                done->deleteLater();
                m_asking = false;
                const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *done;
                // Not wanted any more by now: the descriptor closes with the reply.
                if (!reply.isValid() || !m_wanted)
                    return;
                m_bus->block = reply.value();
                Q_EMIT heldChanged();
            });
}

#else

class KeepAwake::Bus {};
KeepAwake::KeepAwake(const QString &, QObject *parent)
    : QObject(parent) {}
KeepAwake::~KeepAwake() = default;
bool KeepAwake::isHeld() const {
    return false;
}
void KeepAwake::hold(bool) {}
void KeepAwake::ask() {}

#endif

} // namespace hearth::app
