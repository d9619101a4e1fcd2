// SPDX-License-Identifier: Apache-2.0
// Databases for tests, on both back ends. Each test runs once on SQLite and once on PostgreSQL:
//
//   private Q_SLOTS:
//     void initTestCase_data() { test::databaseRows(); }
//     void something() { test::TestDatabase db; db->write(…); }
//
// PostgreSQL is a private cluster that lives as long as the test executable; where PostgreSQL is
// not installed the tests fail.
#pragma once

#include "server/store/database.hpp"

#include <QString>

#include <cstdint>
#include <memory>
#include <string>

namespace hearth::test {

/// Adds the global rows "sqlite" and "postgres"; call it in initTestCase_data().
void databaseRows();

/// An empty database of its own with the newest schema; removed in the destructor.
class TestDatabase {
public:
    enum class Kind { Fast, Durable }; // Durable: a real SQLite file with synchronous=FULL

    /// On the back end of the current row.
    explicit TestDatabase(Kind kind = Kind::Fast);
    TestDatabase(store::DatabaseKind backend, Kind kind);
    ~TestDatabase();
    TestDatabase(const TestDatabase &) = delete;
    TestDatabase &operator=(const TestDatabase &) = delete;

    store::Database &operator*() { return *m_database; }
    store::Database *operator->() { return m_database.get(); }
    [[nodiscard]] store::Database &get() { return *m_database; }
    [[nodiscard]] const store::DatabaseSettings &settings() const { return m_settings; }
    [[nodiscard]] bool isPostgres() const;
    void close();
    /// How often somebody has read from it.
    [[nodiscard]] std::int64_t reads() const;
    /// Closes it if it is open, and opens it again: what was in memory is forgotten.
    void reopen();

private:
    store::DatabaseSettings m_settings;
    std::string m_folder;
    std::string m_name;
    std::unique_ptr<store::Database> m_database;
};

/// libpq connection string for a database of the private cluster.
[[nodiscard]] std::string postgresConnection(const std::string &database);
/// Makes an empty database without Hearth's schema; for tests of opening and migrating.
[[nodiscard]] std::string makeEmptyPostgresDatabase();
/// Runs SQL through psql, against a database of the private cluster.
void runPsql(const std::string &database, const std::string &sql);

} // namespace hearth::test
