// SPDX-License-Identifier: Apache-2.0
// Who cancels the prompt of a keychain that is locked, or that has to be made first, is not asked
// again in the same run.
#include "app/core/paths.hpp"
#include "app/core/secrets.hpp"
#include "tests/app/keychain/fake_secret_service.hpp"
#include "tests/app/keychain/keyring_session.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/support/test_main.hpp"

#include <QTemporaryDir>

#include <memory>

using namespace hearth::app;
using namespace hearth::test;

class TestCancelledPrompt : public QObject {
    Q_OBJECT
private:
    KeyringSession m_session; ///< first: the keychain belongs to its bus
    FakeSecretService m_keychain;
    QTemporaryDir m_config;

    /// The encrypted file outlives a store, but not the test.
    [[nodiscard]] Paths paths() const {
        Paths all = Paths::forThisUser();
        all.configDir = m_config.path();
        return all;
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(m_session.problem().isEmpty(), qPrintable(m_session.problem()));
        qunsetenv("HEARTH_SECRETS");
    }

    void askingToMakeAKeychainIsNotRepeated() {
        QVERIFY(m_keychain.isThere());
        {
            const auto secrets = makeSecretStore(paths());
            QVERIFY(!answerOf(secrets->read(QStringLiteral("token/m")))->has_value());
            QCOMPARE(m_keychain.prompts(), 0);
            // As the wizard keeps them.
            const auto token = secrets->write(QStringLiteral("token/m"), QStringLiteral("secret"));
            const auto password =
                secrets->write(QStringLiteral("password/m"), QStringLiteral("other"));
            QVERIFY(answerOf(token));
            QVERIFY(answerOf(password));
            QCOMPARE(m_keychain.prompts(), 1);
            QCOMPARE(secrets->storage(), SecretStore::Storage::EncryptedFile);
        }
        // The next start of the program asks nobody: what it needs is there.
        const auto secrets = makeSecretStore(paths());
        QCOMPARE(**answerOf(secrets->read(QStringLiteral("token/m"))), QStringLiteral("secret"));
        QCOMPARE(**answerOf(secrets->read(QStringLiteral("password/m"))), QStringLiteral("other"));
        QTest::qWait(300); // longer than a prompt takes to come
        QCOMPARE(m_keychain.prompts(), 1);
    }

    void isNotShownAgain() {
        m_keychain.makeKeychain();
        const int before = m_keychain.prompts();
        const auto secrets = makeSecretStore(paths());
        // As with three servers at the start of the program.
        QList<QFuture<Result<std::optional<QString>>>> reads;
        for (const char *key : {"token/a", "token/b", "token/c"})
            reads << secrets->read(QLatin1String(key));
        QVERIFY(answerOf(reads.first()));
        // QtKeychain may look twice for one entry, and the keychain asks each time.
        const int shown = m_keychain.prompts();
        QVERIFY(shown == before + 1 || shown == before + 2);
        for (const auto &read : reads) {
            const auto answer = answerOf(read);
            QVERIFY(answer && !answer->has_value());
        }
        QCOMPARE(m_keychain.prompts(), shown);
        // What has to be kept is kept where nobody has to be asked.
        QVERIFY(answerOf(secrets->write(QStringLiteral("token/a"), QStringLiteral("secret"))));
        QCOMPARE(secrets->storage(), SecretStore::Storage::EncryptedFile);
        QCOMPARE(**answerOf(secrets->read(QStringLiteral("token/a"))), QStringLiteral("secret"));
        QVERIFY(answerOf(secrets->remove(QStringLiteral("token/a"))));
        QTest::qWait(300); // longer than a prompt takes to come
        QCOMPARE(m_keychain.prompts(), shown);
    }
};

HEARTH_TEST(TestCancelledPrompt)
#include "test_cancelled_prompt.moc"
