// SPDX-License-Identifier: Apache-2.0
// EventBuilder: turns a NewEvent into a signed event that the room's rules allow.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/rooms/event_batch.hpp"
#include "server/services/rooms/nid_pool.hpp"

#include <atomic>
#include <string>

namespace hearth::crypto {
class SigningKey;
}

namespace hearth::config {
class Current;
}

namespace hearth::services {

class EventReader;

/// Thread-safe; the room's mutex guards the Head that build() works on.
class EventBuilder {
public:
    EventBuilder(store::Database &database, EventReader &events, const Clock &clock,
                 const crypto::SigningKey &key, const config::Current &settings);

    /// Writes the content of an event, before the room is locked. Throws M_BAD_JSON.
    [[nodiscard]] static matrix::DraftContent
    write(const matrix::RoomVersion &version, std::string_view type, const json::object &content);
    /// The events that one names, so that they are in memory when the room is locked.
    [[nodiscard]] StoredEvents named(const NewEvent &event);
    /// Builds on head and moves it on. fields: the event's content, or what it was adapted to;
    /// content: made from them. Throws M_FORBIDDEN, M_TOO_LARGE.
    BuiltEvent build(Room &room, Room::Head &head, const NewEvent &event,
                     const json::object &fields, const matrix::DraftContent &content);
    /// The create event alone: it makes the room id in v12.
    [[nodiscard]] matrix::EventPtr buildCreate(const matrix::RoomVersion &version,
                                               const NewEvent &event, const std::string &roomId);
    /// Takes over the create event as first event of the room.
    BuiltEvent adoptCreate(Room &room, Room::Head &head, matrix::EventPtr create,
                           const NewEvent &event);

    [[nodiscard]] store::EventNid takeEventNid() { return {m_eventNids.take()}; }
    [[nodiscard]] store::StateGroupNid takeGroupNid() { return {m_groupNids.take()}; }
    /// The m.room.member event of a member as the head has it; nullptr when there is none.
    [[nodiscard]] matrix::EventPtr memberEvent(const Member *member);
    /// For invite_state and knock_state, as JSON text.
    [[nodiscard]] std::string strippedState(const RoomView &view, const matrix::Event &event);

private:
    BuiltEvent finish(Room &room, Room::Head &head, matrix::EventPtr event, const NewEvent &from,
                      const json::object &fields, std::vector<store::EventNid> auth);
    void applyState(BuiltEvent &built, Room::Head &head, const NewEvent &from);
    Timestamp nextCreateTs();
    void findRelation(BuiltEvent &built, const RoomView &view, const json::object &fields);
    void findRedaction(BuiltEvent &built, const RoomView &view);

    store::Database &m_database;
    EventReader &m_events;
    const Clock &m_clock;
    const crypto::SigningKey &m_key;
    const config::Current &m_settings;
    const std::string m_serverName;
    NidPool m_eventNids;
    NidPool m_groupNids;
    std::atomic<Timestamp> m_lastCreateTs{0};
};

} // namespace hearth::services
