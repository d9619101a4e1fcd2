// SPDX-License-Identifier: Apache-2.0
// Cases of TestSettings: what people see.
#include "tests/server/accounts/settings_cases.hpp"

namespace hearth::test {
namespace {

std::string syncedRooms(const Answer &sync) {
    const auto *rooms = sync.body.if_contains("rooms");
    const auto *join = rooms ? rooms->as_object().if_contains("join") : nullptr;
    return std::to_string(join ? join->as_object().size() : 0);
}

} // namespace

void addSightCases(Cases &cases) {
    // The id of a room is known only when it is there, so the setting changes while running.
    cases["exclude_rooms_from_sync"] = {
        [](auto &s) { s.dataDir = "exclude"; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a);
            makeRoom(server, a);
            server.change([&](config::Settings &s) {
                if (s.dataDir == "exclude")
                    s.excludeRoomsFromSync = {room};
            });
            const auto sync = server.get(client + "/sync", a.token);
            say(server, a, room);
            const auto next =
                server.get(client + "/sync?timeout=0&since=" + sync.text("next_batch"), a.token);
            return syncedRooms(sync) + " " + syncedRooms(next);
        },
        "1 0", "2 1"};
    const Probe presence = [](ServerFixture &server) {
        const auto a = server.join("a");
        const auto b = server.join("b");
        const auto room = makeRoom(server, a, {{"preset", "public_chat"}});
        server.post(client + "/join/" + room, json::object{}, b.token);
        server.change([&](config::Settings &s) {
            if (s.dataDir == "exclude")
                s.excludeRoomsFromPresence = {room};
        });
        server.put(client + "/presence/" + a.userId + "/status",
                   json::object{{"presence", "online"}}, a.token);
        const auto sync = server.get(client + "/sync", b.token);
        std::string out;
        if (const auto *events = sync.body.if_contains("presence"))
            for (const json::value &event : events->at("events").as_array())
                if (event.at("sender").as_string() == a.userId)
                    out = std::string(event.at("content").at("presence").as_string());
        return out;
    };
    cases["exclude_rooms_from_presence"] = {[](auto &s) { s.dataDir = "exclude"; }, presence, "",
                                            "online"};
    cases["presence.enabled"] = {[](auto &s) { s.presenceEnabled = false; }, presence, "",
                                 "online"};
    cases["presence.include_offline_users_on_sync"] = {
        [](auto &s) { s.presenceIncludeOfflineUsers = true; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            const auto room = makeRoom(server, a, {{"preset", "public_chat"}});
            server.post(client + "/join/" + room, json::object{}, b.token);
            const auto sync = server.get(client + "/sync?set_presence=offline", b.token);
            const auto *events = sync.body.if_contains("presence");
            return std::string(events && json::serialize(*events).find("\"@a:x\"") !=
                                             std::string::npos
                                   ? "told"
                                   : "not told");
        },
        "told", "not told"};
    cases["enable_metrics: true"] = {[](auto &s) { s.enableMetrics = true; },
                                     [](ServerFixture &server) {
                                         return metricsOn(server, {"client", "metrics"}) + " " +
                                                metricsOn(server, {"client"});
                                     },
                                     "200 401", "401 401"};
    cases["enable_metrics: false"] = {
        [](auto &s) { s.enableMetrics = false; },
        [](ServerFixture &server) { return metricsOn(server, {"metrics", "health"}); }, "401",
        "200"};
    const Probe avatar = [](ServerFixture &server) {
        const auto a = server.join("a");
        const auto set = [&](const std::string &url) {
            return server
                .put(client + "/profile/" + a.userId + "/avatar_url",
                     json::object{{"avatar_url", url}}, a.token)
                .verdict();
        };
        return set(upload(server, a, "tiny", "image/png")) + ", " +
               set(upload(server, a, "a longer picture", "image/png")) + ", " +
               set(upload(server, a, "x", "text/html")) + ", " + set("mxc://x/nowhere");
    };
    cases["max_avatar_size"] = {[](auto &s) { s.maxAvatarSize = 10; }, avatar,
                                "200, 403 M_FORBIDDEN, 200, 403 M_FORBIDDEN", "200, 200, 200, 200"};
    cases["allowed_avatar_mimetypes"] = {
        [](auto &s) { s.allowedAvatarMimetypes = {{"image/png"}}; }, avatar,
        "200, 200, 403 M_FORBIDDEN, 403 M_FORBIDDEN", "200, 200, 200, 200"};
    cases["avatars of one room"] = {
        [](auto &s) { s.maxAvatarSize = 10; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a);
            const auto url = upload(server, a, "a longer picture", "image/png");
            return server
                .put(inRoom(room, "/state/m.room.member/" + a.userId),
                     json::object{{"membership", "join"}, {"avatar_url", url}}, a.token)
                .verdict();
        },
        "403 M_FORBIDDEN", "200"};
    cases["matrix_rtc.transports"] = {
        [](auto &s) {
            s.rtcTransports = {{{"type", "livekit"}, {"livekit_service_url", "https://x"}}};
        },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const std::string path = "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";
            return count(server.get(path, a.token).body.at("rtc_transports"));
        },
        "1", "0"};
    cases["user_directory.enabled"] = {
        [](auto &s) { s.userDirectoryEnabled = false; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("bob");
            const auto room = makeRoom(server, b, {{"preset", "public_chat"}});
            return count(server
                             .post(client + "/user_directory/search",
                                   json::object{{"search_term", "bob"}}, a.token)
                             .body.at("results"));
        },
        "0", "1"};
    cases["limit_profile_requests_to_users_who_share_rooms"] = {
        [](auto &s) {
            s.requireAuthForProfileRequests = true;
            s.limitProfileRequestsToUsersWhoShareRooms = true;
        },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            return server.get(client + "/profile/" + b.userId, a.token).verdict();
        },
        "403 M_FORBIDDEN", "200"};
    cases["serve_server_wellknown"] = {
        [](auto &s) { s.serveServerWellKnown = true; },
        [](ServerFixture &server) { return server.get("/.well-known/matrix/server").verdict(); },
        "200", "404 M_NOT_FOUND"};
    cases["admin_contact"] = {
        [](auto &s) { s.adminContact = "mailto:admin@x"; },
        [](ServerFixture &server) { return server.get("/.well-known/matrix/support").verdict(); },
        "200", "404 M_NOT_FOUND"};
    cases["track_puppeted_user_ips"] = {
        [](auto &s) { s.trackPuppetedUserIps = true; },
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            server.join("b");
            const auto token =
                server.post("/_synapse/admin/v1/users/@b:x/login", json::object{}, admin.token)
                    .text("access_token");
            server.get(client + "/account/whoami", token);
            server.runJobs();
            const auto whois = server.get("/_synapse/admin/v1/whois/@b:x", admin.token);
            return std::string(json::serialize(whois.body).find("192.0.2.7") == std::string::npos
                                   ? "not noted"
                                   : "noted");
        },
        "noted", "not noted"};
}

} // namespace hearth::test
