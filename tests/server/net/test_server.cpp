// SPDX-License-Identifier: Apache-2.0
// net::Server with real sockets.
#include "server/core/neighbourhood.hpp"
#include "server/net/server.hpp"
#include "server/net/shares.hpp"
#include "server/net/worker_pool.hpp"
#include "tests/server/net/raw_client.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QTemporaryDir>

#include <atomic>
#include <mutex>
#include <thread>

using namespace hearth;
using test::RawClient;
using namespace std::chrono_literals;

namespace {

/// Notes what it gets; refuses after so many bytes.
class Sink final : public http::BodySink {
public:
    Sink(std::atomic<int> &open, std::size_t most)
        : m_open(open)
        , m_most(most) {
        ++m_open;
    }
    ~Sink() override { --m_open; }
    void write(std::string_view piece) override {
        text += piece;
        largest = std::max(largest, piece.size());
        if (text.size() > m_most)
            throw unavailable("full");
    }
    void finish() override { finished = true; }
    std::string text;
    std::size_t largest = 0;
    bool finished = false;

private:
    std::atomic<int> &m_open;
    std::size_t m_most;
};

/// Answers by path; /wait keeps its exchange, bodies for /sink… go to a sink.
class Handler final : public http::RequestHandler {
public:
    [[nodiscard]] http::BodyPlan planBody(const http::Request &head) const override {
        if (head.path.starts_with("/sink"))
            return {40 << 20, true};
        return {head.path == "/upload" ? std::size_t{40 << 20} : 1000, false};
    }
    [[nodiscard]] std::shared_ptr<http::BodySink> openSink(const http::Request &head) override {
        if (head.path == "/sink/forbidden")
            throw forbidden("no");
        return std::make_shared<Sink>(openSinks,
                                      head.path == "/sink/full" ? 1'000'000 : std::size_t{1} << 40);
    }
    void handle(std::shared_ptr<http::Exchange> exchange) override {
        const http::Request &request = exchange->request;
        http::Response response = http::textResponse({});
        if (request.path == "/wait") {
            const std::lock_guard lock(mutex);
            waiting = std::move(exchange);
            return;
        }
        if (request.path == "/hold") {
            const std::lock_guard lock(mutex);
            held.push_back(std::move(exchange));
            return;
        }
        if (request.path == "/drop")
            return;
        if (request.path == "/later") {
            std::thread([exchange] {
                std::this_thread::sleep_for(20ms);
                exchange->respond(http::textResponse("later"));
            }).detach();
            return;
        }
        if (request.sink) {
            const auto &sink = static_cast<const Sink &>(*request.sink);
            const bool right = sink.finished && sink.largest < (400 << 10) && request.body.empty();
            response.body = (right ? "right " : "wrong ") + std::to_string(sink.text.size()) + " " +
                            sink.text.substr(0, 10);
        } else if (request.path == "/upload")
            response.body = std::to_string(request.body.size());
        else if (request.path == "/from")
            response.body = request.remoteAddress + (request.tls ? " tls" : " plain");
        else if (request.path == "/file")
            response.body = file;
        else if (request.path == "/pieces")
            response.body = http::Pieces(50, std::make_shared<const std::string>(10'000, 'p'));
        else if (request.path == "/split")
            response.headers.add("X-Bad", "a\r\nX-Evil: b");
        else
            response.body = request.body + request.path;
        exchange->respond(std::move(response));
    }
    [[nodiscard]] http::Response refuse(const http::Request &, const Error &error) const override {
        return http::jsonResponse(error.body(), error.status());
    }
    std::shared_ptr<http::Exchange> taken() {
        const std::lock_guard lock(mutex);
        return waiting;
    }

    std::size_t heldCalls() {
        const std::lock_guard lock(mutex);
        return held.size();
    }

    http::FileBody file;
    std::atomic<int> openSinks{0};
    std::mutex mutex;
    std::shared_ptr<http::Exchange> waiting;
    std::vector<std::shared_ptr<http::Exchange>> held;
};

std::string bodyOf(const std::string &response) {
    const auto at = response.find("\r\n\r\n");
    return at == std::string::npos ? std::string("(nothing)") : response.substr(at + 4);
}
bool isStatus(const std::string &response, const char *status) {
    return response.starts_with("HTTP/1.1 " + std::string(status) + " ");
}

} // namespace

class TestServer : public QObject {
    Q_OBJECT
    std::unique_ptr<Handler> m_handler;
    std::unique_ptr<net::WorkerPool> m_workers;
    std::unique_ptr<net::Server> m_server;
    std::uint16_t m_port = 0;

    void startServer(net::ServerOptions options = {}, bool forwarded = false) {
        m_server = std::make_unique<net::Server>(*m_handler, *m_workers, options);
        net::ListenerOptions listener;
        listener.xForwarded = forwarded;
        m_port = m_server->listen(listener).port;
        m_server->start();
    }

private Q_SLOTS:
    void init() {
        m_handler = std::make_unique<Handler>();
        m_workers = std::make_unique<net::WorkerPool>("test", 2, 100);
    }
    void cleanup() {
        if (m_server)
            m_server->stop(200ms);
        m_workers->stop();
        m_handler->waiting.reset();
        m_handler->held.clear();
        m_server.reset();
    }
    void answersSeveralRequestsOnOneConnection() {
        startServer();
        RawClient client(m_port);
        for (int i = 0; i < 3; ++i) {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            const std::string response = client.response();
            QVERIFY(isStatus(response, "200"));
            QVERIFY(response.find("Connection: close") == std::string::npos);
            QCOMPARE(bodyOf(response), std::string("/a"));
        }
    }
    void answersPipelinedRequestsInOrder() {
        startServer();
        RawClient client(m_port);
        client.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n"
                    "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                    "GET /c HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(bodyOf(client.response()), std::string("later"));
        QCOMPARE(bodyOf(client.response()), std::string("abc/b"));
        QCOMPARE(bodyOf(client.response()), std::string("/c"));
    }
    void understandsRequestsThatComeInSmallPieces() {
        startServer();
        RawClient client(m_port);
        for (const char c :
             std::string("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")) {
            client.send(std::string_view(&c, 1));
            std::this_thread::sleep_for(1ms);
        }
        QCOMPARE(bodyOf(client.response()), std::string("hi/a"));
    }
    void understandsChunks() {
        startServer();
        RawClient client(m_port);
        client.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        QCOMPARE(bodyOf(client.response()), std::string("abcde/a"));
    }
    void saysContinue() {
        startServer();
        RawClient client(m_port);
        client.send(
            "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        QVERIFY(isStatus(client.response(), "100"));
        client.send("hi");
        QCOMPARE(bodyOf(client.response()), std::string("hi/a"));
    }
    void sendsNoBodyForHead() {
        startServer();
        RawClient client(m_port);
        client.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
        std::string head;
        QVERIFY(client.ended(300) == false);
        client.send("GET /z HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        QVERIFY(client.ended(3000));
    }
    void closesWhenAsked() {
        startServer();
        RawClient client(m_port);
        client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        QVERIFY(client.response().find("Connection: close") != std::string::npos);
        QVERIFY(client.ended(2000));
        RawClient old(m_port);
        old.send("GET /a HTTP/1.0\r\n\r\n");
        QCOMPARE(bodyOf(old.response()), std::string("/a"));
        QVERIFY(old.ended(2000));
    }
    void answersClientsThatCloseTheirSendingSide() {
        startServer();
        RawClient client(m_port);
        client.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
        ::shutdown(client.descriptor(), SHUT_WR);
        QCOMPARE(bodyOf(client.response()), std::string("later"));
    }
    void refusesWhatIsNotHttp() {
        startServer();
        RawClient client(m_port);
        client.send("\x16\x03\x01 hello\r\n\r\n");
        QVERIFY(isStatus(client.response(), "400"));
        QVERIFY(client.ended(3000));
    }
    void refusesHugeHeaders() {
        startServer();
        RawClient client(m_port);
        client.send("GET /a HTTP/1.1\r\nX: " + std::string(40'000, 'x') + "\r\n\r\n");
        QVERIFY(isStatus(client.response(), "431"));
        QVERIFY(client.ended(3000));
    }
    void refusesLargeBodies() {
        startServer();
        RawClient client(m_port);
        client.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
        QVERIFY(isStatus(client.response(), "413"));
        RawClient chunked(m_port);
        chunked.send("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                     std::string(1001, 'x') + "\r\n0\r\n\r\n");
        QVERIFY(isStatus(chunked.response(), "413"));
    }
    void takesLargeUploads() {
        startServer();
        RawClient client(m_port);
        client.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n");
        client.send(std::string(30'000'000, 'x'));
        QCOMPARE(bodyOf(client.response(20'000)), std::string("30000000"));
    }
    void writesBodiesToASinkInPieces() {
        startServer();
        RawClient client(m_port);
        const std::string head = "POST /sink HTTP/1.1\r\nHost: x\r\n";
        client.send(head + "Content-Length: 30000000\r\n\r\n");
        client.send(std::string(30'000'000, 'x') + "GET /after HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(bodyOf(client.response(20'000)), std::string("right 30000000 xxxxxxxxxx"));
        QCOMPARE(bodyOf(client.response()), std::string("/after"));
        client.send(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        QCOMPARE(bodyOf(client.response()), std::string("right 5 abcde"));
        client.send(head + "Content-Length: 0\r\n\r\n");
        QCOMPARE(bodyOf(client.response()), std::string("/sink"));
        client.send(head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        QVERIFY(isStatus(client.response(), "100"));
        client.send("hi");
        QCOMPARE(bodyOf(client.response()), std::string("right 2 hi"));
        QTRY_COMPARE(m_handler->openSinks.load(), 0);
    }
    void refusesWithoutAskingForTheBody() {
        startServer();
        RawClient client(m_port);
        client.send("POST /sink/forbidden HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                    "Content-Length: 30000000\r\n\r\n");
        QVERIFY(isStatus(client.response(), "403"));
        RawClient eager(m_port);
        eager.send("POST /sink/forbidden HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" +
                   std::string(3'000'000, 'x'));
        QVERIFY(isStatus(eager.response(), "403"));
        RawClient large(m_port);
        large.send("POST /sink HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n");
        QVERIFY(isStatus(large.response(), "413"));
    }
    void endsUploadsThatTheirSinkRefuses() {
        startServer();
        RawClient client(m_port);
        client.send("POST /sink/full HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n" +
                    std::string(4'000'000, 'x'));
        QVERIFY(isStatus(client.response(), "503"));
        QTRY_COMPARE(m_handler->openSinks.load(), 0);
    }
    void forgetsUploadsWhoseClientGoes() {
        startServer();
        {
            RawClient client(m_port);
            client.send("POST /sink HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n" +
                        std::string(2'000'000, 'x'));
            QTRY_COMPARE(m_handler->openSinks.load(), 1);
        }
        QTRY_COMPARE(m_handler->openSinks.load(), 0);
        QTRY_COMPARE(m_server->openConnections(), std::size_t{0});
    }
    void countsWhatIsHeldAndNotWhatIsAnnounced() {
        net::ServerOptions options;
        options.maxInputMemory = 8'000'000;
        startServer(options);
        const std::string head =
            "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1500000\r\n\r\n";
        std::vector<std::unique_ptr<RawClient>> announcing;
        for (int i = 0; i < 20; ++i) {
            announcing.push_back(std::make_unique<RawClient>(m_port));
            announcing.back()->send(head + "x");
        }
        QTRY_COMPARE(m_server->openConnections(), std::size_t{20});
        QTest::qWait(50);
        QVERIFY(m_server->inputMemory() < 2'000'000);
        announcing.clear();
        QTRY_COMPARE(m_server->inputMemory(), std::uint64_t{0});
        // One address has half of it at most, and small requests are not counted.
        std::vector<std::unique_ptr<RawClient>> stalled;
        for (int i = 0; i < 20; ++i) {
            stalled.push_back(std::make_unique<RawClient>(m_port));
            stalled.back()->send(head + std::string(1'400'000, 'x'));
        }
        int refused = 0;
        for (auto &client : stalled)
            refused += isStatus(client->response(500), "503") ? 1 : 0;
        QVERIFY2(refused >= 17, std::to_string(refused).c_str());
        QVERIFY(m_server->inputMemory() <= 4'000'000);
        QVERIFY(m_server->inputMemory() > 1'000'000);
        RawClient small(m_port);
        small.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        QCOMPARE(bodyOf(small.response()), std::string("abc/a"));
        RawClient other(m_port, "127.0.0.2");
        other.send(head + std::string(1'500'000, 'x'));
        QCOMPARE(bodyOf(other.response()), std::string("1500000"));
        stalled.clear();
        QTRY_COMPARE(m_server->openConnections(), std::size_t{2});
        QTRY_COMPARE(m_server->inputMemory(), std::uint64_t{0});
    }
    void letsSlowOnesGoWhenMemoryIsTight() {
        net::ServerOptions options;
        options.maxInputMemory = 4'000'000;
        startServer(options);
        const std::string head =
            "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1500000\r\n\r\n";
        // Alone it may take its half minute.
        RawClient a(m_port, "127.0.0.2");
        a.send(head + std::string(700'000, 'x'));
        QVERIFY(a.response(7'000).empty());
        RawClient b(m_port, "127.0.0.3");
        b.send(head + std::string(700'000, 'x'));
        QVERIFY(isStatus(a.response(8'000), "408"));
    }
    void sharesConnectionsBetweenAddresses() {
        net::ServerOptions options;
        options.maxConnections = 10;
        startServer(options);
        std::vector<std::unique_ptr<RawClient>> greedy;
        int served = 0;
        for (int i = 0; i < 12; ++i) {
            greedy.push_back(std::make_unique<RawClient>(m_port));
            greedy.back()->send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            served += isStatus(greedy.back()->response(), "200") ? 1 : 0;
        }
        QCOMPARE(served, 8);
        RawClient other(m_port, "127.0.0.2");
        other.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(bodyOf(other.response()), std::string("/b"));
        greedy.clear();
        QTRY_COMPARE(m_server->openConnections(), std::size_t{1});
        RawClient again(m_port);
        again.send("GET /c HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(bodyOf(again.response()), std::string("/c"));
    }
    void sharesConnectionsBetweenThoseBehindAProxy() {
        net::ServerOptions options;
        options.maxConnections = 10;
        startServer(options, true);
        // The proxy itself may have them all; those it speaks for are told apart.
        std::vector<std::unique_ptr<RawClient>> all;
        for (int i = 0; i < 8; ++i) {
            all.push_back(std::make_unique<RawClient>(m_port));
            all.back()->send("GET /hold HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n");
        }
        QTRY_COMPARE(m_handler->heldCalls(), std::size_t{8});
        RawClient ninth(m_port);
        ninth.send("GET /hold HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n");
        QVERIFY(isStatus(ninth.response(1000), "429"));
        ninth.close();
        RawClient other(m_port);
        other.send("GET /from HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.2\r\n\r\n");
        QCOMPARE(bodyOf(other.response()), std::string("192.0.2.2 plain"));
    }
    void takesOneCustomersNetworkAsOne() {
        QCOMPARE(neighbourhood("192.0.2.7"), std::string("192.0.2.7"));
        QCOMPARE(neighbourhood("2001:db8:1:2:3:4:5:6"), std::string("2001:db8:1:2::/64"));
        QCOMPARE(neighbourhood("fe80::1%eth0"), std::string("fe80::/64"));
    }
    void endsSlowHeads() {
        net::ServerOptions options;
        options.headerTimeout = 300ms;
        startServer(options);
        RawClient client(m_port);
        client.send("GET /a HTTP/1.1\r\n");
        std::string response;
        for (int i = 0; i < 30 && response.empty(); ++i) {
            client.send("X-" + std::to_string(i) + ": slow\r\n");
            response = client.response(100);
        }
        QVERIFY(isStatus(response, "408"));
    }
    void endsIdleConnectionsAndSlowBodies() {
        net::ServerOptions options;
        options.idleTimeout = 300ms;
        options.bodyTimeout = 300ms;
        startServer(options);
        RawClient idle(m_port);
        RawClient slow(m_port);
        slow.send("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
        QVERIFY(idle.ended(3000));
        QVERIFY(isStatus(slow.response(), "408"));
    }
    void noticesThatAWaitingClientHasGone() {
        startServer();
        {
            RawClient client(m_port);
            client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
            QTRY_VERIFY(m_handler->taken());
            QVERIFY(!m_handler->taken()->gone());
        }
        QTRY_VERIFY(m_handler->taken()->gone());
        m_handler->taken()->respond(http::textResponse("too late"));
        RawClient reset(m_port);
        reset.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_VERIFY(!m_handler->taken()->gone());
        std::atomic<int> told{0};
        m_handler->taken()->onGone([&] { ++told; });
        reset.abort();
        QTRY_VERIFY(m_handler->taken()->gone());
        QTRY_COMPARE(told.load(), 1);
        m_handler->taken()->onGone([&] { ++told; });
        QCOMPARE(told.load(), 2);
        // Dropped without an answer: the connection ends.
        m_handler->waiting.reset();
        QTRY_COMPARE(m_server->openConnections(), std::size_t{0});
    }
    void answersWhenAHandlerDropsItsRequest() {
        startServer();
        RawClient client(m_port);
        client.send("GET /drop HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(isStatus(client.response(), "500"));
    }
    void sendsFiles() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("f"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray content;
        for (int i = 0; i < 1'000'000; ++i)
            content += static_cast<char>('a' + i % 26);
        file.write(content);
        file.close();
        m_handler->file = {path.toStdString(), 3, 999'000};
        startServer();
        RawClient client(m_port);
        for (int i = 0; i < 2; ++i) {
            client.send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n");
            QCOMPARE(bodyOf(client.response()), content.mid(3, 999'000).toStdString());
        }
        m_handler->file.path += "-missing";
        client.send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(isStatus(client.response(), "500"));
        m_handler->file = {path.toStdString(), 0, 5'000'000}; // longer than it is
        client.send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(client.ended(3000));
    }
    void sendsPieces() {
        startServer();
        RawClient client(m_port);
        client.send("GET /pieces HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(bodyOf(client.response()), std::string(500'000, 'p'));
    }
    void neverSplitsHeaders() {
        startServer();
        RawClient client(m_port);
        client.send("GET /split HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(client.response().find("X-Evil") == std::string::npos);
    }
    void believesProxiesOnlyWhenTold() {
        startServer({}, true);
        RawClient client(m_port);
        client.send("GET /from HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4, 5.6.7.8\r\n"
                    "X-Forwarded-Proto: https\r\n\r\n");
        QCOMPARE(bodyOf(client.response()), std::string("5.6.7.8 tls"));
        const auto from = [&](const std::string &fields) {
            RawClient one(m_port);
            one.send("GET /from HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
            return bodyOf(one.response());
        };
        QCOMPARE(from("X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2 ,\t3.3.3.3 \r\n"),
                 std::string("3.3.3.3 plain"));
        QCOMPARE(from("X-Forwarded-For: ::FFFF:4.4.4.4\r\n"), std::string("4.4.4.4 plain"));
        QCOMPARE(from("X-Forwarded-For: 2001:DB8:0::1\r\n"), std::string("2001:db8::1 plain"));
        for (const std::string bad : {"1.1.1.1, unknown", "_hidden", "\"1.1.1.1\"", "1.1.1.1:80",
                                      "1.1.1", "", "1.1.1.1,", "<b>", "0x7f.1"})
            QCOMPARE(from("X-Forwarded-For: " + bad + "\r\n"), std::string("127.0.0.1 plain"));
        cleanup();
        init();
        startServer({}, false);
        RawClient direct(m_port);
        direct.send("GET /from HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
        QCOMPARE(bodyOf(direct.response()), std::string("127.0.0.1 plain"));
    }
    void turnsAwayTooManyConnections() {
        net::ServerOptions options;
        options.maxConnections = 2;
        startServer(options);
        RawClient a(m_port);
        RawClient b(m_port);
        a.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        b.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(bodyOf(a.response()), std::string("/a"));
        QCOMPARE(bodyOf(b.response()), std::string("/b"));
        RawClient c(m_port);
        QVERIFY(isStatus(c.response(), "503"));
        a.close();
        QTRY_COMPARE(m_server->openConnections(), std::size_t{1});
        RawClient d(m_port);
        d.send("GET /d HTTP/1.1\r\nHost: x\r\n\r\n");
        QCOMPARE(bodyOf(d.response()), std::string("/d"));
    }
    void finishesRequestsBeforeItStops() {
        startServer();
        RawClient busy(m_port);
        RawClient idle(m_port);
        busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_VERIFY(m_handler->taken());
        QTRY_COMPARE(m_server->openConnections(), std::size_t{2});
        std::thread stopper([this] { m_server->stop(5s); });
        QVERIFY(idle.ended(2000));
        QVERIFY(!RawClient(m_port).connected());
        m_handler->taken()->respond(http::textResponse("bye"));
        const std::string answer = busy.response();
        stopper.join();
        QCOMPARE(bodyOf(answer), std::string("bye"));
        QVERIFY(answer.find("Connection: close") != std::string::npos);
    }
    void stopsInTimeWhateverIsGoingOn() {
        startServer();
        RawClient busy(m_port);
        busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_VERIFY(m_handler->taken());
        const auto before = std::chrono::steady_clock::now();
        m_server->stop(100ms);
        QVERIFY(std::chrono::steady_clock::now() - before < 2s);
        m_handler->taken()->respond(http::textResponse("nobody hears this"));
    }
    void saysWhyItCannotListen() {
        startServer();
        net::Server other(*m_handler, *m_workers, {});
        net::ListenerOptions options;
        options.port = m_port;
        try {
            (void)other.listen(options);
            QFAIL("listened on a port that is taken");
        } catch (const net::ListenError &error) {
            QCOMPARE(int(error.kind()), int(net::ListenError::Kind::PortInUse));
        }
        options.address = "203.0.113.7";
        try {
            (void)other.listen(options);
            QFAIL("listened on a foreign address");
        } catch (const net::ListenError &error) {
            QCOMPARE(int(error.kind()), int(net::ListenError::Kind::AddressUnavailable));
        }
    }
};

HEARTH_TEST(TestServer)
#include "test_server.moc"
