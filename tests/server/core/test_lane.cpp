// SPDX-License-Identifier: Apache-2.0
// Lanes, and answers from outside that requests wait for.
#include "server/core/lane.hpp"
#include "server/core/lookups.hpp"
#include "server/core/rate_limiter.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;

namespace {

class HandClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return time; }
    [[nodiscard]] std::int64_t steady() const override { return time; }
    std::int64_t time = 1'000'000;
};

/// Somebody outside who answers when the test says so.
struct Outside {
    std::vector<Lookups<std::string>::Answer> open;
    int asked = 0;
    Lookups<std::string>::Ask ask() {
        return [this](auto answer) {
            ++asked;
            open.push_back(std::move(answer));
        };
    }
    void say(const std::string &text, std::int64_t keptFor) {
        const auto answers = std::exchange(open, {});
        for (const auto &answer : answers)
            answer(text, keptFor);
    }
};

/// Runs a get() as the pipeline would; counts how often it was told to go on.
template <class Get>
bool waits(Get &&get, int &resumed) {
    PaidLimits paid;
    const LaneScope scope(Lane::Shared, paid);
    try {
        static_cast<void>(get());
        return false;
    } catch (const Later &later) {
        later.begin([&resumed] { ++resumed; });
        return true;
    }
}

} // namespace

class TestLane : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksOnceForAllWhoWait() {
        HandClock clock;
        Lookups<std::string> lookups(clock);
        Outside outside;
        int resumed = 0;
        const auto get = [&] { return lookups.get("a", outside.ask()); };
        for (int i = 0; i < 5; ++i)
            QVERIFY(waits(get, resumed));
        QCOMPARE(outside.asked, 1);
        outside.say("yes", 60'000);
        QCOMPARE(resumed, 5);
        QVERIFY(!waits(get, resumed));
        QCOMPARE(lookups.find("a"), std::optional<std::string>("yes"));
        clock.time += 60'001;
        QVERIFY(waits(get, resumed));
        QCOMPARE(outside.asked, 2);
    }
    void letsAnAnswerServeOnce() {
        HandClock clock;
        Lookups<std::string> lookups(clock);
        Outside outside;
        int resumed = 0;
        const auto take = [&] { return lookups.take("ticket", outside.ask()); };
        QVERIFY(waits(take, resumed));
        outside.say("account", 60'000);
        QVERIFY(!waits(take, resumed));
        QVERIFY(waits(take, resumed));
        QCOMPARE(outside.asked, 2);
    }
    void boundsWhatItKeepsAndAsks() {
        HandClock clock;
        Lookups<std::string> lookups(clock, {3, 2, 2});
        Outside outside;
        int resumed = 0;
        const auto get = [&](const std::string &key) {
            return waits([&] { return lookups.get(key, outside.ask()); }, resumed);
        };
        QVERIFY(get("a") && get("a") && get("b"));
        QVERIFY_EXCEPTION_THROWN(get("a"), Error); // enough wait for it
        QVERIFY_EXCEPTION_THROWN(get("c"), Error); // enough is asked for
        outside.say("yes", 60'000);
        QVERIFY(get("c") && get("d"));
        outside.say("yes", 60'000);
        QVERIFY(!lookups.find("a") && lookups.find("b") && lookups.find("d"));
    }
    void tellsOthersWhenAskingWasRefused() {
        HandClock clock;
        Lookups<std::string> lookups(clock);
        int first = 0;
        int second = 0;
        PaidLimits paid;
        const LaneScope scope(Lane::Shared, paid);
        try {
            static_cast<void>(lookups.get("a", [&](const auto &) {
                // Somebody else comes while the asking fails.
                QVERIFY(waits([&] { return lookups.get("a", {}); }, second));
                throw limitExceeded(1);
            }));
        } catch (const Later &later) {
            QVERIFY_EXCEPTION_THROWN(later.begin([&] { ++first; }), Error);
        }
        QCOMPARE(first, 0);
        QCOMPARE(second, 1);
    }
    void waitsForSeveralTogether() {
        HandClock clock;
        Lookups<std::string> lookups(clock);
        Outside outside;
        int resumed = 0;
        const auto both = [&] {
            Together together;
            std::string out;
            for (const char *key : {"a", "b", "c"})
                out += together.get([&] { return lookups.get(key, outside.ask()); }).value_or("");
            together.require();
            return out;
        };
        QVERIFY(waits(both, resumed));
        QCOMPARE(outside.asked, 3);
        outside.say("x", 60'000);
        QCOMPARE(resumed, 1);
        PaidLimits paid;
        const LaneScope scope(Lane::Shared, paid);
        QCOMPARE(both(), std::string("xxx"));
    }
    void waitsNowhereElse() {
        HandClock clock;
        Lookups<std::string> lookups(clock);
        Outside outside;
        QVERIFY(!lookups.get("a", outside.ask()));
        requireLane(Lane::Large);
        PaidLimits paid;
        const LaneScope scope(Lane::Shared, paid);
        noteChange(); // it could not start over
        QVERIFY(!lookups.get("a", outside.ask()));
        requireLane(Lane::Large);
        QCOMPARE(outside.asked, 0);
    }
    void movesOnWithManyBytes() {
        noteBytes(100 * mostBytesOnSharedLane); // nobody asks
        PaidLimits paid;
        {
            const LaneScope giant(Lane::Giant, paid);
            noteBytes(100 * mostBytesOnLargeLane);
        }
        {
            const LaneScope large(Lane::Large, paid);
            noteBytes(mostBytesOnLargeLane);
            requireLane(Lane::Large);
            QVERIFY_EXCEPTION_THROWN(noteBytes(1), OtherLane);
        }
        const LaneScope scope(Lane::Shared, paid);
        noteBytes(mostBytesOnSharedLane / 2);
        noteBytes(mostBytesOnSharedLane / 2);
        QVERIFY_EXCEPTION_THROWN(noteBytes(1), OtherLane);
        noteChange();
        noteBytes(1); // it could not start over
    }
    void countsNoChangeThatMayHappenTwice() {
        PaidLimits paid;
        const LaneScope scope(Lane::Shared, paid);
        {
            const Repeatable harmless;
            noteChange();
        }
        QVERIFY_EXCEPTION_THROWN(requireLane(Lane::Large), OtherLane);
        noteChange();
        {
            const Repeatable harmless;
        }
        QVERIFY(!canWait());
    }
    void paysLimitsOnce() {
        HandClock clock;
        RateLimiter limiter(clock);
        PaidLimits paid;
        for (int run = 0; run < 3; ++run) {
            const LaneScope scope(Lane::Shared, paid);
            paid.startOver();
            QCOMPARE(limiter.take("k", 0.001, 2), std::int64_t{0});
            QCOMPARE(limiter.take("k", 0.001, 2), std::int64_t{0}); // twice in every run
        }
        QVERIFY(limiter.take("k", 0.001, 2) > 0);
    }
};

HEARTH_TEST(TestLane)
#include "test_lane.moc"
