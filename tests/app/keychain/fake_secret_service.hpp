// SPDX-License-Identifier: Apache-2.0
// A keychain that is locked or not made yet, and whose owner cancels every prompt.
#pragma once

#include <QDBusConnection>
#include <QDBusVirtualObject>

namespace hearth::test {

/// Answers as org.freedesktop.secrets on the session bus, as far as a program gets that may not in.
class FakeSecretService : public QDBusVirtualObject {
    Q_OBJECT
public:
    FakeSecretService();
    ~FakeSecretService() override;

    [[nodiscard]] bool isThere() const { return m_isThere; }
    /// Prompts that were shown to the person, and cancelled.
    [[nodiscard]] int prompts() const { return m_prompts; }
    /// Before that, as on a fresh desktop: the service runs, and a keychain has to be made first.
    void makeKeychain() { m_hasKeychain = true; }

    QString introspect(const QString &path) const override;
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override;

private:
    [[nodiscard]] QDBusMessage answerTo(const QDBusMessage &message);

    QDBusConnection m_bus;
    bool m_isThere = false;
    bool m_hasKeychain = false;
    int m_prompts = 0;
};

} // namespace hearth::test
