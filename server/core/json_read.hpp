// SPDX-License-Identifier: Apache-2.0
// Reading request bodies: find… gives nothing when a member is absent (or null) and throws
// M_BAD_JSON when it has the wrong type; get… also throws M_MISSING_PARAM when it is absent.
#pragma once

#include "server/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {

[[nodiscard]] std::optional<std::string> findString(const json::object &in, std::string_view key);
[[nodiscard]] std::string getString(const json::object &in, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> findInt(const json::object &in, std::string_view key);
[[nodiscard]] std::int64_t getInt(const json::object &in, std::string_view key);
[[nodiscard]] std::optional<bool> findBool(const json::object &in, std::string_view key);
[[nodiscard]] bool getBool(const json::object &in, std::string_view key);
/// nullptr when absent.
[[nodiscard]] const json::object *findObject(const json::object &in, std::string_view key);
[[nodiscard]] const json::object &getObject(const json::object &in, std::string_view key);
[[nodiscard]] const json::array *findArray(const json::object &in, std::string_view key);
[[nodiscard]] const json::array &getArray(const json::object &in, std::string_view key);

/// Lenient look-ups for data that is not ours to judge (event content): no exception, empty or
/// nullptr when absent or of another type.
[[nodiscard]] std::string_view stringAt(const json::object &in, std::string_view key);
[[nodiscard]] const json::object *objectAt(const json::object &in, std::string_view key);
[[nodiscard]] const json::array *arrayAt(const json::object &in, std::string_view key);
[[nodiscard]] std::optional<std::int64_t> intAt(const json::object &in, std::string_view key);

inline std::string_view view(const json::string &text) {
    return {text.data(), text.size()};
}

} // namespace hearth
