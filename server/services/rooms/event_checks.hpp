// SPDX-License-Identifier: Apache-2.0
// What a local user may put into an event, beyond the authorization rules.
#pragma once

#include "server/services/rooms/event_batch.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;

/// What the checks look things up in.
struct CheckParts {
    store::Database &database;
    EventReader &events;
    const std::string &serverName;
};

/// Throws 400 for content that clients could not live with. Aliases in m.room.canonical_alias must
/// lead to the room.
void checkContent(const CheckParts &parts, const RoomView &view, const NewEvent &event);
/// Shape only; for the events of a room that does not exist yet.
void checkShape(std::string_view serverName, const NewEvent &event);
using AliasSet = std::set<std::string, std::less<>>;
/// Throws M_BAD_ALIAS unless every alias that the content of m.room.canonical_alias names, apart
/// from the known ones, leads to the room.
void requireAliases(const json::object &content, const AliasSet &known,
                    const std::function<bool(const std::string &alias)> &leadsHere);
/// Whether the ACL lets the server in.
[[nodiscard]] bool aclAllows(const json::object &acl, std::string_view server);
/// Duplicate reactions, threads on threads.
void checkRelation(const CheckParts &parts, const RoomView &view, const NewEvent &event);

} // namespace hearth::services
