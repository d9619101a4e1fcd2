// SPDX-License-Identifier: Apache-2.0
#include "app/core/csv.hpp"
#include "tests/support/test_main.hpp"

using namespace Qt::StringLiterals;
using namespace hearth::app;

class TestCsv : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesLinesThatSpreadsheetsRead() {
        QCOMPARE(toCsv({{u"user_id"_s, u"name"_s}, {u"@alice:example.org"_s, u"Älice"_s}}),
                 QByteArray("\xEF\xBB\xBFuser_id,name\r\n@alice:example.org,\xC3\x84lice\r\n"));
    }
    void quotesWhatWouldBreakALine_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("comma") << u"a, b"_s << QByteArray("\"a, b\"");
        QTest::newRow("quote") << u"the \"boss\""_s << QByteArray("\"the \"\"boss\"\"\"");
        QTest::newRow("line") << u"a\nb"_s << QByteArray("\"a\nb\"");
        QTest::newRow("formula") << u"=1+1"_s << QByteArray("'=1+1");
        QTest::newRow("formula in quotes")
            << u"=HYPERLINK(\"x\")"_s << QByteArray("\"'=HYPERLINK(\"\"x\"\")\"");
        QTest::newRow("old formula") << u"@SUM(A1)"_s << QByteArray("'@SUM(A1)");
        QTest::newRow("empty") << QString() << QByteArray();
    }
    void quotesWhatWouldBreakALine() {
        QFETCH(QString, text);
        QFETCH(QByteArray, written);
        QCOMPARE(toCsv({{text}}).mid(3), written + "\r\n");
    }
};

HEARTH_TEST(TestCsv)
#include "test_csv.moc"
