// SPDX-License-Identifier: Apache-2.0
#include "server/store/server_value_store.hpp"

namespace hearth::store {

std::optional<std::string> serverValue(Reader &reader, std::string_view name) {
    const auto row = reader.queryOne("SELECT value FROM server_value WHERE name = $1", name);
    return row ? std::optional(row->string(0)) : std::nullopt;
}

void setServerValue(Transaction &tx, std::string_view name, std::string_view value) {
    tx.post("INSERT INTO server_value (name, value) VALUES ($1, $2) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name, value);
}

} // namespace hearth::store
