// SPDX-License-Identifier: Apache-2.0
// Parsing of log lines.
#include "app/core/log_line.hpp"
#include "tests/support/test_main.hpp"

#include <QDateTime>

using namespace hearth::app;

class TestLogLine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsAJsonLine() {
        const auto line = parseLogLine(
            R"({"ts":"2026-11-23T04:10:05.123Z","level":"warn","module":"http","req":"k3f9a1","msg":"GET /x 200","user":"@a:x","ms":3.1,"status":200})",
            0);
        QCOMPARE(
            QDateTime::fromMSecsSinceEpoch(line.timestampMs).toUTC().toString(Qt::ISODateWithMs),
            QStringLiteral("2026-11-23T04:10:05.123Z"));
        QCOMPARE(line.level, LogLevel::Warn);
        QCOMPARE(line.module, QStringLiteral("http"));
        QCOMPARE(line.requestId, QStringLiteral("k3f9a1"));
        QCOMPARE(line.message, QStringLiteral("GET /x 200"));
        QCOMPARE(line.user, QStringLiteral("@a:x"));
        QCOMPARE(line.durationMs, 3.1);
        QCOMPARE(line.status, 200);
        QVERIFY(!line.isOwn);
        QVERIFY(parseLogLine(R"({"level":"info","msg":"GET /x 200","agent":"Hearth"})", 0).isOwn);
        QCOMPARE(readableLogLine(QString::fromUtf8(line.raw)),
                 QStringLiteral("04:10:05 warn http: GET /x 200"));
        QCOMPARE(readableLogLine(QStringLiteral(" Segmentation fault ")),
                 QStringLiteral("Segmentation fault"));
    }

    void takesOtherTextAsItIs() {
        const auto line = parseLogLine("terminate called after throwing", 42);
        QCOMPARE(line.timestampMs, 42);
        QCOMPARE(line.message, QStringLiteral("terminate called after throwing"));
    }

    void namesOfLevelsGoBothWays() {
        for (const auto level : {LogLevel::Error, LogLevel::Warn, LogLevel::Info, LogLevel::Debug})
            QCOMPARE(*logLevelFromName(logLevelName(level)), level);
        QVERIFY(!logLevelFromName(QStringLiteral("loud")));
    }
};

HEARTH_TEST(TestLogLine)
#include "test_log_line.moc"
