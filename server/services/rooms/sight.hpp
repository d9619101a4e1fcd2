// SPDX-License-Identifier: Apache-2.0
// Sight: what one viewer gets to see. The one place that decides it, for whole events and for what
// hangs on them (bundled relations, what a state event replaced, why something was redacted).
#pragma once

#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/stored_event.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/store/nid.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace hearth::matrix {
class EventFilter;
}

namespace hearth::services {

/// Made by Visibility for one request, used by one thread at a time. Looks into the database only
/// for what came before the viewer's newest join, once for each room.
class Sight {
public:
    /// Whether the event may be shown: the viewer may see it and does not ignore its sender.
    [[nodiscard]] bool shows(const StoredEvent &event);
    /// As shows(), for an event that is no state, by its place and sender.
    [[nodiscard]] bool shows(store::RoomNid room, store::Position pos, store::UserNid sender,
                             Timestamp sent);
    /// By the room's history visibility and retention alone.
    [[nodiscard]] bool maySee(const StoredEvent &event);
    /// State events of ignored people are shown all the same: they say what the room is.
    [[nodiscard]] bool ignores(const StoredEvent &event) const;
    /// Whether a state event may tell what stood there before: the viewer may see that, or it was
    /// state of the room while they were in it.
    [[nodiscard]] bool showsReplaced(const StoredEvent &replaced, const StoredEvent &event);
    /// Whether the viewer may know the room's state as of a position.
    [[nodiscard]] bool maySeeStateAt(store::RoomNid room, store::Position at);
    /// Whether the event passes a client's filter; of its relations those count that are shown.
    [[nodiscard]] bool passes(const matrix::EventFilter &filter, const StoredEvent &event);
    /// The viewer's membership after the event; nothing for those who see everything.
    [[nodiscard]] std::optional<matrix::Membership> membershipAt(const StoredEvent &event);

    /// For callers who know: the viewer has been in the room without a break since then.
    void noteJoinedSince(store::RoomNid room, store::Position since);

    /// Asks the database at once for the past of many rooms that will be needed.
    void prepare(std::span<const store::RoomNid> rooms);
    [[nodiscard]] const ViewerHistory &in(store::RoomNid room);
    [[nodiscard]] bool all() const { return m_all; }
    [[nodiscard]] store::UserNid user() const { return m_user; }
    [[nodiscard]] store::DeviceNid device() const { return m_device; }
    [[nodiscard]] const std::string &userId() const { return m_userId; }
    [[nodiscard]] const std::shared_ptr<const IgnoredUsers> &ignored() const { return m_ignored; }

private:
    friend class Visibility;
    struct Room {
        std::optional<store::Position> joinedSince; // without a break until now
        std::optional<ViewerHistory> history;
        Timestamp oldest = 0; // messages sent before are past the room's retention
    };
    explicit Sight(Visibility &visibility)
        : m_visibility(visibility)
        , m_ignored(std::make_shared<const IgnoredUsers>()) {}
    [[nodiscard]] Room &room(store::RoomNid room);
    [[nodiscard]] bool isIgnored(store::UserNid sender);

    Visibility &m_visibility;
    bool m_all = false; // sees everything
    store::UserNid m_user{};
    store::DeviceNid m_device{};
    std::string m_userId;
    std::shared_ptr<const IgnoredUsers> m_ignored;
    std::optional<std::unordered_set<store::UserNid>> m_ignoredNids;
    std::unordered_map<store::RoomNid, Room> m_rooms;
};

} // namespace hearth::services
