// SPDX-License-Identifier: Apache-2.0
// What must hold whatever bytes come: the same requests are read however they are cut, half a
// request never becomes one, and mangled bytes get well-formed answers or none. Fixed seeds.
#include "server/net/server.hpp"
#include "server/net/worker_pool.hpp"
#include "tests/server/net/raw_client.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace hearth;
using namespace std::chrono_literals;
using test::RawClient;

namespace {

/// Says what it was given, and counts.
class Echo final : public http::RequestHandler {
public:
    [[nodiscard]] http::BodyPlan planBody(const http::Request &) const override {
        return {2000, false};
    }
    [[nodiscard]] std::shared_ptr<http::BodySink> openSink(const http::Request &) override {
        return nullptr;
    }
    void handle(std::shared_ptr<http::Exchange> exchange) override {
        ++handled;
        const http::Request &request = exchange->request;
        if (request.headers.has("Content-Length") && request.headers.has("Transfer-Encoding"))
            ++ambiguous;
        std::string said(http::toString(request.method));
        said += " " + request.path;
        for (const auto &[name, value] : request.query.items())
            said += " " + name + "=" + value;
        exchange->respond(http::textResponse(said + " [" + request.body + "]"));
    }
    [[nodiscard]] http::Response refuse(const http::Request &, const Error &error) const override {
        return http::jsonResponse(error.body(), error.status());
    }
    std::atomic<int> handled{0};
    std::atomic<int> ambiguous{0};
};

const std::vector<std::string> &requests() {
    static const std::vector<std::string> all{
        "GET /a?b=c%20d&e=%C3%A4 HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nX-A:  b \r\n\r\nhello\r\n\r\nxy",
        "PUT /chunks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;ext=\"1\"\r\nhello\r\na\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n",
        "POST /empty HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        "OPTIONS /o HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n",
        "DELETE http://x/absolute?q HTTP/1.1\r\nHost: x\r\n\r\n",
    };
    return all;
}
const std::string goodbye = "GET /end HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// Status codes of a stream of answers; nothing if it is not one. Dates differ, so bodies are kept.
bool readAnswers(std::string_view stream, std::vector<int> &codes, std::string &bodies) {
    while (!stream.empty()) {
        const auto end = stream.find("\r\n\r\n");
        int code = 0;
        if (!stream.starts_with("HTTP/1.1 ") || end == stream.npos || end < 12)
            return false;
        std::from_chars(stream.data() + 9, stream.data() + 12, code);
        const std::string_view head = stream.substr(0, end);
        stream.remove_prefix(end + 4);
        std::size_t length = 0;
        if (const auto at = head.find("\r\nContent-Length: "); at != head.npos)
            std::from_chars(head.data() + at + 18, head.data() + head.size(), length);
        else if (code != 100)
            return false;
        if (stream.size() < length)
            return false;
        codes.push_back(code);
        bodies += stream.substr(0, length);
        bodies += '\n';
        stream.remove_prefix(length);
    }
    return true;
}

class Mangler {
public:
    explicit Mangler(unsigned seed)
        : m_random(seed) {}
    std::size_t below(std::size_t limit) { return m_random() % limit; }
    /// One or a few valid requests with a few of the things done to them that break parsers.
    std::string next() {
        std::string text;
        for (std::size_t i = 0, count = 1 + below(3); i < count; ++i)
            text += requests()[below(requests().size())];
        for (std::size_t i = 0, count = 1 + below(4); i < count; ++i)
            mangle(text);
        return text;
    }

private:
    void mangle(std::string &text) {
        static const std::vector<std::string> inserts{"Content-Length: 3\r\n",
                                                      "Content-Length: 5, 5\r\n",
                                                      "Transfer-Encoding: chunked\r\n",
                                                      "Transfer-Encoding : chunked\r\n",
                                                      "transfer-encoding:\tchunked\r\n",
                                                      "\r\n",
                                                      "\n",
                                                      "\r",
                                                      " ",
                                                      "\t",
                                                      ":",
                                                      "ffffffffffffffff",
                                                      "-1",
                                                      "0x1",
                                                      "%",
                                                      "%00",
                                                      "%zz",
                                                      "/../",
                                                      "//",
                                                      "?",
                                                      "#",
                                                      ";",
                                                      "\xff\xfe",
                                                      "\xed\xa0\x80",
                                                      "HTTP/1.1",
                                                      "HTTP/1.0",
                                                      "Expect: 100-continue\r\n",
                                                      "Connection: close\r\n",
                                                      "Connection: upgrade\r\nUpgrade: h2c\r\n",
                                                      "Host: y\r\n",
                                                      std::string(1, '\0'),
                                                      std::string(300, 'A'),
                                                      "X: " + std::string(20'000, 'h') + "\r\n"};
        const std::size_t at = below(text.size() + 1);
        switch (below(6)) {
        case 0:
            text.insert(at, inserts[below(inserts.size())]);
            break;
        case 1: // at the start of a line, where headers are
            if (const auto line = text.find("\r\n", at); line != text.npos)
                text.insert(line + 2, inserts[below(inserts.size())]);
            break;
        case 2:
            text.erase(at, 1 + below(12));
            break;
        case 3:
            text.insert(at, text.substr(below(text.size() + 1), below(80)));
            break;
        case 4:
            text.resize(at);
            break;
        default:
            if (at < text.size())
                text[at] = static_cast<char>(below(256));
        }
        if (text.empty())
            text = "G";
    }
    std::mt19937 m_random;
};

} // namespace

class TestMangled : public QObject {
    Q_OBJECT
    Echo m_echo;
    net::WorkerPool m_workers{"test", 2, 100};
    std::unique_ptr<net::Server> m_server;
    std::uint16_t m_port = 0;

    /// Everything that comes back when the pieces are sent one after the other.
    std::string talk(const std::vector<std::string_view> &pieces, std::chrono::microseconds pause) {
        RawClient client(m_port);
        const int now = 1;
        ::setsockopt(client.descriptor(), IPPROTO_TCP, 1 /* TCP_NODELAY */, &now, sizeof now);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (i > 0)
                std::this_thread::sleep_for(pause);
            client.send(pieces[i]);
        }
        ::shutdown(client.descriptor(), SHUT_WR);
        return client.rest(5000);
    }

private Q_SLOTS:
    void initTestCase() {
        net::ServerOptions options;
        options.headerTimeout = 3000ms;
        options.bodyTimeout = 3000ms;
        m_server = std::make_unique<net::Server>(m_echo, m_workers, options);
        m_port = m_server->listen({}).port;
        m_server->start();
    }
    void cleanupTestCase() {
        m_server->stop(500ms);
        m_workers.stop();
        m_server.reset();
    }
    void readsTheSameHoweverItIsCut() {
        std::string all;
        for (const std::string &request : requests())
            all += request;
        all += goodbye;
        std::vector<int> codes;
        std::string wanted;
        QVERIFY(readAnswers(talk({all}, 0us), codes, wanted));
        QCOMPARE(codes.size(), requests().size() + 1);
        QVERIFY(wanted.find("POST /post [hello\r\n\r\nxy]") != wanted.npos);
        QVERIFY(wanted.find("PUT /chunks [hello0123456789]") != wanted.npos);
        QVERIFY(wanted.find("GET /a b=c d e=\xC3\xA4 []") != wanted.npos);
        for (std::size_t at = 1; at < all.size(); ++at) {
            std::string seen;
            const std::string_view text = all;
            QVERIFY2(readAnswers(talk({text.substr(0, at), text.substr(at)}, 200us), codes, seen),
                     std::to_string(at).c_str());
            QVERIFY2(seen == wanted, (std::to_string(at) + ": " + seen).c_str());
        }
    }
    void readsTheSameByteByByte() {
        for (const std::string &request : requests()) {
            const std::string text = request + goodbye;
            std::vector<std::string_view> bytes;
            for (std::size_t i = 0; i < text.size(); ++i)
                bytes.push_back(std::string_view(text).substr(i, 1));
            std::vector<int> codes;
            std::string bodies;
            QVERIFY(readAnswers(talk(bytes, 20us), codes, bodies));
            QCOMPARE(codes, (std::vector<int>{200, 200}));
        }
    }
    void neverTakesHalfARequest() {
        for (const std::string &request : requests()) {
            for (std::size_t at = 0; at < request.size(); ++at) {
                const int before = m_echo.handled;
                std::vector<int> codes;
                std::string bodies;
                QVERIFY(readAnswers(talk({std::string_view(request).substr(0, at)}, 0us), codes,
                                    bodies));
                QVERIFY2(codes.empty() || codes.front() != 200, request.c_str());
                QCOMPARE(m_echo.handled.load(), before);
            }
        }
    }
    void answersMangledBytesWellOrNotAtAll() {
        static const std::set<int> allowed{100, 200, 400, 405, 408, 413, 414, 417, 431, 501, 505};
        const auto end = std::chrono::steady_clock::now() + 15s;
        int count = 0;
        for (unsigned seed = 1; seed <= 4000 && std::chrono::steady_clock::now() < end; ++seed) {
            Mangler mangler(seed);
            const std::string text = mangler.next();
            const int before = m_echo.handled;
            std::vector<std::string_view> pieces{text};
            if (seed % 3 == 0) {
                const std::size_t at = mangler.below(text.size());
                pieces = {std::string_view(text).substr(0, at), std::string_view(text).substr(at)};
            }
            std::vector<int> codes;
            std::string bodies;
            const std::string stream = talk(pieces, 50us);
            const std::string where = "seed " + std::to_string(seed) + ": " + text.substr(0, 400);
            QVERIFY2(readAnswers(stream, codes, bodies), where.c_str());
            int good = 0;
            for (const int code : codes) {
                QVERIFY2(allowed.contains(code), (std::to_string(code) + " " + where).c_str());
                good += code == 200 ? 1 : 0;
            }
            // Not one answer more than there were requests.
            QCOMPARE(m_echo.handled - before, good);
            ++count;
        }
        QVERIFY(count > 100);
        QCOMPARE(m_echo.ambiguous.load(), 0);
        QTRY_COMPARE(m_server->openConnections(), std::size_t{0});
        QVERIFY(talk({goodbye}, 0us).starts_with("HTTP/1.1 200 "));
    }
};

HEARTH_TEST(TestMangled)
#include "test_mangled.moc"
