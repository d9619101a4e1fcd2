// SPDX-License-Identifier: Apache-2.0
// A walk through every endpoint that tells events: nobody finds what they may not see, and
// everybody finds all that they may.
#include "tests/server/accounts/seen_rooms.hpp"
#include "tests/support/test_main.hpp"

#include <algorithm>
#include <functional>

using namespace hearth;
using test::SeenRoom;
using test::SeenRooms;
using test::ServerFixture;

namespace {

/// One way to ask: target with {roomId}, {eventId} and {viewer} to be filled in, and a body.
struct Question {
    std::string pattern; // of the route, after the alternatives' first choice
    std::string query;
    json::value body; // null: GET
};

json::object search(json::object more) {
    more["search_term"] = "needle";
    more["include_state"] = true;
    more["filter"] = json::object{{"limit", 100}};
    more["event_context"] =
        json::object{{"before_limit", 5}, {"after_limit", 5}, {"include_profile", true}};
    return {{"search_categories", json::object{{"room_events", std::move(more)}}}};
}

json::object sliding(json::object room) {
    room["timeline_limit"] = 100;
    room["required_state"] = json::array{json::array{"*", "*"}};
    json::object list = room;
    list["ranges"] = json::array{json::array{0, 20}};
    return {{"conn_id", "walk"}, {"lists", json::object{{"all", std::move(list)}}}};
}

const std::string base = "/_matrix/client/";

/// Every route that tells events or what they are made of, and the ways to ask it. In a query
/// {token} stands for each of the tokens between the parts of the rooms' life, {ts} for a time.
std::vector<Question> questions() {
    std::vector<Question> all;
    const auto ask = [&](std::string pattern, std::vector<std::string> queries) {
        for (std::string &query : queries)
            all.push_back({pattern, std::move(query), nullptr});
    };
    const std::string room = base + "r0/rooms/{roomId}/";
    const std::string v1room = base + "v1/rooms/{roomId}/";
    const std::string lazy = "filter=%7B%22lazy_load_members%22%3Atrue%7D";
    ask(base + "r0/sync",
        {"full_state=true", "", "since={token}", "since={token}&full_state=true",
         "use_state_after=true", "since={token}&use_state_after=true",
         "filter=%7B%22room%22%3A%7B%22include_leave%22%3Atrue%2C%22timeline%22%3A%7B%22limit%22%3A"
         "200%7D%7D%7D",
         "filter=%7B%22room%22%3A%7B%22include_leave%22%3Atrue%2C%22timeline%22%3A%7B%22limit%22%3A"
         "1%7D%2C%22state%22%3A%7B%22lazy_load_members%22%3Atrue%7D%7D%7D",
         "filter=%7B%22event_format%22%3A%22federation%22%7D",
         "since={token}&filter=%7B%22room%22%3A%7B%22timeline%22%3A%7B%22limit%22%3A200%7D%7D%7D"});
    ask(base + "r0/events", {"from={token}&timeout=0", "from={token}&timeout=0&room_id={roomId}"});
    ask(base + "r0/events/{eventId}", {""});
    ask(base + "r0/initialSync", {"limit=200", "limit=200&archived=true"});
    ask(room + "initialSync", {"limit=200"});
    ask(room + "event/{eventId}", {""});
    ask(room + "messages",
        {"dir=b&limit=500", "dir=f&limit=500", "dir=b&limit=500&from={token}",
         "dir=f&limit=500&from={token}", "dir=b&limit=500&" + lazy, "dir=f&limit=500&to={token}",
         "dir=b&limit=500&filter=%7B%22related_by_rel_types%22%3A%5B%22m.thread%22%5D%7D"});
    ask(room + "context/{eventId}", {"limit=100", "limit=0", "limit=10&" + lazy});
    ask(room + "state", {""});
    for (const char *type : {"m.room.name", "m.room.topic"})
        for (const char *query : {"", "format=event"})
            for (const char *slash : {"", "/"})
                all.push_back({room + "state/{eventType}" + slash,
                               std::string("eventType=") + type + "&" + query, nullptr});
    ask(room + "state/{eventType}/{stateKey}", {"", "format=event"});
    ask(room + "members", {"", "at={token}", "membership=join", "not_membership=leave&at={token}"});
    ask(room + "joined_members", {""});
    ask(room + "aliases", {""});
    ask(v1room + "timestamp_to_event", {"dir=f&ts={ts}", "dir=b&ts={ts}"});
    ask(v1room + "relations/{eventId}", {"limit=100", "limit=100&recurse=true&dir=f"});
    ask(v1room + "relations/{eventId}/{relType}", {"relType=m.thread", "relType=m.replace"});
    ask(v1room + "relations/{eventId}/{relType}/{eventType}",
        {"relType=m.reference&eventType=m.room.message"});
    ask(v1room + "threads", {"include=all", "include=participated"});
    ask(v1room + "hierarchy", {""});
    ask(base + "v1/room_summary/{roomIdOrAlias}", {""});
    ask(base + "unstable/im.nheko.summary/summary/{roomIdOrAlias}", {""});
    ask(base + "unstable/im.nheko.summary/rooms/{roomIdOrAlias}/summary", {""});
    ask(base + "r0/notifications", {"limit=100", "limit=100&only=highlight"});
    ask(base + "r0/publicRooms", {""});
    ask(base + "r0/joined_rooms", {""});
    all.push_back({base + "r0/publicRooms", "", json::object{{"limit", 100}}});
    for (const char *order : {"recent", "rank"})
        all.push_back({base + "r0/search", "", search({{"order_by", order}})});
    const json::object group{{"group_by", json::array{json::object{{"key", "sender"}}}}};
    all.push_back({base + "r0/search", "", search({{"groupings", group}})});
    const std::string simplified = base + "r0/org.matrix.simplified_msc3575/sync";
    all.push_back({simplified, "timeout=0", sliding({})});
    json::object one = sliding({});
    one["room_subscriptions"] = json::object{
        {"{roomId}",
         json::object{{"timeline_limit", 200},
                      {"required_state", json::array{json::array{"m.room.member", "$LAZY"}}}}}};
    all.push_back({simplified, "timeout=0", std::move(one)});
    return all;
}

/// Routes that tell no events. What is neither here nor asked above makes the walk fail: a new
/// route has to be put where it belongs. A name that ends with * stands for all that begin so.
const std::vector<std::string> silent{
    // Not of rooms: the server, accounts and their devices, keys, settings and pictures.
    "GET /.well-known/*",
    "GET /_matrix/client/versions",
    // Asked by servers; what they get to see is the business of tests/integration/federation.py.
    "GET /_matrix/federation/*",
    "POST /_matrix/federation/*",
    "GET /_matrix/key/*",
    "POST /_matrix/key/*",
    "GET /_matrix/media/*",
    "POST /_matrix/media/*",
    "GET /_matrix/client/v1/media/*",
    "GET /health",
    "GET /metrics",
    "GET /",
    "GET /_matrix/client/r0/account*",
    "POST /_matrix/client/r0/account/*",
    "POST /_matrix/client/v1/appservice/{appserviceId}/ping",
    "GET /_matrix/client/r0/auth/*",
    "POST /_matrix/client/r0/auth/*",
    "GET /_matrix/static/*",
    "GET /_matrix/client/r0/capabilities",
    "GET /_matrix/client/r0/devices*",
    "POST /_matrix/client/r0/delete_devices",
    "GET /_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device",
    "POST /_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device/{deviceId}/events",
    "GET /_matrix/client/r0/keys/*",
    "POST /_matrix/client/r0/keys/*",
    "GET /_matrix/client/r0/login*",
    "POST /_matrix/client/r0/login",
    "POST /_matrix/client/v1/login/get_token",
    "POST /_matrix/client/v1/refresh",
    "POST /_matrix/client/r0/logout*",
    "GET /_matrix/client/r0/password_policy",
    "GET /_matrix/client/r0/presence/*",
    "GET /_matrix/client/r0/profile/*",
    "GET /_matrix/client/v3/profile/*",
    "GET /_matrix/client/unstable/uk.tcpip.msc4133/profile/*",
    "GET /_matrix/client/r0/pushers*",
    "POST /_matrix/client/r0/pushers/*",
    "GET /_matrix/client/r0/pushrules/*",
    "GET /_matrix/client/r0/register/*",
    "POST /_matrix/client/r0/register*",
    "GET /_matrix/client/v1/register/*",
    "GET /_matrix/client/r0/registration/*",
    "GET /_matrix/client/r0/add_threepid/*",
    "GET /_matrix/client/r0/password_reset/*",
    "POST /_matrix/client/r0/password_reset/*",
    "GET /_synapse/client/*",
    "POST /_synapse/client/*",
    "GET /_matrix/client/v1/rtc/transports",
    "GET /_matrix/client/r0/room_keys/*",
    "POST /_matrix/client/r0/room_keys/*",
    "GET /_matrix/client/r0/thirdparty/*",
    "GET /_matrix/client/r0/user/*",
    "POST /_matrix/client/r0/user/*",
    "POST /_matrix/client/r0/user_directory/search",
    "GET /_matrix/client/r0/voip/*",
    // Events to come, of the one who asks.
    "GET /_matrix/client/unstable/org.matrix.msc4140/delayed_events*",
    "POST /_matrix/client/unstable/org.matrix.msc4140/delayed_events*",
    // Of rooms, but they tell names or ids only.
    "GET /_matrix/client/r0/directory/*",
    "GET /_matrix/client/v1/mutual_rooms",
    "GET /_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms",
    "POST /_matrix/client/r0/createRoom",
    "POST /_matrix/client/r0/join/{roomIdOrAlias}",
    "POST /_matrix/client/r0/knock/{roomIdOrAlias}",
    "POST /_matrix/client/r0/rooms/{roomId}/ban",
    "POST /_matrix/client/r0/rooms/{roomId}/forget",
    "POST /_matrix/client/r0/rooms/{roomId}/invite",
    "POST /_matrix/client/r0/rooms/{roomId}/join",
    "POST /_matrix/client/r0/rooms/{roomId}/kick",
    "POST /_matrix/client/r0/rooms/{roomId}/leave",
    "POST /_matrix/client/r0/rooms/{roomId}/read_markers",
    "POST /_matrix/client/r0/rooms/{roomId}/receipt/{receiptType}/{eventId}",
    "POST /_matrix/client/r0/rooms/{roomId}/redact/{eventId}",
    "POST /_matrix/client/r0/rooms/{roomId}/report*",
    "POST /_matrix/client/r0/rooms/{roomId}/send/{eventType}",
    "POST /_matrix/client/r0/rooms/{roomId}/unban",
    "POST /_matrix/client/r0/rooms/{roomId}/upgrade",
    "POST /_matrix/client/r0/users/{userId}/report",
    // Administrators see everything.
    "GET /_matrix/client/r0/admin/*",
    "GET /_matrix/client/v1/admin/*",
    "GET /_synapse/admin/*",
    "POST /_synapse/admin/*",
    "GET /_hearth/*",
    "POST /_hearth/*",
};

std::string firstChoice(std::string pattern) {
    for (auto open = pattern.find('<'); open != pattern.npos; open = pattern.find('<')) {
        const auto close = pattern.find('>', open);
        const auto bar = std::min(pattern.find('|', open), close);
        pattern = pattern.substr(0, open) + pattern.substr(open + 1, bar - open - 1) +
                  pattern.substr(close + 1);
    }
    return pattern;
}

} // namespace

class TestSeeing : public QObject {
    Q_OBJECT
    ServerFixture *m_server = nullptr;
    SeenRooms *m_rooms = nullptr;
    std::map<std::string, std::set<std::string>> m_seen; // marks, by viewer

    /// Everything in the answer is the viewer's to see.
    void check(const std::string &viewer, const std::string &question, const test::Answer &answer) {
        QVERIFY2(answer.status < 500 && answer.status != 429 &&
                     answer.verdict() != "404 M_UNRECOGNIZED",
                 (question + ": " + answer.verdict()).c_str());
        test::Found found;
        test::collect(answer.body, found);
        for (const SeenRoom &room : m_rooms->rooms) {
            for (const test::SeenEvent &event : room.events) {
                const std::string who = viewer + " in a " + room.visibility + " room, part " +
                                        std::to_string(event.part) + ", by " + question;
                const bool mine = room.inTimeline(viewer, event) || room.mayFind(viewer, event);
                if (found.marks.contains(event.mark) && !room.mayFind(viewer, event))
                    QFAIL((event.mark + " is shown to " + who).c_str());
                if (found.ids.contains(event.id) && !mine)
                    QFAIL(("the id of " + event.mark + " is shown to " + who).c_str());
            }
            for (const auto &[root, count] : found.threads)
                if (root == room.root && count != room.answersFor(viewer))
                    QFAIL(("a thread of " + std::to_string(room.answersFor(viewer)) +
                           " answers counts " + std::to_string(count) + " for " + viewer +
                           " in a " + room.visibility + " room, by " + question)
                              .c_str());
        }
        m_seen[viewer].insert(found.marks.begin(), found.marks.end());
    }
    void ask(const std::string &viewer, const std::string &target, const json::value &body) {
        const std::string &token = m_rooms->people.at(viewer).token;
        check(viewer, target,
              body.is_null() ? m_server->get(target, token) : m_server->post(target, body, token));
    }

    static void replace(std::string &text, const std::string &what, const std::string &with) {
        for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
            text.replace(at, what.size(), with);
    }
    /// All targets of a question in a room.
    std::vector<std::string> targets(const Question &question, const SeenRoom &room) const {
        std::string target = question.pattern;
        std::string query = question.query;
        for (const std::string name : {"eventType", "relType"}) {
            if (!query.starts_with(name + "="))
                continue;
            const auto end = std::min(query.find('&'), query.size());
            replace(target, "{" + name + "}", query.substr(name.size() + 1, end - name.size() - 1));
            query.erase(0, std::min(end + 1, query.size()));
        }
        replace(target, "{eventType}", "m.room.member");
        replace(target, "{stateKey}", m_rooms->people.at("alice").userId);
        target += "?" + query;
        replace(target, "{roomId}", room.id);
        replace(target, "{roomIdOrAlias}", room.id);
        std::vector<std::string> all{target};
        const auto spread = [&](const std::string &what, const std::vector<std::string> &values) {
            std::vector<std::string> next;
            for (const std::string &one : all) {
                if (one.find(what) == one.npos) {
                    next.push_back(one);
                    continue;
                }
                for (const std::string &value : values) {
                    next.push_back(one);
                    replace(next.back(), what, value);
                }
            }
            all = std::move(next);
        };
        spread("{token}", m_rooms->tokens);
        std::vector<std::string> times;
        for (const Timestamp time : m_rooms->times)
            times.push_back(std::to_string(time));
        spread("{ts}", times);
        // Single events are asked for one by one; of what tells more, some will do.
        const bool single = target.find("/event") != target.npos;
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < room.events.size(); i += single ? 1 : 13)
            ids.push_back(room.events[i].id);
        for (std::size_t i = 0; i < 3 && !single; ++i)
            ids.push_back(room.events[i].id);
        spread("{eventId}", ids);
        return all;
    }
    /// What clients that are connected all the time are told.
    void keepUp(std::map<std::string, std::string> &since,
                std::map<std::string, std::string> &pos) {
        for (const std::string &viewer : SeenRooms::viewers()) {
            const std::string &token = m_rooms->people.at(viewer).token;
            std::string target = base + "r0/sync?timeout=0";
            if (!since[viewer].empty())
                target += "&since=" + since[viewer];
            const auto synced = m_server->get(target, token);
            since[viewer] = synced.text("next_batch");
            check(viewer, "a sync that goes on", synced);
            target = base + "r0/org.matrix.simplified_msc3575/sync?timeout=0";
            if (!pos[viewer].empty())
                target += "&pos=" + pos[viewer];
            const auto slid = m_server->post(target, sliding({}), token);
            QCOMPARE(slid.status, 200);
            pos[viewer] = slid.text("pos");
            check(viewer, "a sliding sync that goes on", slid);
        }
    }

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }

    void knowsEveryRoute() {
        std::set<std::string> asked;
        for (const Question &question : questions())
            asked.insert((question.body.is_null() ? "GET " : "POST ") + question.pattern);
        ServerFixture server;
        std::set<std::string> known;
        std::string unclear;
        for (const std::string &row : server.routes()) {
            const std::string route = firstChoice(row);
            known.insert(route);
            // What only changes things tells no more than its id.
            if (route.starts_with("PUT ") || route.starts_with("DELETE "))
                continue;
            const bool quiet =
                std::any_of(silent.begin(), silent.end(), [&](const std::string &one) {
                    return one.ends_with('*') ? route.starts_with(one.substr(0, one.size() - 1))
                                              : route == one;
                });
            if (quiet == asked.contains(route))
                unclear += "\n" + route;
        }
        QVERIFY2(unclear.empty(), ("Do they tell events?" + unclear).c_str());
        for (const std::string &route : asked)
            QVERIFY2(known.contains(route), route.c_str());
    }
    void nobodySeesMoreOrLess() {
        ServerFixture server([](config::Settings &settings) {
            const config::RateLimit plenty{1000, 1000};
            settings.rc.invitesPerRoom = settings.rc.invitesPerIssuer = plenty;
        });
        m_server = &server;
        m_seen.clear();
        std::map<std::string, std::string> since;
        std::map<std::string, std::string> pos;
        SeenRooms rooms(server, [&](SeenRooms &now) {
            m_rooms = &now;
            keepUp(since, pos);
        });
        m_rooms = &rooms;
        for (const std::string &viewer : SeenRooms::viewers()) {
            for (const Question &question : questions()) {
                std::set<std::string> once;
                for (const SeenRoom &room : rooms.rooms) {
                    json::value body = question.body;
                    if (!body.is_null()) {
                        std::string text = json::serialize(body);
                        replace(text, "{roomId}", room.id);
                        body = json::parse(text);
                    }
                    for (const std::string &target : targets(question, room))
                        if (!body.is_null() || once.insert(target).second)
                            ask(viewer, target, body);
                    if (QTest::currentTestFailed())
                        return;
                }
            }
            for (const SeenRoom &room : rooms.rooms)
                for (const test::SeenEvent &event : room.events)
                    if (room.inTimeline(viewer, event) && !event.redacted &&
                        !m_seen[viewer].contains(event.mark))
                        QFAIL((event.mark + " is hidden from " + viewer).c_str());
        }
    }
};

HEARTH_TEST(TestSeeing)
#include "test_seeing.moc"
