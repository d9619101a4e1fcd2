// SPDX-License-Identifier: Apache-2.0
#include "server/core/clock.hpp"

#include <chrono>

namespace hearth {

Timestamp SystemClock::now() const {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::steady() const {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace hearth
