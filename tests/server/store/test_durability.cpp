// SPDX-License-Identifier: Apache-2.0
// What happens when things break: kill -9, full disks, damaged files, lost connections.
#include "server/core/error.hpp"
#include "server/store/database.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/test_main.hpp"

#include <sys/resource.h>

#include <QFile>
#include <QProcess>
#include <QTest>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

using namespace hearth;
using namespace hearth::store;
using hearth::test::TestDatabase;
using Kind = DatabaseError::Kind;

namespace {

constexpr int childThreads = 6;

void put(Transaction &tx, const std::string &name, const std::string &value) {
    tx.append({Stream::Other, {}, {}, 0});
    tx.post("INSERT INTO server_value (name, value) VALUES ($1, $2)", name, value);
}

/// Writes as fast as it can, and names on stdout what it was told is durable.
[[noreturn]] void childWriter(const std::string &backend, const std::string &target) {
    DatabaseSettings settings;
    settings.kind = backend == "postgres" ? DatabaseKind::Postgres : DatabaseKind::Sqlite;
    (backend == "postgres" ? settings.connection : settings.path) = target;
    const auto db = openDatabase(settings);
    std::vector<std::thread> threads;
    for (int t = 0; t < childThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0;; ++i) {
                const std::string name = std::to_string(t) + "-" + std::to_string(i);
                db->write([&](Transaction &tx) { put(tx, name, std::string(300, 'v')); });
                std::printf("%s\n", name.c_str());
                std::fflush(stdout);
            }
        });
    }
    for (auto &thread : threads)
        thread.join();
    std::exit(0);
}

const bool childRegistered = test::registerSetup([](int &argc, char **argv) {
    if (argc == 4 && std::string(argv[1]) == "--child-writer")
        childWriter(argv[2], argv[3]);
    return std::shared_ptr<void>();
});

std::int64_t count(Database &db, const std::string &table) {
    return db.read([&](Reader &reader) {
        return reader.queryOne("SELECT COUNT(*) FROM " + table)->integer(0);
    });
}

/// What kind of failure opening or writing ends with; Other if none.
Kind failureOf(const std::function<void()> &action) {
    try {
        action();
    } catch (const DatabaseError &e) {
        qInfo("%s", e.what());
        return e.kind();
    }
    return Kind::Other;
}

void overwrite(const std::string &path, qint64 offset, const QByteArray &bytes) {
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(offset));
    QCOMPARE(file.write(bytes), bytes.size());
}

} // namespace

class TestDurability : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void killLosesNothingAcknowledged() {
        TestDatabase db(TestDatabase::Kind::Durable);
        for (int round = 1; round <= 3; ++round) {
            db.close();
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            const bool postgres = db.isPostgres();
            child.start(
                QCoreApplication::applicationFilePath(),
                {QStringLiteral("--child-writer"),
                 postgres ? QStringLiteral("postgres") : QStringLiteral("sqlite"),
                 QString::fromStdString(postgres ? db.settings().connection : db.settings().path)});
            QByteArray output;
            while (output.count('\n') < 60 * round) {
                QVERIFY(child.waitForReadyRead(30000));
                output += child.readAllStandardOutput();
            }
            ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished());
            const auto acknowledged = (output + child.readAllStandardOutput()).split('\n');
            db.reopen();
            int lost = 0;
            db->read([&](Reader &reader) {
                for (qsizetype i = 0; i + 1 < acknowledged.size(); ++i) {
                    if (!reader.queryOne("SELECT 1 FROM server_value WHERE name = $1",
                                         acknowledged[i].toStdString()))
                        ++lost;
                }
            });
            QCOMPARE(lost, 0);
            // Positions and what they stand for went together.
            QCOMPARE(count(*db, "server_value"), count(*db, "journal"));
            QCOMPARE(db->position().value, count(*db, "journal"));
            db->write([](Transaction &tx) {
                tx.exec("DELETE FROM server_value");
                tx.exec("DELETE FROM journal");
                tx.exec("UPDATE counter SET value = 0 WHERE name = 'gpos'");
            });
        }
    }

    void aFullDiskHealsByItself() {
        TestDatabase db(TestDatabase::Kind::Durable);
        db->write([](Transaction &tx) { put(tx, "before", "1"); });
        const auto makeFull = [&](bool full) {
            if (db.isPostgres()) {
                test::runPsql(
                    db.settings().connection.substr(db.settings().connection.rfind('=') + 1),
                    full ? "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ "
                           "BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' "
                           "USING ERRCODE = 'disk_full'; END $$; CREATE TRIGGER full_disk BEFORE "
                           "INSERT ON server_value EXECUTE FUNCTION full_disk()"
                         : "DROP TRIGGER full_disk ON server_value");
                return;
            }
            std::signal(SIGXFSZ, SIG_IGN);
            rlimit limit{};
            getrlimit(RLIMIT_FSIZE, &limit);
            limit.rlim_cur = full ? rlim_t{21} << 20 : limit.rlim_max;
            setrlimit(RLIMIT_FSIZE, &limit);
        };
        makeFull(true);
        Kind kind = Kind::Other;
        int written = 0;
        for (int i = 0; i < 3000 && kind == Kind::Other; ++i) {
            kind = failureOf([&] {
                db->write([&](Transaction &tx) {
                    put(tx, "big" + std::to_string(i), std::string(50000, 'x'));
                });
                ++written;
            });
        }
        QCOMPARE(kind, Kind::Full);
        QVERIFY(!db->trouble().empty());
        QVERIFY(db->trouble().find("full") != std::string::npos);
        QCOMPARE(count(*db, "server_value"), written + 1); // reading goes on
        makeFull(false);
        QTRY_VERIFY_WITH_TIMEOUT(db->trouble().empty(), 10000); // though nobody writes
        db->write([](Transaction &tx) { put(tx, "after", "1"); });
        QCOMPARE(count(*db, "server_value"), written + 2);
        QCOMPARE(db->position().value, written + 2);
        db.reopen();
        QCOMPARE(count(*db, "server_value"), written + 2);
    }

    void damagedFiles_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<QString>("damage");
        QTest::newRow("no database at all") << 1 << "text";
        QTest::newRow("small, page overwritten") << 200 << "pages";
        QTest::newRow("small, cut off") << 200 << "cut";
        QTest::newRow("large, cut off") << 12000 << "cut";
        QTest::newRow("large, first pages overwritten") << 12000 << "pages";
    }
    void damagedFiles() {
        QFETCH_GLOBAL(QString, backend);
        if (backend != QStringLiteral("sqlite"))
            return; // PostgreSQL looks after its own files
        QFETCH(int, rows);
        QFETCH(QString, damage);
        TestDatabase db;
        db->write([&](Transaction &tx) {
            for (int i = 0; i < rows; ++i)
                put(tx, "k" + std::to_string(i), std::string(1000, 'x'));
        });
        db.close();
        const std::string path = db.settings().path;
        const auto size = static_cast<qint64>(std::filesystem::file_size(path));
        if (damage == QStringLiteral("text"))
            overwrite(path, 0, QByteArray(8192, 'z'));
        else if (damage == QStringLiteral("cut"))
            std::filesystem::resize_file(path, static_cast<std::uintmax_t>(size / 2));
        else
            overwrite(path, 4096 * 3, QByteArray(4096 * 40, 'z'));
        QCOMPARE(failureOf([&] { (void)openDatabase(db.settings()); }), Kind::Corrupt);
    }

    void unusablePlaces() {
        QFETCH_GLOBAL(QString, backend);
        DatabaseSettings settings;
        if (backend == QStringLiteral("sqlite")) {
            settings.path = "/nonexistent-folder/hearthd.db";
        } else {
            settings.kind = DatabaseKind::Postgres;
            settings.connection = "host=/nonexistent-folder dbname=x";
        }
        QCOMPARE(failureOf([&] { (void)openDatabase(settings); }), Kind::Unreachable);
    }

    void lostConnections() {
        TestDatabase db;
        if (!db.isPostgres())
            return;
        db->write([](Transaction &tx) { put(tx, "a", "1"); });
        const auto endAll = [] {
            test::runPsql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                      "WHERE application_name = 'hearthd'");
        };
        endAll();
        db->write([](Transaction &tx) { put(tx, "b", "1"); }); // noticed and replaced
        QCOMPARE(count(*db, "server_value"), 2);
        bool rolledBack = false;
        const Kind kind = failureOf([&] {
            db->write([&](Transaction &tx) {
                tx.onRollback([&] { rolledBack = true; });
                tx.exec("INSERT INTO server_value (name, value) VALUES ('c', '1')");
                endAll(); // in the middle
                tx.exec("INSERT INTO server_value (name, value) VALUES ('d', '1')");
            });
        });
        QCOMPARE(kind, Kind::Unreachable);
        QVERIFY(rolledBack);
        db->write([](Transaction &tx) { put(tx, "e", "1"); });
        QVERIFY(db->trouble().empty());
        QCOMPARE(count(*db, "server_value"), 3);
        QCOMPARE(db->position().value, 3);
        test::PostgresCluster::instance().crash();
        db->write([](Transaction &tx) { put(tx, "f", "1"); });
        QCOMPARE(count(*db, "server_value"), 4);
    }

    void aDatabaseFileThatGoesAwayAndComesBack() {
        TestDatabase db(TestDatabase::Kind::Durable);
        if (db.isPostgres())
            return;
        const std::string path = db.settings().path;
        db->write([](Transaction &tx) { put(tx, "a", "1"); });
        std::filesystem::rename(path, path + ".away");
        QCOMPARE(failureOf([&] { db->write([](Transaction &tx) { put(tx, "b", "1"); }); }),
                 Kind::Unreachable);
        QVERIFY(!db->trouble().empty());
        QVERIFY(!std::filesystem::exists(path)); // no empty one in its place
        std::filesystem::rename(path + ".away", path);
        QTRY_VERIFY_WITH_TIMEOUT(db->trouble().empty(), 10000);
        db->write([](Transaction &tx) { put(tx, "c", "1"); });
        QCOMPARE(count(*db, "server_value"), 2);
        // Noticed though nobody writes; and a copy is not the file.
        std::filesystem::copy_file(path, path + ".copy");
        std::filesystem::rename(path, path + ".away");
        std::filesystem::rename(path + ".copy", path);
        QTRY_VERIFY_WITH_TIMEOUT(!db->trouble().empty(), 10000);
        QCOMPARE(failureOf([&] { db->write([](Transaction &tx) { put(tx, "d", "1"); }); }),
                 Kind::Unreachable);
        std::filesystem::rename(path + ".away", path);
        QTRY_VERIFY_WITH_TIMEOUT(db->trouble().empty(), 10000);
        db.reopen();
        QCOMPARE(count(*db, "server_value"), 2);
    }

    void anEndedSessionIsNoticedThoughNobodyWrites() {
        TestDatabase db;
        if (!db.isPostgres())
            return;
        db->write([](Transaction &tx) { put(tx, "a", "1"); });
        std::atomic<bool> noticed{false};
        std::thread watcher([&] {
            for (int i = 0; i < 800 && !noticed; ++i) {
                if (!db->trouble().empty())
                    noticed = true;
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
            }
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        test::runPsql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                  "WHERE application_name = 'hearthd'");
        watcher.join();
        QVERIFY(noticed);
        QTRY_VERIFY_WITH_TIMEOUT(db->trouble().empty(), 10000);
    }

    void theSizeOfAnEmptyDatabaseIsSmall() {
        TestDatabase db(TestDatabase::Kind::Durable);
        if (db.isPostgres())
            return;
        QVERIFY2(db->sizeBytes() < (2 << 20), std::to_string(db->sizeBytes()).c_str());
        QVERIFY(std::filesystem::file_size(db.settings().path + "-wal") <= (2 << 20));
        for (int i = 0; i < 200; ++i)
            db->write([&](Transaction &tx) {
                put(tx, "k" + std::to_string(i), std::string(50000, 'x'));
            });
        QVERIFY(db->sizeBytes() > 200 * 50000);
    }

    void aSecondServerIsRefused() {
        TestDatabase db;
        if (!db.isPostgres())
            return; // hearthd locks its data folder
        QCOMPARE(failureOf([&] { (void)openDatabase(db.settings()); }), Kind::Busy);
    }
};

HEARTH_TEST(TestDurability)
#include "test_durability.moc"
