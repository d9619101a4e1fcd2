// SPDX-License-Identifier: Apache-2.0
// Doubling delays over a sliding window of crashes.
#include "app/supervisor/restart_policy.hpp"

#include <algorithm>

namespace hearth::app {

std::optional<std::chrono::milliseconds> RestartPolicy::crashed(qint64 nowMs) {
    const qint64 oldest = nowMs - std::chrono::milliseconds(window).count();
    m_crashes.removeIf([oldest](qint64 when) { return when < oldest; });
    m_crashes.append(nowMs);
    if (m_crashes.size() >= maximumCrashes)
        return std::nullopt;
    const auto delay = std::chrono::seconds(qint64{1} << (m_crashes.size() - 1));
    return std::min<std::chrono::milliseconds>(delay, longestDelay);
}

void RestartPolicy::reset() {
    m_crashes.clear();
}

} // namespace hearth::app
