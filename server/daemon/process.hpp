// SPDX-License-Identifier: Apache-2.0
// What concerns the process as a whole: memory, limits, figures, last words.
#pragma once

#include "server/core/metrics.hpp"

#include <cstddef>
#include <string>

namespace hearth::daemon {

/// Before the first thread: memory, many open files.
void tuneProcess();
/// Adds process_* to the figures.
void addProcessMetrics(Metrics &metrics);
/// From now on an unhandled exception is logged and written to dataDir/last_fatal.json, and the
/// process ends with code 3; a crash is written there, too, and ends it with its signal.
void watchForTermination(const std::string &dataDir);
/// How many clients leave enough file descriptors for everything else.
[[nodiscard]] std::size_t connectionLimit();

} // namespace hearth::daemon
