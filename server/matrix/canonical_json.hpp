// SPDX-License-Identifier: Apache-2.0
// Canonical JSON (spec appendices): strict reading and the one way of writing.
#pragma once

#include "server/core/json.hpp"
#include "server/core/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hearth::matrix {

enum class Strictness {
    Lenient,  // request bodies: any JSON, duplicate keys refused
    Canonical // events of v6+: integers within ±(2^53-1) only, no floats
};

/// Largest integer that canonical JSON allows.
inline constexpr std::int64_t maxCanonicalInt = (std::int64_t{1} << 53) - 1;
/// Objects and lists may nest this deep.
inline constexpr std::size_t maxJsonDepth = 128;

/// Failure code "not_json" or "bad_json" (a number out of range, a float, a duplicate key).
[[nodiscard]] Result<json::value> parseJson(std::string_view text, Strictness strictness);
[[nodiscard]] std::string canonicalJson(const json::value &value);
[[nodiscard]] std::string canonicalJson(const json::object &value);
/// Whether every number is an integer within ±(2^53-1).
[[nodiscard]] bool isCanonical(const json::value &value);
[[nodiscard]] bool isCanonical(const json::object &value);

/// Text as a JSON string, with its quotes.
void appendJsonString(std::string &out, std::string_view text);

/// Leaves the named members of the outermost object out.
[[nodiscard]] std::string canonicalJsonWithout(const json::object &value,
                                               std::span<const std::string_view> leftOut);

} // namespace hearth::matrix
