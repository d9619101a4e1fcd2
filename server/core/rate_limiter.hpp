// SPDX-License-Identifier: Apache-2.0
// RateLimiter: token buckets by key (a user, an address, a room). Thread-safe; idle buckets are
// forgotten, so memory stays bounded.
#pragma once

#include "server/core/clock.hpp"

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hearth {

class RateLimiter {
public:
    explicit RateLimiter(const Clock &clock)
        : m_clock(clock) {}

    /// Takes cost tokens. 0 if they were there, otherwise the milliseconds to wait, and then
    /// nothing is taken.
    [[nodiscard]] std::int64_t take(std::string_view key, double perSecond, double burstCount,
                                    double cost = 1);
    /// Like take, but throws 429 M_LIMIT_EXCEEDED.
    void require(std::string_view key, double perSecond, double burstCount, double cost = 1);
    /// Puts back what take() took, as far as the bucket holds it.
    void giveBack(std::string_view key, double burstCount, double cost = 1);
    /// Whether a token is there, without taking it (failed logins: look first, take on failure).
    [[nodiscard]] std::int64_t peek(std::string_view key, double perSecond, double burstCount);

private:
    struct Bucket {
        double tokens = 0;
        std::int64_t updated = 0;
        std::int64_t fullAt = 0; // may be forgotten from then on
    };
    struct Shard {
        std::mutex mutex;
        std::unordered_map<std::string, Bucket> buckets;
        std::size_t sweepAt = 1024;
    };
    std::int64_t use(std::string_view key, double perSecond, double burstCount, double cost,
                     bool keep);

    const Clock &m_clock;
    std::array<Shard, 16> m_shards;
};

} // namespace hearth
