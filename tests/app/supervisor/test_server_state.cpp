// SPDX-License-Identifier: Apache-2.0
// Reading report lines.
#include "app/supervisor/server_state.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth::app;

namespace {
// Raw strings with quotes confuse moc.
QByteArray json(QByteArray text) {
    return text.replace('\'', '"');
}
} // namespace

class TestServerState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsReady() {
        const auto report = parseReadyReport(
            json("{'event':'ready','pid':123,'version':'0.1.0','server_name':'localhost','instance'"
                 ":'ab','base_url':'http://127.0.0.1:8008','listeners':[]}") +
            "\n");
        QVERIFY(report);
        QCOMPARE(report->pid, 123);
        QCOMPARE(report->instance, QStringLiteral("ab"));
        QCOMPARE(report->baseUrl.port(), 8008);
    }

    void refusesOtherLines_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("fatal") << json("{'event':'fatal','pid':1}");
        QTest::newRow("no pid") << json("{'event':'ready','base_url':'http://x'}");
    }
    void refusesOtherLines() {
        QFETCH(QByteArray, line);
        QVERIFY(!parseReadyReport(line));
    }

    void readsFatal() {
        const auto failure =
            parseStartFailure(json("{'event':'fatal','code':'config_invalid','message':'m','hint':'"
                                   "h','file':'f','line':12}"));
        QCOMPARE(failure->code, StartFailure::Code::ConfigInvalid);
        QCOMPARE(failure->line, 12);
        QCOMPARE(parseStartFailure(json("{'event':'fatal','code':'new_one'}"))->code,
                 StartFailure::Code::Internal);
    }
};

HEARTH_TEST(TestServerState)
#include "test_server_state.moc"
