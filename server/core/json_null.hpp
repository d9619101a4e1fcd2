// SPDX-License-Identifier: Apache-2.0
// Null in answers where nothing is known, as Synapse writes it.
#pragma once

#include "server/core/json.hpp"

#include <optional>
#include <string_view>

namespace hearth {

template <class T>
[[nodiscard]] json::value orNull(const std::optional<T> &value) {
    return value ? json::value(*value) : json::value(nullptr);
}

/// For texts that are empty when there is none.
[[nodiscard]] inline json::value nullIfEmpty(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

} // namespace hearth
