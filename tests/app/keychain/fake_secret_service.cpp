// SPDX-License-Identifier: Apache-2.0
// The calls that libsecret makes before it gives up.
#include "tests/app/keychain/fake_secret_service.hpp"

#include <QDBusError>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QTimer>
#include <QVariantMap>

namespace hearth::test {
namespace {

const QString top = QStringLiteral("/org/freedesktop/secrets");
const QString collection = top + QStringLiteral("/collection/login");
const QString item = collection + QStringLiteral("/1");
const QString prompt = top + QStringLiteral("/prompt/1");

using namespace Qt::StringLiterals;
using Paths = QList<QDBusObjectPath>;

QVariantMap propertiesOf(const QString &interface) {
    if (interface.endsWith(QStringLiteral("Service")))
        return {{QStringLiteral("Collections"),
                 QVariant::fromValue(Paths{QDBusObjectPath(collection)})}};
    return {{QStringLiteral("Locked"), true}, {QStringLiteral("Label"), QStringLiteral("Login")}};
}

} // namespace

FakeSecretService::FakeSecretService()
    : m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("fake"))) {
    m_isThere = m_bus.registerVirtualObject(top, this, QDBusConnection::SubPath) &&
                m_bus.registerService(QStringLiteral("org.freedesktop.secrets"));
}

FakeSecretService::~FakeSecretService() {
    m_bus.unregisterService(QStringLiteral("org.freedesktop.secrets"));
    QDBusConnection::disconnectFromBus(QStringLiteral("fake"));
}

QString FakeSecretService::introspect(const QString &) const {
    return {};
}

bool FakeSecretService::handleMessage(const QDBusMessage &message,
                                      const QDBusConnection &connection) {
    connection.send(answerTo(message));
    if (message.member() != QStringLiteral("Prompt"))
        return true;
    ++m_prompts;
    auto completed = QDBusMessage::createSignal(
        prompt, QStringLiteral("org.freedesktop.Secret.Prompt"), QStringLiteral("Completed"));
    // What was unlocked, or the keychain that was made.
    const QVariant outcome =
        m_hasKeychain ? QVariant::fromValue(Paths{}) : QVariant::fromValue(QDBusObjectPath(u"/"_s));
    completed << true << QVariant::fromValue(QDBusVariant(outcome));
    m_bus.send(completed);
    return true;
}

QDBusMessage FakeSecretService::answerTo(const QDBusMessage &message) {
    const QString call = message.member();
    const auto arguments = message.arguments();
    if (!m_hasKeychain && message.path() != top && !message.path().contains("/prompt/"_L1) &&
        !message.path().contains("/session/"_L1))
        return message.createErrorReply(QDBusError::UnknownMethod,
                                        QStringLiteral("Object does not exist at this path"));
    if (call == QStringLiteral("Get")) {
        const auto all = propertiesOf(arguments.value(0).toString());
        return message.createReply(
            QVariant::fromValue(QDBusVariant(all.value(arguments.value(1).toString()))));
    }
    if (call == QStringLiteral("GetAll"))
        return message.createReply(propertiesOf(arguments.value(0).toString()));
    if (call == QStringLiteral("OpenSession")) {
        if (arguments.value(0).toString() != QStringLiteral("plain"))
            return message.createErrorReply(QDBusError::NotSupported, QStringLiteral("plain"));
        return message.createReply(
            {QVariant::fromValue(QDBusVariant(QString())),
             QVariant::fromValue(QDBusObjectPath(top + QStringLiteral("/session/1")))});
    }
    if (call == QStringLiteral("CreateCollection"))
        return message.createReply({QVariant::fromValue(QDBusObjectPath(QStringLiteral("/"))),
                                    QVariant::fromValue(QDBusObjectPath(prompt))});
    if (call == QStringLiteral("SearchItems") && !m_hasKeychain)
        return message.createReply({QVariant::fromValue(Paths{}), QVariant::fromValue(Paths{})});
    if (call == QStringLiteral("SearchItems"))
        return message.createReply(
            {QVariant::fromValue(Paths{}), QVariant::fromValue(Paths{QDBusObjectPath(item)})});
    if (call == QStringLiteral("Unlock"))
        return message.createReply(
            {QVariant::fromValue(Paths{}), QVariant::fromValue(QDBusObjectPath(prompt))});
    if (call == QStringLiteral("ReadAlias"))
        return message.createReply(
            QVariant::fromValue(QDBusObjectPath(m_hasKeychain ? collection : QStringLiteral("/"))));
    if (call == QStringLiteral("CreateItem") || call == QStringLiteral("GetSecrets"))
        return message.createErrorReply(QStringLiteral("org.freedesktop.Secret.Error.IsLocked"),
                                        QStringLiteral("locked"));
    return message.createReply();
}

} // namespace hearth::test
