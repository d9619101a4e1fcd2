// SPDX-License-Identifier: Apache-2.0
// Rows that many writes put in together, and questions that are asked together.
#include "server/core/error.hpp" // first: moc of Qt 6.4 stumbles over the next one alone
#include "server/store/database.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/test_main.hpp"

#include <atomic>
#include <deque>
#include <string>
#include <vector>

using namespace hearth;
using namespace hearth::store;
using hearth::test::TestDatabase;

namespace {

constexpr std::string_view head = "INSERT INTO server_value (name, value)";

std::string get(Reader &reader, const std::string &name) {
    const auto row = reader.queryOne("SELECT value FROM server_value WHERE name = $1", name);
    return row ? row->string(0) : std::string("-");
}

std::string get(Database &db, const std::string &name) {
    return db.read([&](Reader &reader) { return get(reader, name); });
}

/// Writes that run in one batch, because the writer is held until all are queued.
class Batch {
public:
    explicit Batch(Database &db)
        : m_db(db) {
        m_db.submit([this](Transaction &) { m_go.wait(false); }, nullptr);
    }
    void add(std::function<void(Transaction &)> closure) {
        const std::size_t index = m_errors.size();
        m_errors.emplace_back();
        m_db.submit(std::move(closure), [this, index](std::exception_ptr error) {
            m_errors[index] = std::move(error);
            ++m_ended;
            m_ended.notify_one();
        });
    }
    /// Whether each of them failed.
    std::vector<bool> run() {
        m_go = true;
        m_go.notify_one();
        for (std::size_t seen = m_ended; seen < m_errors.size(); seen = m_ended)
            m_ended.wait(seen);
        std::vector<bool> failed;
        for (const std::exception_ptr &error : m_errors)
            failed.push_back(error != nullptr);
        return failed;
    }

private:
    Database &m_db;
    std::atomic<bool> m_go{false};
    std::atomic<std::size_t> m_ended{0};
    std::deque<std::exception_ptr> m_errors; // stays where it is while it grows
};

} // namespace

class TestGathered : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void theNextStatementSeesTheRows() {
        TestDatabase db;
        db->write([](Transaction &tx) {
            std::string text = "one";
            tx.insert(head, "a", text);
            text = "changed later";
            tx.insert(head, "b", "two");
            QCOMPARE(get(tx, "a"), std::string("one"));
            tx.insert(head, "c", "three");
            QCOMPARE(tx.exec("DELETE FROM server_value WHERE name = $1", "c"), 1);
            tx.insert(head, "d", "four");
        });
        QCOMPARE(get(*db, "a"), std::string("one"));
        QCOMPARE(get(*db, "b"), std::string("two"));
        QCOMPARE(get(*db, "c"), std::string("-"));
        QCOMPARE(get(*db, "d"), std::string("four"));
    }

    void manyRows() {
        TestDatabase db;
        static constexpr int rows = 1500;
        db->write([](Transaction &tx) {
            for (int i = 0; i < rows; ++i)
                tx.insert(head, "k" + std::to_string(i),
                          std::string(static_cast<std::size_t>(i), 'x'));
            tx.insertRows("INSERT INTO event_edge (child, parent)", 2, {1, 2, 1, 3, 1, 2},
                          " ON CONFLICT (child, parent) DO NOTHING");
        });
        db->read([](Reader &reader) {
            const Row row =
                *reader.queryOne("SELECT COUNT(*), SUM(LENGTH(value)) FROM server_value "
                                 "WHERE name LIKE 'k%'");
            QCOMPARE(row.integer(0), rows);
            QCOMPARE(row.integer(1), rows * (rows - 1) / 2);
            QCOMPARE(reader.queryOne("SELECT COUNT(*) FROM event_edge")->integer(0), 2);
        });
    }

    // The collision shows only when somebody else's statement, or the commit, writes the rows.
    void aCollisionFailsItsOwnWriteAlone() {
        TestDatabase db;
        db->write([](Transaction &tx) { tx.insert(head, "taken", "first"); });
        Batch batch(*db);
        batch.add([](Transaction &tx) { tx.insert(head, "before", "1"); });
        batch.add([](Transaction &tx) {
            tx.insert(head, "with it", "2");
            tx.insert(head, "taken", "second");
        });
        batch.add([](Transaction &tx) {
            if (get(tx, "before") != "1")
                throw std::runtime_error("not seen");
        });
        batch.add([](Transaction &tx) { tx.insert(head, "after", "3"); });
        batch.add([](Transaction &tx) { tx.insert(head, "after", "4"); });
        QCOMPARE(batch.run(), (std::vector<bool>{false, true, false, false, true}));
        QCOMPARE(get(*db, "taken"), std::string("first"));
        QCOMPARE(get(*db, "with it"), std::string("-"));
        QCOMPARE(get(*db, "before"), std::string("1"));
        QCOMPARE(get(*db, "after"), std::string("3"));
        QVERIFY(db->trouble().empty());
    }

    void whatIsThrownTakesItsRowsAlong() {
        TestDatabase db;
        Batch batch(*db);
        batch.add([](Transaction &tx) { tx.insert(head, "a", "1"); });
        batch.add([](Transaction &tx) {
            tx.insert(head, "b", "2");
            throw std::runtime_error("no");
        });
        batch.add([](Transaction &tx) { tx.insert(head, "c", "3"); });
        QCOMPARE(batch.run(), (std::vector<bool>{false, true, false}));
        QCOMPARE(get(*db, "a"), std::string("1"));
        QCOMPARE(get(*db, "b"), std::string("-"));
        QCOMPARE(get(*db, "c"), std::string("3"));
    }

    // Steps of one value become one; what reads the table sees where it stands.
    void valuesMoveOn() {
        TestDatabase db;
        constexpr std::string_view step =
            "UPDATE fwd_extremity SET event_nid = $3 WHERE room_nid = $1 AND event_nid = $2";
        const auto at = [](Reader &reader, std::int64_t room) {
            std::vector<std::int64_t> out;
            for (const Row row : reader.query(
                     "SELECT event_nid FROM fwd_extremity WHERE room_nid = $1 ORDER BY event_nid",
                     room))
                out.push_back(row.integer(0));
            return out;
        };
        using List = std::vector<std::int64_t>;
        db->write([](Transaction &tx) {
            tx.insert("INSERT INTO fwd_extremity (room_nid, event_nid)", 1, 10);
            tx.insert("INSERT INTO fwd_extremity (room_nid, event_nid)", 2, 20);
        });
        Batch batch(*db);
        batch.add([&](Transaction &tx) { tx.move(step, 1, 10, 11); });
        batch.add([&](Transaction &tx) { tx.move(step, 2, 20, 21); });
        batch.add([&](Transaction &tx) {
            tx.move(step, 1, 11, 99);
            throw std::runtime_error("no");
        });
        batch.add([&](Transaction &tx) { tx.move(step, 1, 11, 12); });
        batch.add([&](Transaction &tx) {
            if (at(tx, 1) != List{12})
                throw std::runtime_error("not seen");
            tx.move(step, 1, 12, 13);
        });
        batch.add([&](Transaction &tx) {
            tx.insert("INSERT INTO fwd_extremity (room_nid, event_nid)", 3, 30);
            tx.move(step, 3, 30, 31);
        });
        QCOMPARE(batch.run(), (std::vector<bool>{false, false, true, false, false, false}));
        db->read([&](Reader &reader) {
            QVERIFY(at(reader, 1) == List{13});
            QVERIFY(at(reader, 2) == List{21});
            QVERIFY(at(reader, 3) == List{31});
        });
    }

    void countersGiveRanges() {
        TestDatabase db;
        QCOMPARE(db->write([](Transaction &tx) { return tx.next("range"); }), 1);
        QCOMPARE(db->write([](Transaction &tx) { return tx.next("range", 64); }), 2);
        db.reopen();
        QCOMPARE(db->write([](Transaction &tx) { return tx.next("range"); }), 66);
    }

    void manyQuestionsAtOnce() {
        TestDatabase db;
        static constexpr int rows = 150;
        db->write([](Transaction &tx) {
            for (int i = 0; i < rows; ++i)
                tx.insert(head, "k" + std::to_string(i),
                          std::string(5000, 'x') + std::to_string(i));
        });
        std::vector<std::string> names;
        for (int i = 0; i < rows; ++i)
            names.push_back("k" + std::to_string(i * 2)); // every second one is not there
        std::vector<std::vector<Value>> lists;
        for (const std::string &name : names)
            lists.push_back({toValue(name)});
        db->read([&](Reader &reader) {
            const auto answers =
                reader.queryEach("SELECT value FROM server_value WHERE name = $1", lists);
            QCOMPARE(answers.size(), lists.size());
            for (int i = 0; i < rows; ++i) {
                const Rows &answer = answers[static_cast<std::size_t>(i)];
                QCOMPARE(answer.size(), std::size_t(i * 2 < rows ? 1 : 0));
                if (!answer.empty())
                    QCOMPARE(answer.front().string(0).substr(5000), std::to_string(i * 2));
            }
            QVERIFY(reader.queryEach("SELECT 1", {}).empty());
        });
    }
};

HEARTH_TEST(TestGathered)
#include "test_gathered.moc"
