// SPDX-License-Identifier: Apache-2.0
// RoomView: an immutable snapshot of a room's state. Shared freely between threads; the Room makes
// a new one for each state event, which shares everything that did not change.
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/event.hpp"
#include "server/matrix/power_levels.hpp"
#include "server/matrix/room_version.hpp"
#include "server/services/rooms/persistent_map.hpp"
#include "server/services/rooms/state_changes.hpp"
#include "server/store/nid.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

/// A member of a room, without the weight of the parsed event.
struct Member {
    std::string userId;
    store::UserNid user{};
    store::EventNid nid{}; // of the m.room.member event
    matrix::Membership membership = matrix::Membership::None;
    std::string displayName; // as in the member event; empty when absent
    std::string avatarUrl;
    matrix::EventPtr event; // only while fresh; otherwise load nid with EventReader
    [[nodiscard]] std::string_view key() const { return userId; }
};
using MemberPtr = std::shared_ptr<const Member>;
using MemberMap = PersistentMap<Member>;

struct StateEntry {
    store::EventNid nid{};
    matrix::EventPtr event; // never null
};

/// (type, state_key) → entry, for all state but m.room.member.
using StateMap = std::map<StateKey, StateEntry, StateKeyLess>;

struct RoomView {
    store::RoomNid nid{};
    matrix::RoomId id;
    const matrix::RoomVersion *version = nullptr;

    std::shared_ptr<const StateMap> state; // all but members; never null
    MemberMap members;                     // every user with a member event
    std::int64_t joined = 0;
    std::int64_t invited = 0;
    std::int64_t knocked = 0;
    std::int64_t banned = 0;
    std::int64_t left = 0;
    std::int64_t localJoined = 0;                           // joined users of this server
    std::shared_ptr<const matrix::PowerLevels> powerLevels; // never null once created
    store::StateGroupNid stateGroup{};

    /// nullptr when absent; not for m.room.member.
    [[nodiscard]] const matrix::Event *find(std::string_view type,
                                            std::string_view stateKey = {}) const;
    [[nodiscard]] const StateEntry *findEntry(std::string_view type,
                                              std::string_view stateKey = {}) const;
    [[nodiscard]] matrix::Membership membershipOf(std::string_view userId) const;
    [[nodiscard]] bool isJoined(std::string_view userId) const {
        return membershipOf(userId) == matrix::Membership::Join;
    }

    // What the usual state events say, with the defaults of the specification.
    [[nodiscard]] std::string_view joinRule() const;          // "invite" by default
    [[nodiscard]] std::string_view historyVisibility() const; // "shared" by default
    [[nodiscard]] bool guestsMayJoin() const;
    [[nodiscard]] bool worldReadable() const { return historyVisibility() == "world_readable"; }
    [[nodiscard]] std::string_view name() const;  // m.room.name; empty when absent
    [[nodiscard]] std::string_view topic() const; // m.room.topic
    [[nodiscard]] std::string_view avatarUrl() const;
    [[nodiscard]] std::string_view canonicalAlias() const;
    [[nodiscard]] std::string_view encryption() const; // algorithm; empty when unencrypted
    [[nodiscard]] std::string_view roomType() const;   // m.space …; empty when absent
    [[nodiscard]] std::string_view creator() const;    // sender of the create event
    [[nodiscard]] bool federated() const;              // m.federate
    [[nodiscard]] bool tombstoned() const { return find("m.room.tombstone") != nullptr; }
    /// Up to five members for m.heroes, sorted, without the viewer: joined and invited, else left.
    [[nodiscard]] std::vector<MemberPtr> heroes(std::string_view viewer) const;
};
using RoomViewPtr = std::shared_ptr<const RoomView>;

/// The snapshot with entries changed. There is at least one.
[[nodiscard]] RoomViewPtr withChanges(const RoomView &view, const StateChanges &changes);
/// The snapshot after the event `nid`, if it is part of the state, was redacted.
[[nodiscard]] RoomViewPtr withRedacted(const RoomViewPtr &view, store::EventNid nid,
                                       const matrix::Event &original);
/// Fills powerLevels from the state.
void refreshPowerLevels(RoomView &view);
/// Adds a member, keeping the counts (loading).
void putMember(RoomView &view, MemberPtr member, bool local);

} // namespace hearth::services
