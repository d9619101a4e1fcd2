// SPDX-License-Identifier: Apache-2.0
// Who cancels the prompt of a locked keychain is not asked again in the same run.
#include "app/core/paths.hpp"
#include "app/core/secrets.hpp"
#include "tests/app/keychain/fake_secret_service.hpp"
#include "tests/app/keychain/keyring_session.hpp"
#include "tests/app/support/api_calls.hpp"
#include "tests/support/test_main.hpp"

#include <memory>

using namespace hearth::app;
using namespace hearth::test;

class TestCancelledPrompt : public QObject {
    Q_OBJECT
private:
    KeyringSession m_session;

private Q_SLOTS:
    void initTestCase() {
        QVERIFY2(m_session.problem().isEmpty(), qPrintable(m_session.problem()));
        qunsetenv("HEARTH_SECRETS");
    }

    void isNotShownAgain() {
        FakeSecretService keychain;
        QVERIFY(keychain.isThere());
        const auto secrets = makeSecretStore(Paths::forThisUser());
        // As with three servers at the start of the program.
        QList<QFuture<Result<std::optional<QString>>>> reads;
        for (const char *key : {"token/a", "token/b", "token/c"})
            reads << secrets->read(QLatin1String(key));
        QVERIFY(answerOf(reads.first()));
        // QtKeychain may look twice for one entry, and the keychain asks each time.
        const int shown = keychain.prompts();
        QVERIFY(shown == 1 || shown == 2);
        for (const auto &read : reads) {
            const auto answer = answerOf(read);
            QVERIFY(answer && !answer->has_value());
        }
        QCOMPARE(keychain.prompts(), shown);
        // What has to be kept is kept where nobody has to be asked.
        QVERIFY(answerOf(secrets->write(QStringLiteral("token/a"), QStringLiteral("secret"))));
        QCOMPARE(secrets->storage(), SecretStore::Storage::EncryptedFile);
        QCOMPARE(**answerOf(secrets->read(QStringLiteral("token/a"))), QStringLiteral("secret"));
        QVERIFY(answerOf(secrets->remove(QStringLiteral("token/a"))));
        QTest::qWait(300); // longer than a prompt takes to come
        QCOMPARE(keychain.prompts(), shown);
    }
};

HEARTH_TEST(TestCancelledPrompt)
#include "test_cancelled_prompt.moc"
