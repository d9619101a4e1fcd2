// SPDX-License-Identifier: Apache-2.0
// Group commit.
#include "server/store/writer.hpp"

#include "server/core/lane.hpp"
#include "server/core/log.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace hearth::store {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds idleAfter{300};
constexpr std::chrono::seconds probeEvery{2};
constexpr std::chrono::seconds checkEvery{3};

/// Failures that concern the whole database, not one statement.
bool concernsAll(const std::exception_ptr &error) {
    try {
        std::rethrow_exception(error);
    } catch (const DatabaseError &e) {
        return e.kind() != DatabaseError::Kind::Constraint &&
               e.kind() != DatabaseError::Kind::Other;
    } catch (...) {
        return false;
    }
}

void runAction(const std::function<void()> &action) {
    try {
        action();
    } catch (const std::exception &e) {
        log::error("store", "an action after a commit threw: {}", e.what());
    }
}

} // namespace

Writer::Writer(Driver &driver, Names &names, int maxBatch, std::function<void(Position)> onBatch)
    : m_driver(driver)
    , m_transaction(names)
    , m_maxBatch(static_cast<std::size_t>(std::max(maxBatch, 1)))
    , m_onBatch(std::move(onBatch))
    , m_connection(driver.openWriter()) {
    const Rows rows =
        m_connection->query("SELECT value FROM counter WHERE name = $1", {toValue("gpos")});
    if (!rows.empty())
        m_position = rows.front().integer(0);
    m_thread = std::thread([this] { loop(); });
}

Writer::~Writer() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_work.notify_one();
    m_thread.join();
}

void Writer::enqueue(Operation operation) {
    bool first = false;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopping)
            throw DatabaseError(DatabaseError::Kind::Other, "The database is being closed.");
        first = m_queue.empty();
        m_queue.push_back(std::move(operation));
    }
    if (first)
        m_work.notify_one();
}

void Writer::submit(std::function<void(Transaction &)> closure,
                    std::function<void(std::exception_ptr)> done) {
    enqueue({std::move(closure), std::move(done)});
    noteChange();
}

void Writer::runAndWait(std::function<void(Transaction &)> closure) {
    if (std::this_thread::get_id() == m_thread.get_id())
        throw DatabaseError(DatabaseError::Kind::Other, "write() called on the writer thread");
    // Shared, because the writer may still be waking it when the caller has gone.
    struct Waiter {
        std::atomic<int> done{0};
        std::exception_ptr error;
    };
    const auto waiter = std::make_shared<Waiter>();
    enqueue({std::move(closure), [waiter](std::exception_ptr error) {
                 waiter->error = std::move(error);
                 waiter->done.store(1, std::memory_order_release);
                 waiter->done.notify_one();
             }});
    waiter->done.wait(0, std::memory_order_acquire);
    if (waiter->error)
        std::rethrow_exception(std::exchange(waiter->error, nullptr));
    noteChange();
}

std::string Writer::trouble() const {
    const std::scoped_lock lock(m_mutex);
    return m_trouble;
}

CommitFigures Writer::figures() const {
    const std::scoped_lock lock(m_mutex);
    CommitFigures figures = m_figures;
    figures.waiting = m_queue.size();
    return figures;
}

// ---- The thread

void Writer::loop() {
    Batch batch;
    while (waitForWork(batch)) {
        runBatch(batch);
        batch.clear();
    }
}

bool Writer::takeMore(Batch &batch) {
    const std::scoped_lock lock(m_mutex);
    const std::size_t count = std::min(m_queue.size(), m_maxBatch - batch.size());
    if (count == 0)
        return false;
    const auto end = m_queue.begin() + static_cast<std::ptrdiff_t>(count);
    std::move(m_queue.begin(), end, std::back_inserter(batch));
    m_queue.erase(m_queue.begin(), end);
    return true;
}

bool Writer::waitForWork(Batch &batch) {
    bool maintained = false;
    for (;;) {
        bool troubled = false;
        {
            std::unique_lock lock(m_mutex);
            const auto ready = [this] { return !m_queue.empty() || m_stopping; };
            troubled = !m_trouble.empty();
            if (troubled)
                m_work.wait_for(lock, probeEvery, ready);
            else if (maintained)
                m_work.wait_for(lock, checkEvery, ready);
            else
                m_work.wait_for(lock, idleAfter, ready);
            if (m_queue.empty() && m_stopping)
                return false;
        }
        if (takeMore(batch))
            return true;
        if (troubled)
            probe();
        else if (maintained)
            checkUp();
        else
            idle();
        maintained = true;
    }
}

void Writer::beginBatch() {
    if (m_connection && !m_connection->lost()) {
        try {
            m_connection->beginWrite();
        } catch (const DatabaseError &) {
            if (!m_connection->lost())
                throw;
        }
    }
    if (!m_connection || m_connection->lost()) {
        m_connection.reset();
        m_connection = m_driver.openWriter();
        m_transaction.forgetCounters(); // somebody else may have written meanwhile
        m_connection->beginWrite();
    }
    m_transaction.beginBatch(*m_connection);
}

std::exception_ptr Writer::attempt(Batch &batch) {
    for (Operation &operation : batch) {
        operation.actions = {};
        operation.error = nullptr;
    }
    try {
        beginBatch();
        if (!runFast(batch) || !commitFast()) {
            m_connection->rollback();
            m_transaction.batchFailed();
            beginBatch();
            runCarefully(batch);
            m_transaction.saveCounters();
            m_connection->commit();
        }
        m_transaction.batchCommitted();
        return nullptr;
    } catch (...) {
        if (m_connection)
            m_connection->rollback();
        m_transaction.batchFailed();
        return std::current_exception();
    }
}

void Writer::runBatch(Batch &batch) {
    const auto start = SteadyClock::now();
    std::exception_ptr batchError = attempt(batch);
    // A session that ended without a commit has changed nothing: try it on a new one.
    if (batchError && m_connection && m_connection->lost() && !m_connection->fateUnknown())
        batchError = attempt(batch);
    if (batchError) {
        takeMore(batch); // they would meet the same trouble
        noteTrouble(batchError);
    } else {
        noteCommit(batch.size(), std::chrono::duration<double>(SteadyClock::now() - start).count());
    }
    finish(batch, batchError);
    if (!batchError) {
        try {
            m_driver.afterCommit(*m_connection);
        } catch (const DatabaseError &e) {
            log::warn("store", "maintenance after a commit failed: {}", e.what());
        }
    }
}

bool Writer::runFast(Batch &batch) {
    std::size_t index = 0;
    do {
        for (; index < batch.size(); ++index) {
            if (!runOneFast(batch[index]))
                return false;
        }
    } while (takeMore(batch));
    return true;
}

bool Writer::runOneFast(Operation &operation) {
    m_transaction.beginOp(operation.actions);
    try {
        operation.closure(m_transaction);
        return true;
    } catch (...) {
        if (concernsAll(std::current_exception()) && !m_connection->healthy())
            throw;
        // Nothing changed yet, so there is nothing to undo: only this operation fails.
        if (m_transaction.opDirty() || m_transaction.insertFailed() || !m_connection->healthy())
            return false;
        fail(operation, std::current_exception());
        return true;
    }
}

bool Writer::commitFast() {
    try {
        m_transaction.writeInserts();
        if (m_transaction.batchDirty())
            m_transaction.saveCounters();
        m_connection->commit();
        return true;
    } catch (const DatabaseError &) {
        if (concernsAll(std::current_exception()))
            throw;
        return false; // a posted statement failed: find out whose
    }
}

void Writer::runCarefully(Batch &batch) {
    for (Operation &operation : batch) {
        operation.actions = {};
        operation.error = nullptr;
        runOneCarefully(operation);
    }
}

void Writer::runOneCarefully(Operation &operation) {
    m_connection->savepoint();
    m_transaction.beginOp(operation.actions);
    try {
        operation.closure(m_transaction);
        m_transaction.writeInserts();
        m_connection->sync();
        m_connection->releaseSavepoint();
    } catch (...) {
        const std::exception_ptr error = std::current_exception();
        if (concernsAll(error))
            throw;
        m_connection->rollbackToSavepoint();
        m_transaction.undoOp();
        fail(operation, error);
    }
}

void Writer::fail(Operation &operation, std::exception_ptr error) {
    operation.error = std::move(error);
    for (const auto &action : operation.actions.onRollback)
        runAction(action);
    operation.actions = {};
}

void Writer::finish(Batch &batch, const std::exception_ptr &batchError) {
    for (Operation &operation : batch) {
        if (batchError && !operation.error)
            fail(operation, batchError);
        for (const auto &action : operation.actions.onCommit)
            runAction(action);
    }
    if (!batchError)
        publishPosition();
    runAction([this] { m_onBatch(position()); });
    for (Operation &operation : batch) {
        if (!operation.done)
            continue;
        try {
            operation.done(operation.error);
        } catch (const std::exception &e) {
            log::error("store", "the end of a write threw: {}", e.what());
        }
    }
}

void Writer::publishPosition() {
    const std::int64_t position = m_transaction.lastPosition();
    if (position > m_position.load())
        m_position.store(position);
}

// ---- Figures and trouble

void Writer::noteCommit(std::size_t operations, double seconds) {
    const auto bucket = static_cast<std::size_t>(
        std::lower_bound(CommitFigures::bounds.begin(), CommitFigures::bounds.end(), seconds) -
        CommitFigures::bounds.begin());
    bool recovered = false;
    {
        const std::scoped_lock lock(m_mutex);
        ++m_figures.seconds[bucket];
        m_figures.secondsSum += seconds;
        ++m_figures.commits;
        m_figures.writes += operations;
        m_figures.lastBatch = operations;
        recovered = !m_trouble.empty();
        m_trouble.clear();
    }
    if (recovered)
        log::info("store", "the database takes writes again");
}

void Writer::noteTrouble(const std::exception_ptr &error) {
    std::string sentence;
    try {
        std::rethrow_exception(error);
    } catch (const std::exception &e) {
        sentence = e.what();
    }
    bool fresh = false;
    {
        const std::scoped_lock lock(m_mutex);
        fresh = m_trouble != sentence;
        m_trouble = sentence;
    }
    if (fresh)
        log::error("store", "writing failed: {}", sentence);
}

void Writer::idle() {
    if (!m_connection)
        return;
    try {
        m_driver.idle(*m_connection);
    } catch (const DatabaseError &e) {
        log::warn("store", "maintenance of the idle database failed: {}", e.what());
    }
}

/// Nobody writes: without looking, trouble would only be known with the next write.
void Writer::checkUp() {
    try {
        if (m_connection)
            m_connection->check();
    } catch (const DatabaseError &) {
        noteTrouble(std::current_exception());
    }
}

void Writer::probe() {
    Batch batch;
    batch.push_back({[](Transaction &tx) {
                         tx.exec("INSERT INTO server_value (name, value) VALUES ($1, $2) "
                                 "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                 "probe", std::string(4096, 'x'));
                         tx.exec("DELETE FROM server_value WHERE name = $1", "probe");
                     },
                     nullptr});
    runBatch(batch);
}

} // namespace hearth::store
