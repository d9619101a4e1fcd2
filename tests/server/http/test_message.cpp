// SPDX-License-Identifier: Apache-2.0
#include "server/http/message.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;

class TestMessage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void splitsTargets_data() {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("a");
        QTest::newRow("plain") << "/x/y" << "/x/y" << "-";
        QTest::newRow("query") << "/x?a=1&b=2" << "/x" << "1";
        QTest::newRow("encoded") << "/x%2Fy?a=%C3%A4+b" << "/x%2Fy" << "ä b";
        QTest::newRow("empty value") << "/x?a" << "/x" << "";
        QTest::newRow("first wins") << "/x?a=1&a=2" << "/x" << "1";
        QTest::newRow("absolute") << "http://h:1/x?a=1" << "/x" << "1";
        QTest::newRow("absolute, no path") << "http://h" << "/" << "-";
    }
    void splitsTargets() {
        QFETCH(QString, target);
        QFETCH(QString, path);
        QFETCH(QString, a);
        http::Request request;
        http::setTarget(request, target.toStdString());
        QCOMPARE(request.path, path.toStdString());
        QCOMPARE(std::string(request.query.find("a").value_or("-")), a.toStdString());
    }
    void percentCodingIsReversible() {
        std::string all;
        for (int i = 0; i < 256; ++i)
            all += static_cast<char>(i);
        QCOMPARE(http::percentDecode(http::percentEncode(all)), all);
        QCOMPARE(http::percentEncode("!a:b/c d"), std::string("%21a%3Ab%2Fc%20d"));
        QCOMPARE(http::percentDecode("%4"), std::string("%4"));
        QCOMPARE(http::percentDecode("%zz%41"), std::string("%zzA"));
        QCOMPARE(http::percentDecode("a+b"), std::string("a+b"));
    }
    void headerNamesIgnoreCase() {
        http::Fields fields(true);
        fields.add("Content-Type", "a");
        fields.set("content-type", "b");
        QCOMPARE(fields.items().size(), std::size_t{1});
        QCOMPARE(std::string(*fields.find("CONTENT-TYPE")), std::string("b"));
        QVERIFY(!http::Fields().has("a"));
    }
    void knowsUtf8_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("good");
        QTest::newRow("ascii") << QByteArray("abc") << true;
        QTest::newRow("two") << QByteArray("\xc3\xa4") << true;
        QTest::newRow("four") << QByteArray("\xf0\x9f\x98\x80") << true;
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << false;
        QTest::newRow("overlong three") << QByteArray("\xe0\x80\xaf") << false;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
        QTest::newRow("too large") << QByteArray("\xf4\x90\x80\x80") << false;
        QTest::newRow("cut") << QByteArray("\xc3") << false;
        QTest::newRow("stray") << QByteArray("\x80") << false;
    }
    void knowsUtf8() {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, good);
        QCOMPARE(http::isUtf8(bytes.toStdString()), good);
    }
};

HEARTH_TEST(TestMessage)
#include "test_message.moc"
