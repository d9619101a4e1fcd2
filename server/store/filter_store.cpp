// SPDX-License-Identifier: Apache-2.0
// Filters: table filter.
#include "server/store/filter_store.hpp"

namespace hearth::store::filters {

std::optional<std::string> find(Reader &reader, UserNid user, std::int64_t id) {
    const auto row =
        reader.queryOne("SELECT body FROM filter WHERE user_nid = $1 AND filter_id = $2", user, id);
    if (!row)
        return std::nullopt;
    return row->string(0);
}

std::optional<std::int64_t> findEqual(Reader &reader, UserNid user, std::string_view hash) {
    const auto row = reader.queryOne(
        "SELECT filter_id FROM filter WHERE user_nid = $1 AND body_hash = $2", user, Blob{hash});
    return row ? std::optional(row->integer(0)) : std::nullopt;
}

Use use(Reader &reader, UserNid user) {
    const auto row = reader.queryOne(
        "SELECT COUNT(*), COALESCE(SUM(LENGTH(body)), 0) FROM filter WHERE user_nid = $1", user);
    return {row->integer(0), row->integer(1)};
}

std::int64_t add(Transaction &tx, UserNid user, std::string_view body, std::string_view hash) {
    const auto last =
        tx.queryOne("SELECT COALESCE(MAX(filter_id), -1) FROM filter WHERE user_nid = $1", user);
    const std::int64_t id = last ? last->integer(0) + 1 : 0;
    tx.post("INSERT INTO filter (user_nid, filter_id, body, body_hash) VALUES ($1, $2, $3, $4)",
            user, id, body, Blob{hash});
    return id;
}

} // namespace hearth::store::filters
