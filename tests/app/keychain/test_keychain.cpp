// SPDX-License-Identifier: Apache-2.0
// The sign-in in a real keychain, and what happens where there is none or it stays locked.
#include "app/core/clock.hpp"
#include "app/core/paths.hpp"
#include "app/core/profiles.hpp"
#include "app/core/secrets.hpp"
#include "app/models/server_session.hpp"
#include "tests/app/keychain/keyring_session.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/app/support/hearthctl.hpp"
#include "tests/app/support/real_hearthd.hpp"
#include "tests/support/test_main.hpp"

#include <QDirIterator>

#include <memory>

using namespace hearth::app;
using namespace hearth::test;

class TestKeychain : public QObject {
    Q_OBJECT
private:
    KeyringSession m_session;
    std::unique_ptr<RealHearthd> m_real;

    static QString configDir() { return Paths::forThisUser().configDir; }
    static bool isInKeychain(const KeyringSession &session) {
        return session.entries().contains(QStringLiteral("/login/"));
    }
    /// Keys of the secrets in the encrypted file.
    static QStringList keysInFile() {
        QFile file(configDir() + QStringLiteral("/secrets.json"));
        return file.open(QIODevice::ReadOnly)
                   ? QJsonDocument::fromJson(file.readAll()).object().keys()
                   : QStringList();
    }
    /// Files of the program that have the text in plain or in base64.
    static QStringList filesWith(const QString &secret) {
        QStringList found;
        const QByteArray plain = secret.toUtf8();
        const QByteArray encoded = plain.toBase64(QByteArray::OmitTrailingEquals).chopped(2);
        QDirIterator all(configDir(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            QFile file(all.next());
            const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
            if (text.contains(plain) || text.contains(encoded))
                found << file.fileName();
        }
        return found;
    }
    static Outcome signIn() {
        return hearthctl("sign-in --user admin", {}, "correct horse battery\n");
    }
    static void expectFileAndSentence(const Outcome &outcome) {
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        QVERIFY2(outcome.out.contains(QStringLiteral("encrypted file that only you can read, "
                                                     "because no keychain could be opened")),
                 qPrintable(outcome.out));
        QCOMPARE(keysInFile().size(), 1);
        QCOMPARE(hearthctl("users list").code, 0);
    }
    static void expectKeychain(const Outcome &outcome) {
        QVERIFY2(outcome.code == 0, qPrintable(outcome.err));
        QVERIFY2(outcome.out.contains(QStringLiteral("in the keychain of this computer")),
                 qPrintable(outcome.out));
        QCOMPARE(keysInFile().size(), 0);
        QCOMPARE(hearthctl("users list").code, 0);
    }

private Q_SLOTS:
    void initTestCase() {
        // What is missing here is a fault of the machine, not a reason to leave this out.
        QVERIFY2(m_session.problem().isEmpty(), qPrintable(m_session.problem()));
        m_real = std::make_unique<RealHearthd>();
        qunsetenv("HEARTH_SECRETS");
    }
    void cleanupTestCase() {
        m_session.stopKeychain();
        m_real.reset();
    }

    // Each step is a program of its own, as on a person's desktop.
    void withoutAKeychainTheEncryptedFileIsUsedAndSaid() {
        expectFileAndSentence(hearthctl("setup --port 0 --password-stdin --data-dir",
                                        {m_real->dataDir()}, "correct horse battery\n"));
        QCOMPARE(hearthctl("sign-out").code, 0);
        QCOMPARE(keysInFile().size(), 0);
        QCOMPARE(hearthctl("users list").code, 1);
    }

    void keychainHasTheSignInAndNoFileDoes() {
        QVERIFY(m_session.startKeychain(KeyringSession::Lock::Open));
        QVERIFY(!isInKeychain(m_session));
        expectKeychain(signIn());
        QVERIFY(isInKeychain(m_session));
    }

    void signInIsFoundAfterARestartOfTheDesktop() {
        m_session.stopKeychain();
        QCOMPARE(hearthctl("users list").code, 1);
        QVERIFY(m_session.startKeychain(KeyringSession::Lock::Open));
        QCOMPARE(hearthctl("users list").code, 0);
    }

    void lockedKeychainIsAsGoodAsNone() {
        m_session.stopKeychain();
        QVERIFY(m_session.startKeychain(KeyringSession::Lock::Locked));
        QCOMPARE(hearthctl("users list").code, 1);
        expectFileAndSentence(signIn());
    }

    void signInMovesIntoTheKeychainWhenThereIsOneAgain() {
        m_session.stopKeychain();
        QVERIFY(m_session.startKeychain(KeyringSession::Lock::Open));
        QCOMPARE(keysInFile().size(), 1);
        expectKeychain(signIn());
    }

    // In this process, which from now on belongs to the keychain that runs.
    void programFindsTheSignInAndForgetsIt() {
        const Paths paths = Paths::forThisUser();
        const auto secrets = makeSecretStore(paths);
        SystemClock clock;
        ServerProfiles profiles(paths.profilesFile());
        const auto profile = profiles.all().at(0);
        const auto token = answerOf(secrets->read(tokenKey(profile.id)));
        QVERIFY2(token && token->has_value(), qPrintable(errorOf(token)));
        QCOMPARE(secrets->storage(), SecretStore::Storage::Keychain);
        QVERIFY((*token)->size() > 10);
        QCOMPARE(filesWith(**token), QStringList());
        ServerSession session(profile, {paths, clock, profiles, *secrets, nullptr});
        session.open(false);
        QTRY_VERIFY_WITH_TIMEOUT(session.connection()->isUsable(), longWait);
        session.signOut();
        QTRY_VERIFY_WITH_TIMEOUT(!session.isSignedIn(), longWait);
        QTRY_VERIFY_WITH_TIMEOUT(!isInKeychain(m_session), longWait);
        const auto gone = answerOf(secrets->read(tokenKey(profile.id)));
        QVERIFY(gone && !gone->has_value());
        QCOMPARE(keysInFile().size(), 0);
        QCOMPARE(hearthctl("users list").code, 1);
        // A sign-in of the program is kept there, too.
        session.signIn(QStringLiteral("admin"), QStringLiteral("correct horse battery"));
        QTRY_VERIFY_WITH_TIMEOUT(isInKeychain(m_session), longWait);
        QCOMPARE(keysInFile().size(), 0);
        QCOMPARE(hearthctl("users list").code, 0);
    }

    // All in one run of the program, whose session with the keychain ends with the keychain.
    void keychainThatIsRestartedIsUsedAgain() {
        const auto secrets = makeSecretStore(Paths::forThisUser());
        QVERIFY(answerOf(secrets->write(QStringLiteral("k"), QStringLiteral("first"))));
        QCOMPARE(secrets->storage(), SecretStore::Storage::Keychain);
        m_session.stopKeychain();
        QVERIFY(answerOf(secrets->write(QStringLiteral("k"), QStringLiteral("second"))));
        QCOMPARE(secrets->storage(), SecretStore::Storage::EncryptedFile);
        QCOMPARE(keysInFile(), QStringList(QStringLiteral("k")));
        QVERIFY(m_session.startKeychain(KeyringSession::Lock::Open));
        // The newer one, and it moves back.
        QCOMPARE(**answerOf(secrets->read(QStringLiteral("k"))), QStringLiteral("second"));
        QTRY_COMPARE_WITH_TIMEOUT(secrets->storage(), SecretStore::Storage::Keychain, longWait);
        QTRY_COMPARE_WITH_TIMEOUT(keysInFile(), QStringList(), longWait);
        QCOMPARE(**answerOf(secrets->read(QStringLiteral("k"))), QStringLiteral("second"));
        m_session.stopKeychain();
        QVERIFY(m_session.startKeychain(KeyringSession::Lock::Open));
        QVERIFY(answerOf(secrets->write(QStringLiteral("k"), QStringLiteral("third"))));
        QCOMPARE(secrets->storage(), SecretStore::Storage::Keychain);
        QCOMPARE(keysInFile(), QStringList());
    }
};

HEARTH_TEST(TestKeychain)
#include "test_keychain.moc"
