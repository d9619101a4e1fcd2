// SPDX-License-Identifier: Apache-2.0
// Members: reads the keys of one group of a value that has a shape of its own.
#pragma once

#include "server/config/reader.hpp"

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

namespace hearth::config {

[[nodiscard]] inline bool given(const YAML::Node &node) {
    return node.IsDefined() && !node.IsNull();
}

/// The members of one map; each call reads one if it is given.
class Members {
public:
    Members(Reader &reader, const YAML::Node &map, std::string what)
        : m_reader(reader)
        , m_map(map)
        , m_what(std::move(what)) {}
    void text(const char *key, std::string &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            if (auto value = m_reader.text(node, name(key)))
                out = *std::move(value);
    }
    void boolean(const char *key, bool &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.boolean(node, name(key)).value_or(out);
    }
    void integer(const char *key, std::int64_t &out, std::int64_t least = 0,
                 std::int64_t most = std::numeric_limits<std::int64_t>::max()) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.integer(node, name(key), least, most).value_or(out);
    }
    void duration(const char *key, std::int64_t &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.duration(node, name(key)).value_or(out);
    }
    void duration(const char *key, std::optional<std::int64_t> &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.duration(node, name(key));
    }
    void size(const char *key, std::int64_t &out) {
        if (const YAML::Node node = m_map[key]; given(node))
            out = m_reader.size(node, name(key)).value_or(out);
    }

private:
    std::string name(const char *key) const { return m_what + "." + key; }
    Reader &m_reader;
    const YAML::Node m_map;
    std::string m_what;
};

} // namespace hearth::config
