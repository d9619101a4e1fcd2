// SPDX-License-Identifier: Apache-2.0
// Structured log lines. Never log access tokens, passwords or message bodies.
// A line is written by a background thread: log() never blocks on the disk.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace hearth::log {

enum class Level { Error, Warn, Info, Debug };

/// A field of a line besides level, module and message: user, room, ms, status …
/// An empty text is left out.
struct Field {
    std::string_view name;
    std::variant<std::int64_t, double, std::string_view> value;
};

/// Where lines go. Thread-safe. The daemon installs one before any other thread starts.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void write(Level level, std::string_view module, std::string_view requestId,
                       std::string_view message, std::initializer_list<Field> fields) = 0;
};

void install(std::shared_ptr<Sink> sink, Level level);
void setLevel(Level level);
[[nodiscard]] bool enabled(Level level);
void write(Level level, std::string_view module, std::string_view message,
           std::initializer_list<Field> fields = {});

/// While it lives, lines of this thread carry the request id.
class RequestScope {
public:
    explicit RequestScope(std::string_view requestId);
    ~RequestScope();
    RequestScope(const RequestScope &) = delete;
    RequestScope &operator=(const RequestScope &) = delete;

private:
    std::string m_previous;
};

template <class... Args>
void error(std::string_view module, fmt::format_string<Args...> text, Args &&...args) {
    if (enabled(Level::Error))
        write(Level::Error, module, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void warn(std::string_view module, fmt::format_string<Args...> text, Args &&...args) {
    if (enabled(Level::Warn))
        write(Level::Warn, module, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void info(std::string_view module, fmt::format_string<Args...> text, Args &&...args) {
    if (enabled(Level::Info))
        write(Level::Info, module, fmt::format(text, std::forward<Args>(args)...));
}
template <class... Args>
void debug(std::string_view module, fmt::format_string<Args...> text, Args &&...args) {
    if (enabled(Level::Debug))
        write(Level::Debug, module, fmt::format(text, std::forward<Args>(args)...));
}

} // namespace hearth::log
