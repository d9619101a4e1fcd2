// SPDX-License-Identifier: Apache-2.0
// One property of one object of the Secret Service.
#include "app/core/keychain_lock.hpp"

#include "app/core/futures.hpp"

#if defined(HEARTH_HAS_DBUS)
#include <QDBusConnection>
#include <QDBusError>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QPromise>

#include <memory>
#endif

using namespace Qt::StringLiterals;

namespace hearth::app {

#if defined(HEARTH_HAS_DBUS)
namespace {

/// What a service answers of whose objects this is none.
bool isNoSuchObject(QDBusError::ErrorType error) {
    return error == QDBusError::UnknownObject || error == QDBusError::UnknownMethod ||
           error == QDBusError::UnknownInterface;
}

} // namespace

QFuture<KeychainState> askKeychain() {
    auto bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return readyFuture(KeychainState());
    auto message = QDBusMessage::createMethodCall(u"org.freedesktop.secrets"_s,
                                                  u"/org/freedesktop/secrets/aliases/default"_s,
                                                  u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    // A keychain that does not run is not started for this.
    message.setAutoStartService(false);
    message << u"org.freedesktop.Secret.Collection"_s << u"Locked"_s;
    const auto promise = std::make_shared<QPromise<KeychainState>>();
    promise->start();
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, 5000));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher,
                     [promise](QDBusPendingCallWatcher *done) {
                         done->deleteLater();
                         const QDBusPendingReply<QDBusVariant> reply = *done;
                         KeychainState state;
                         if (reply.isValid())
                             state = {reply.value().variant().toBool() ? KeychainLock::Locked
                                                                       : KeychainLock::Open,
                                      reply.reply().service()};
                         else if (isNoSuchObject(reply.error().type()))
                             state = {KeychainLock::Missing, reply.reply().service()};
                         promise->addResult(state);
                         promise->finish();
                     });
    return promise->future();
}

#else

QFuture<KeychainState> askKeychain() {
    return readyFuture(KeychainState());
}

#endif

} // namespace hearth::app
