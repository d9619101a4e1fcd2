// SPDX-License-Identifier: Apache-2.0
// When a crashed server is started again: after 1, 2, 4 … 60 s, and not any more after five
// crashes within five minutes.
#pragma once

#include <QList>

#include <chrono>
#include <optional>

namespace hearth::app {

/// Pure arithmetic on a monotonic clock given by the caller.
class RestartPolicy {
public:
    static constexpr int maximumCrashes = 5;
    static constexpr std::chrono::minutes window{5};
    static constexpr std::chrono::seconds longestDelay{60};

    /// The delay before the next start, or nothing: give up.
    [[nodiscard]] std::optional<std::chrono::milliseconds> crashed(qint64 nowMs);
    /// A person started it, or it was stopped: old crashes do not count any more.
    void reset();
    [[nodiscard]] int recentCrashes() const { return static_cast<int>(m_crashes.size()); }

private:
    QList<qint64> m_crashes;
};

} // namespace hearth::app
