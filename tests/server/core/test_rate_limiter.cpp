// SPDX-License-Identifier: Apache-2.0
#include "server/core/error.hpp"
#include "server/core/rate_limiter.hpp"
#include "tests/support/test_main.hpp"

using namespace hearth;

namespace {
class HandClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override { return time; }
    [[nodiscard]] std::int64_t steady() const override { return time; }
    std::int64_t time = 1000;
};
} // namespace

class TestRateLimiter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void letsABurstThroughAndThenMakesWait() {
        HandClock clock;
        RateLimiter limiter(clock);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(limiter.take("a", 2, 3), 0);
        QCOMPARE(limiter.take("a", 2, 3), 500);
        QCOMPARE(limiter.take("b", 2, 3), 0); // another key is not affected
        clock.time += 499;
        QVERIFY(limiter.take("a", 2, 3) > 0);
        clock.time += 2;
        QCOMPARE(limiter.take("a", 2, 3), 0);
    }
    void peekingTakesNothing() {
        HandClock clock;
        RateLimiter limiter(clock);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(limiter.peek("a", 1, 1), 0);
        QCOMPARE(limiter.take("a", 1, 1), 0);
        QVERIFY(limiter.peek("a", 1, 1) > 0);
    }
    void throwsLimitExceededWithTheTimeToWait() {
        HandClock clock;
        RateLimiter limiter(clock);
        limiter.require("a", 1, 1);
        try {
            limiter.require("a", 1, 1);
            QFAIL("nothing was thrown");
        } catch (const Error &error) {
            QCOMPARE(error.status(), 429);
            QCOMPARE(error.extra().at("retry_after_ms").as_int64(), 1000);
            QCOMPARE(error.headers().front().second, std::string("1"));
        }
    }
    void forgetsFullBucketsWhenThereAreMany() {
        HandClock clock;
        RateLimiter limiter(clock);
        for (int i = 0; i < 100000; ++i) {
            clock.time += 10;
            QCOMPARE(limiter.take("key" + std::to_string(i), 1000, 5), 0);
        }
    }
};

HEARTH_TEST(TestRateLimiter)
#include "test_rate_limiter.moc"
