// SPDX-License-Identifier: Apache-2.0
// RoomSearch: POST /search (spec client-server, "Server Side Search").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

class Rooms;
class ViewerHistory;

/// Thread-safe. Rooms are indexed as far as they have grown when somebody searches them.
class RoomSearch {
public:
    explicit RoomSearch(Rooms &rooms)
        : m_rooms(rooms) {}
    [[nodiscard]] json::object search(const Requester &requester, const json::object &body,
                                      const std::string &nextBatch);

private:
    struct Criteria;
    struct Hit {
        StoredEventPtr event;
        double rank = 0;
    };
    [[nodiscard]] Criteria read(const Requester &requester, const json::object &body);
    void index(store::RoomNid room);
    [[nodiscard]] std::vector<Hit> collect(const Requester &requester, const Criteria &criteria,
                                           std::map<store::RoomNid, ViewerHistory> &histories);
    [[nodiscard]] json::object contextOf(const Requester &requester, const Criteria &criteria,
                                         const StoredEvent &event, const ViewerHistory &history);

    Rooms &m_rooms;
};

/// Lower-case words of a text: runs of letters and digits; bytes beyond ASCII belong to words.
[[nodiscard]] std::vector<std::string> searchWords(std::string_view text);

} // namespace hearth::services
