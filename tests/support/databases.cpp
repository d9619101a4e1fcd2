// SPDX-License-Identifier: Apache-2.0
// Databases for tests.
#include "tests/support/databases.hpp"

#include "tests/support/postgres_cluster.hpp"

#include <QTest>

#include <atomic>
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

/// Counts the reads on their way.
class CountingDatabase final : public store::Database {
public:
    explicit CountingDatabase(std::unique_ptr<store::Database> inner)
        : m_inner(std::move(inner)) {
        m_inner->setBatchListener([this](store::Position position) {
            if (m_batchListener)
                m_batchListener(position);
        });
    }
    void submit(std::function<void(store::Transaction &)> closure,
                std::function<void(std::exception_ptr)> done) override {
        m_inner->submit(std::move(closure), std::move(done));
    }
    store::Position position() const override { return m_inner->position(); }
    store::DatabaseKind kind() const override { return m_inner->kind(); }
    std::int64_t sizeBytes() override { return m_inner->sizeBytes(); }
    store::CommitFigures commitFigures() const override { return m_inner->commitFigures(); }
    std::string trouble() const override { return m_inner->trouble(); }
    std::int64_t reads() const { return m_reads.load(); }

protected:
    void runWrite(std::function<void(store::Transaction &)> closure) override {
        m_inner->write(std::move(closure));
    }
    void runRead(const std::function<void(store::Reader &)> &closure) override {
        ++m_reads;
        m_inner->read(closure);
    }

private:
    std::atomic<std::int64_t> m_reads{0};
    std::unique_ptr<store::Database> m_inner; // last: its writer uses the listener
};

std::unique_ptr<store::Database> open(const store::DatabaseSettings &settings) {
    return std::make_unique<CountingDatabase>(store::openDatabase(settings));
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
    m_database = open(m_settings);
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
    m_database = open(m_settings);
}

std::int64_t TestDatabase::reads() const {
    return static_cast<const CountingDatabase &>(*m_database).reads();
}

} // namespace hearth::test
