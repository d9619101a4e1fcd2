// SPDX-License-Identifier: Apache-2.0
// RoomService: what other areas (accounts, admin) ask of rooms as a whole.
#pragma once

#include "server/services/requester.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/store/nid.hpp"

#include <optional>
#include <string>

namespace hearth::config {
class Current;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class EventSender;
class EventSerializer;
class Memberships;
class RoomCreator;
class RoomDirectory;
class RoomMembers;
class RoomRegistry;

/// Thread-safe. Told of new names by the profiles from its construction on.
class RoomService final : public ProfileListener {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const config::Current &settings;
        const std::string &serverName;
        EventReader &events;
        RoomRegistry &registry;
        RoomMembers &members;
        EventSender &sender;
        EventSerializer &serializer;
        RoomDirectory &directory;
        Memberships &memberships;
        RoomCreator &creator;
        ProfileSource &profiles;
    };
    explicit RoomService(const Parts &parts);

    /// Joins the rooms of auto_join_rooms (made if need be); failures are logged, not thrown.
    void joinAutoRooms(const Requester &user);
    /// Sends new member events in all joined rooms.
    void onProfileChanged(const Requester &user, const std::optional<std::string> &displayName,
                          const std::optional<std::string> &avatarUrl) override;
    /// Leaves every joined room and refuses every invite and knock (deactivation).
    void leaveAllRooms(const Requester &user, const std::string &reason = {});

    /// Whether the user asked for erasure (deactivation with erase, or taken back).
    void setErased(store::UserNid user, bool erased);

private:
    const Parts m_parts;
};

} // namespace hearth::services
