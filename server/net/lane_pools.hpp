// SPDX-License-Identifier: Apache-2.0
// LanePools: threads for heavy work, apart from the shared workers. Each lane takes turns between
// those who ask, so that one user's many requests do not keep others waiting.
#pragma once

#include "server/core/lane.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace hearth::net {

struct LaneLimits {
    std::size_t threads = 1;
    std::size_t queue = 256;        // all together
    std::size_t queueForOne = 64;   // of one user or address
    std::size_t runningForOne = 64; // at the same time
    std::int64_t patience = 20'000; // ms in the queue
};

class LanePools final : public Lanes {
public:
    /// cores: of the machine.
    explicit LanePools(unsigned cores);
    /// With limits of one's own; by Lane, Shared is not used.
    explicit LanePools(const std::array<LaneLimits, laneCount> &limits);
    ~LanePools() override;
    LanePools(const LanePools &) = delete;
    LanePools &operator=(const LanePools &) = delete;

    void enter(Lane lane, const std::string &who, Work work) override;
    /// Set before the first work: runs behind each large or giant answer, on the thread that made
    /// it.
    void afterLarge(std::function<void()> action);
    /// Work that waits; for figures.
    [[nodiscard]] std::size_t queued(Lane lane) const;
    /// Finishes what is queued. Later work is refused.
    void stop();

private:
    class Pool;
    std::array<std::unique_ptr<Pool>, laneCount> m_pools;
};

} // namespace hearth::net
