// SPDX-License-Identifier: Apache-2.0
// Table room_alias, and the published rooms of the directory.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct AliasRow {
    std::string alias;
    RoomNid room{};
    UserNid creator{};
};
[[nodiscard]] std::optional<AliasRow> alias(Reader &reader, std::string_view alias);
[[nodiscard]] std::vector<std::string> aliasesOf(Reader &reader, RoomNid room);
/// False when the alias is taken.
bool insertAlias(Transaction &tx, const AliasRow &row, std::int64_t ts);
/// False when it is gone, or not of this room and creator any more.
[[nodiscard]] bool deleteAlias(Transaction &tx, const AliasRow &row);
/// After an upgrade.
void moveAliases(Transaction &tx, RoomNid from, RoomNid to);

/// Rooms in the public directory, biggest first.
struct PublicQuery {
    std::string search; // part of name, topic or canonical alias, any case
    /// Only these types; an empty text stands for rooms without one. Nothing: all.
    std::optional<std::vector<std::string>> types;
    std::optional<std::pair<std::int64_t, std::int64_t>> after; // joined, room nid
    std::optional<std::pair<std::int64_t, std::int64_t>> before;
    std::int64_t limit = 100;
    std::string appservice; // with network: rooms of that network list
    std::string network;
    bool allNetworks = false; // those of every network list too
};
struct PublicRow {
    RoomNid room{};
    std::string roomId;
    std::string name, topic, canonicalAlias, avatar, roomType, joinRule, guestAccess;
    std::string historyVisibility, encryption, version;
    std::int64_t joined = 0;
};
[[nodiscard]] std::vector<PublicRow> publicRooms(Reader &reader, const PublicQuery &query);
/// How many there are on all pages.
[[nodiscard]] std::int64_t countPublicRooms(Reader &reader, const PublicQuery &query);

void setNetworkListing(Transaction &tx, std::string_view appservice, std::string_view network,
                       RoomNid room, bool listed);

} // namespace hearth::store
