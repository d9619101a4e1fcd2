// SPDX-License-Identifier: Apache-2.0
#include "server/net/worker_pool.hpp"
#include "tests/support/test_main.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
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
    void hasOnlyAsManyThreadsAsItNeeds() {
        net::WorkerPool pool("few", 8, 100);
        const auto threads = [] {
            int count = 0;
            for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
                std::ifstream file(task.path() / "comm");
                std::string name;
                std::getline(file, name);
                count += name == "few" ? 1 : 0;
            }
            return count;
        };
        std::mutex mutex;
        std::set<std::thread::id> used;
        for (int i = 0; i < 50; ++i) {
            std::promise<void> done;
            pool.post([&] {
                {
                    const std::lock_guard lock(mutex);
                    used.insert(std::this_thread::get_id());
                }
                done.set_value();
            });
            done.get_future().wait();
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        QVERIFY2(used.size() <= 3, std::to_string(used.size()).c_str());
        // All of them when there is work for all of them.
        std::promise<void> gate;
        const auto opened = gate.get_future().share();
        std::atomic<int> waiting{0};
        for (int i = 0; i < 20; ++i)
            pool.post([&, opened] {
                ++waiting;
                opened.wait();
            });
        QTRY_COMPARE(waiting.load(), 8);
        QCOMPARE(threads(), 8);
        gate.set_value();
        QTRY_COMPARE(waiting.load(), 20);
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
