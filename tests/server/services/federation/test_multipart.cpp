// SPDX-License-Identifier: Apache-2.0
#include "server/services/media/multipart.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;

class TestMultipart : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsParts() {
        const std::string body = "before\r\n--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b "
                                 "\r\nA: 1\r\n\r\nx\r\n--c\r\ny\r\n--b--\r\nafter";
        const auto parts = services::readParts("multipart/mixed; boundary=b", body);
        QVERIFY(parts.has_value());
        QCOMPARE(parts->size(), std::size_t{2});
        QCOMPARE(parts->at(0).content, std::string_view("{}"));
        QCOMPARE(parts->at(1).content, std::string_view("x\r\n--c\r\ny"));
        QCOMPARE(parts->at(1).headers.find("a").value_or(""), std::string_view("1"));
    }
    void readsEmptyParts() {
        const auto parts = services::readParts("multipart/mixed; boundary=\"b\"",
                                               "--b\r\n\r\n--b\r\nL: x\r\n\r\n\r\n--b--");
        QVERIFY(parts.has_value());
        QCOMPARE(parts->size(), std::size_t{2});
        QVERIFY(parts->at(0).content.empty() && parts->at(1).content.empty());
    }
    void refusesWhatIsNotWhole_data() {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        const QByteArray type = "multipart/mixed; boundary=b";
        QTest::newRow("nothing") << type << QByteArray();
        QTest::newRow("no boundary") << QByteArray("multipart/mixed") << QByteArray("--b--");
        QTest::newRow("another type")
            << QByteArray("text/plain; boundary=b") << QByteArray("--b--");
        QTest::newRow("no end") << type << QByteArray("--b\r\n\r\nx");
        QTest::newRow("no end of headers") << type << QByteArray("--b\r\nA: b\r\n--b--");
        QTest::newRow("no line") << type << QByteArray("--b");
        QTest::newRow("too many") << type
                                  << QByteArray("--b\r\n\r\n\r\n").repeated(5) +
                                         QByteArray("--b--");
    }
    void refusesWhatIsNotWhole() {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        QVERIFY(!services::readParts(type.toStdString(), body.toStdString()).has_value());
    }
    void readsParameters() {
        const auto of = [](std::string_view header) {
            return services::headerParameter(header, "filename").value_or("none");
        };
        QCOMPARE(of("attachment; filename=a.txt"), std::string("a.txt"));
        QCOMPARE(of("attachment; a=b; FileName = \"a;\\\"b\" ; c=d"), std::string("a;\"b"));
        QCOMPARE(of("inline; filename=x; filename*=utf-8''%E2%98%82%20y"), std::string("☂ y"));
        QCOMPARE(of("inline"), std::string("none"));
        QCOMPARE(of("inline; filename"), std::string("none"));
        QCOMPARE(of("inline; filename=\"open"), std::string("open"));
    }
};

HEARTH_TEST(TestMultipart)
#include "test_multipart.moc"
