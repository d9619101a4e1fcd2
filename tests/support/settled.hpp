// SPDX-License-Identifier: Apache-2.0
// settled: what a service gives in the end, for tests that call services themselves. Does what the
// pipeline does for requests: waits where the service has to wait, and starts over.
#pragma once

#include "server/core/lane.hpp"

#include <future>
#include <memory>

namespace hearth::test {

template <class Work>
auto settled(Work &&work) -> decltype(work()) {
    while (true) {
        const auto resumed = std::make_shared<std::promise<void>>();
        try {
            PaidLimits paid;
            const LaneScope scope(Lane::Large, paid);
            return work();
        } catch (const Later &later) {
            later.begin([resumed] { resumed->set_value(); });
        }
        resumed->get_future().wait();
    }
}

} // namespace hearth::test
