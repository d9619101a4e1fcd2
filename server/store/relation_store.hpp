// SPDX-License-Identifier: Apache-2.0
// Table relation: which event refers to which.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct RelationRow {
    RoomNid room{};
    EventNid parent{};
    EventNid child{};
    std::string_view relType;
    std::string_view childType;
    UserNid sender{};
    std::string_view key;
    Position pos{};
    std::int64_t originTs = 0;
};
void insertRelation(Transaction &tx, const RelationRow &row);

struct RelationQuery {
    RoomNid room{};
    std::vector<EventNid> parents;
    std::optional<TypeNid> relType;
    std::optional<TypeNid> childType;
    Position after{}; // exclusive
    Position upTo{};  // inclusive; 0: no bound
    bool backwards = true;
    int limit = 50;
};
struct RelatedRow {
    EventNid parent{};
    EventNid child{};
    Position pos{};
};
[[nodiscard]] std::vector<RelatedRow> relations(Reader &reader, const RelationQuery &query);
/// Children (any relation) of the given parents.
[[nodiscard]] std::vector<EventNid> childrenOf(Reader &reader, RoomNid room,
                                               std::span<const EventNid> parents);

struct RelationTo {
    std::string relType;
    UserNid sender{};
    std::string senderId;
    Position pos{}; // of the child
    std::int64_t originTs = 0;
};
/// Everything that refers to the parent.
[[nodiscard]] std::vector<RelationTo> relationsTo(Reader &reader, RoomNid room, EventNid parent);

/// Whether the sender has this annotation on the parent already (and did not redact it).
[[nodiscard]] bool hasAnnotation(Reader &reader, RoomNid room, EventNid parent,
                                 std::string_view childType, std::string_view key, UserNid sender);

/// What bundling needs, for many parents in one statement.
struct BundleRow {
    EventNid parent{};
    EventNid child{};
    std::string relType;
    std::string childType;
    UserNid sender{};
    Position pos{};
    std::int64_t originTs = 0;
};
/// Edits, references and thread events of the parents, oldest first, without redacted children.
[[nodiscard]] std::vector<BundleRow> bundleRows(Reader &reader, RoomNid room,
                                                std::span<const EventNid> parents);

/// Thread roots of a room, newest activity first, that moved before `upTo`.
struct ThreadRow {
    EventNid root{};
    Position latest{};
};
[[nodiscard]] std::vector<ThreadRow> threads(Reader &reader, RoomNid room, Position before,
                                             UserNid participated, int limit);

} // namespace hearth::store
