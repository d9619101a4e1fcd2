// SPDX-License-Identifier: Apache-2.0
// Group commit: order, isolation, positions, counters, names, snapshots.
#include "server/core/error.hpp"
#include "server/store/database.hpp"
#include "server/store/event_id.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <set>
#include <thread>

using namespace hearth;
using namespace hearth::store;
using hearth::test::TestDatabase;

namespace {

void put(Transaction &tx, const std::string &name, const std::string &value) {
    tx.exec("INSERT INTO server_value (name, value) VALUES ($1, $2)", name, value);
}

std::string get(Database &db, const std::string &name) {
    return db.read([&](Reader &reader) {
        const auto row = reader.queryOne("SELECT value FROM server_value WHERE name = $1", name);
        return row ? row->string(0) : std::string("-");
    });
}

std::int64_t count(Database &db, const std::string &table) {
    return db.read([&](Reader &reader) {
        return reader.queryOne("SELECT COUNT(*) FROM " + table)->integer(0);
    });
}

} // namespace

class TestTransactions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void valuesOfEveryKind() {
        TestDatabase db;
        const std::string bytes("\0\x01\xff", 3);
        db->write([&](Transaction &tx) {
            tx.exec(
                "INSERT INTO media (media_nid, server_nid, media_id, kind, state, sha256, "
                "user_nid, created_ts, last_access_ts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                1, ServerNid{7}, "ä", true, 0, Blob{bytes}, UserNid{}, 1LL << 60,
                std::optional<int>(4));
        });
        const Row row = *db->read([](Reader &reader) {
            return reader.queryOne("SELECT server_nid, media_id, kind, sha256, user_nid, "
                                   "created_ts, last_access_ts FROM media WHERE media_nid = $1",
                                   1);
        });
        QCOMPARE(row.nid<ServerNid>(0).value, 7);
        QCOMPARE(row.string(1), std::string("ä"));
        QVERIFY(row.boolean(2));
        QCOMPARE(row.string(3), bytes);
        QVERIFY(row.isNull(4));
        QVERIFY(!row.findInteger(4));
        QCOMPARE(row.integer(5), 1LL << 60);
        QCOMPARE(row.integer(6), 4);
        const Row sums = *db->read([](Reader &reader) {
            return reader.queryOne("SELECT SUM(created_ts), AVG(kind), COUNT(*) > 0, 1.5, "
                                   "MAX(media_id), CAST($1 AS BIGINT) FROM media",
                                   nullptr);
        });
        QCOMPARE(sums.integer(0), 1LL << 60);
        QCOMPARE(sums.real(1), 1.0);
        QVERIFY(sums.boolean(2));
        QCOMPARE(sums.real(3), 1.5);
        QCOMPARE(sums.string(4), std::string("ä"));
        QVERIFY(sums.isNull(5));
    }

    void returningAndUpserts() {
        TestDatabase db;
        const auto id = db->write([](Transaction &tx) {
            tx.exec("INSERT INTO counter (name, value) VALUES ('x', 1) "
                    "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1");
            return tx
                .query("INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) "
                       "DO UPDATE SET value = counter.value + $2 RETURNING value",
                       "x", 41)
                .front()
                .integer(0);
        });
        QCOMPARE(id, 42);
        QCOMPARE(db->write([](Transaction &tx) {
            return tx.exec("UPDATE counter SET value = 0 WHERE name = $1", "nothing");
        }),
                 0);
    }

    void aFailedWriteFailsAlone() {
        TestDatabase db;
        db->write([](Transaction &tx) { put(tx, "a", "1"); });
        QVERIFY_EXCEPTION_THROWN(db->write([](Transaction &tx) {
            put(tx, "b", "2");
            put(tx, "a", "again");
        }),
                                 DatabaseError);
        QVERIFY_EXCEPTION_THROWN(db->write([](Transaction &tx) {
            put(tx, "c", "3");
            throw forbidden("no");
        }),
                                 Error);
        QVERIFY_EXCEPTION_THROWN(db->write([](Transaction &) { throw forbidden("no"); }), Error);
        QCOMPARE(get(*db, "a"), std::string("1"));
        QCOMPARE(get(*db, "b"), std::string("-"));
        QCOMPARE(get(*db, "c"), std::string("-"));
        QVERIFY(db->trouble().empty());
    }

    // One batch with good and bad operations: the good ones stay, in order, without gaps.
    void oneBatchManyFates() {
        TestDatabase db;
        std::mutex mutex;
        std::vector<std::string> order;
        std::vector<std::int64_t> positions;
        std::atomic<int> ended{0};
        std::atomic<int> failed{0};
        std::atomic<bool> go{false};
        // Holds the writer, so that the rest becomes one batch.
        db->submit([&](Transaction &) { go.wait(false); }, nullptr);
        constexpr int operations = 60;
        for (int i = 0; i < operations; ++i) {
            db->submit(
                [&, i](Transaction &tx) {
                    tx.onCommit([&, i] { order.push_back("commit " + std::to_string(i)); });
                    tx.onRollback([&, i] { order.push_back("rollback " + std::to_string(i)); });
                    const UserNid user = tx.internUser("@u" + std::to_string(i) + ":x");
                    const Position position = tx.append({Stream::Event, RoomNid{1}, user, i});
                    put(tx, "k" + std::to_string(i), std::to_string(position.value));
                    if (i % 7 == 3)
                        throw forbidden("bad");
                    if (i % 11 == 5)
                        tx.post("INSERT INTO server_value (name, value) VALUES ($1, $2)", "k0",
                                "duplicate");
                    if (i == 8)
                        throw std::runtime_error("odd");
                },
                [&](std::exception_ptr error) {
                    failed += error ? 1 : 0;
                    ++ended;
                    ended.notify_one();
                });
        }
        go = true;
        go.notify_one();
        for (int seen = ended; seen < operations; seen = ended)
            ended.wait(seen);
        std::set<int> bad{8};
        for (int i = 0; i < operations; ++i) {
            if (i % 7 == 3 || i % 11 == 5)
                bad.insert(i);
        }
        QCOMPARE(failed.load(), static_cast<int>(bad.size()));
        // Rollbacks come at once, commits after the end; each in order.
        QCOMPARE(order.size(), std::size_t(operations));
        std::stable_partition(order.begin(), order.end(),
                              [](const std::string &line) { return line[0] == 'r'; });
        std::size_t rollbacks = 0;
        std::size_t commits = bad.size();
        std::int64_t expected = 0;
        for (int i = 0; i < operations; ++i) {
            const bool isBad = bad.contains(i);
            QCOMPARE(order[isBad ? rollbacks++ : commits++],
                     (isBad ? "rollback " : "commit ") + std::to_string(i));
            QCOMPARE(get(*db, "k" + std::to_string(i)),
                     isBad ? std::string("-") : std::to_string(++expected));
            const std::string name = "@u" + std::to_string(i) + ":x";
            const UserNid nid = db->read([&](Reader &r) { return r.findUser(name); });
            QCOMPARE(static_cast<bool>(nid), !isBad);
            QCOMPARE(db->read([&](Reader &r) { return r.userId(nid); }),
                     isBad ? std::string() : name);
        }
        QCOMPARE(db->position().value, expected);
        QCOMPARE(count(*db, "journal"), expected);
        db.reopen();
        QCOMPARE(db->position().value, expected);
    }

    void manyWritersNoGaps() {
        TestDatabase db;
        constexpr int threads = 8;
        constexpr int each = 100;
        std::vector<Position> committed;
        std::atomic<bool> behind{false};
        std::vector<std::thread> pool;
        for (int t = 0; t < threads; ++t) {
            pool.emplace_back([&, t] {
                for (int i = 0; i < each; ++i) {
                    const Position mine = db->write([&](Transaction &tx) {
                        const UserNid user =
                            tx.internUser("@u" + std::to_string(i % 50) + ":example.org");
                        const Position position = tx.append({Stream::Event, {}, user, t});
                        tx.onCommit([&, position] { committed.push_back(position); });
                        return position;
                    });
                    if (db->position() < mine)
                        behind = true;
                }
            });
        }
        for (auto &thread : pool)
            thread.join();
        QVERIFY(!behind);
        QCOMPARE(committed.size(), std::size_t(threads * each));
        for (std::size_t i = 0; i < committed.size(); ++i)
            QCOMPARE(committed[i].value, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(count(*db, "users"), 50);
        QCOMPARE(count(*db, "server"), 1);
        QVERIFY(db->commitFigures().commits <= db->commitFigures().writes);
        QCOMPARE(db->commitFigures().writes, std::uint64_t(threads * each));
    }

    void readersKeepTheirSnapshot() {
        TestDatabase db;
        db->write([](Transaction &tx) { put(tx, "a", "old"); });
        db->read([&](Reader &reader) {
            const auto value = [&] {
                return reader.queryOne("SELECT value FROM server_value WHERE name = $1", "a")
                    ->string(0);
            };
            QCOMPARE(value(), std::string("old"));
            db->write([](Transaction &tx) {
                tx.exec("UPDATE server_value SET value = $1 WHERE name = $2", "new", "a");
            });
            QCOMPARE(value(), std::string("old"));
            QCOMPARE(get(*db, "a"), std::string("new"));
        });
    }

    void readsWhileWriting() {
        TestDatabase db;
        db->write([](Transaction &tx) {
            put(tx, "left", "0");
            put(tx, "right", "0");
        });
        std::atomic<bool> stop{false};
        std::atomic<int> torn{0};
        std::atomic<int> reads{0};
        std::vector<std::thread> readers;
        for (int i = 0; i < 3; ++i) {
            readers.emplace_back([&] {
                while (!stop) {
                    db->read([&](Reader &reader) {
                        const std::string sql = "SELECT value FROM server_value WHERE name = $1";
                        const auto left = reader.queryOne(sql, "left")->string(0);
                        const auto right = reader.queryOne(sql, "right")->string(0);
                        torn += left != right ? 1 : 0;
                        ++reads;
                    });
                }
            });
        }
        for (int i = 0; i < 200; ++i) {
            db->write([&](Transaction &tx) {
                for (const char *name : {"left", "right"})
                    tx.exec("UPDATE server_value SET value = $1 WHERE name = $2", std::to_string(i),
                            name);
            });
        }
        stop = true;
        for (auto &thread : readers)
            thread.join();
        QCOMPARE(torn.load(), 0);
        QVERIFY(reads > 0);
    }

    void readsInsideReads() {
        TestDatabase db;
        std::function<void(int)> nest = [&](int depth) {
            db->read([&](Reader &reader) {
                QVERIFY(reader.queryOne("SELECT 1").has_value());
                if (depth > 0)
                    nest(depth - 1);
            });
        };
        nest(12); // more than there are pooled readers
    }

    // A burst opens many connections; those that nobody needs afterwards go one by one. Only
    // PostgreSQL tells how many there are: SQLite keeps their descriptors for the next ones.
    void idleReadersAreClosed() {
        TestDatabase db;
        const auto open = [&] {
            return db->read([&](Reader &reader) {
                return reader
                    .queryOne(db.isPostgres()
                                  ? "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = "
                                    "current_database() AND application_name = 'hearthd'"
                                  : "SELECT 0")
                    ->integer(0);
            });
        };
        std::function<void(int)> nest = [&](int depth) {
            db->read([&](Reader &reader) {
                QVERIFY(reader.queryOne("SELECT 1").has_value());
                if (depth > 0)
                    nest(depth - 1);
            });
        };
        nest(6);
        const std::int64_t most = open();
        std::this_thread::sleep_for(std::chrono::milliseconds(5500));
        for (int i = 0; i < 8; ++i)
            nest(0);
        if (db.isPostgres()) {
            QVERIFY2(most >= 7, std::to_string(most).c_str());
            QTRY_VERIFY(open() <= most - 4);
        }
        nest(6); // as many as before are opened again
    }

    void names() {
        TestDatabase db;
        const std::string hash = "$abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP0";
        const auto [room, key, type] = db->write([&](Transaction &tx) {
            const RoomNid made = tx.internRoom("!r:example.org");
            if (made != tx.internRoom("!r:example.org") || made != tx.findRoom("!r:example.org"))
                throw std::runtime_error("interned twice");
            return std::tuple(made, tx.internStateKey("m.room.member", "@a:x"),
                              tx.internType("m.room.message"));
        });
        const std::vector<std::string> ids{hash, "$old:example.org",
                                           "$x+/4567890123456789012345678901",
                                           "$abcdefghijklmnopqrstuvwxyz+BCDEFGHIJKLMNOP0"};
        db->write([&](Transaction &tx) {
            tx.internStateKey("m.room.name", "");
            for (const auto &id : ids) {
                const EventNid nid{tx.next("event")};
                tx.exec("INSERT INTO event (event_nid, event_id) VALUES ($1, $2)", nid,
                        Blob{eventIdToBytes(id)});
            }
        });
        for (int round = 0; round < 2; ++round) {
            db->read([&, room = room, key = key, type = type](Reader &reader) {
                QCOMPARE(reader.findRoom("!r:example.org"), room);
                QCOMPARE(reader.roomId(room), std::string("!r:example.org"));
                QVERIFY(!reader.findRoom("!other:example.org"));
                QVERIFY(!reader.findRoom(""));
                QVERIFY(!reader.findUser(std::string_view("@a\0:x", 5)));
                QCOMPARE(reader.findStateKey("m.room.member", "@a:x"), key);
                QVERIFY(!reader.findStateKey("m.room.member", "@b:x"));
                QVERIFY(!reader.findStateKey("m.unknown", ""));
                QVERIFY(reader.findStateKey("m.room.name", "").value != 0);
                const auto pair = reader.stateKey(key);
                QCOMPARE(pair.first, std::string("m.room.member"));
                QCOMPARE(pair.second, std::string("@a:x"));
                QCOMPARE(reader.typeName(type), std::string("m.room.message"));
                for (const auto &id : ids) {
                    const EventNid nid = reader.findEvent(id);
                    QVERIFY(static_cast<bool>(nid));
                    QCOMPARE(reader.eventId(nid), id);
                }
            });
            db.reopen();
        }
    }

    void namesOfAFailedWriteAreForgotten() {
        TestDatabase db;
        QVERIFY_EXCEPTION_THROWN(db->write([](Transaction &tx) {
            tx.internUser("@gone:example.org");
            throw forbidden("no");
        }),
                                 Error);
        QVERIFY(!db->read([](Reader &r) { return r.findUser("@gone:example.org"); }));
        const UserNid nid =
            db->write([](Transaction &tx) { return tx.internUser("@gone:example.org"); });
        QCOMPARE(nid.value, 1); // the counter went back as well
    }

    void textWithNulIsRefused() {
        TestDatabase db;
        QVERIFY_EXCEPTION_THROWN(
            db->write([](Transaction &tx) { put(tx, std::string("a\0b", 3), "x"); }), Error);
    }

    void likeTellsCasesApart() {
        TestDatabase db;
        db->write([](Transaction &tx) {
            put(tx, "Alpha", "1");
            put(tx, "alpha_x", "2");
        });
        const auto found = db->read([](Reader &r) {
            return r
                .query("SELECT value FROM server_value WHERE name LIKE $1 ESCAPE '\\'", "alpha\\_%")
                .size();
        });
        QCOMPARE(found, std::size_t(1));
    }

    void theBatchListenerHearsOfEachCommit() {
        TestDatabase db;
        std::vector<std::int64_t> heard;
        db->setBatchListener([&](Position position) { heard.push_back(position.value); });
        for (int i = 1; i <= 3; ++i)
            db->write([](Transaction &tx) { tx.append({}); });
        QCOMPARE(heard, (std::vector<std::int64_t>{1, 2, 3}));
    }

    void theLastWritesAreFinishedOnClose() {
        TestDatabase db;
        std::atomic<int> ended{0};
        for (int i = 0; i < 50; ++i)
            db->submit([i](Transaction &tx) { put(tx, std::to_string(i), ""); },
                       [&](std::exception_ptr) { ++ended; });
        db.close();
        QCOMPARE(ended.load(), 50);
        db.reopen();
        QCOMPARE(count(*db, "server_value"), 50);
    }
};

HEARTH_TEST(TestTransactions)
#include "test_transactions.moc"
