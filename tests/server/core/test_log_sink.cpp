// SPDX-License-Identifier: Apache-2.0
#include "server/core/json.hpp"
#include "server/core/log_sink.hpp"
#include "tests/support/test_main.hpp"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <thread>

using namespace hearth;

class TestLogSink : public QObject {
    Q_OBJECT
    static QList<QByteArray> linesOf(const QString &path) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QList<QByteArray> lines = file.readAll().split('\n');
        lines.removeLast();
        return lines;
    }

private Q_SLOTS:
    void writesOneJsonObjectForEachLine() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        const auto sink = log::makeFileSink({path.toStdString(), 1 << 20, 2});
        QVERIFY(sink);
        sink->write(
            log::Level::Warn, "http", "k3f9a1", "said \"hi\"\nand\x01 \\ left",
            {{"user", std::string_view("@a:x")}, {"ms", 3.1}, {"status", std::int64_t{200}}});
        sink->flush();
        const auto lines = linesOf(path);
        QCOMPARE(lines.size(), 1);
        const json::object line = json::parse(lines.first().toStdString()).as_object();
        QCOMPARE(line.at("level").as_string().c_str(), "warn");
        QCOMPARE(line.at("module").as_string().c_str(), "http");
        QCOMPARE(line.at("req").as_string().c_str(), "k3f9a1");
        QCOMPARE(line.at("msg").as_string().c_str(), "said \"hi\"\nand\x01 \\ left");
        QCOMPARE(line.at("user").as_string().c_str(), "@a:x");
        QCOMPARE(line.at("status").as_int64(), 200);
        QCOMPARE(line.at("ts").as_string().size(), std::size_t{24});
        QVERIFY(QFile::permissions(path) ==
                (QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser));
    }
    void keepsOnlySoManyRotatedFiles() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        const auto sink = log::makeFileSink({path.toStdString(), 2000, 2});
        for (int i = 0; i < 60; ++i) {
            sink->write(log::Level::Info, "m", "", std::string(100, 'x'), {});
            sink->flush();
        }
        QVERIFY(QFile::exists(path + QStringLiteral(".1")));
        QVERIFY(QFile::exists(path + QStringLiteral(".2")));
        QVERIFY(!QFile::exists(path + QStringLiteral(".3")));
        QVERIFY(QFile(path).size() <= 2000);
    }
    void losesNothingFromManyThreads() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        const auto sink = log::makeFileSink({path.toStdString(), 100 << 20, 2});
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 2000; ++i)
                    sink->write(log::Level::Info, "m", "", "line", {});
            });
        for (std::thread &thread : threads)
            thread.join();
        sink->flush();
        QCOMPARE(linesOf(path).size(), 8000);
    }
    void startsANewFileWhenToldTo() {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("x.log"));
        const auto sink = log::makeFileSink({path.toStdString(), 1 << 20, 2});
        sink->write(log::Level::Info, "m", "", "old", {});
        sink->flush();
        QVERIFY(QFile::rename(path, path + QStringLiteral(".moved")));
        sink->reopen();
        QTRY_VERIFY(QFile::exists(path));
        sink->write(log::Level::Info, "m", "", "new", {});
        sink->flush();
        QCOMPARE(linesOf(path).size(), 1);
    }
};

HEARTH_TEST(TestLogSink)
#include "test_log_sink.moc"
