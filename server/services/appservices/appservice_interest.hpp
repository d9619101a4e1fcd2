// SPDX-License-Identifier: Apache-2.0
// AppServiceInterest: which events, rooms and users concern one application service
// (spec application-service, "Registration": its namespaces).
#pragma once

#include "server/services/rooms/room_view.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

struct AppService;
class RoomMembers;
class RoomRegistry;

/// Belongs to the worker that runs the service's step.
class AppServiceInterest {
public:
    struct Parts {
        store::Database &database;
        RoomRegistry &registry;
        RoomMembers &members;
    };
    AppServiceInterest(const AppService &service, const Parts &parts)
        : m_service(service)
        , m_parts(parts) {}

    [[nodiscard]] bool inEvent(const StoredEvent &event);
    /// The room is in a namespace, has an alias that is, or a member who is.
    [[nodiscard]] bool inRoom(store::RoomNid room);
    /// One of its users, or somebody who shares a room with one.
    [[nodiscard]] bool inUser(store::UserNid user, std::string_view userId);
    /// Joined members who are the service's.
    [[nodiscard]] std::vector<store::UserNid> membersOf(store::RoomNid room);

private:
    struct Known {
        MemberMap members; // for which `ours` holds
        std::vector<store::UserNid> ours;
    };
    [[nodiscard]] const std::vector<store::UserNid> &membersOf(const RoomView &room);
    [[nodiscard]] bool hasAlias(store::RoomNid room);
    /// Regular expressions are slow, and large rooms are looked through again at every join.
    [[nodiscard]] bool owns(const Member &member);

    const AppService &m_service;
    const Parts m_parts;
    std::unordered_map<store::RoomNid, Known> m_known;
    std::unordered_map<store::UserNid, bool> m_owned;
};

} // namespace hearth::services
