// SPDX-License-Identifier: Apache-2.0
#include "server/net/worker_pool.hpp"
#include "tests/support/test_main.hpp"

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <vector>

using namespace hearth;

class TestWorkerPool : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void refusesWorkWhenTheQueueIsFull() {
        net::WorkerPool pool("test", 1, 2);
        std::promise<void> gate;
        auto opened = gate.get_future().share();
        const auto running = std::make_shared<std::promise<void>>();
        QVERIFY(pool.tryPost([running, opened] {
            running->set_value();
            opened.wait();
        }));
        running->get_future().wait();
        QVERIFY(pool.tryPost([] {}));
        QVERIFY(pool.tryPost([] {}));
        QVERIFY(!pool.tryPost([] {}));
        std::atomic<bool> ran{false};
        pool.post([&] { ran = true; }); // continuations are always taken
        gate.set_value();
        QTRY_VERIFY(ran);
    }
    void runsTimersInOrder() {
        net::WorkerPool pool("test", 1, 10);
        std::mutex mutex;
        std::vector<int> order;
        const auto note = [&](int n) {
            return [&, n] {
                const std::lock_guard lock(mutex);
                order.push_back(n);
            };
        };
        const auto size = [&] {
            const std::lock_guard lock(mutex);
            return order.size();
        };
        pool.postAfter(60, note(3));
        pool.postAfter(20, note(1));
        const auto dropped = pool.postAfter(30, note(9));
        pool.postAfter(40, note(2));
        pool.cancel(dropped);
        QTRY_VERIFY(size() == 3);
        QCOMPARE(order, (std::vector<int>{1, 2, 3}));
    }
    void finishesWhatIsQueuedWhenItStops() {
        std::atomic<int> count{0};
        net::WorkerPool pool("test", 2, 1000);
        for (int i = 0; i < 500; ++i)
            QVERIFY(pool.tryPost([&] { ++count; }));
        pool.postAfter(60'000, [&] { count = -1000; });
        pool.stop();
        QCOMPARE(count.load(), 500);
        QVERIFY(!pool.tryPost([] {}));
    }
    void survivesWorkThatThrows() {
        net::WorkerPool pool("test", 1, 10);
        std::atomic<bool> ran{false};
        pool.post([] { throw std::runtime_error("oops"); });
        pool.post([&] { ran = true; });
        QTRY_VERIFY(ran);
    }
};

HEARTH_TEST(TestWorkerPool)
#include "test_worker_pool.moc"
