// SPDX-License-Identifier: Apache-2.0
// Where log lines end up: a file of JSON lines with rotation, or text on stderr.
#pragma once

#include "server/core/log.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::log {

struct FileSinkOptions {
    std::string path;
    std::int64_t maxSize = 20 << 20;
    int keep = 5; // rotated files: path.1 is the youngest
};

/// Lines are queued and written by a thread of their own. When the queue is full, lines are dropped
/// and their number is logged.
class FileSink : public Sink {
public:
    /// Waits until everything logged so far is in the file.
    virtual void flush() = 0;
    /// Opens the file anew, for those who move it away.
    virtual void reopen() = 0;
};

/// Nothing if the file cannot be opened; errno then tells why.
[[nodiscard]] std::shared_ptr<FileSink> makeFileSink(const FileSinkOptions &options);
[[nodiscard]] std::shared_ptr<Sink> makeStderrSink();
[[nodiscard]] std::optional<Level> parseLevel(std::string_view name);
[[nodiscard]] std::string_view levelName(Level level);

} // namespace hearth::log
