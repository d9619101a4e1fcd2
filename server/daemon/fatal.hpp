// SPDX-License-Identifier: Apache-2.0
// Fatal: why hearthd cannot start, in words for people and a code for the program that started it.
#pragma once

#include "server/core/json.hpp"

#include <exception>
#include <string>

namespace hearth::daemon {

class Fatal : public std::exception {
public:
    Fatal(std::string code, std::string message, std::string hint = {})
        : m_code(std::move(code))
        , m_message(std::move(message))
        , m_hint(std::move(hint)) {}

    Fatal &&at(std::string file, int line) && {
        m_file = std::move(file);
        m_line = line;
        return std::move(*this);
    }
    Fatal &&ownedBy(long pid) && {
        m_pid = pid;
        return std::move(*this);
    }
    [[nodiscard]] const std::string &code() const { return m_code; }
    [[nodiscard]] const std::string &message() const { return m_message; }
    [[nodiscard]] const std::string &hint() const { return m_hint; }
    [[nodiscard]] const char *what() const noexcept override { return m_message.c_str(); }
    /// {"event":"fatal","code",…}
    [[nodiscard]] json::object toJson() const;

private:
    std::string m_code, m_message, m_hint, m_file;
    int m_line = 0;
    long m_pid = 0;
};

} // namespace hearth::daemon
