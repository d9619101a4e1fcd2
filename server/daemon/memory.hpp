// SPDX-License-Identifier: Apache-2.0
// Memory: how the process asks the system for it, and how it gives back what it no longer needs.
#pragma once

#include "server/core/executor.hpp"

#include <memory>
#include <mutex>

namespace hearth::daemon {

/// Before the first thread: few malloc arenas.
void tuneMemory();

/// Free memory of the heap, and pages of the program that can be read again, go back to the system.
/// Does nothing when that was done a moment ago. Thread-safe.
void giveBackMemory();

/// Looks every few seconds: free memory of the heap goes back to the system, and so do the pages of
/// the program and its libraries, of which most were needed to start only. Those that are still
/// needed come back from the system's cache, which takes a fraction of a millisecond.
class MemoryCare {
public:
    /// workers must outlive it.
    explicit MemoryCare(Executor &workers);
    ~MemoryCare();
    MemoryCare(const MemoryCare &) = delete;
    MemoryCare &operator=(const MemoryCare &) = delete;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace hearth::daemon
