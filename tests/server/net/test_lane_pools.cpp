// SPDX-License-Identifier: Apache-2.0
#include "server/core/error.hpp"
#include "server/net/lane_pools.hpp"
#include "tests/support/test_main.hpp"

#include <sys/resource.h>

#include <atomic>
#include <mutex>
#include <thread>

using namespace hearth;
using namespace std::chrono_literals;

class TestLanePools : public QObject {
    Q_OBJECT
    std::mutex m_mutex;
    std::vector<std::string> m_order;
    std::atomic<bool> m_blocked{true};
    std::atomic<int> m_running{0}, m_most{0};

    Lanes::Work note(const std::string &name) {
        return {[this, name] {
                    const int now = ++m_running;
                    m_most = std::max(m_most.load(), now);
                    while (m_blocked)
                        std::this_thread::sleep_for(1ms);
                    {
                        const std::lock_guard lock(m_mutex);
                        m_order.push_back(name);
                    }
                    --m_running;
                },
                [this, name] {
                    const std::lock_guard lock(m_mutex);
                    m_order.push_back("late " + name);
                },
                {}};
    }
    static std::array<net::LaneLimits, laneCount> limits(const net::LaneLimits &large) {
        std::array<net::LaneLimits, laneCount> out{};
        out[static_cast<std::size_t>(Lane::Large)] = large;
        return out;
    }
    std::size_t done() {
        const std::lock_guard lock(m_mutex);
        return m_order.size();
    }

private Q_SLOTS:
    void init() {
        m_order.clear();
        m_blocked = true;
        m_running = m_most = 0;
    }
    void takesTurnsBetweenPeople() {
        net::LanePools pools(limits({1, 100, 50, 50, 60'000}));
        pools.enter(Lane::Large, "a", note("a0"));
        QTRY_COMPARE(m_running.load(), 1);
        for (int i = 1; i < 20; ++i)
            pools.enter(Lane::Large, "a", note("a" + std::to_string(i)));
        pools.enter(Lane::Large, "b", note("b"));
        pools.enter(Lane::Large, "c", note("c"));
        m_blocked = false;
        QTRY_COMPARE(done(), std::size_t{22});
        QCOMPARE(m_order.at(2), std::string("b"));
        QCOMPARE(m_order.at(3), std::string("c"));
        QCOMPARE(m_order.back(), std::string("a19"));
    }
    void leavesAThreadToOthers() {
        net::LanePools pools(limits({2, 100, 50, 1, 60'000}));
        for (int i = 0; i < 10; ++i)
            pools.enter(Lane::Large, "a", note("a"));
        QTRY_COMPARE(m_running.load(), 1);
        QTest::qWait(50);
        QCOMPARE(m_running.load(), 1);
        pools.enter(Lane::Large, "b", note("b"));
        QTRY_COMPARE(m_running.load(), 2);
        m_blocked = false;
        QTRY_COMPARE(done(), std::size_t{11});
        QCOMPARE(m_most.load(), 2);
    }
    void goesOnWithOthersWhileSomebodyIsHeld() {
        net::LanePools pools(limits({1, 100, 50, 1, 60'000}));
        m_blocked = false;
        std::atomic<bool> held{true};
        for (int i = 0; i < 3; ++i) {
            Lanes::Work work = note("held");
            work.held = [&] { return held.load(); };
            pools.enter(Lane::Large, "a", work);
        }
        pools.enter(Lane::Large, "b", note("b"));
        pools.enter(Lane::Large, "c", note("c"));
        QTRY_COMPARE(done(), std::size_t{2});
        QTest::qWait(50);
        QCOMPARE(done(), std::size_t{2});
        held = false;
        QTRY_COMPARE(done(), std::size_t{5});
        QCOMPARE(m_order.front(), std::string("b"));
        QCOMPARE(pools.queued(Lane::Large), std::size_t{0});
    }
    void endsWhatIsHeldTooLong() {
        net::LanePools pools(limits({1, 100, 50, 1, 100}));
        Lanes::Work work = note("held");
        work.held = [] { return true; };
        pools.enter(Lane::Large, "a", work);
        QTRY_COMPARE(done(), std::size_t{1});
        QCOMPARE(m_order.front(), std::string("late held"));
    }
    void endsThoughSomebodyIsHeld() {
        net::LanePools pools(limits({1, 100, 50, 1, 60'000}));
        m_blocked = false;
        Lanes::Work work = note("held");
        work.held = [] { return true; };
        pools.enter(Lane::Large, "a", work);
        pools.stop();
        QCOMPARE(done(), std::size_t{1});
    }
    void saysWhenItIsTooLate() {
        net::LanePools pools(limits({1, 100, 50, 50, 100}));
        pools.enter(Lane::Large, "a", note("first"));
        QTRY_COMPARE(m_running.load(), 1);
        pools.enter(Lane::Large, "a", note("second"));
        Lanes::Work left = note("left");
        left.dropped = [] { return true; };
        pools.enter(Lane::Large, "a", left);
        QTest::qWait(200);
        m_blocked = false;
        QTRY_COMPARE(pools.queued(Lane::Large), std::size_t{0});
        QTRY_COMPARE(done(), std::size_t{2});
        QCOMPARE(m_order.back(), std::string("late second"));
    }
    void runsBehindThoseWhoWaitForALittle() {
        net::LanePools pools(2);
        std::atomic<int> niceness{-100};
        pools.enter(Lane::Pictures, "a",
                    {[&] { niceness = ::getpriority(PRIO_PROCESS, 0); }, {}, {}});
        QTRY_VERIFY(niceness.load() != -100);
        QVERIFY(niceness.load() > ::getpriority(PRIO_PROCESS, 0));
        pools.stop();
        QVERIFY_EXCEPTION_THROWN(pools.enter(Lane::Pictures, "a", {[] {}, {}, {}}), Error);
    }
};

HEARTH_TEST(TestLanePools)
#include "test_lane_pools.moc"
