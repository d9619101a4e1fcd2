// SPDX-License-Identifier: Apache-2.0
// Writer: the one thread that changes the database. It takes whatever waits in the queue, runs it
// in one transaction, commits once, and answers everybody: a lone write never waits for company.
//
// A batch first runs without savepoints. If an operation throws after it changed something, the
// batch is rolled back and run again with a savepoint around each operation, so that only the
// faulty one fails.
#pragma once

#include "server/store/session.hpp"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hearth::store {

class Writer {
public:
    /// onBatch is called after each batch with the newest position, before anybody is answered.
    Writer(Driver &driver, Names &names, int maxBatch, std::function<void(Position)> onBatch);
    ~Writer(); // finishes what is queued
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    void submit(std::function<void(Transaction &)> closure,
                std::function<void(std::exception_ptr)> done);
    void runAndWait(std::function<void(Transaction &)> closure);

    [[nodiscard]] Position position() const { return {m_position.load()}; }
    [[nodiscard]] std::string trouble() const;
    [[nodiscard]] CommitFigures figures() const;

private:
    struct Operation {
        std::function<void(Transaction &)> closure;
        std::function<void(std::exception_ptr)> done;
        WriteTransaction::Actions actions{};
        std::exception_ptr error{};
    };
    using Batch = std::vector<Operation>;

    void enqueue(Operation operation);
    void loop();
    /// Moves up to what fits into the batch; waits for work if the batch is empty. False: stop.
    bool waitForWork(Batch &batch);
    bool takeMore(Batch &batch);
    void runBatch(Batch &batch);
    std::exception_ptr attempt(Batch &batch);
    void beginBatch();
    /// False if the batch has to be repeated with savepoints.
    bool runFast(Batch &batch);
    bool runOneFast(Operation &operation);
    void runCarefully(Batch &batch);
    void runOneCarefully(Operation &operation);
    bool commitFast();
    /// Its actions run at once: operations behind it in the batch may depend on them.
    static void fail(Operation &operation, std::exception_ptr error);
    void finish(Batch &batch, const std::exception_ptr &batchError);
    void publishPosition();
    void noteCommit(std::size_t operations, double seconds);
    void noteTrouble(const std::exception_ptr &error);
    void idle();
    void checkUp();
    void probe();

    Driver &m_driver;
    WriteTransaction m_transaction;
    std::size_t m_maxBatch;
    std::function<void(Position)> m_onBatch;
    std::unique_ptr<Connection> m_connection; // writer thread only
    std::atomic<std::int64_t> m_position{0};

    mutable std::mutex m_mutex;
    std::condition_variable m_work;
    std::vector<Operation> m_queue; // guarded by m_mutex, like the rest below
    bool m_stopping = false;
    std::string m_trouble;
    CommitFigures m_figures;

    std::thread m_thread; // last: starts when everything else is there
};

} // namespace hearth::store
