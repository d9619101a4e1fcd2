// SPDX-License-Identifier: Apache-2.0
// Account data: table account_data.
#include "server/store/account_data_store.hpp"

namespace hearth::store::account_data {

namespace {
AccountDatum toDatum(const Row &row) {
    return {row.nid<RoomNid>(0), row.string(1), row.findString(2), row.position(3)};
}

std::vector<AccountDatum> toData(const Rows &rows) {
    std::vector<AccountDatum> out;
    out.reserve(rows.size());
    for (const Row row : rows)
        out.push_back(toDatum(row));
    return out;
}
} // namespace

std::optional<AccountDatum> find(Reader &reader, UserNid user, RoomNid room,
                                 std::string_view type) {
    const auto row = reader.queryOne("SELECT room_nid, type, body, gpos FROM account_data"
                                     " WHERE user_nid = $1 AND room_nid = $2 AND type = $3"
                                     " AND body IS NOT NULL",
                                     user, room.value, type);
    if (!row)
        return std::nullopt;
    return toDatum(*row);
}

std::vector<AccountDatum> list(Reader &reader, UserNid user, RoomNid room) {
    return toData(reader.query("SELECT room_nid, type, body, gpos FROM account_data"
                               " WHERE user_nid = $1 AND room_nid = $2 AND body IS NOT NULL"
                               " ORDER BY gpos",
                               user, room.value));
}

std::vector<AccountDatum> listAll(Reader &reader, UserNid user) {
    return toData(reader.query("SELECT room_nid, type, body, gpos FROM account_data"
                               " WHERE user_nid = $1 AND body IS NOT NULL ORDER BY gpos",
                               user));
}

std::vector<AccountDatum> changed(Reader &reader, UserNid user, Position after, Position upTo) {
    return toData(reader.query("SELECT room_nid, type, body, gpos FROM account_data"
                               " WHERE user_nid = $1 AND gpos > $2 AND gpos <= $3 ORDER BY gpos",
                               user, after, upTo));
}

std::int64_t changedBytes(Reader &reader, UserNid user, Position after, Position upTo) {
    const auto row = reader.queryOne("SELECT COALESCE(SUM(LENGTH(body)), 0) FROM account_data"
                                     " WHERE user_nid = $1 AND gpos > $2 AND gpos <= $3",
                                     user, after, upTo);
    return row ? row->integer(0) : 0;
}

void put(Transaction &tx, UserNid user, const AccountDatum &datum) {
    tx.post("INSERT INTO account_data (user_nid, room_nid, type, body, gpos)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_nid, room_nid, type)"
            " DO UPDATE SET body = excluded.body, gpos = excluded.gpos",
            user, datum.room.value, datum.type, datum.body, datum.pos);
}

AccountDataUse use(Reader &reader, UserNid user) {
    const auto row =
        reader.queryOne("SELECT items, bytes FROM account_data_use WHERE user_nid = $1", user);
    return row ? AccountDataUse{row->integer(0), row->integer(1)} : AccountDataUse{};
}

AccountDataUse useWith(Reader &reader, UserNid user, const AccountDatum &datum) {
    const auto size = [&](const std::optional<std::string> &body) {
        return static_cast<std::int64_t>(datum.type.size() + (body ? body->size() : 0));
    };
    AccountDataUse out = use(reader, user);
    // What was deleted counts too: it stays, so that other devices learn of it.
    const auto old = reader.queryOne("SELECT body FROM account_data WHERE user_nid = $1 AND "
                                     "room_nid = $2 AND type = $3",
                                     user, datum.room.value, datum.type);
    if (old)
        out.bytes -= size(old->findString(0));
    else
        ++out.items;
    out.bytes += size(datum.body);
    return out;
}

void setUse(Transaction &tx, UserNid user, const AccountDataUse &use) {
    tx.post("INSERT INTO account_data_use (user_nid, items, bytes) VALUES ($1, $2, $3) "
            "ON CONFLICT (user_nid) DO UPDATE SET items = $2, bytes = $3",
            user, use.items, use.bytes);
}

} // namespace hearth::store::account_data
