// SPDX-License-Identifier: Apache-2.0
// Database: a driver, its pool of readers, and its writer.
#include "server/store/database.hpp"

#include "server/store/names.hpp"
#include "server/store/reader_pool.hpp"
#include "server/store/session.hpp"
#include "server/store/writer.hpp"

namespace hearth::store {
namespace {

class PooledDatabase final : public Database {
public:
    PooledDatabase(std::unique_ptr<Driver> driver, const DatabaseSettings &settings)
        : m_driver(std::move(driver))
        , m_readers(*m_driver, settings.readers)
        , m_writer(*m_driver, m_names, settings.maxBatch, [this](Position position) {
            if (m_batchListener)
                m_batchListener(position);
        }) {}

    void submit(std::function<void(Transaction &)> closure,
                std::function<void(std::exception_ptr)> done) override {
        m_writer.submit(std::move(closure), std::move(done));
    }
    Position position() const override { return m_writer.position(); }
    DatabaseKind kind() const override { return m_driver->kind(); }
    std::int64_t sizeBytes() override { return m_driver->sizeBytes(); }
    CommitFigures commitFigures() const override { return m_writer.figures(); }
    std::string trouble() const override { return m_writer.trouble(); }

protected:
    void runWrite(std::function<void(Transaction &)> closure) override {
        m_writer.runAndWait(std::move(closure));
    }
    void runRead(const std::function<void(Reader &)> &closure) override {
        SnapshotReader reader(m_readers, m_names);
        closure(reader);
    }

private:
    std::unique_ptr<Driver> m_driver;
    Names m_names;
    ReaderPool m_readers;
    Writer m_writer; // last: ends first
};

} // namespace

std::unique_ptr<Database> openDatabase(const DatabaseSettings &settings) {
    auto driver = settings.kind == DatabaseKind::Sqlite ? makeSqliteDriver(settings)
                                                        : makePostgresDriver(settings);
    driver->prepare();
    return std::make_unique<PooledDatabase>(std::move(driver), settings);
}

} // namespace hearth::store
