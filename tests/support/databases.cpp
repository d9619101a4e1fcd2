// SPDX-License-Identifier: Apache-2.0
// Databases for tests.
#include "tests/support/databases.hpp"

#include "tests/support/postgres_cluster.hpp"

#include <QTest>

#include <cstdlib>
#include <filesystem>

namespace hearth::test {
namespace {

/// Copying a migrated database is faster than migrating each one.
const std::string &postgresTemplate() {
    static const std::string name = [] {
        auto made = makeEmptyPostgresDatabase();
        store::DatabaseSettings settings;
        settings.kind = store::DatabaseKind::Postgres;
        settings.connection = postgresConnection(made);
        (void)store::openDatabase(settings);
        return made;
    }();
    return name;
}

store::DatabaseKind backendOfRow() {
    const auto *backend =
        static_cast<const QString *>(QTest::qGlobalData("backend", qMetaTypeId<QString>()));
    return *backend == QLatin1String("postgres") ? store::DatabaseKind::Postgres
                                                 : store::DatabaseKind::Sqlite;
}

} // namespace

void databaseRows() {
    QTest::addColumn<QString>("backend");
    QTest::newRow("sqlite") << QStringLiteral("sqlite");
    QTest::newRow("postgres") << QStringLiteral("postgres");
}

std::string postgresConnection(const std::string &database) {
    return PostgresCluster::instance().connection(database);
}

std::string makeEmptyPostgresDatabase() {
    return PostgresCluster::instance().create();
}

void runPsql(const std::string &database, const std::string &sql) {
    PostgresCluster::instance().psql(database, sql);
}

TestDatabase::TestDatabase(Kind kind)
    : TestDatabase(backendOfRow(), kind) {}

TestDatabase::TestDatabase(store::DatabaseKind backend, Kind kind) {
    m_settings.kind = backend;
    if (backend == store::DatabaseKind::Postgres) {
        m_name = PostgresCluster::instance().create(postgresTemplate());
        m_settings.connection = postgresConnection(m_name);
    } else {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "hearth-test-XXXXXX").string();
        if (!mkdtemp(pattern.data()))
            qFatal("no temporary folder");
        m_folder = pattern;
        m_settings.path = m_folder + "/hearthd.db";
        m_settings.syncFull = kind == Kind::Durable;
    }
    m_database = store::openDatabase(m_settings);
}

TestDatabase::~TestDatabase() {
    m_database.reset();
    if (!m_name.empty())
        PostgresCluster::instance().drop(m_name);
    if (!m_folder.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
}

bool TestDatabase::isPostgres() const {
    return m_settings.kind == store::DatabaseKind::Postgres;
}

void TestDatabase::close() {
    m_database.reset();
}

void TestDatabase::reopen() {
    m_database.reset();
    m_database = store::openDatabase(m_settings);
}

} // namespace hearth::test
