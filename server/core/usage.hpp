// SPDX-License-Identifier: Apache-2.0
// What this process takes of the computer.
#pragma once

#include <cstdint>

namespace hearth {

[[nodiscard]] std::int64_t residentBytes();
[[nodiscard]] double cpuSeconds();

} // namespace hearth
