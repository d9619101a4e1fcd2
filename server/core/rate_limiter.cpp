// SPDX-License-Identifier: Apache-2.0
#include "server/core/rate_limiter.hpp"

#include "server/core/error.hpp"
#include "server/core/lane.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace hearth {
namespace {
constexpr std::int64_t oneDay = 86'400'000;
}

std::int64_t RateLimiter::use(std::string_view key, double perSecond, double burstCount,
                              double cost, bool keep) {
    const std::int64_t now = m_clock.steady();
    const double burst = std::max(burstCount, 1.0);
    Shard &shard = m_shards[std::hash<std::string_view>{}(key) % m_shards.size()];
    const std::lock_guard lock(shard.mutex);
    auto found = shard.buckets.find(std::string(key));
    if (found == shard.buckets.end()) {
        if (shard.buckets.size() >= shard.sweepAt) {
            std::erase_if(shard.buckets,
                          [&](const auto &item) { return item.second.fullAt <= now; });
            shard.sweepAt = std::max<std::size_t>(1024, shard.buckets.size() * 2);
        }
        found = shard.buckets.emplace(std::string(key), Bucket{burst, now, now}).first;
    }
    Bucket &bucket = found->second;
    const double elapsed = static_cast<double>(std::max<std::int64_t>(0, now - bucket.updated));
    bucket.tokens = std::min(burst, bucket.tokens + elapsed * perSecond / 1000.0);
    bucket.updated = now;
    std::int64_t wait = 0;
    if (bucket.tokens >= cost) {
        if (keep)
            bucket.tokens -= cost;
    } else {
        wait =
            perSecond <= 0
                ? oneDay
                : static_cast<std::int64_t>(std::ceil((cost - bucket.tokens) * 1000.0 / perSecond));
    }
    bucket.fullAt =
        perSecond <= 0
            ? now + oneDay
            : now + static_cast<std::int64_t>((burst - bucket.tokens) * 1000.0 / perSecond);
    return wait;
}

std::int64_t RateLimiter::take(std::string_view key, double perSecond, double burstCount,
                               double cost) {
    // A request that starts over has paid already.
    PaidLimits *const paid = paidLimits();
    if (paid && paid->wasPaid(key))
        return 0;
    const std::int64_t wait = use(key, perSecond, burstCount, cost, true);
    if (paid && wait == 0)
        paid->pay(key);
    return wait;
}

void RateLimiter::giveBack(std::string_view key, double burstCount, double cost) {
    Shard &shard = m_shards[std::hash<std::string_view>{}(key) % m_shards.size()];
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.buckets.find(std::string(key));
    if (found == shard.buckets.end())
        return;
    Bucket &bucket = found->second;
    bucket.tokens = std::min(std::max(burstCount, 1.0), bucket.tokens + cost);
}

std::int64_t RateLimiter::peek(std::string_view key, double perSecond, double burstCount) {
    return use(key, perSecond, burstCount, 1, false);
}

void RateLimiter::require(std::string_view key, double perSecond, double burstCount, double cost) {
    if (const std::int64_t wait = take(key, perSecond, burstCount, cost); wait > 0)
        throw limitExceeded(wait);
}

} // namespace hearth
