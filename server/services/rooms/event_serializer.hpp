// SPDX-License-Identifier: Apache-2.0
// EventSerializer: events as clients see them (spec client-server, "Room event format").
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <cstddef>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class RelationReader;
struct Bundle;
class Sight;

enum class EventFormat { Client, Federation };

/// Bytes of bundled relations in one list of events.
inline constexpr std::size_t mostBundled = 1 << 20;

struct SerializeOptions {
    EventFormat format = EventFormat::Client;
    bool roomId = true;     // false inside /sync's rooms
    bool bundle = true;     // m.relations
    bool oldPrev = true;    // prev_content, replaces_state
    bool membership = true; // the viewer's at the time of the event (MSC4115)
    bool topLevel = false;  // age, prev_content … also outside unsigned (deprecated endpoints)
};

/// For state that is not told as part of a timeline.
[[nodiscard]] inline SerializeOptions stateOptions() {
    SerializeOptions options;
    options.bundle = false;
    options.membership = false;
    return options;
}

/// Thread-safe. Whether an event is shown at all is the caller's question to the same Sight; what
/// hangs on it is left out here unless the viewer gets to see that too.
class EventSerializer {
public:
    EventSerializer(EventReader &events, RelationReader &relations, const Clock &clock);

    [[nodiscard]] json::object one(const StoredEvent &event, Sight &sight,
                                   const SerializeOptions &options = {},
                                   std::size_t *bytes = nullptr);
    /// Bundled relations of several events are read together, and for no more than so many bytes
    /// (mostBundled): later events come without. What is made is counted (core/lane), and added to
    /// bytes if there is one.
    [[nodiscard]] json::array list(std::span<const StoredEventPtr> events, Sight &sight,
                                   const SerializeOptions &options = {},
                                   std::size_t *bytes = nullptr);

    /// The same as JSON text, without bundled relations: in the usual format nothing is parsed.
    [[nodiscard]] std::string text(const StoredEvent &event, Sight &sight,
                                   const SerializeOptions &options);

    /// The whole JSON text for /sync (no room_id), from the shared text of the live event: no
    /// database unless the event already has relations.
    [[nodiscard]] std::string live(const LiveEvent &event, Sight &sight);

    /// The user asked for erasure: who was not in the room at the time sees their events redacted.
    void setErased(store::UserNid user, bool erased);

    /// {type, state_key, content, sender}: for invite_state and knock_state.
    [[nodiscard]] static json::object stripped(const matrix::Event &event);
    /// Client format without room_id, without "unsigned" and without the closing brace.
    [[nodiscard]] static std::string sharedText(const matrix::Event &event);

private:
    [[nodiscard]] json::object relationsOf(const Bundle &bundle, Sight &sight,
                                           const SerializeOptions &options);
    [[nodiscard]] json::object unsignedOf(const StoredEvent &event, Sight &sight,
                                          const SerializeOptions &options,
                                          const json::object *relations);
    [[nodiscard]] json::object asJson(const StoredEvent &event, Sight &sight,
                                      const SerializeOptions &options, const Bundle *bundle);
    void addUnsigned(json::object &out, const StoredEvent &event, Sight &sight,
                     const SerializeOptions &options, const json::object *relations);

    /// The event, redacted if its sender asked for erasure and the viewer was not there.
    [[nodiscard]] matrix::EventPtr shown(const StoredEvent &event, Sight &sight) const;
    [[nodiscard]] bool hiddenByErasure(const StoredEvent &event, Sight &sight) const;
    /// What a state event stood in the place of; nullptr if there was nothing or the viewer is not
    /// to know it.
    [[nodiscard]] StoredEventPtr replacedBy(const StoredEvent &event, Sight &sight);

    EventReader &m_events;
    RelationReader &m_relations;
    const Clock &m_clock;
    mutable std::shared_mutex m_erasedMutex;
    std::unordered_set<store::UserNid> m_erased;
};

} // namespace hearth::services
