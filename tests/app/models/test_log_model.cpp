// SPDX-License-Identifier: Apache-2.0
// The ring of log lines: filters, hits, limits and speed.
#include "app/models/log_model.hpp"
#include "tests/support/test_main.hpp"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>

using namespace hearth::app;

class TestLogModel : public QObject {
    Q_OBJECT
private:
    static LogLine line(int number, LogLevel level = LogLevel::Info, const QString &request = {}) {
        LogLine one;
        one.timestampMs = 1'700'000'000'000 + number;
        one.level = level;
        one.requestId = request;
        one.message = QStringLiteral("message %1").arg(number);
        one.raw = "{}";
        return one;
    }
    static LogLines many(int from, int count) {
        LogLines lines;
        for (int i = from; i < from + count; ++i)
            lines.append(line(i, i % 10 == 0 ? LogLevel::Debug : LogLevel::Info));
        return lines;
    }

private Q_SLOTS:
    void filtersByLevelAndCounts() {
        LogModel model;
        QAbstractItemModelTester tester(&model);
        model.append(
            {line(1, LogLevel::Error), line(2, LogLevel::Warn), line(3), line(4, LogLevel::Debug)});
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(model.kept(), 4);
        QCOMPARE(model.countAt(LogLevel::Debug), 1);
        model.setLevel(LogLevel::Debug);
        QCOMPARE(model.rowCount(), 4);
        model.setLevel(LogLevel::Warn);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, LogModel::LevelColumn).data().toString(), QStringLiteral("Error"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void findsHitsAroundTheEnd() {
        LogModel model;
        QAbstractItemModelTester tester(&model);
        model.append(many(1, 9));
        QTRY_COMPARE(model.rowCount(), 9);
        model.setSearch(QStringLiteral("MESSAGE 3"));
        QCOMPARE(model.hitCount(), 1);
        QCOMPARE(model.rowCount(), 9);
        QCOMPARE(model.findHit(0, true), 2);
        QCOMPARE(model.findHit(5, true), 2);
        QCOMPARE(model.findHit(5, false), 2);
        QVERIFY(model.index(2, LogModel::MessageColumn).data(LogModel::MatchRole).toBool());
        QCOMPARE(model.index(2, LogModel::MessageColumn).data(LogModel::MatchStartRole).toInt(), 0);
        model.setSearch(QStringLiteral("message 3"), true);
        QCOMPARE(model.rowCount(), 1);
        model.setSearch(QStringLiteral("nothing"));
        QCOMPARE(model.findHit(0, true), -1);
    }

    void highlightsARequestAndShowsOnlyIt() {
        LogModel model;
        QAbstractItemModelTester tester(&model);
        const QString request = QStringLiteral("abc");
        model.append({line(1), line(2, LogLevel::Info, request), line(3),
                      line(4, LogLevel::Error, request)});
        QTRY_COMPARE(model.rowCount(), 4);
        model.setHighlightedRequest(request);
        QCOMPARE(model.rowCount(), 4);
        QVERIFY(model.index(1, 0).data(LogModel::HighlightedRole).toBool());
        QVERIFY(!model.index(2, 0).data(LogModel::HighlightedRole).toBool());
        model.setHighlightedRequest(request, true);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.linesOfRequest(request).size(), 2);
        QCOMPARE(model.findError(0, true), 1);
        model.setHighlightedRequest({});
        QCOMPARE(model.rowCount(), 4);
    }

    void showsOnlyTheChosenPartsOfTheProgram() {
        LogModel model;
        model.setLevel(LogLevel::Debug);
        auto push = line(1);
        push.module = QStringLiteral("push");
        push.durationMs = 31.2;
        push.user = QStringLiteral("@a:x");
        model.append({push, line(2)});
        QTRY_COMPARE(model.rowCount(), 2);
        QVERIFY(model.modules().contains(QStringLiteral("push")));
        QVERIFY(!model.isFiltered());
        model.setModules({QStringLiteral("push")});
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.isFiltered());
        // The person stands behind the message, the duration in its own column.
        QVERIFY(model.index(0, LogModel::MessageColumn)
                    .data()
                    .toString()
                    .endsWith(QStringLiteral(" @a:x")));
        QCOMPARE(model.index(0, LogModel::DurationColumn).data().toString(),
                 QStringLiteral("31 ms"));
        model.setModules({});
        QCOMPARE(model.rowCount(), 2);
    }

    void dropsTheOldestAndStaysConsistent() {
        LogModel model;
        QAbstractItemModelTester tester(&model);
        model.setLevel(LogLevel::Info);
        model.append(many(0, LogModel::capacity));
        QTRY_COMPARE(model.kept(), LogModel::capacity);
        model.setSearch(QStringLiteral("message 5"));
        const int hits = model.hitCount();
        QVERIFY(hits > 0);
        model.append(many(LogModel::capacity, 1000));
        QTRY_COMPARE(model.lineAt(0).message, QStringLiteral("message 1001"));
        QCOMPARE(model.kept(), LogModel::capacity);
        QCOMPARE(model.rowCount(), LogModel::capacity / 10 * 9);
        const int counted = model.hitCount();
        model.setSearch({});
        model.setSearch(QStringLiteral("message 5"));
        QCOMPARE(counted, model.hitCount());
    }

    void takesAThousandLinesASecondWithoutStutter() {
        LogModel model;
        model.append(many(0, LogModel::capacity));
        QTRY_COMPARE(model.kept(), LogModel::capacity);
        QSignalSpy appended(&model, &LogModel::appended);
        qint64 worst = 0;
        for (int i = 0; i < 20; ++i) {
            model.append(many(i * 100, 100));
            QElapsedTimer timer;
            timer.start();
            QTRY_COMPARE(appended.size(), i + 1);
            worst = std::max(worst, timer.elapsed());
        }
        // 100 ms of that is the wait for the batch.
        QVERIFY2(worst < 250, qPrintable(QString::number(worst)));
        QElapsedTimer timer;
        timer.start();
        model.setLevel(LogLevel::Error);
        model.setLevel(LogLevel::Debug);
        QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
    }

    void copiesTextAndRecords() {
        LogModel model;
        model.append({line(1, LogLevel::Warn, QStringLiteral("r"))});
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.copy({0, 7}, true), QStringLiteral("{}\n"));
        QVERIFY(model.copy({0}, false).contains(QStringLiteral("WARN")));
        QVERIFY(model.copy({0}, false).contains(QStringLiteral("[r] message 1")));
    }

    void histogramCountsEveryLineOnce() {
        LogModel model;
        model.append({line(0), line(50, LogLevel::Error), line(99, LogLevel::Warn)});
        QTRY_COMPARE(model.kept(), 3);
        const auto bars = model.histogram(10);
        QCOMPARE(bars.size(), 10);
        QCOMPARE(bars.at(0).info, 1);
        QCOMPARE(bars.at(5).errors, 1);
        QCOMPARE(bars.at(9).warnings, 1);
    }

    // The bars and the times below them tell of the same span, whatever the filters leave.
    void chartRunsOverTheKeptLines() {
        LogModel model;
        LogLines lines;
        for (int i = 0; i < 10; ++i) {
            LogLine line;
            line.timestampMs = 1000 + i * 1000;
            line.level = i == 3 || i == 6 ? LogLevel::Warn : LogLevel::Info;
            lines << line;
        }
        model.append(lines);
        QTRY_COMPARE(model.rowCount(), 10);
        model.setLevel(LogLevel::Warn);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.span().fromMs, 1000);
        QCOMPARE(model.span().toMs, 10'000);
        const auto bars = model.histogram(10);
        QCOMPARE(bars.at(3).warnings, 1);
        QCOMPARE(bars.at(6).warnings, 1);
        QCOMPARE(bars.at(0).info, 0); // not shown, so not drawn
        model.setSince(5000);
        QCOMPARE(model.span().fromMs, 5000);
    }

    void statusAndDurationHaveColumns() {
        LogModel model;
        LogLine line;
        line.timestampMs = 1000;
        line.message = QStringLiteral("GET /x 200");
        line.status = 200;
        line.durationMs = 31.4;
        LogLine own = line;
        own.isOwn = true;
        model.append({line, own});
        QTRY_COMPARE(model.rowCount(), 2);
        const auto cell = [&model](int column) { return model.index(0, column).data().toString(); };
        QCOMPARE(cell(LogModel::StatusColumn), QStringLiteral("200"));
        QCOMPARE(cell(LogModel::DurationColumn), QStringLiteral("31 ms"));
        QCOMPARE(cell(LogModel::MessageColumn), QStringLiteral("GET /x"));
        model.setOwnHidden(true);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.isFiltered());
    }
};

HEARTH_TEST(TestLogModel)
#include "test_log_model.moc"
