// SPDX-License-Identifier: Apache-2.0
// Bringing databases to the newest schema, and refusing those that cannot be.
#include "server/core/error.hpp"
#include "server/store/database.hpp"
#include "server/store/driver/postgres.hpp"
#include "server/store/driver/sqlite.hpp"
#include "server/store/migrations.hpp"
#include "tests/support/databases.hpp"
#include "tests/support/test_main.hpp"

#include <QFile>
#include <QTemporaryDir>

#include <set>

using namespace hearth;
using namespace hearth::store;
using hearth::test::TestDatabase;

namespace {

/// migrate() on a bare connection, so that tests can bring their own files.
class Bare {
public:
    explicit Bare(const DatabaseSettings &settings, bool empty = false)
        : m_empty(empty) {
        if (settings.kind == DatabaseKind::Postgres) {
            m_postgres = connectPostgres(settings.connection);
            m_target.dialect = postgresDialect;
            m_target.script = [this](const std::string &sql) {
                runPostgres(m_postgres.get(), sql);
            };
        } else {
            m_sqlite =
                std::make_unique<SqliteConnection>(settings.path, SqliteConnection::Options{});
            m_target.dialect = sqliteDialect;
            m_target.script = [this](const std::string &sql) { m_sqlite->script(sql); };
        }
        m_target.version = [this] {
            if (m_empty)
                return std::pair(0, 0);
            return std::pair(number("SELECT version FROM schema_version"),
                             number("SELECT min_compatible FROM schema_version"));
        };
    }

    int number(const std::string &sql) {
        if (m_sqlite)
            return static_cast<int>(m_sqlite->query(sql, {}).front().integer(0));
        const PgResult result = runPostgres(m_postgres.get(), sql);
        return std::atoi(PQgetvalue(result.get(), 0, 0));
    }
    const MigrationTarget &target() const { return m_target; }
    void bringTo(int version) {
        std::vector<MigrationFile> files = migrationFiles();
        std::erase_if(files, [&](const MigrationFile &file) { return file.version > version; });
        migrate(m_target, files);
        m_empty = false;
    }

private:
    bool m_empty;
    PgHandle m_postgres;
    std::unique_ptr<SqliteConnection> m_sqlite;
    MigrationTarget m_target;
};

DatabaseError::Kind failureOf(const std::function<void()> &action) {
    try {
        action();
    } catch (const DatabaseError &e) {
        qInfo("%s", e.what());
        return e.kind();
    }
    return DatabaseError::Kind::Constraint;
}

} // namespace

class TestMigrations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void filesAreInOrder() {
        int last = 1;
        std::set<std::string> tables;
        for (const MigrationFile &file : migrationFiles()) {
            QVERIFY(file.version == last || file.version == last + 1);
            last = file.version;
        }
        QVERIFY(minCompatibleVersion <= last);
    }

    void anEmptyDatabaseGetsTheWholeSchema() {
        DatabaseSettings settings;
        QFETCH_GLOBAL(QString, backend);
        if (backend == QStringLiteral("postgres")) {
            settings.kind = DatabaseKind::Postgres;
            settings.connection = test::postgresConnection(test::makeEmptyPostgresDatabase());
        } else {
            settings.path = ":memory:";
        }
        const auto db = openDatabase(settings);
        const auto version = db->read([](Reader &reader) {
            return reader.queryOne("SELECT version, min_compatible FROM schema_version");
        });
        QCOMPARE(version->integer(0), migrationFiles().back().version);
        QCOMPARE(version->integer(1), minCompatibleVersion);
        db->read([](Reader &reader) {
            for (const char *table : {"event", "state_group", "account", "receipt", "to_device",
                                      "media", "fed_inbox", "server_key", "task", "mail"})
                reader.query(std::string("SELECT * FROM ") + table);
        });
        QVERIFY(db->sizeBytes() > 100000);
    }

    void openingAgainChangesNothing() {
        TestDatabase db;
        db->write([](Transaction &tx) { tx.internUser("@a:example.org"); });
        db.reopen();
        QVERIFY(db->read([](Reader &r) { return r.findUser("@a:example.org"); }).value == 1);
    }

    void quarantineReachesTheContent() {
        DatabaseSettings settings;
        QFETCH_GLOBAL(QString, backend);
        const bool postgres = backend == QStringLiteral("postgres");
        QTemporaryDir folder;
        if (postgres) {
            settings.kind = DatabaseKind::Postgres;
            settings.connection = test::postgresConnection(test::makeEmptyPostgresDatabase());
        } else {
            QFile file(folder.filePath(QStringLiteral("old.db")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            settings.path = file.fileName().toStdString();
        }
        const auto bytes = [&](const char *hex) {
            return postgres ? "'\\x" + std::string(hex) + "'" : "X'" + std::string(hex) + "'";
        };
        const auto row = [&](const char *nid, const char *sha256, const char *by,
                             const char *safe) {
            return std::string(
                       "INSERT INTO media (media_nid, server_nid, media_id, kind, state, "
                       "sha256, created_ts, last_access_ts, quarantined_by, safe) VALUES (") +
                   nid + ", 1, 'm" + nid + "', 0, 1, " + bytes(sha256) + ", 5, 5, " + by + ", " +
                   safe + ");";
        };
        {
            Bare bare(settings, true);
            bare.bringTo(2);
            bare.target().script(
                row("1", "aa", "'@admin:x'", "0") + row("2", "aa", "NULL", "0") +
                row("3", "aa", "NULL", "1") + row("4", "bb", "NULL", "0") +
                row("5", "cc", "NULL", "0") +
                "INSERT INTO thumbnail (media_nid, width, height, method, content_type, sha256, "
                "size_bytes, created_ts) VALUES (1, 1, 1, 'crop', 'image/png', " +
                bytes("cc") + ", 1, 1);");
            bare.bringTo(migrationFiles().back().version);
        }
        const auto db = openDatabase(settings);
        const auto rows = db->read([](Reader &reader) {
            return reader.query("SELECT media_nid FROM media WHERE quarantined_by IS NOT NULL "
                                "ORDER BY media_nid");
        });
        std::vector<std::int64_t> quarantined;
        for (const Row found : rows)
            quarantined.push_back(found.integer(0));
        QCOMPARE(quarantined, (std::vector<std::int64_t>{1, 2, 5}));
    }

    void wordsOfTheFirstVersionStayFindable() {
        DatabaseSettings settings;
        QFETCH_GLOBAL(QString, backend);
        QTemporaryDir folder;
        if (backend == QStringLiteral("postgres")) {
            settings.kind = DatabaseKind::Postgres;
            settings.connection = test::postgresConnection(test::makeEmptyPostgresDatabase());
        } else {
            QFile file(folder.filePath(QStringLiteral("old.db")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            settings.path = file.fileName().toStdString();
        }
        {
            Bare bare(settings, true);
            bare.bringTo(1);
            bare.target().script("INSERT INTO search_word VALUES ('stra\u00dfe', 1, 2, 0);"
                                 "INSERT INTO device_change (gpos, user_nid) VALUES (1, 1);");
            bare.bringTo(migrationFiles().back().version);
        }
        const auto db = openDatabase(settings);
        const auto found = db->read([](Reader &reader) {
            return reader.query("SELECT event_nid FROM search_word WHERE word = $1",
                                Blob{std::string("stra\u00dfe")});
        });
        QCOMPARE(found.size(), 1U);
        QCOMPARE(db->read([](Reader &reader) {
            return reader.query("SELECT gpos FROM device_change WHERE only_for IS NULL").size();
        }),
                 1U);
    }

    void openConfirmationsAndCountsSurviveTheThirdVersion() {
        DatabaseSettings settings;
        QFETCH_GLOBAL(QString, backend);
        QTemporaryDir folder;
        if (backend == QStringLiteral("postgres")) {
            settings.kind = DatabaseKind::Postgres;
            settings.connection = test::postgresConnection(test::makeEmptyPostgresDatabase());
        } else {
            QFile file(folder.filePath(QStringLiteral("old.db")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            settings.path = file.fileName().toStdString();
        }
        {
            Bare bare(settings, true);
            bare.bringTo(2);
            bare.target().script(
                "INSERT INTO account_data VALUES (1, 0, 'a', '{\"\u00e4\":1}', 1),"
                " (1, 7, 'm.fully_read', '{}', 2), (1, 7, 'm.tag', NULL, 3), (2, 0, 'b', '{}', 4);"
                "INSERT INTO ui_auth_session (session_id, created_ts, uri, method, description,"
                " client_body, server_values, completed) VALUES"
                " ('open', 1, '/v3/register', 'POST', '', '{}', '{}', '{}'),"
                " ('done', 1, '/v3/register', 'POST', '', '{}', '{\"registered_user\":\"@a:x\"}',"
                " '{}'), ('nobodys', 1, '/v3/delete_devices', 'POST', '', '{}', '{}', '{}');"
                "INSERT INTO openid_token VALUES ('x', 1, 5);");
            bare.bringTo(migrationFiles().back().version);
        }
        const auto db = openDatabase(settings);
        db->read([](Reader &reader) {
            const auto use =
                reader.query("SELECT items, bytes FROM account_data_use ORDER BY user_nid");
            QCOMPARE(use.size(), 2U);
            QCOMPARE(use.front().integer(0), 2);
            QCOMPARE(use.front().integer(1), 1 + 8 + 5); // bytes, not letters
            const auto sessions = reader.query("SELECT session_id FROM ui_auth_session");
            QCOMPARE(sessions.size(), 1U);
            QCOMPARE(sessions.front().string(0), std::string("open"));
            QCOMPARE(reader.query("SELECT 1 FROM openid_token WHERE device_nid IS NULL").size(),
                     1U);
        });
    }

    /// Rooms that were forgotten before that was noted count from now on.
    void roomsForgottenBeforeVersion3AreFound() {
        DatabaseSettings settings;
        QFETCH_GLOBAL(QString, backend);
        QTemporaryDir folder;
        if (backend == QStringLiteral("postgres")) {
            settings.kind = DatabaseKind::Postgres;
            settings.connection = test::postgresConnection(test::makeEmptyPostgresDatabase());
        } else {
            settings.path = folder.filePath(QStringLiteral("old.db")).toStdString();
            QFile file(QString::fromStdString(settings.path));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        {
            Bare bare(settings, true);
            bare.bringTo(2);
            bare.target().script(
                "INSERT INTO account (user_nid, localpart, created_ts) VALUES (1, 'a', 0), "
                "(2, 'b', 0);"
                "INSERT INTO room (room_nid, room_id, version) VALUES (1, '!1:x', '11'), "
                "(2, '!2:x', '11'), (3, '!3:x', NULL);"
                "INSERT INTO member (room_nid, user_nid, membership, event_nid, gpos, forgotten) "
                "VALUES (1, 1, 0, 1, 1, 1), (1, 2, 0, 2, 2, 1), (2, 1, 0, 3, 3, 1), "
                "(2, 2, 0, 4, 4, 0), (3, 1, 0, 5, 5, 1);");
            bare.bringTo(3);
        }
        const auto db = openDatabase(settings);
        const auto rows = db->read([](Reader &reader) {
            return reader.query("SELECT room_nid, since_ts FROM forgotten_room");
        });
        QCOMPARE(rows.size(), 1U);
        QCOMPARE(rows.front().integer(0), std::int64_t{1});
        QCOMPARE(rows.front().integer(1), std::int64_t{0});
    }

    void newVersionsAreAppliedOneByOne() {
        TestDatabase db;
        db->write([](Transaction &tx) { tx.internUser("@a:example.org"); });
        db.close();
        auto files = migrationFiles();
        const int before = files.back().version;
        files.push_back({before + 1, "colour.sql",
                         "-- a comment with {braces}\nALTER TABLE users ADD COLUMN colour {BLOB};\n"
                         "CREATE TABLE extra (extra_nid {ID}, a BIGINT NOT NULL) ;"});
        files.push_back({before + 2, "more.sql", "INSERT INTO extra VALUES (1, 2);"});
        {
            Bare bare(db.settings());
            migrate(bare.target(), files);
            QCOMPARE(bare.number("SELECT version FROM schema_version"), before + 2);
            QCOMPARE(bare.number("SELECT COUNT(*) FROM users WHERE colour IS NULL"), 1);
            QCOMPARE(bare.number("SELECT a FROM extra WHERE extra_nid = 1"), 2);
            migrate(bare.target(), files); // nothing left to do
            QCOMPARE(bare.number("SELECT COUNT(*) FROM extra"), 1);
        }
    }

    void aFailedVersionLeavesNoTrace() {
        TestDatabase db;
        db.close();
        auto files = migrationFiles();
        files.push_back({files.back().version + 1, "bad.sql",
                         "CREATE TABLE extra (a BIGINT);\nINSERT INTO nothing VALUES (1);"});
        {
            Bare bare(db.settings());
            QCOMPARE(failureOf([&] { migrate(bare.target(), files); }), DatabaseError::Kind::Other);
        }
        Bare bare(db.settings());
        QCOMPARE(bare.number("SELECT version FROM schema_version"),
                 migrationFiles().back().version);
        QCOMPARE(failureOf([&] { bare.number("SELECT COUNT(*) FROM extra"); }),
                 DatabaseError::Kind::Other);
    }

    void databasesFromTheFuture() {
        TestDatabase db;
        db->write([](Transaction &tx) {
            tx.exec("UPDATE schema_version SET version = 99, min_compatible = $1",
                    minCompatibleVersion);
        });
        db.reopen(); // says itself that this program can work with it
        db->write(
            [](Transaction &tx) { tx.exec("UPDATE schema_version SET min_compatible = 99"); });
        db.close();
        QCOMPARE(failureOf([&] { (void)openDatabase(db.settings()); }),
                 DatabaseError::Kind::TooNew);
    }

    void wrongPostgresDatabasesAreRefused() {
        QFETCH_GLOBAL(QString, backend);
        if (backend != QStringLiteral("postgres"))
            return;
        test::runPsql("postgres", "CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0");
        DatabaseSettings settings;
        settings.kind = DatabaseKind::Postgres;
        settings.connection = test::postgresConnection("ascii");
        QCOMPARE(failureOf([&] { (void)openDatabase(settings); }), DatabaseError::Kind::Other);
    }
};

HEARTH_TEST(TestMigrations)
#include "test_migrations.moc"
