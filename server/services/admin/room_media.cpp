// SPDX-License-Identifier: Apache-2.0
// See room_media.hpp.
#include "server/services/admin/room_media.hpp"

#include "server/core/json_read.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/timeline.hpp"

#include <set>
#include <string>

namespace hearth::services {
namespace {

constexpr int chunk = 500;

void collect(std::string_view uri, std::set<std::string> &known, std::vector<matrix::MxcUri> &out) {
    if (auto parsed = matrix::parseMxcUri(uri); parsed && known.insert(std::string(uri)).second)
        out.push_back(*std::move(parsed));
}

void collect(const json::object &content, std::set<std::string> &known,
             std::vector<matrix::MxcUri> &out) {
    collect(stringAt(content, "url"), known, out);
    collect(stringAt(content, "avatar_url"), known, out);
    if (const auto *info = objectAt(content, "info"))
        collect(stringAt(*info, "thumbnail_url"), known, out);
}

} // namespace

std::vector<matrix::MxcUri> mediaInRoom(RoomRegistry &registry, Timeline &timeline,
                                        std::string_view roomId) {
    const store::RoomNid nid = registry.require(roomId)->nid();
    std::vector<matrix::MxcUri> out;
    std::set<std::string> known;
    store::Position after{};
    for (;;) {
        const auto events = timeline.after(nid, after, chunk);
        if (events.empty())
            return out;
        for (const auto &stored : events)
            collect(stored->event->content(), known, out);
        after = events.back()->pos;
    }
}

} // namespace hearth::services
