// SPDX-License-Identifier: Apache-2.0
// Reading what a TLS certificate says about itself.
#include "server/crypto/certificate.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;

namespace {
// Made with openssl req -x509; its key was thrown away.
constexpr const char *pem = "-----BEGIN CERTIFICATE-----\n"
                            "MIIB5TCCAYugAwIBAgIUb15gLPN6OBVPdBQk4T0CkOAfho4wCgYIKoZIzj0EAwIw\n"
                            "MjEaMBgGA1UECgwRRXhhbXBsZSBBdXRob3JpdHkxFDASBgNVBAMMC2V4YW1wbGUu\n"
                            "b3JnMB4XDTI2MTEyMzA3MzQwNloXDTM2MTEyMDA3MzQwNlowMjEaMBgGA1UECgwR\n"
                            "RXhhbXBsZSBBdXRob3JpdHkxFDASBgNVBAMMC2V4YW1wbGUub3JnMFkwEwYHKoZI\n"
                            "zj0CAQYIKoZIzj0DAQcDQgAE1K42/YBKd+ASIyrYxZy6EheJMlVwTE4m5NCfgQEm\n"
                            "PXhm4ApeNjaEPMxIJwH2azRQoy0pZrVNhiAhzfCHw+30maN/MH0wHQYDVR0OBBYE\n"
                            "FBqWu4FHFxUp8M7Np5NqptYEwhsSMB8GA1UdIwQYMBaAFBqWu4FHFxUp8M7Np5Nq\n"
                            "ptYEwhsSMA8GA1UdEwEB/wQFMAMBAf8wKgYDVR0RBCMwIYISbWF0cml4LmV4YW1w\n"
                            "bGUub3JnggtleGFtcGxlLm9yZzAKBggqhkjOPQQDAgNIADBFAiEAioJ1/4A4O6Pk\n"
                            "dxYXe/U4NoJcMoM8inPIMSsgVlEr9fMCICogiw/HNku9nOYUyZD501BW7KYJql4y\n"
                            "TSfqEZsQ3zxX\n"
                            "-----END CERTIFICATE-----\n";
} // namespace

class TestCertificate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysForWhomAndUntilWhen() {
        const auto facts = crypto::certificateFacts(pem);
        QVERIFY(facts.has_value());
        QCOMPARE(facts->issuer, std::string("Example Authority"));
        QCOMPARE(facts->notAfter, Timestamp(2110779246) * 1000);
        QVERIFY(facts->notBefore < facts->notAfter);
        const std::vector<std::string> names{"matrix.example.org", "example.org"};
        QVERIFY(facts->names == names);
        QVERIFY(facts->selfSigned);
    }

    void readsOnlyCertificates_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("words") << QByteArray("hello");
        QTest::newRow("cut") << QByteArray(pem).left(200);
    }
    void readsOnlyCertificates() {
        QFETCH(QByteArray, text);
        QVERIFY(!crypto::certificateFacts({text.constData(), static_cast<std::size_t>(text.size())})
                     .has_value());
    }
};

HEARTH_TEST(TestCertificate)
#include "test_certificate.moc"
