// SPDX-License-Identifier: Apache-2.0
// SyncModel.
#include "tests/server/services/sync/sync_model.hpp"

#include "server/core/json_read.hpp"
#include "server/services/rooms/room_history.hpp"

#include <algorithm>
#include <utility>

namespace hearth::test {

using namespace services;
using matrix::Membership;

namespace {
std::string keyOf(const json::object &event) {
    return std::string(stringAt(event, "type")) + "|" + std::string(stringAt(event, "state_key"));
}

bool isMember(const std::string &key) {
    return key.starts_with("m.room.member|");
}

json::object sections(const json::object &answer, std::string_view name) {
    const json::object *rooms = objectAt(answer, "rooms");
    const json::object *found = rooms ? objectAt(*rooms, name) : nullptr;
    return found ? *found : json::object();
}
} // namespace

SyncModel::SyncModel(SyncWorld &world, Requester who, SyncOptions options)
    : m_world(world)
    , m_client(world, std::move(who), options)
    , m_lazy(options.filter.find("lazy") != std::string::npos)
    , m_onlyMessages(options.filter.find("types") != std::string::npos) {}

void SyncModel::fail(const std::string &id, const std::string &what) {
    if (m_fault.empty())
        m_fault = m_client.who().user.str() + " " + m_client.options.filter +
                  (m_client.options.stateAfter ? " state_after " : " ") + id + ": " + what +
                  history(id);
}

void SyncModel::note(const std::string &id, std::string what, const json::object &section) {
    Told told{m_since, m_next, std::move(what), {}, {}};
    for (const char *part : {"state", "state_after"})
        for (const json::value &event : eventsOf(section, part))
            told.state.emplace_back(stringAt(event.as_object(), "event_id"));
    for (const json::value &event : eventsOf(section, "timeline"))
        told.timeline.emplace_back(stringAt(event.as_object(), "event_id"));
    m_told[id].push_back(std::move(told));
}

std::string SyncModel::history(const std::string &id) {
    std::map<std::string, std::string> names;
    std::string out = "\nstate events:";
    for (const StoredEventPtr &event : truth(id)) {
        const matrix::Event &one = *event->event;
        std::string &name = names[one.id().str()];
        name = std::to_string(event->pos.value);
        if (one.isState()) {
            name += "(" + std::string(one.type()) + "|" + *one.stateKey() + ")";
            out += "\n  " + name + " " + one.id().str() + " by " + one.sender().str() + " " +
                   std::string(stringAt(one.content(), "membership"));
        }
    }
    for (const Told &told : m_told[id]) {
        out += "\n" + told.since + " -> " + told.next + " " + told.what + "; state:";
        for (const std::string &event : told.state)
            out += " " + names[event];
        out += "; timeline:";
        for (const std::string &event : told.timeline)
            out += " " + names[event];
    }
    return out;
}

void SyncModel::applyState(Room &room, const json::array &events) {
    for (const json::value &event : events)
        if (event.as_object().contains("state_key"))
            room.state[keyOf(event.as_object())] = stringAt(event.as_object(), "event_id");
}

void SyncModel::take(const json::object &answer) {
    m_since = std::exchange(m_next, std::string(stringAt(answer, "next_batch")));
    for (const auto &[id, section] : sections(answer, "leave")) {
        Room &room = m_rooms[std::string(id)];
        room = Room();
        note(std::string(id), "left", section.as_object());
    }
    for (const auto &[id, section] : sections(answer, "join"))
        takeJoined(std::string(id), section.as_object());
}

void SyncModel::takeJoined(const std::string &id, const json::object &section) {
    Room &room = m_rooms[id];
    const json::array timeline = eventsOf(section, "timeline");
    const bool limited = section.at("timeline").at("limited").as_bool();
    note(id, limited ? "joined, limited" : "joined", section);
    const std::string own = "m.room.member|" + m_client.who().user.str();
    const std::string before = room.state[own];
    if (m_client.options.stateAfter) {
        applyState(room, eventsOf(section, "state_after"));
    } else {
        applyState(room, eventsOf(section, "state"));
        applyState(room, timeline);
    }
    if (!room.joined || room.state[own] != before) {
        // Came back: older events may be shown again.
        room.seen.clear();
        room.timeline.clear();
    }
    room.joined = true;
    if (limited)
        room.timeline.clear();
    for (const json::value &event : timeline) {
        const std::string eventId(stringAt(event.as_object(), "event_id"));
        if (!room.seen.insert(eventId).second)
            fail(id, eventId + " came twice");
        room.timeline.push_back(eventId);
    }
    if (const json::object *unread = objectAt(section, "unread_notifications"))
        room.unread = intAt(*unread, "notification_count").value_or(-1);
}

StoredEvents SyncModel::truth(const std::string &id) {
    const store::RoomNid nid = m_world.core().registry.require(id)->nid();
    return m_world.core().timeline.after(nid, {}, 1000000);
}

std::string SyncModel::compareTimeline(const std::string &id, const Room &room) {
    std::vector<std::string> expected;
    for (const StoredEventPtr &event : truth(id))
        if (!m_onlyMessages || event->event->type() == "m.room.message")
            expected.push_back(event->event->id().str());
    if (room.timeline.empty())
        return {};
    const auto first = std::find(expected.begin(), expected.end(), room.timeline.front());
    expected.erase(expected.begin(), first);
    if (room.timeline == expected)
        return {};
    std::string out = "timeline: has";
    for (const std::string &event : room.timeline)
        out += " " + event.substr(0, 6);
    out += ", should have";
    for (const std::string &event : expected)
        out += " " + event.substr(0, 6);
    return out;
}

std::string SyncModel::compareState(const std::string &id, const Room &room) {
    State expected;
    std::set<std::string> senders;
    for (const StoredEventPtr &event :
         m_world.rooms().history.stateEvents(*m_world.core().registry.view(id), {}))
        expected[std::string(event->event->type()) + "|" + *event->event->stateKey()] =
            event->event->id().str();
    for (const StoredEventPtr &event : truth(id))
        if (std::find(room.timeline.begin(), room.timeline.end(), event->event->id().str()) !=
            room.timeline.end())
            senders.insert("m.room.member|" + event->event->sender().str());
    for (const auto &[key, event] : expected) {
        const auto known = room.state.find(key);
        const bool optional = m_lazy && isMember(key) && !senders.contains(key);
        if (known == room.state.end() ? !optional : known->second != event)
            return "state: " + key + " is " +
                   (known == room.state.end() ? "unknown" : known->second) + ", not " + event;
    }
    for (const auto &[key, event] : room.state)
        if (!expected.contains(key))
            return "state: " + key + " does not exist";
    return {};
}

std::int64_t SyncModel::trueUnread(store::RoomNid room) {
    const std::string &self = m_client.who().user.str();
    std::int64_t from = 0;
    Membership before = Membership::None;
    const StoredEvents events = m_world.core().timeline.after(room, {}, 1000000);
    for (const StoredEventPtr &event : events)
        if (event->event->is("m.room.member", self)) {
            if (event->event->membership() == Membership::Join && before != Membership::Join)
                from = event->pos.value;
            before = event->event->membership();
        }
    for (const store::Receipt &receipt :
         *m_world.services().receipts.own(m_client.who().userNid, room))
        from = std::max(from, receipt.eventPos.value);
    return std::count_if(events.begin(), events.end(), [&](const StoredEventPtr &event) {
        return event->event->type() == "m.room.message" && event->pos.value > from &&
               event->sender != m_client.who().userNid;
    });
}

std::string SyncModel::compareRoom(const std::string &id) {
    const RoomPtr held = m_world.core().registry.require(id);
    const bool joined = held->view()->isJoined(m_client.who().user.str());
    const auto found = m_rooms.find(id);
    const bool known = found != m_rooms.end() && found->second.joined;
    if (joined != known)
        return joined ? "was joined, unnoticed" : "was left, unnoticed";
    if (!joined)
        return {};
    std::string fault = compareState(id, found->second);
    if (fault.empty())
        fault = compareTimeline(id, found->second);
    if (const std::int64_t unread = trueUnread(held->nid());
        fault.empty() && unread != found->second.unread)
        fault =
            "unread: " + std::to_string(found->second.unread) + ", not " + std::to_string(unread);
    return fault;
}

std::string SyncModel::compare(const std::vector<std::string> &rooms) {
    for (const std::string &id : rooms)
        if (const std::string fault = compareRoom(id); !fault.empty())
            fail(id, fault);
    return m_fault;
}

} // namespace hearth::test
