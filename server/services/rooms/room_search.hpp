// SPDX-License-Identifier: Apache-2.0
// RoomSearch: POST /search (spec client-server, "Server Side Search").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::config {
class Current;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class EventSerializer;
class RoomHistory;
class RoomMembers;
class RoomRegistry;
class Timeline;
class Visibility;
class Sight;

/// Thread-safe. Rooms are indexed as far as they have grown when somebody searches them.
class RoomSearch {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const config::Current &settings;
        EventReader &events;
        RoomRegistry &registry;
        RoomMembers &members;
        Timeline &timeline;
        Visibility &visibility;
        EventSerializer &serializer;
        RoomHistory &history;
    };
    explicit RoomSearch(const Parts &parts)
        : m_parts(parts) {}
    [[nodiscard]] json::object search(const Requester &requester, const json::object &body,
                                      const std::string &nextBatch);

private:
    struct Criteria;
    struct Hit {
        StoredEventPtr event;
        double rank = 0;
    };
    /// Where the next page starts.
    struct Batch {
        store::Position upTo{}; // newest event to look at; 0: the newest of all
        std::size_t offset = 0; // hits to leave out from there
        std::string group;      // "" or room_id or sender: only hits of this group
        std::string groupKey;
        [[nodiscard]] std::string text() const;
        [[nodiscard]] static Batch parse(const std::string &text);
    };
    /// The hits among the newest events that have the words.
    struct Window {
        std::vector<Hit> hits;
        store::Position end{}; // oldest position that was looked at; 0: nothing is older
    };
    [[nodiscard]] Criteria read(const Requester &requester, const json::object &body);
    void readContent(Criteria &criteria, const json::object &wanted);
    void index(store::RoomNid room);
    [[nodiscard]] Window collect(const Criteria &criteria, const Batch &batch, Sight &sight);
    [[nodiscard]] json::object contextOf(const Criteria &criteria, const StoredEventPtr &event,
                                         Sight &sight);
    [[nodiscard]] json::object profilesOf(const StoredEvents &shown);
    [[nodiscard]] json::object page(const Criteria &criteria, const Batch &batch,
                                    const Window &window, Sight &sight);
    [[nodiscard]] static json::object groupsOf(const Criteria &criteria, const Batch &batch,
                                               const std::vector<Hit> &hits, std::size_t first,
                                               std::size_t last);

    const Parts m_parts;
};

} // namespace hearth::services
