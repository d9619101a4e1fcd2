// SPDX-License-Identifier: Apache-2.0
// Following a log over growth, rotation and truncation.
#include "app/supervisor/log_tail.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace hearth::app;

class TestLogTail : public QObject {
    Q_OBJECT
private:
    static void append(const QString &file, const QByteArray &text) {
        QFile log(file);
        QVERIFY(log.open(QIODevice::Append));
        log.write(text);
    }
    static QByteArray json(int number) {
        return "{\"ts\":\"2026-11-23T04:10:05.123Z\",\"level\":\"info\",\"msg\":\"line " +
               QByteArray::number(number) + "\"}\n";
    }

private Q_SLOTS:
    void followsGrowthRotationAndTruncation() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("hearthd.log"));
        append(file + QStringLiteral(".1"), json(1));
        append(file, json(2) + "{\"msg\":\"hal");
        LogTail tail;
        QStringList seen;
        connect(&tail, &LogTail::lines, this, [&seen](const LogLines &lines) {
            for (const auto &line : lines)
                seen << line.message;
        });
        QSignalSpy caughtUp(&tail, &LogTail::caughtUp);
        tail.follow(file);
        QTRY_COMPARE(caughtUp.size(), 1);
        QCOMPARE(seen, QStringList({QStringLiteral("line 1"), QStringLiteral("line 2")}));
        append(file, "f\"}\n" + json(3));
        QTRY_COMPARE(seen.size(), 4);
        QCOMPARE(seen.at(2), QStringLiteral("half"));
        // Lines written just before the rotation must not get lost.
        append(file, json(4));
        QFile::remove(file + QStringLiteral(".1"));
        QVERIFY(QFile::rename(file, file + QStringLiteral(".1")));
        append(file, json(5));
        QTRY_COMPARE(seen.size(), 6);
        QCOMPARE(seen.last(), QStringLiteral("line 5"));
        QCOMPARE(seen.at(4), QStringLiteral("line 4"));
        QFile::resize(file, 0);
        QTest::qWait(300); // the shorter file has to be seen before it grows again
        append(file, json(6));
        QTRY_COMPARE(seen.size(), 7);
    }

    void waitsForAFileThatIsNotThereYet() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("logs"));
        LogTail tail;
        QSignalSpy lines(&tail, &LogTail::lines);
        tail.follow(file);
        append(file, json(1));
        QTRY_COMPARE(lines.size(), 1);
    }

    void backlogIsBoundedAndComesInBatches() {
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("log"));
        QByteArray text;
        for (int i = 0; i < 20000; ++i)
            text += json(i);
        append(file, text);
        LogTail tail;
        int count = 0;
        qsizetype largest = 0;
        QString first;
        connect(&tail, &LogTail::lines, this, [&](const LogLines &lines) {
            if (first.isEmpty())
                first = lines.constFirst().message;
            count += static_cast<int>(lines.size());
            largest = std::max(largest, lines.size());
        });
        tail.follow(file, 12000);
        QTRY_COMPARE(count, 12000);
        QVERIFY(largest <= 5000);
        QCOMPARE(first, QStringLiteral("line 8000"));
    }
};

HEARTH_TEST(TestLogTail)
#include "test_log_tail.moc"
