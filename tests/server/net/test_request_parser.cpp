// SPDX-License-Identifier: Apache-2.0
// Properties of the HTTP parser: what it makes of bytes does not depend on how they are cut, and
// nothing that comes in makes it stumble.
#include "server/net/request_parser.hpp"
#include "tests/support/test_main.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <random>
#include <vector>

using namespace hearth;
namespace beast = boost::beast;

namespace {

constexpr std::size_t bodyLimit = 2000;

const std::vector<std::string> &samples() {
    static const std::vector<std::string> list{
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /_matrix/client/v3/sync?since=s1_2&filter=%7B%7D HTTP/1.1\r\nHost: a.b:80\r\n"
        "Authorization: Bearer abc\r\nAccept: */*\r\n\r\n",
        "PUT /a%2Fb/%E2%98%82 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
        "a;name=value\r\n0123456789\r\n0\r\nTrailer: yes\r\n\r\n",
        "POST /e HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "DELETE http://h/x HTTP/1.1\r\nHost: h\r\nX-Long: " + std::string(900, 'y') + "\r\n\r\n"};
    return list;
}

struct Outcome {
    std::string error;
    bool done = false;
    bool expects = false;
    http::Request request;
    bool operator==(const Outcome &other) const {
        return error == other.error && done == other.done && expects == other.expects &&
               request.method == other.request.method && request.target == other.request.target &&
               request.path == other.request.path && request.body == other.request.body &&
               request.headers.items() == other.request.headers.items() &&
               request.query.items() == other.request.query.items();
    }
};

/// As a connection does: head first, then the body, with what is left over given again.
Outcome parse(const std::string &text, const std::vector<std::size_t> &cuts) {
    net::RequestParser parser;
    parser.header_limit(4096);
    parser.body_limit(boost::none);
    parser.limitBody(bodyLimit);
    Outcome out;
    std::string waiting;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= cuts.size() && out.error.empty(); ++i) {
        const std::size_t to = i < cuts.size() ? cuts[i] : text.size();
        waiting.append(text, from, to - from);
        from = to;
        while (!waiting.empty() && !parser.is_done()) {
            beast::error_code error;
            const std::size_t used = parser.put(boost::asio::buffer(waiting), error);
            waiting.erase(0, used);
            if (parser.is_header_done())
                parser.eager(true);
            if (error == beast::http::error::need_more)
                break;
            if (error) {
                out.error = error.message();
                break;
            }
            if (used == 0)
                break;
        }
    }
    out.done = parser.is_done();
    out.expects = parser.expectsContinue();
    out.request = parser.take();
    return out;
}

std::string mutate(std::mt19937 &random, std::string text) {
    const auto below = [&](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    static const std::vector<std::string> pieces{"\r\n",
                                                 "\n",
                                                 "\r",
                                                 std::string(1, '\0'),
                                                 " ",
                                                 ":",
                                                 "%",
                                                 "%00",
                                                 "\xff",
                                                 "Content-Length: 7\r\n",
                                                 "HTTP/",
                                                 "0\r",
                                                 "ffff",
                                                 "chunked",
                                                 "Transfer-Encoding: chunked\r\n"};
    for (std::size_t changes = below(4) + 1; changes > 0 && !text.empty(); --changes) {
        const std::size_t at = below(text.size());
        switch (below(5)) {
        case 0:
            text[at] = static_cast<char>(below(256));
            break;
        case 1:
            text.erase(at, below(8) + 1);
            break;
        case 2:
            text.insert(at, pieces[below(pieces.size())]);
            break;
        case 3:
            text.insert(at, text.substr(below(text.size()), below(40)));
            break;
        default:
            text.resize(at);
            break;
        }
    }
    return text;
}

} // namespace

class TestRequestParser : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void understandsTheSamples() {
        for (const std::string &sample : samples()) {
            const Outcome out = parse(sample, {});
            QVERIFY2(out.error.empty() && out.done, (out.error + " " + sample).c_str());
        }
        QCOMPARE(parse(samples()[3], {}).request.body, std::string("hello0123456789"));
        QCOMPARE(parse(samples()[6], {}).request.path, std::string("/x"));
        QVERIFY(parse(samples()[4], {}).expects);
    }
    void givesTheSameHoweverItIsCut() {
        for (const std::string &sample : samples()) {
            const Outcome whole = parse(sample, {});
            for (std::size_t cut = 1; cut < sample.size(); ++cut)
                QVERIFY(parse(sample, {cut}) == whole);
            std::vector<std::size_t> everywhere;
            for (std::size_t cut = 1; cut < sample.size(); ++cut)
                everywhere.push_back(cut);
            QVERIFY(parse(sample, everywhere) == whole);
        }
    }
    void neverStumbles() {
        std::mt19937 random(20261123);
        int understood = 0;
        for (int round = 0; round < 20'000; ++round) {
            const std::string text =
                mutate(random, samples()[static_cast<std::size_t>(round) % samples().size()]);
            const Outcome out = parse(text, {});
            QVERIFY(out.request.body.size() <= bodyLimit);
            understood += out.done && out.error.empty() ? 1 : 0;
            // What was understood does not hang on how it came.
            if (out.done && out.error.empty() && text.size() > 2) {
                const std::size_t cut = 1 + random() % (text.size() - 1);
                const Outcome cutOut = parse(text, {cut});
                QVERIFY2(cutOut.error == out.error && cutOut.done == out.done &&
                             cutOut.request.body == out.request.body &&
                             cutOut.request.target == out.request.target,
                         text.c_str());
            }
        }
        QVERIFY(understood > 100);
    }
    void limitsTheBodyInChunks() {
        std::string text = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i < 100; ++i)
            text += "64\r\n" + std::string(100, 'x') + "\r\n";
        const Outcome out = parse(text + "0\r\n\r\n", {});
        QVERIFY(!out.error.empty());
        QVERIFY(out.request.body.size() <= bodyLimit);
    }
    void knowsOneWayToSayWhereABodyEnds_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::newRow("both") << QByteArray("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n");
        QTest::newRow("other coding") << QByteArray("Transfer-Encoding: xchunked\r\n");
        QTest::newRow("coding twice")
            << QByteArray("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
        QTest::newRow("coding list") << QByteArray("Transfer-Encoding: gzip, chunked\r\n");
        QTest::newRow("two lengths") << QByteArray("Content-Length: 3\r\nContent-Length: 4\r\n");
        QTest::newRow("one length twice")
            << QByteArray("Content-Length: 3\r\nContent-Length: 3\r\n");
        QTest::newRow("sign") << QByteArray("Content-Length: +3\r\n");
        QTest::newRow("text") << QByteArray("Content-Length: three\r\n");
    }
    void knowsOneWayToSayWhereABodyEnds() {
        QFETCH(QByteArray, fields);
        const Outcome out = parse("POST / HTTP/1.1\r\nHost: x\r\n" + fields.toStdString() +
                                      "\r\n3\r\nabc\r\n0\r\n\r\n",
                                  {});
        QVERIFY(!out.error.empty());
    }
    void takesWhatDecidesOnce_data() {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, const char *fields) {
            QTest::newRow(name) << QByteArray("GET / HTTP/1.1\r\n") + fields + "\r\n";
        };
        row("no host", "");
        row("host twice", "Host: a\r\nhost: b\r\n");
        row("the same host twice", "Host: a\r\nHost: a\r\n");
        row("hosts in one line", "Host: a, b\r\n");
        row("host with a user", "Host: b@a\r\n");
        row("host with a path", "Host: a/b\r\n");
        row("authorization", "Host: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n");
        row("type", "Host: a\r\nContent-Type: a/b\r\nCONTENT-TYPE: c/d\r\n");
        row("range", "Host: a\r\nRange: bytes=0-1\r\nRange: bytes=2-3\r\n");
    }
    void takesWhatDecidesOnce() {
        QFETCH(QByteArray, text);
        QVERIFY(!parse(text.toStdString(), {}).error.empty());
    }
    void allowsWhatIsAList() {
        const Outcome out = parse("GET / HTTP/1.1\r\nHost: a\r\nAccept: a/b\r\nAccept: c/d\r\n"
                                  "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2\r\n\r\n",
                                  {});
        QCOMPARE(out.error, std::string());
        QCOMPARE(out.request.headers.all("x-forwarded-for").size(), std::size_t{2});
        QVERIFY(parse("GET / HTTP/1.0\r\n\r\n", {}).done);
    }
    void readsNothingFromTrailers_data() {
        QTest::addColumn<QByteArray>("trailer");
        QTest::addColumn<bool>("refused");
        for (const char *name :
             {"Host", "Content-Length", "Transfer-Encoding", "Authorization", "Content-Type",
              "X-Forwarded-For", "X-Forwarded-Proto", "Connection", "cookie", "Content-Encoding"})
            QTest::newRow(name) << QByteArray(name) << true;
        QTest::newRow("other") << QByteArray("X-Checksum") << false;
    }
    void readsNothingFromTrailers() {
        QFETCH(QByteArray, trailer);
        QFETCH(bool, refused);
        const Outcome out =
            parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0"
                  "\r\n" +
                      trailer.toStdString() + ": 1\r\n\r\n",
                  {});
        QCOMPARE(!out.error.empty(), refused);
        QCOMPARE(out.done, !refused);
        if (!refused)
            QVERIFY(!out.request.headers.has(trailer.toStdString()));
    }
};

HEARTH_TEST(TestRequestParser)
#include "test_request_parser.moc"
