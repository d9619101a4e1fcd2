// SPDX-License-Identifier: Apache-2.0
// What the program remembers, over restarts and within its limits.
#include "app/history/history.hpp"
#include "tests/support/test_main.hpp"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth::app;

class TestHistory : public QObject {
    Q_OBJECT
private:
    template <class T>
    static T wait(QFuture<Result<T>> future) {
        [&] { QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 20000); }();
        return future.result().value();
    }
    static LogLine line(qint64 ms, const QByteArray &message, LogLevel level = LogLevel::Info,
                        const QByteArray &request = {}) {
        const QByteArray raw =
            "{\"ts\":\"" +
            QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(Qt::ISODateWithMs).toLatin1() +
            "\",\"level\":\"" + logLevelName(level).toLatin1() + "\",\"req\":\"" + request +
            "\",\"msg\":\"" + message + "\"}";
        return parseLogLine(raw, ms);
    }
    const QString server = QStringLiteral("s1");

private Q_SLOTS:
    void figuresComeBackAndGetCoarser() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const qint64 begin = now - now % 600'000 - 3 * 86'400'000;
        {
            History history(file);
            for (int i = 0; i < 60; ++i) {
                Figures figures;
                figures.timestampMs = begin + i * 2000;
                figures.cpuPercent = i;
                history.addFigures(server, figures);
            }
            Figures recent;
            recent.timestampMs = now - 1000;
            recent.memoryBytes = 5;
            history.addFigures(server, recent);
            history.addFigures(QStringLiteral("other"), recent);
        }
        History history(file);
        const auto lastHour = wait(history.figures(server, now - 3'600'000, now));
        QCOMPARE(lastHour.size(), 1);
        QCOMPARE(lastHour.at(0).memoryBytes, 5.0);
        // 120 s fall into one slot of ten minutes: the average remains.
        const auto month = wait(history.figures(server, begin, now));
        QCOMPARE(month.size(), 2);
        QCOMPARE(month.at(0).cpuPercent, 29.5);
    }

    void finePointsAreForgottenFirst() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        History history(file);
        Figures old;
        old.timestampMs = now - 40LL * 86'400'000;
        history.addFigures(server, old);
        old.timestampMs = now - 3 * 3'600'000;
        history.addFigures(server, old);
        wait(history.tidy());
        QCOMPARE(wait(history.figures(server, now - 3'700'000, now)).size(), 0);
        QCOMPARE(wait(history.figures(server, now - 50LL * 86'400'000, now)).size(), 1);
    }

    void searchesTheLogArchive() {
        QTemporaryDir dir;
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        History history(dir.filePath(QStringLiteral("h.db")));
        history.addLogLines(server, {line(now - 3000, "sync of @alice", LogLevel::Info, "r1"),
                                     line(now - 2000, "100% done_now", LogLevel::Warn, "r2"),
                                     line(now - 1000, "broken", LogLevel::Error)});
        LogSearch search;
        QCOMPARE(wait(history.searchLog(server, search)).size(), 3);
        QCOMPARE(wait(history.searchLog(server, search)).at(0).message, QStringLiteral("broken"));
        search.text = QStringLiteral("ALICE");
        QCOMPARE(wait(history.searchLog(server, search)).size(), 1);
        search.text = QStringLiteral("100% done_");
        QCOMPARE(wait(history.searchLog(server, search)).size(), 1);
        search.text = QStringLiteral("%x%");
        QCOMPARE(wait(history.searchLog(server, search)).size(), 0);
        search = {};
        search.atLeast = LogLevel::Warn;
        QCOMPARE(wait(history.searchLog(server, search)).size(), 2);
        search = {};
        search.requestId = QStringLiteral("r1");
        const auto found = wait(history.searchLog(server, search));
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.at(0).requestId, QStringLiteral("r1"));
        QCOMPARE(found.at(0).timestampMs, now - 3000);
    }

    void doesNotArchiveAReplayTwice() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        const LogLines first{line(now - 3000, "a"), line(now - 2000, "b")};
        {
            History history(file);
            history.expectReplay(server);
            history.addLogLines(server, first);
        }
        History history(file);
        history.expectReplay(server);
        history.addLogLines(server, first + LogLines{line(now - 1000, "c")});
        history.addLogLines(server, {line(now - 1500, "late")});
        QCOMPARE(wait(history.searchLog(server, {})).size(), 4);
    }

    void logStaysBelowItsLimit() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        History history(file);
        HistoryLimits limits;
        limits.logBytes = 1024 * 1024;
        history.setLimits(limits);
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (int batch = 0; batch < 10; ++batch) {
            LogLines lines;
            for (int i = 0; i < 2000; ++i)
                lines.append(line(now - 100'000 + batch * 2000 + i, QByteArray(200, 'x')));
            history.addLogLines(server, lines);
        }
        wait(history.tidy());
        QVERIFY(QFileInfo(file).size() < 3 * 1024 * 1024);
        const auto left = wait(history.searchLog(server, {}));
        QVERIFY(!left.isEmpty());
        QCOMPARE(left.at(0).timestampMs, now - 100'000 + 9 * 2000 + 1999);
    }

    void keepsMessagesAndTasks() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        TaskRecord task;
        {
            History history(file);
            history.addMessage({0, 10, server, QStringLiteral("ok"), QStringLiteral("one"), {}});
            history.addMessage({0, 20, server, QStringLiteral("error"), QStringLiteral("two"),
                                QStringLiteral("why")});
            task.id = QStringLiteral("d1");
            task.serverId = server;
            task.kind = QStringLiteral("room-delete");
            task.subject = QStringLiteral("!r:x");
            task.startedMs = 5;
            task.parameters = {{QStringLiteral("purge"), true}};
            history.saveTask(task);
            task.state = TaskRecord::State::Done;
            task.endedMs = 9;
            history.saveTask(task);
        }
        History history(file);
        const auto messages = wait(history.messages(10));
        QCOMPARE(messages.size(), 2);
        QCOMPARE(messages.at(0).text, QStringLiteral("two"));
        const auto tasks = wait(history.tasks(server));
        QCOMPARE(tasks.size(), 1);
        QCOMPARE(tasks.at(0), task);
        history.forgetServer(server);
        QCOMPARE(wait(history.tasks(server)).size(), 0);
        QCOMPARE(wait(history.messages(10)).size(), 0);
    }

    void damagedFileIsPutAside() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("h.db"));
        QFile bad(file);
        QVERIFY(bad.open(QIODevice::WriteOnly));
        bad.write(QByteArray(8192, 'x'));
        bad.close();
        History history(file);
        QSignalSpy broken(&history, &History::broken);
        history.addMessage({0, 1, {}, QStringLiteral("ok"), QStringLiteral("hello"), {}});
        QCOMPARE(wait(history.messages(10)).size(), 1);
        QVERIFY(QFileInfo::exists(file + QStringLiteral(".broken")));
        QCOMPARE(broken.size(), 0);
    }

    void saysWhenItHasNoPlace() {
        History history(QStringLiteral("/proc/nothing/h.db"));
        QSignalSpy broken(&history, &History::broken);
        QTRY_COMPARE(broken.size(), 1);
        auto answer = history.messages(1);
        QTRY_VERIFY(answer.isFinished());
        QVERIFY(!answer.result());
    }
};

HEARTH_TEST(TestHistory)
#include "test_history.moc"
