// SPDX-License-Identifier: Apache-2.0
#include "server/http/compress.hpp"
#include "tests/support/test_main.hpp"

#include <zlib.h>

using namespace hearth;

namespace {

std::string unzip(const std::string &bytes) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        return {};
    std::string text(16 << 20, '\0');
    std::string in = bytes;
    stream.next_in = reinterpret_cast<Bytef *>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef *>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    const int code = inflate(&stream, Z_FINISH);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return code == Z_STREAM_END ? text : std::string();
}

http::Request asking(const char *coding, http::Method method = http::Method::Get) {
    http::Request request;
    request.method = method;
    request.headers.add("Accept-Encoding", coding);
    return request;
}

std::string header(const http::Response &response, const char *name) {
    return std::string(response.headers.find(name).value_or("-"));
}

} // namespace

class TestCompress : public QObject {
    Q_OBJECT
    const std::string m_long = "[" + std::string(1500, '1') + "]";

private Q_SLOTS:
    void understandsAcceptEncoding_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("accepts");
        QTest::newRow("browser") << "gzip, deflate, br" << true;
        QTest::newRow("last") << "br,\tGZip" << true;
        QTest::newRow("weight") << "br;q=1.0, gzip; q=0.001" << true;
        QTest::newRow("old name") << "x-gzip" << true;
        QTest::newRow("anything") << "*" << true;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("identity") << "identity" << false;
        QTest::newRow("other") << "br, deflate" << false;
        QTest::newRow("refused") << "gzip;q=0, *" << false;
        QTest::newRow("refused, capital") << "gzip;Q=0.000" << false;
        QTest::newRow("nothing at all") << "*;q=0" << false;
        QTest::newRow("part of a word") << "gzipped, notgzip" << false;
        QTest::newRow("nonsense") << "gzip;q=lots" << false;
    }
    void understandsAcceptEncoding() {
        QFETCH(QString, value);
        QFETCH(bool, accepts);
        QCOMPARE(http::acceptsGzip(asking(value.toUtf8().constData()).headers), accepts);
    }
    void compressesText() {
        http::Response response = http::jsonTextResponse(m_long);
        http::compress(asking("gzip"), response);
        QCOMPARE(header(response, "Content-Encoding"), std::string("gzip"));
        QCOMPARE(header(response, "Vary"), std::string("Accept-Encoding"));
        const auto &body = std::get<std::string>(response.body);
        QVERIFY(body.size() < m_long.size() / 10);
        QCOMPARE(unzip(body), m_long);
    }
    void compressesPieces() {
        http::Response response = http::jsonTextResponse("");
        http::Pieces pieces;
        std::string whole;
        std::uint32_t number = 1;
        for (int i = 0; i < 3000; ++i) {
            std::string text;
            for (int k = 0; k < 300; ++k, number = number * 1664525U + 1013904223U)
                text += static_cast<char>('a' + (number >> 28U));
            whole += text;
            pieces.push_back(std::make_shared<const std::string>(text));
        }
        response.body = pieces;
        http::compress(asking("gzip"), response);
        QCOMPARE(unzip(std::get<std::string>(response.body)), whole);
    }
    void leavesAloneWhatItShould_data() {
        QTest::addColumn<QString>("what");
        for (const char *what :
             {"not asked", "short", "HEAD", "part", "picture", "encoded", "file", "grows"})
            QTest::newRow(what) << what;
    }
    void leavesAloneWhatItShould() {
        QFETCH(QString, what);
        http::Request request = asking(what == QLatin1String("not asked") ? "br" : "gzip");
        http::Response response = http::jsonTextResponse(m_long);
        if (what == QLatin1String("short"))
            response = http::jsonTextResponse("{}");
        if (what == QLatin1String("HEAD"))
            request.method = http::Method::Head;
        if (what == QLatin1String("part"))
            response.status = 206;
        if (what == QLatin1String("picture"))
            response.headers.set("Content-Type", "image/png");
        if (what == QLatin1String("encoded"))
            response.headers.set("Content-Encoding", "br");
        if (what == QLatin1String("file"))
            response.body = http::FileBody{"/x", 0, 5000};
        if (what == QLatin1String("grows")) {
            std::string noise;
            for (std::uint32_t i = 0, n = 7; i < 1200; ++i, n = n * 1664525U + 1013904223U)
                noise += static_cast<char>(n >> 24U);
            response = http::textResponse(noise);
        }
        const auto before = response.body;
        http::compress(request, response);
        QVERIFY(header(response, "Content-Encoding") != "gzip");
        if (const auto *text = std::get_if<std::string>(&before))
            QCOMPARE(std::get<std::string>(response.body), *text);
        // A cache in between must know that another client may get another answer.
        QCOMPARE(header(response, "Vary") == "Accept-Encoding",
                 what == QLatin1String("not asked") || what == QLatin1String("grows"));
    }
};

HEARTH_TEST(TestCompress)
#include "test_compress.moc"
