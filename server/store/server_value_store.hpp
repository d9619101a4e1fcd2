// SPDX-License-Identifier: Apache-2.0
// Table server_value: small values of the server itself.
#pragma once

#include "server/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hearth::store {

[[nodiscard]] std::optional<std::string> serverValue(Reader &reader, std::string_view name);
void setServerValue(Transaction &tx, std::string_view name, std::string_view value);

} // namespace hearth::store
