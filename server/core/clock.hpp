// SPDX-License-Identifier: Apache-2.0
// Clock: the only source of time in services, so that tests can turn it.
#pragma once

#include <cstdint>

namespace hearth {

/// Milliseconds since 1970-01-01T00:00:00Z.
using Timestamp = std::int64_t;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// Milliseconds that never run backwards; for time-outs.
    [[nodiscard]] virtual std::int64_t steady() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override;
    [[nodiscard]] std::int64_t steady() const override;
};

} // namespace hearth
