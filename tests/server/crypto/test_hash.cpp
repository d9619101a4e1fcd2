// SPDX-License-Identifier: Apache-2.0
// Digests against published vectors; random tokens; comparison.
#include "server/core/base64.hpp"
#include "server/crypto/hash.hpp"
#include "tests/support/test_main.hpp"

#include <set>
#include <thread>
#include <vector>

using namespace hearth;

class TestHash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sha256OfKnownTexts() {
        QCOMPARE(hexEncode(crypto::sha256("")),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(hexEncode(crypto::sha256("abc")),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    // RFC 2202 case 2 and RFC 4231 case 2.
    void hmacOfKnownTexts() {
        constexpr std::string_view text = "what do ya want for nothing?";
        QCOMPARE(hexEncode(crypto::hmacSha1("Jefe", text)),
                 std::string("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
        QCOMPARE(hexEncode(crypto::hmacSha256("Jefe", text)),
                 std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    void hmacWithEmptyKey() { QCOMPARE(crypto::hmacSha1("", "x").size(), std::size_t(20)); }

    void sha256IsSafeOnSeveralThreads() {
        std::vector<std::thread> threads;
        std::vector<std::string> results(4);
        for (auto &result : results)
            threads.emplace_back([&result] {
                for (int i = 0; i < 500; ++i)
                    result = crypto::sha256("abc");
            });
        for (auto &thread : threads)
            thread.join();
        for (const auto &result : results)
            QCOMPARE(result, crypto::sha256("abc"));
    }

    void randomTokensHaveTheirLengthAndAlphabet() {
        std::set<std::string> seen;
        for (int i = 0; i < 200; ++i) {
            const auto token = crypto::randomToken(24);
            QCOMPARE(token.size(), std::size_t(24));
            for (const char c : token)
                QVERIFY(std::isalnum(static_cast<unsigned char>(c)));
            seen.insert(token);
        }
        QCOMPARE(seen.size(), std::size_t(200));
        QCOMPARE(crypto::randomToken(0), std::string());
        QCOMPARE(crypto::randomBytes(0), std::string());
        QCOMPARE(crypto::randomBytes(33).size(), std::size_t(33));
    }

    void comparesTexts() {
        QVERIFY(crypto::equalInConstantTime("same", "same"));
        QVERIFY(crypto::equalInConstantTime("", ""));
        QVERIFY(!crypto::equalInConstantTime("same", "sane"));
        QVERIFY(!crypto::equalInConstantTime("same", "same "));
    }
};

HEARTH_TEST(TestHash)
#include "test_hash.moc"
