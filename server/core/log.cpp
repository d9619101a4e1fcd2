// SPDX-License-Identifier: Apache-2.0
#include "server/core/log.hpp"

#include <atomic>

namespace hearth::log {
namespace {
// The sink is process-wide because a log line may come from anywhere; it is set once at start.
std::shared_ptr<Sink> &sink() {
    static std::shared_ptr<Sink> current;
    return current;
}
std::atomic<Level> currentLevel{Level::Info};
thread_local std::string currentRequest;
} // namespace

void install(std::shared_ptr<Sink> newSink, Level level) {
    sink() = std::move(newSink);
    currentLevel = level;
}

void setLevel(Level level) {
    currentLevel = level;
}

bool enabled(Level level) {
    return sink() && level <= currentLevel.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view module, std::string_view message,
           std::initializer_list<Field> fields) {
    if (enabled(level))
        sink()->write(level, module, currentRequest, message, fields);
}

RequestScope::RequestScope(std::string_view requestId)
    : m_previous(std::move(currentRequest)) {
    currentRequest = requestId;
}

RequestScope::~RequestScope() {
    currentRequest = std::move(m_previous);
}

} // namespace hearth::log
