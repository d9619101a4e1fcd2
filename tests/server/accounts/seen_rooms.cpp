// SPDX-License-Identifier: Apache-2.0
// See seen_rooms.hpp.
#include "tests/server/accounts/seen_rooms.hpp"

#include <QTest>

#include <algorithm>

namespace hearth::test {
namespace {

const std::string client = "/_matrix/client/v3/";

/// The parts in which somebody was joined.
std::set<int> joinedIn(const std::string &viewer) {
    if (viewer == "ignorer")
        return {1, 2, 3, 4};
    if (viewer == "late")
        return {4};
    if (viewer == "back")
        return {1, 4};
    if (viewer == "stranger")
        return {};
    return {1};
}

json::object relation(const char *type, const std::string &id) {
    return {{"rel_type", type}, {"event_id", id}};
}

} // namespace

bool SeenRoom::inTimeline(const std::string &viewer, const SeenEvent &event) const {
    if (viewer == "ignorer" && event.author == "mallory" && !event.state)
        return false;
    const auto parts = joinedIn(viewer);
    if (parts.contains(event.part) || visibility == "world_readable")
        return true;
    if (visibility == "shared")
        return std::any_of(parts.begin(), parts.end(), [&](int part) { return part > event.part; });
    return visibility == "invited" && viewer == "late" && event.part == 3;
}

bool SeenRoom::mayFind(const std::string &viewer, const SeenEvent &event) const {
    if (event.redacted)
        return false;
    if (inTimeline(viewer, event))
        return true;
    if (!event.state)
        return false;
    // What held when somebody joined is theirs to know, and what an invitation told.
    const auto parts = joinedIn(viewer);
    return parts.contains(event.part) || (event.holds && (parts.contains(event.part + 1) ||
                                                          (viewer == "late" && event.part == 2)));
}

std::int64_t SeenRoom::answersFor(const std::string &viewer) const {
    return std::count_if(events.begin(), events.end(), [&](const SeenEvent &event) {
        return event.parent == root && inTimeline(viewer, event);
    });
}

const std::vector<std::string> &SeenRooms::viewers() {
    static const std::vector<std::string> all{"left", "banned",  "gone",    "back",
                                              "late", "ignorer", "stranger"};
    return all;
}

SeenRooms::SeenRooms(ServerFixture &server, const std::function<void(SeenRooms &)> &meanwhile)
    : m_server(server) {
    for (const std::string name : {"alice", "mallory"})
        people[name] = server.join(name);
    for (const std::string &name : viewers())
        people[name] = server.join(name);
    server.put(
        client + "user/" + people["ignorer"].userId + "/account_data/m.ignored_user_list",
        json::object{{"ignored_users", json::object{{people["mallory"].userId, json::object{}}}}},
        people["ignorer"].token);
    for (const char *visibility : {"joined", "invited", "shared", "world_readable"}) {
        SeenRoom &room = rooms.emplace_back();
        room.visibility = visibility;
        const json::object content{{"history_visibility", visibility}};
        const json::object state{
            {"type", "m.room.history_visibility"}, {"state_key", ""}, {"content", content}};
        room.id =
            server
                .post(client + "createRoom",
                      json::object{{"initial_state", json::array{state}},
                                   {"power_level_content_override", json::object{{"redact", 0}}}},
                      people["alice"].token)
                .text("room_id");
        for (const char *name : {"mallory", "left", "banned", "gone", "back", "ignorer"}) {
            change(room, "alice", "invite", name);
            change(room, name, "join");
        }
    }
    noteToken();
    for (int part = 1; part <= 4; ++part) {
        for (SeenRoom &room : rooms) {
            fill(room, part);
            if (part == 1) {
                for (const char *name : {"left", "gone", "back"})
                    change(room, name, "leave");
                change(room, "alice", "ban", "banned");
            } else if (part == 2) {
                change(room, "alice", "ban", "gone");
                change(room, "alice", "invite", "late");
            } else if (part == 3) {
                change(room, "alice", "invite", "back");
                change(room, "back", "join");
                change(room, "late", "join");
            }
        }
        noteToken();
        meanwhile(*this);
    }
}

void SeenRooms::noteToken() {
    constexpr std::int64_t minute = 60'000;
    m_server.clock.forward(minute);
    times.push_back(m_server.clock.now());
    m_server.clock.forward(minute);
    const auto answer =
        m_server.get(client + "sync?filter=%7B%22room%22%3A%7B%22rooms%22%3A%5B%5D%7D%7D",
                     people["alice"].token);
    tokens.push_back(answer.text("next_batch"));
}

void SeenRooms::change(const SeenRoom &room, const std::string &by, const std::string &action,
                       const std::string &whom) {
    json::object body;
    if (!whom.empty())
        body["user_id"] = people[whom].userId;
    const auto answer =
        m_server.post(client + "rooms/" + room.id + "/" + action, body, people[by].token);
    if (answer.status != 200)
        QFAIL(("cannot " + action + ": " + answer.verdict()).c_str());
}

std::string SeenRooms::mark(const std::string &what) {
    return "mark" + std::to_string(++m_count) + "x" + what;
}

SeenEvent &SeenRooms::say(SeenRoom &room, const std::string &author, int part, json::object content,
                          const std::string &type) {
    SeenEvent event;
    event.mark = mark(room.visibility + author + "part" + std::to_string(part));
    event.author = author;
    event.part = part;
    // Everybody searches for the same word.
    content["body"] = "needle " + event.mark;
    content["msgtype"] = "m.text";
    if (content.contains("m.new_content"))
        content["m.new_content"] =
            json::object{{"body", "needle " + event.mark}, {"msgtype", "m.text"}};
    event.id = m_server
                   .put(client + "rooms/" + room.id + "/send/" + type + "/" + event.mark, content,
                        people[author].token)
                   .text("event_id");
    return room.events.emplace_back(std::move(event));
}

void SeenRooms::setState(SeenRoom &room, int part, bool holds, const std::string &type,
                         const std::string &key, json::object content, const std::string &field) {
    SeenEvent event;
    event.mark = mark(room.visibility + "statepart" + std::to_string(part));
    event.author = "alice";
    event.part = part;
    event.state = true;
    event.holds = holds;
    content[field] = event.mark;
    const auto answer = m_server.put(client + "rooms/" + room.id + "/state/" + type + "/" + key,
                                     content, people["alice"].token);
    event.id = answer.text("event_id");
    room.events.push_back(std::move(event));
}

void SeenRooms::redact(SeenRoom &room, const std::string &author, int part,
                       const std::string &target) {
    SeenEvent event;
    event.mark = mark(room.visibility + author + "reasonpart" + std::to_string(part));
    event.author = author;
    event.part = part;
    event.id = m_server
                   .put(client + "rooms/" + room.id + "/redact/" + target + "/" + event.mark,
                        json::object{{"reason", event.mark}}, people[author].token)
                   .text("event_id");
    for (SeenEvent &other : room.events)
        if (other.id == target)
            other.redacted = true;
    room.events.push_back(std::move(event));
}

void SeenRooms::fill(SeenRoom &room, int part) {
    const auto target = [&](const std::string &name) -> std::string & {
        return m_targets[room.id + name];
    };
    if (part == 1) {
        target("root") = say(room, "alice", 1, {}).id;
        room.root = target("root");
        for (const char *name : {"edited", "referred", "redacted2", "redacted3", "redacted4",
                                 "hidden2", "hidden3", "hidden4"})
            target(name) = say(room, "alice", 1, {}).id;
        target("own") = say(room, "mallory", 1, {}).id;
    } else {
        const std::string number = std::to_string(part);
        redact(room, "alice", part, target("redacted" + number));
        redact(room, "mallory", part, target("hidden" + number));
    }
    for (const bool holds : {false, true}) {
        setState(room, part, holds, "m.room.name", "", {}, "name");
        setState(room, part, holds, "m.room.topic", "", {}, "topic");
        setState(room, part, holds, "m.room.member", people["alice"].userId,
                 {{"membership", "join"}}, "displayname");
    }
    for (const char *author : {"mallory", "alice", "mallory"}) {
        say(room, author, part, {});
        say(room, author, part, {{"m.relates_to", relation("m.thread", room.root)}}).parent =
            room.root;
        say(room, author, part, {{"m.relates_to", relation("m.reference", target("referred"))}});
        const std::string edited =
            author == std::string("alice") ? target("edited") : target("own");
        say(room, author, part,
            {{"m.new_content", json::object{}}, {"m.relates_to", relation("m.replace", edited)}});
    }
    say(room, "mallory", part, {{"m.relates_to", relation("m.thread", room.root)}}).parent =
        room.root;
}

namespace {
void collectMarks(std::string_view text, std::set<std::string> &out) {
    for (auto at = text.find("mark"); at != text.npos; at = text.find("mark", at + 4)) {
        const auto end = std::min(
            text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", at), text.size());
        out.emplace(text.substr(at, end - at));
    }
}

void collectFrom(const json::value &value, bool inContent, const std::string &eventId, Found &out) {
    if (const auto *text = value.if_string()) {
        collectMarks({text->data(), text->size()}, out.marks);
        return;
    }
    if (const auto *list = value.if_array()) {
        for (const json::value &one : *list)
            collectFrom(one, inContent, eventId, out);
        return;
    }
    const auto *object = value.if_object();
    if (!object)
        return;
    std::string own = eventId;
    if (const auto *id = object->if_contains("event_id"); id && id->is_string() && !inContent)
        own = id->get_string().c_str();
    for (const auto &member : *object) {
        const std::string name(member.key());
        collectMarks(name, out.marks);
        const bool names = name == "event_id" || name == "replaces_state" || name == "redacted_by";
        if (names && !inContent && member.value().is_string())
            out.ids.emplace(member.value().get_string().c_str());
        if (name == "m.thread" && !inContent && member.value().is_object() &&
            member.value().get_object().contains("count"))
            out.threads.emplace_back(own, member.value().get_object().at("count").as_int64());
        collectFrom(member.value(), inContent || name == "content", own, out);
    }
}
} // namespace

void collect(const json::value &value, Found &out) {
    collectFrom(value, false, {}, out);
}

} // namespace hearth::test
