// SPDX-License-Identifier: Apache-2.0
// A private desktop session: a message bus and GNOME's keychain on it, with files of its own.
#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace hearth::test {

/// Changes DBUS_SESSION_BUS_ADDRESS of this process for good: the bus lives as long as it does.
class KeyringSession {
public:
    KeyringSession();
    ~KeyringSession();

    /// Empty if the bus runs, else what is missing.
    [[nodiscard]] QString problem() const { return m_problem; }
    enum class Lock { Open, Locked };
    /// A keychain daemon as after signing in to the desktop (Open), or one whose keychain nobody
    /// has unlocked.
    [[nodiscard]] bool startKeychain(Lock lock);
    void stopKeychain();
    /// The paths of all entries of Hearth, as another program sees them.
    [[nodiscard]] QString entries() const;

private:
    [[nodiscard]] QString call(const QStringList &arguments) const;

    QTemporaryDir m_dir;
    QProcess m_keychain;
    QString m_problem;
};

} // namespace hearth::test
