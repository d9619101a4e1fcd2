// SPDX-License-Identifier: Apache-2.0
// Connecting to a server that runs already: what is found at an address, and who is let in.
#include "app/setup/remote_setup.hpp"
#include "tests/app/support/fake_https.hpp"
#include "tests/app/support/fake_synapse.hpp"
#include "tests/app/support/local_world.hpp"
#include "tests/support/test_main.hpp"

#include <QSignalSpy>

using namespace hearth::app;
using namespace Qt::StringLiterals;
using hearth::test::FakeHttps;
using hearth::test::FakeSynapse;
using Verdict = ProbeResult::Verdict;

class TestRemoteSetup : public QObject {
    Q_OBJECT

    static ProbeResult probe(const QString &typed) {
        ServerProbe probe;
        ProbeResult found;
        bool isDone = false;
        QObject::connect(&probe, &ServerProbe::done, &probe, [&](const ProbeResult &result) {
            found = result;
            isDone = true;
        });
        probe.run(typed);
        if (isDone || !QTest::qWaitFor([&] { return isDone; }, 20'000))
            QTest::qFail("the probe did not end by itself", __FILE__, __LINE__);
        return found;
    }
    static QString placeOf(const FakeSynapse &server) {
        return u"127.0.0.1:%1"_s.arg(server.serverPort());
    }

private Q_SLOTS:
    void understandsWhatPeopleType_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("domain");
        QTest::addColumn<QString>("first");
        const auto row = [](const char *typed, const char *domain, const char *first) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(domain)
                                 << QString::fromUtf8(first);
        };
        row("example.org", "example.org", "https://example.org");
        row("  Example.ORG/ ", "example.org", "https://example.org");
        row("@alice:example.org", "example.org", "https://example.org");
        row("https://matrix.example.org/", "matrix.example.org", "https://matrix.example.org");
        row("HTTPS://Matrix.Example.org/_matrix/client/versions", "matrix.example.org",
            "https://matrix.example.org");
        row("https://example.org/chat/", "", "https://example.org/chat");
        row("http://example.org:8008", "", "http://example.org:8008");
        row("example.org:8448", "example.org:8448", "https://example.org:8448");
        row("localhost", "", "http://localhost:8008");
        row("localhost:8009", "", "https://localhost:8009");
        row("192.168.1.5:8008", "", "https://192.168.1.5:8008");
        row("[::1]:8008", "", "https://[::1]:8008");
        row("b\xC3\xBC"
            "cher.example",
            "xn--bcher-kva.example", "https://xn--bcher-kva.example");
        for (const char *wrong : {"", "   ", "two words", "ftp://example.org", "https://", "a..b",
                                  "-x.org", "https://user:pw@example.org", "<b>.org"})
            row(wrong, "", "");
    }
    void understandsWhatPeopleType() {
        QFETCH(QString, typed);
        QFETCH(QString, domain);
        QFETCH(QString, first);
        const auto parsed = parseServerAddress(typed);
        QCOMPARE(parsed.has_value(), !first.isEmpty());
        if (!parsed)
            return;
        QCOMPARE(parsed->domain, domain);
        QCOMPARE(QString::fromLatin1(parsed->candidates.constFirst().toEncoded()), first);
    }

    void findsAServerByItsAddress() {
        FakeSynapse server;
        server.hasSso = true;
        // Without http:// too: nobody else listens on this computer.
        for (const QString &typed :
             {server.url().toString(), placeOf(server), QString(u"@alice:"_s + placeOf(server))}) {
            const auto found = probe(typed);
            QCOMPARE(int(found.verdict), int(Verdict::Usable));
            QCOMPARE(found.baseUrl, server.url());
            QCOMPARE(found.software.name, u"Synapse"_s);
            QVERIFY(found.ways.password && found.ways.sso);
            QVERIFY(!found.isEncrypted);
        }
        for (const auto &request : server.requests)
            QVERIFY(request.authorization.isEmpty() && request.method == "GET");
    }

    void tellsTheCasesApart() {
        FakeSynapse server;
        QCOMPARE(int(probe(u"two words"_s).verdict), int(Verdict::BadAddress));
        QCOMPARE(int(probe(u"http://127.0.0.1:9"_s).verdict), int(Verdict::Unreachable));

        FakeHttps wrong;
        QVERIFY(wrong.start());
        for (const QString &typed :
             {wrong.url().toString(), u"127.0.0.1:%1"_s.arg(wrong.serverPort())}) {
            const auto found = probe(typed);
            QCOMPARE(int(found.verdict), int(Verdict::CertificateWrong));
            QVERIFY2(found.error.serverText.contains(u"self-signed"),
                     qPrintable(found.error.serverText));
        }

        server.isMatrix = false;
        QCOMPARE(int(probe(server.url().toString()).verdict), int(Verdict::NotMatrix));
        QCOMPARE(int(probe(placeOf(server)).verdict), int(Verdict::NotMatrix));
        server.isMatrix = true;

        server.isOld = true;
        QCOMPARE(int(probe(server.url().toString()).verdict), int(Verdict::TooOld));
        server.isOld = false;
        server.hasOldAdmin = true;
        QCOMPARE(int(probe(server.url().toString()).verdict), int(Verdict::TooOld));
        server.hasOldAdmin = false;

        server.isClosed = true;
        QCOMPARE(int(probe(server.url().toString()).verdict), int(Verdict::NoAdminApi));
    }

    void answersOfOtherSitesAreNoServer() {
        hearth::test::FakeHttp site;
        for (const char *body :
             {"[]", "{}", "null", "{\"versions\":[]}", "{\"versions\":\"v1\"}"}) {
            site.answer = [body](const hearth::test::Request &) {
                return hearth::test::Response{200, body, {}, false, false};
            };
            QCOMPARE(int(probe(site.url().toString()).verdict), int(Verdict::NotMatrix));
        }
        site.answer = [](const hearth::test::Request &) {
            return hearth::test::Response{502, "Bad Gateway", {}, false, false};
        };
        QCOMPARE(int(probe(site.url().toString()).verdict), int(Verdict::Unreachable));
    }

    void keepsOnlyAnAdministrator() {
        hearth::test::LocalWorld world;
        FakeSynapse server;
        RemoteSetup setup(world.profiles, *world.secrets);
        QSignalSpy probed(&setup, &RemoteSetup::probed);
        QSignalSpy refused(&setup, &RemoteSetup::refused);
        QSignalSpy finished(&setup, &RemoteSetup::finished);
        setup.probe(server.url().toString());
        QTRY_COMPARE(probed.size(), 1);
        using Way = Credentials::Way;
        setup.signIn({Way::Password, u"alice"_s, u"wrong"_s});
        QTRY_COMPARE(refused.size(), 1);
        QVERIFY(!verdictOf(refused.constLast().constFirst().value<ApiError>()));
        setup.signIn({Way::Password, u"bob"_s, u"right"_s});
        QTRY_COMPARE(refused.size(), 2);
        QCOMPARE(int(*verdictOf(refused.constLast().constFirst().value<ApiError>())),
                 int(Verdict::NotAdministrator));
        // The session made for the question is ended.
        QTRY_COMPARE(server.requests.constLast().rawPath, "/_matrix/client/v3/logout");
        setup.signIn({Way::Token, {}, u"of-bob"_s});
        QTRY_COMPARE(refused.size(), 3);
        QCOMPARE(int(*verdictOf(refused.constLast().constFirst().value<ApiError>())),
                 int(Verdict::NotAdministrator));
        QVERIFY(server.requests.constLast().rawPath != "/_matrix/client/v3/logout"); // not ours
        QVERIFY(world.profiles.all().isEmpty());

        for (const auto &credentials : {Credentials{Way::Password, u"alice"_s, u"right"_s},
                                        {Way::Token, {}, u"of-alice"_s},
                                        {Way::LoginToken, {}, u"good-once"_s}}) {
            finished.clear();
            setup.signIn(credentials);
            QTRY_COMPARE(finished.size(), 1);
            QCOMPARE(world.profiles.all().size(), 1); // the same server, signed in anew
            const auto profile = world.profiles.all().constFirst();
            QCOMPARE(profile.id, finished.constFirst().constFirst().toString());
            QVERIFY(!profile.isLocal());
            QCOMPARE(profile.serverName, u"example.org"_s);
            QCOMPARE(profile.baseUrl, server.url());
            QCOMPARE(profile.userId, u"@alice:example.org"_s);
            const auto token = world.secrets->read(tokenKey(profile.id));
            QTRY_VERIFY(token.isFinished());
            QCOMPARE(token.result()->value_or(QString()), u"of-alice"_s);
        }
    }

    void adminApiThatClosesLaterIsSaid() {
        hearth::test::LocalWorld world;
        FakeSynapse server;
        RemoteSetup setup(world.profiles, *world.secrets);
        QSignalSpy probed(&setup, &RemoteSetup::probed);
        QSignalSpy refused(&setup, &RemoteSetup::refused);
        setup.probe(server.url().toString());
        QTRY_COMPARE(probed.size(), 1);
        server.isClosed = true;
        setup.signIn({Credentials::Way::Password, u"alice"_s, u"right"_s});
        QTRY_COMPARE(refused.size(), 1);
        QCOMPARE(int(*verdictOf(refused.constLast().constFirst().value<ApiError>())),
                 int(Verdict::NoAdminApi));
    }
};

HEARTH_TEST(TestRemoteSetup)
#include "test_remote_setup.moc"
