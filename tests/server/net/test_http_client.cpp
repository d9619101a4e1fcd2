// SPDX-License-Identifier: Apache-2.0
// net::HttpClient against net::Server, plain and with TLS.
#include "server/net/http_client.hpp"
#include "server/net/ip_ranges.hpp"
#include "server/net/server.hpp"
#include "server/net/worker_pool.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <atomic>
#include <future>
#include <thread>

using namespace hearth;
using namespace std::chrono_literals;
using Reach = http::OutgoingRequest::Reach;

namespace {
class Handler final : public http::RequestHandler {
public:
    [[nodiscard]] http::BodyPlan planBody(const http::Request &) const override { return {}; }
    [[nodiscard]] std::shared_ptr<http::BodySink> openSink(const http::Request &) override {
        return nullptr;
    }
    void handle(std::shared_ptr<http::Exchange> exchange) override {
        const http::Request &request = exchange->request;
        http::Response response = http::textResponse({});
        if (request.path == "/redirect") {
            response.status = 302;
            response.headers.add("Location", "/there");
        } else if (request.path == "/to") {
            response.status = 302;
            response.headers.add("Location", request.target.substr(4));
        } else if (request.path == "/large") {
            response.body = std::string(100'000, 'x');
        } else if (request.path == "/slow") {
            return keep.push_back(std::move(exchange));
        } else {
            response.headers.add("X-Seen",
                                 std::string(request.headers.find("X-Mine").value_or("")));
            response.body =
                std::string(toString(request.method)) + " " + request.path + " " + request.body;
        }
        exchange->respond(std::move(response));
    }
    [[nodiscard]] http::Response refuse(const http::Request &, const Error &error) const override {
        return http::jsonResponse(error.body(), error.status());
    }
    std::vector<std::shared_ptr<http::Exchange>> keep;
};
} // namespace

class TestHttpClient : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    Handler m_handler;
    net::WorkerPool m_workers{"test", 2, 100};
    std::unique_ptr<net::Server> m_server;
    std::string m_url, m_tlsUrl;

    static http::OutgoingRequest request(const std::string &url) {
        http::OutgoingRequest out;
        out.url = url;
        out.reach = Reach::Trusted;
        return out;
    }

    static http::IncomingResponse fetch(net::HttpClient &client, const http::OutgoingRequest &out) {
        const auto answer = std::make_shared<std::promise<http::IncomingResponse>>();
        client.send(out, [answer](http::IncomingResponse response) {
            answer->set_value(std::move(response));
        });
        return answer->get_future().get();
    }

private Q_SLOTS:
    void initTestCase() {
        m_server = std::make_unique<net::Server>(m_handler, m_workers, net::ServerOptions{});
        const QString key = m_folder.filePath(QStringLiteral("key.pem"));
        const QString certificate = m_folder.filePath(QStringLiteral("cert.pem"));
        QCOMPARE(QProcess::execute(QStringLiteral("openssl"),
                                   {QStringLiteral("req"), QStringLiteral("-x509"),
                                    QStringLiteral("-newkey"), QStringLiteral("rsa:2048"),
                                    QStringLiteral("-nodes"), QStringLiteral("-keyout"), key,
                                    QStringLiteral("-out"), certificate, QStringLiteral("-days"),
                                    QStringLiteral("2"), QStringLiteral("-subj"),
                                    QStringLiteral("/CN=localhost"), QStringLiteral("-addext"),
                                    QStringLiteral("subjectAltName=IP:127.0.0.1")}),
                 0);
        m_server->loadCertificate(certificate.toStdString(), key.toStdString());
        m_url = "http://127.0.0.1:" + std::to_string(m_server->listen({}).port);
        net::ListenerOptions tls;
        tls.tls = true;
        m_tlsUrl = "https://127.0.0.1:" + std::to_string(m_server->listen(tls).port);
        m_server->start();
    }
    void cleanupTestCase() {
        m_server->stop(100ms);
        m_workers.stop();
        m_handler.keep.clear();
        m_server.reset();
    }
    void sendsAllOfARequest() {
        net::HttpClient client(m_workers, {});
        auto out = request(m_url + "/a?b=c");
        out.method = http::Method::Put;
        out.body = "hello";
        out.headers.add("X-Mine", "yes");
        const auto response = fetch(client, out);
        QCOMPARE(response.error, std::string());
        QCOMPARE(response.status, 200);
        QCOMPARE(response.body, std::string("PUT /a hello"));
        QCOMPARE(std::string(*response.headers.find("x-seen")), std::string("yes"));
    }
    void answersOnAWorker() {
        net::HttpClient client(m_workers, {});
        const auto status = std::make_shared<std::promise<int>>();
        client.send(request(m_url + "/a"), [status](const http::IncomingResponse &response) {
            status->set_value(response.status);
        });
        QCOMPARE(status->get_future().get(), 200);
    }
    void followsRedirectsOnlyWhenAsked() {
        net::HttpClient client(m_workers, {});
        auto out = request(m_url + "/redirect");
        QCOMPARE(fetch(client, out).status, 302);
        out.followRedirects = true;
        const auto response = fetch(client, out);
        QCOMPARE(response.body, std::string("GET /there "));
        QCOMPARE(response.url, m_url + "/there");
    }
    void stopsAtItsLimits() {
        net::HttpClient client(m_workers, {});
        auto large = request(m_url + "/large");
        large.maxBytes = 1000;
        QVERIFY(fetch(client, large).tooLarge);
        auto slow = request(m_url + "/slow");
        slow.timeoutMs = 200;
        const auto response = fetch(client, slow);
        QCOMPARE(response.status, 0);
        QVERIFY(!response.error.empty());
    }
    void reachesOnlyPermittedNetworks() {
        net::HttpClientOptions options;
        options.denied = {"127.0.0.0/8", "::1"};
        net::HttpClient client(m_workers, options);
        auto out = request(m_url + "/a");
        out.reach = Reach::General;
        QVERIFY(fetch(client, out).error.find("network") != std::string::npos);
        out.url = "http://localhost" + m_url.substr(m_url.rfind(':')) + "/a";
        QVERIFY(!fetch(client, out).ok());
        out.reach = Reach::Trusted;
        QVERIFY(fetch(client, out).ok());
        out.url = "file:///etc/passwd";
        QCOMPARE(fetch(client, out).status, 0);
    }
    void reachesNothingByOddSpellings_data() {
        QTest::addColumn<QByteArray>("host");
        for (const char *host : {"127.0.0.1",
                                 "localhost",
                                 "localhost.",
                                 "127.1",
                                 "127.0.1",
                                 "2130706433",
                                 "0x7f.1",
                                 "0x7f000001",
                                 "0177.0.0.1",
                                 "017700000001",
                                 "127.0.0.1.",
                                 "0",
                                 "0.0.0.0",
                                 "0x0",
                                 "00",
                                 "[::1]",
                                 "[::]",
                                 "[0:0:0:0:0:0:0:0]",
                                 "[::ffff:127.0.0.1]",
                                 "[::ffff:0.0.0.0]",
                                 "[::ffff:7f00:1]",
                                 "[::127.0.0.1]",
                                 "[64:ff9b::127.0.0.1]",
                                 "[2002:7f00:1::]",
                                 "user:pass@127.0.0.1",
                                 "%31%32%37.0.0.1",
                                 "\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1",
                                 "\xe2\x91\xa0.0.0.1"})
            QTest::newRow(host) << QByteArray(host);
    }
    void reachesNothingByOddSpellings() {
        QFETCH(QByteArray, host);
        net::HttpClientOptions options;
        options.denied = {"127.0.0.0/8", "::1"};
        net::HttpClient client(m_workers, options);
        auto out = request("http://" + host.toStdString() + m_url.substr(m_url.rfind(':')) + "/a");
        out.reach = Reach::General;
        out.timeoutMs = 2000;
        const auto response = fetch(client, out);
        QCOMPARE(response.status, 0);
        QVERIFY(!response.error.empty());
    }
    void reachesNothingByWhatOthersLeftOpen() {
        net::HttpClientOptions options;
        options.denied = {"127.0.0.0/8"};
        net::HttpClient client(m_workers, options);
        auto out = request(m_url + "/a");
        QVERIFY(fetch(client, out).ok());
        for (const Reach reach : {Reach::General, Reach::Preview}) {
            options.previewDenied = options.denied;
            out.reach = reach;
            if (reach == Reach::General)
                QVERIFY(fetch(client, out).error.find("network") != std::string::npos);
        }
        net::HttpClient other(m_workers, options);
        QVERIFY(fetch(other, request(m_url + "/a")).ok());
        QVERIFY(fetch(other, out).error.find("network") != std::string::npos);
    }
    void reachesNothingByRedirects() {
        net::HttpClientOptions options;
        options.denied = {"127.0.0.0/8"};
        options.allowed = {"127.0.0.1"};
        net::HttpClient client(m_workers, options);
        const std::string port = m_url.substr(m_url.rfind(':'));
        const auto follow = [&](const std::string &host) {
            auto out = request(m_url + "/to?http://" + host + port + "/a");
            out.followRedirects = true;
            out.reach = Reach::General;
            return fetch(client, out).error;
        };
        for (const char *host : {"127.0.0.2", "127.2", "0", "[::]", "[::ffff:127.0.0.2]"})
            QVERIFY2(follow(host).find("network") != std::string::npos, host);
        QCOMPARE(follow("127.1"), std::string());
    }
    void refusesWhatIsNowhere_data() {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("permitted");
        for (const char *address : {"0.0.0.0",
                                    "0.1.2.3",
                                    "240.0.0.1",
                                    "255.255.255.255",
                                    "224.0.0.1",
                                    "239.255.255.250",
                                    "198.18.0.1",
                                    "198.19.255.255",
                                    "192.0.0.8",
                                    "192.88.99.1",
                                    "192.0.2.1",
                                    "198.51.100.1",
                                    "203.0.113.1",
                                    "::",
                                    "::ffff:0.0.0.0",
                                    "::ffff:127.0.0.1",
                                    "::ffff:10.0.0.1",
                                    "::ffff:192.168.1.1",
                                    "::ffff:169.254.169.254",
                                    "::ffff:240.0.0.1",
                                    "::10.0.0.1",
                                    "::127.0.0.1",
                                    "::0.0.0.2",
                                    "::ffff:0:10.0.0.1",
                                    "64:ff9b::10.0.0.1",
                                    "64:ff9b::127.0.0.1",
                                    "64:ff9b::169.254.169.254",
                                    "64:ff9b::0.0.0.0",
                                    "64:ff9b:1::10.0.0.1",
                                    "64:ff9b:1::8.8.8.8",
                                    "2002:a00:1::",
                                    "2002:7f00:1::1",
                                    "2002:c0a8:101::1",
                                    "2002:a9fe:a9fe::1",
                                    "2002:e000:1::",
                                    "2001::1",
                                    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                                    "2001:2::1",
                                    "2001:10::1",
                                    "2001:20::1",
                                    "2001:db8::1",
                                    "3fff::1",
                                    "5f00::1",
                                    "100::1",
                                    "fec0::1",
                                    "ff02::1",
                                    "ff05::2",
                                    "4000::1",
                                    "8000::1",
                                    "2a00::5efe:10.0.0.1",
                                    "2a00::200:5efe:127.0.0.1",
                                    "localhost",
                                    "127.1",
                                    ""})
            QTest::newRow(address) << QByteArray(address) << false;
        for (const char *address :
             {"8.8.8.8", "10.0.0.1", "127.0.0.1", "192.168.1.1", "::1", "fd00::1", "fe80::1",
              "2a00:1450:4001:80b::200e", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
              "2002:808:808::1"})
            QTest::newRow(address) << QByteArray(address) << true;
    }
    void refusesWhatIsNowhere() {
        QFETCH(QByteArray, address);
        QFETCH(bool, permitted);
        // An administrator who denies nothing still sends nobody there.
        const net::IpRanges open({}, {});
        QCOMPARE(open.permits(std::string_view(address.toStdString())), permitted);
        const net::IpRanges named({}, {address.toStdString()});
        if (net::IpRange::parse(address.toStdString()))
            QVERIFY(named.permits(std::string_view(address.toStdString())));
    }
    void seesThroughForms() {
        const net::IpRanges ranges({"8.8.8.0/24"}, {"8.8.8.8", "10.1.0.0/16"});
        for (const char *address :
             {"8.8.8.9", "::ffff:8.8.8.9", "::8.8.8.9", "64:ff9b::8.8.8.9", "2002:808:809::"})
            QVERIFY2(!ranges.permits(std::string_view(address)), address);
        for (const char *address : {"8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::", "10.1.2.3",
                                    "::ffff:10.1.2.3", "64:ff9b::10.1.2.3"})
            QVERIFY2(ranges.permits(std::string_view(address)), address);
    }
    void checksCertificates() {
        net::HttpClient strict(m_workers, {});
        QCOMPARE(fetch(strict, request(m_tlsUrl + "/a")).status, 0);
        net::HttpClientOptions options;
        options.checkCertificates = false;
        net::HttpClient lax(m_workers, options);
        QCOMPARE(fetch(lax, request(m_tlsUrl + "/a")).body, std::string("GET /a "));
        QCOMPARE(fetch(lax, request(m_tlsUrl + "/large")).body.size(), std::size_t{100'000});
    }
    void refusesBrokenCertificates() {
        net::Server server(m_handler, m_workers, {});
        const std::string key = m_folder.filePath(QStringLiteral("key.pem")).toStdString();
        QVERIFY_EXCEPTION_THROWN(server.loadCertificate("/nowhere.pem", key), net::TlsError);
        QVERIFY_EXCEPTION_THROWN(server.loadCertificate(key, key), net::TlsError);
    }
    void endsRequestsWhenItStops() {
        net::HttpClient client(m_workers, {});
        const auto error = std::make_shared<std::promise<std::string>>();
        client.send(request(m_url + "/slow"), [error](const http::IncomingResponse &response) {
            error->set_value(response.error);
        });
        std::this_thread::sleep_for(100ms);
        client.stop();
        QVERIFY(!error->get_future().get().empty());
        QVERIFY(!fetch(client, request(m_url + "/a")).error.empty());
    }
    void oneSilentPeerKeepsNobodyElseWaiting() {
        net::HttpClientOptions options;
        options.mostActive = 6;
        options.mostForPeer = 4;
        options.mostWaitingForPeer = 40;
        net::HttpClient client(m_workers, options);
        std::atomic<int> ended{0}, refused{0};
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < 60; ++i) {
            auto slow = request(m_url + "/slow");
            slow.timeoutMs = 700;
            client.send(slow, [&](const http::IncomingResponse &response) {
                if (response.error.find("waiting for this") != std::string::npos)
                    ++refused;
                ++ended;
            });
        }
        // The same machine at another port is another peer.
        QCOMPARE(fetch(client, request("http" + m_tlsUrl.substr(5) + "/a")).status, 0);
        QVERIFY(std::chrono::steady_clock::now() - begun < 500ms);
        QTRY_COMPARE(refused.load(), 60 - 4 - 40);
        // The time in the queue is part of a request's time.
        QTRY_COMPARE_WITH_TIMEOUT(ended.load(), 60, 5000);
        QVERIFY(std::chrono::steady_clock::now() - begun < 3s);
    }
    void onePartyKeepsNobodyElseWaiting() {
        net::HttpClientOptions options;
        options.mostActive = 6;
        options.mostForParty = 4;
        options.mostWaitingForParty = 20;
        net::HttpClient client(m_workers, options);
        std::atomic<int> ended{0}, refused{0};
        const auto send = [&](const char *party, int number) {
            // Each at a peer of its own, as "localhost1" and so on are.
            auto slow = request(m_url + "/slow");
            slow.url.insert(slow.url.find("127"), "user" + std::to_string(number) + "@");
            slow.party = party;
            slow.timeoutMs = 700;
            client.send(slow, [&](const http::IncomingResponse &response) {
                if (response.error.find("waiting for this") != std::string::npos)
                    ++refused;
                ++ended;
            });
        };
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < 30; ++i)
            send("@greedy:x", i);
        auto other = request(m_url + "/a");
        other.party = "@other:x";
        QCOMPARE(fetch(client, other).status, 200);
        QVERIFY(std::chrono::steady_clock::now() - begun < 500ms);
        QTRY_COMPARE(refused.load(), 30 - 4 - 20);
        QTRY_COMPARE_WITH_TIMEOUT(ended.load(), 30, 5000);
        // All places are given back.
        QCOMPARE(fetch(client, other).status, 200);
    }
    void visitsOnlyWhatItMay() {
        net::HttpClient client(m_workers, {});
        std::vector<std::string> asked;
        auto out = request(m_url + "/redirect");
        out.followRedirects = true;
        out.mayVisit = [&](const std::string &url) {
            asked.push_back(url);
            return url.find("/there") == std::string::npos;
        };
        const auto response = fetch(client, out);
        QCOMPARE(response.status, 0);
        QVERIFY2(response.error.find("must not be visited") != std::string::npos,
                 response.error.c_str());
        QCOMPARE(asked.back(), m_url + "/there");
        out.url = m_url + "/there";
        QCOMPARE(fetch(client, out).status, 0);
        out.url = m_url + "/a";
        QCOMPARE(fetch(client, out).status, 200);
    }
    void holdsOnlySoMuchOfAnswers() {
        net::HttpClientOptions options;
        options.mostHeldBytes = 90'000;
        net::HttpClient client(m_workers, options);
        const auto crowded = fetch(client, request(m_url + "/large"));
        QVERIFY2(crowded.error.find("room") != std::string::npos, crowded.error.c_str());
        QCOMPARE(fetch(client, request(m_url + "/a")).status, 200);
    }
    void knowsNetworks_data() {
        QTest::addColumn<QByteArray>("range");
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("inside");
        QTest::newRow("v4 in") << QByteArray("10.0.0.0/8") << QByteArray("10.200.1.1") << true;
        QTest::newRow("v4 out") << QByteArray("10.0.0.0/8") << QByteArray("11.0.0.1") << false;
        QTest::newRow("v4 odd") << QByteArray("172.16.0.0/12") << QByteArray("172.31.255.1")
                                << true;
        QTest::newRow("v4 odd out")
            << QByteArray("172.16.0.0/12") << QByteArray("172.32.0.1") << false;
        QTest::newRow("mapped") << QByteArray("10.0.0.0/8") << QByteArray("::ffff:10.1.1.1")
                                << true;
        QTest::newRow("v6 in") << QByteArray("fe80::/10") << QByteArray("febf::1") << true;
        QTest::newRow("v6 out") << QByteArray("2a00::/16") << QByteArray("2a01::1") << false;
        QTest::newRow("single") << QByteArray("::1") << QByteArray("::1") << true;
        QTest::newRow("all") << QByteArray("0.0.0.0/0") << QByteArray("8.8.8.8") << true;
    }
    void knowsNetworks() {
        QFETCH(QByteArray, range);
        QFETCH(QByteArray, address);
        QFETCH(bool, inside);
        const net::IpRanges ranges({range.toStdString()}, {});
        QCOMPARE(!ranges.permits(std::string_view(address.toStdString())), inside);
        QVERIFY(!net::IpRange::parse("10.0.0.0/33"));
        QVERIFY(!net::IpRange::parse("ten"));
    }
};

HEARTH_TEST(TestHttpClient)
#include "test_http_client.moc"
