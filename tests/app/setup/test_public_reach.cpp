// SPDX-License-Identifier: Apache-2.0
// Whether a domain leads to a server, and the proxy's lines that make it so.
#include "app/setup/public_reach.hpp"
#include "tests/app/support/fake_http.hpp"
#include "tests/app/support/fake_https.hpp"
#include "tests/support/test_main.hpp"

#include <QJsonArray>

using namespace hearth::app;
using namespace Qt::StringLiterals;
using hearth::test::FakeHttp;
using hearth::test::jsonResponse;
using Address = ReachResult::Address;
using WellKnown = ReachResult::WellKnown;

class TestPublicReach : public QObject {
    Q_OBJECT

    static void beServer(FakeHttp &site, const QString &key) {
        site.answer = [key](const hearth::test::Request &request) {
            if (request.rawPath == "/_matrix/client/versions")
                return jsonResponse({{u"versions"_s, QJsonArray{u"v1.1"_s}}});
            if (request.rawPath == "/_matrix/key/v2/server")
                return jsonResponse(
                    {{u"valid_until_ts"_s, QDateTime::currentMSecsSinceEpoch()},
                     {u"verify_keys"_s,
                      QJsonObject{{u"ed25519:a"_s, QJsonObject{{u"key"_s, key}}}}}});
            return jsonResponse({}, 404);
        };
    }
    static ReachResult look(const PublicAddress &address) {
        PublicReach reach;
        std::optional<ReachResult> found;
        QObject::connect(&reach, &PublicReach::done, &reach,
                         [&](const ReachResult &result) { found = result; });
        reach.run(address);
        if (!QTest::qWaitFor([&] { return found.has_value(); }, 20'000))
            QTest::qFail("no result", __FILE__, __LINE__);
        return found.value_or(ReachResult{});
    }

private Q_SLOTS:
    void onlyTheServerItselfCounts() {
        FakeHttp local;
        FakeHttp outside;
        beServer(local, u"mine"_s);
        const PublicAddress address{u"127.0.0.1"_s, outside.url(), local.url()};
        beServer(outside, u"mine"_s);
        QCOMPARE(int(look(address).address), int(Address::Reached));
        QVERIFY(look(address).isReachable());
        beServer(outside, u"another's"_s);
        QCOMPARE(int(look(address).address), int(Address::OtherServer));
        outside.answer = [](const hearth::test::Request &) {
            return hearth::test::Response{200, "<html>", {}, false, false};
        };
        QCOMPARE(int(look(address).address), int(Address::NotMatrix));
        outside.answer = [](const hearth::test::Request &) {
            return hearth::test::Response{502, "Bad Gateway", {}, false, false};
        };
        QCOMPARE(int(look(address).address), int(Address::Unreachable));
        outside.close();
        QCOMPARE(int(look(address).address), int(Address::Unreachable));
        hearth::test::FakeHttps wrong;
        QVERIFY(wrong.start());
        QCOMPARE(int(look({u"127.0.0.1"_s, wrong.url(), local.url()}).address),
                 int(Address::CertificateWrong));
    }

    void domainHasToLeadThere() {
        FakeHttp local;
        beServer(local, u"mine"_s);
        const auto result = look({u"nowhere.invalid"_s, local.url(), local.url()});
        QCOMPARE(int(result.address), int(Address::Reached));
        QCOMPARE(int(result.wellKnown), int(WellKnown::Missing));
        QVERIFY(!result.isReachable());
    }

    void proxyPassesOnWhatAppsNeedAndNoMore() {
        const PublicAddress two{u"example.org"_s, QUrl(u"https://matrix.example.org"_s),
                                QUrl(u"http://127.0.0.1:8123"_s)};
        for (const QString &text : {nginxConfiguration(two), caddyConfiguration(two)}) {
            QVERIFY(text.contains(u"matrix.example.org"));
            QVERIFY(text.contains(u"127.0.0.1:8123"));
            QVERIFY(text.contains(u"_matrix"));
            QVERIFY(text.contains(u"well-known/matrix"));
            QVERIFY(!text.contains(u"_synapse/admin") && !text.contains(u"_hearth"));
        }
        QVERIFY(nginxConfiguration(two).contains(u"X-Forwarded-For $remote_addr"));
        const PublicAddress one{u"example.org"_s, QUrl(u"https://example.org"_s),
                                QUrl(u"http://0.0.0.0:8008"_s)};
        QCOMPARE(caddyConfiguration(one).count(u"reverse_proxy"), 1);
        QVERIFY(nginxConfiguration(one).contains(u"http://127.0.0.1:8008;"));
    }
};

HEARTH_TEST(TestPublicReach)
#include "test_public_reach.moc"
