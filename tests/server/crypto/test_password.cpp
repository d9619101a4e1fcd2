// SPDX-License-Identifier: Apache-2.0
// Password hashes: new ones, and those that Synapse's database holds.
#include "server/crypto/password.hpp"
#include "tests/support/test_main.hpp"

#include <thread>
#include <vector>

using namespace hearth;

namespace {
crypto::PasswordSettings cheap(std::string pepper = {}) {
    return {std::move(pepper), 64, 1};
}
} // namespace

class TestPassword : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hashesAndVerifies_data() {
        QTest::addColumn<QByteArray>("password");
        QTest::newRow("ascii") << QByteArray("correct horse battery staple");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("unicode") << QByteArray("Pässwörd🐎");
        QTest::newRow("with NUL") << QByteArray("a\0b", 3);
        QTest::newRow("longer than bcrypt's 72") << QByteArray(200, 'x');
    }
    void hashesAndVerifies() {
        QFETCH(QByteArray, password);
        const auto hash = crypto::hashPassword(password.toStdString(), cheap());
        QVERIFY(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        QVERIFY(crypto::verifyPassword(password.toStdString(), hash, cheap()));
        QVERIFY(!crypto::verifyPassword(password.toStdString() + "x", hash, cheap()));
        QVERIFY(!crypto::needsRehash(hash, cheap()));
        QVERIFY(crypto::needsRehash(hash, {}));
    }

    void twoHashesOfOnePasswordDiffer() {
        QVERIFY(crypto::hashPassword("p", cheap()) != crypto::hashPassword("p", cheap()));
    }

    void defaultCostIsWhatItSays() {
        QVERIFY(crypto::hashPassword("p", {}).starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    void verifiesBcryptAsSynapseWritesIt() {
        const std::string plain = "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";
        const std::string peppered = "$2b$05$abcdefghijklmnopqrstuuxddOY723GZwp48m0wXLFKcyFGssuaRO";
        QVERIFY(crypto::verifyPassword("correct horse", plain, cheap()));
        QVERIFY(!crypto::verifyPassword("wrong horse", plain, cheap()));
        QVERIFY(!crypto::verifyPassword("correct horse", plain, cheap("pepper")));
        QVERIFY(crypto::verifyPassword("correct horse", peppered, cheap("pepper")));
        QVERIFY(!crypto::verifyPassword("correct horse", peppered, cheap()));
        QVERIFY(crypto::needsRehash(plain, {}));
        QVERIFY(crypto::verifyPassword(
            "", "$2a$04$abcdefghijklmnopqrstuubyCG3zY1GIXMyxfivm.ClDiInHzxjiq", cheap()));
    }

    void bcryptDoesNotStopAtNul() {
        const std::string plain = "$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2";
        QVERIFY(!crypto::verifyPassword(std::string("correct horse\0!", 15), plain, cheap()));
    }

    void pepperChangesNewHashes() {
        const auto hash = crypto::hashPassword("p", cheap("a"));
        QVERIFY(crypto::verifyPassword("p", hash, cheap("a")));
        QVERIFY(!crypto::verifyPassword("p", hash, cheap("b")));
    }

    void refusesWhatIsNoHash_data() {
        QTest::addColumn<QByteArray>("hash");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("plain text") << QByteArray("p");
        QTest::newRow("des crypt") << QByteArray("abJnggxhB/yWI");
        QTest::newRow("cut bcrypt") << QByteArray("$2b$05$abcdefghijklmnopqrstuuHNb");
        QTest::newRow("greedy argon2")
            << QByteArray("$argon2id$v=19$m=99999999,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNo");
        QTest::newRow("argon2 without cost") << QByteArray("$argon2id$v=19$x$y$z");
    }
    void refusesWhatIsNoHash() {
        QFETCH(QByteArray, hash);
        QVERIFY(!crypto::verifyPassword("p", hash.toStdString(), cheap()));
        QVERIFY(crypto::needsRehash(hash.toStdString(), cheap()));
    }

    void manyThreadsMayHash() {
        std::vector<std::thread> threads;
        std::vector<char> good(8, 0);
        for (auto &flag : good)
            threads.emplace_back([&flag] {
                flag = crypto::verifyPassword("p", crypto::hashPassword("p", cheap()), cheap());
            });
        for (auto &thread : threads)
            thread.join();
        for (const char flag : good)
            QVERIFY(flag != 0);
    }
};

HEARTH_TEST(TestPassword)
#include "test_password.moc"
