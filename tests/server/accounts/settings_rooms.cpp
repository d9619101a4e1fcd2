// SPDX-License-Identifier: Apache-2.0
// Cases of TestSettings: rooms.
#include "tests/server/accounts/settings_cases.hpp"

#include <QTest>

namespace hearth::test {

void addRoomCases(Cases &cases) {
    cases["enable_room_list_search"] = {
        [](auto &s) { s.enableRoomListSearch = false; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            makeRoom(server, a, {{"visibility", "public"}});
            return count(server.get(client + "/publicRooms", a.token).body.at("chunk"));
        },
        "0", "1"};
    cases["enable_search"] = {
        [](auto &s) { s.enableSearch = false; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            return server
                .post(
                    client + "/search",
                    json::object{{"search_categories", {{"room_events", {{"search_term", "x"}}}}}},
                    a.token)
                .verdict();
        },
        "400 M_UNKNOWN", "200"};
    cases["default_power_level_content_override"] = {
        [](auto &s) {
            s.defaultPowerLevelContentOverride = {{"public_chat", {{"events_default", 7}}}};
        },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto level = [&](const char *preset) {
                const auto room = makeRoom(server, a, {{"preset", preset}});
                const auto levels = server.get(inRoom(room, "/state/m.room.power_levels"), a.token);
                return std::to_string(levels.body.at("events_default").as_int64());
            };
            return level("public_chat") + " " + level("private_chat");
        },
        "7 0", "0 0"};
    const Probe prejoin = [](ServerFixture &server) {
        const auto a = server.join("a");
        const auto b = server.join("b");
        const auto room = makeRoom(server, a, {{"name", "n"}, {"topic", "t"}});
        server.put(inRoom(room, "/state/org.x/k"), json::object{{"x", 1}}, a.token);
        invite(server, a, room, b.userId);
        const auto sync = server.get(client + "/sync", b.token);
        std::string out;
        for (const json::value &event : sync.body.at("rooms")
                                            .at("invite")
                                            .at(room)
                                            .at("invite_state")
                                            .at("events")
                                            .as_array()) {
            const std::string type(event.at("type").as_string());
            out += type == "m.room.name" ? "name " : type == "org.x" ? "x " : "";
        }
        return out;
    };
    cases["room_prejoin_state: additional"] = {
        [](auto &s) { s.roomPrejoinState.additional = {{"org.x", std::nullopt}}; }, prejoin,
        "name x ", "name "};
    cases["room_prejoin_state: other key"] = {
        [](auto &s) { s.roomPrejoinState.additional = {{"org.x", "other"}}; }, prejoin, "name ",
        "name "};
    cases["room_prejoin_state: without the usual"] = {
        [](auto &s) { s.roomPrejoinState = {true, {{"org.x", "k"}}}; }, prejoin, "x ", "name "};
    const auto joinedAfterInvite = [](bool direct) {
        return [direct](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            const auto room = makeRoom(server, a, {{"invite", {b.userId}}, {"is_direct", direct}});
            std::string out;
            for (int i = 0; i < 40; ++i) {
                const auto rooms = server.get(client + "/joined_rooms", b.token);
                const auto data =
                    server.get(client + "/user/" + b.userId + "/account_data/m.direct", b.token);
                out = count(rooms.body.at("joined_rooms")) + (data.status == 200 ? " direct" : "");
                if (out == (direct ? "1 direct" : "1"))
                    break;
                QTest::qWait(25);
            }
            return out;
        };
    };
    cases["auto_accept_invites.enabled"] = {[](auto &s) { s.autoAcceptInvites.enabled = true; },
                                            joinedAfterInvite(false), "1", "0"};
    cases["auto_accept_invites.only_for_direct_messages"] = {
        [](auto &s) { s.autoAcceptInvites = {true, true, true}; }, joinedAfterInvite(false), "0",
        "0"};
    cases["auto_accept_invites: direct"] = {
        [](auto &s) { s.autoAcceptInvites = {true, true, true}; }, joinedAfterInvite(true),
        "1 direct", "0"};
    cases["require_membership_for_aliases"] = {
        [](auto &s) { s.requireMembershipForAliases = false; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            const auto room = makeRoom(server, a, {{"preset", "public_chat"}});
            return server
                .put(client + "/directory/room/%23n:x", json::object{{"room_id", room}}, b.token)
                .verdict();
        },
        "200", "403 M_FORBIDDEN"};
    cases["allow_per_room_profiles"] = {
        [](auto &s) { s.allowPerRoomProfiles = false; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a);
            const std::string path = inRoom(room, "/state/m.room.member/" + a.userId);
            server.put(path, json::object{{"membership", "join"}, {"displayname", "other"}},
                       a.token);
            return server.get(path, a.token).text("displayname");
        },
        "a", "other"};
    cases["default_room_version"] = {
        [](auto &s) { s.defaultRoomVersion = "10"; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            return server.get(inRoom(makeRoom(server, a), "/state/m.room.create"), a.token)
                .text("room_version");
        },
        "10", "12"};
    cases["encryption_enabled_by_default_for_room_type"] = {
        [](auto &s) { s.encryptionEnabledByDefaultForRoomType = "invite"; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto encrypted = [&](const char *preset) {
                const auto room = makeRoom(server, a, {{"preset", preset}});
                return std::to_string(
                    server.get(inRoom(room, "/state/m.room.encryption"), a.token).status);
            };
            return encrypted("private_chat") + " " + encrypted("public_chat");
        },
        "200 404", "404 404"};
    cases["room_list_publication_rules"] = {
        [](auto &s) { s.roomListPublicationRules = {{"@b:x", "*", "*", true}}; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a);
            return server
                .put(client + "/directory/list/room/" + room,
                     json::object{{"visibility", "public"}}, a.token)
                .verdict();
        },
        "403 M_FORBIDDEN", "200"};
    cases["alias_creation_rules"] = {
        [](auto &s) { s.aliasCreationRules = {{"*", "#free*", "*", true}}; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a);
            const auto add = [&](const std::string &name) {
                return server
                    .put(client + "/directory/room/%23" + name + ":x",
                         json::object{{"room_id", room}}, a.token)
                    .verdict();
            };
            return add("free") + " " + add("other");
        },
        "200 403 M_FORBIDDEN", "200 200"};
    cases["auto_join_rooms"] = {
        [](auto &s) { s.autoJoinRooms = {"#lobby:x"}; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            return count(server.get(client + "/joined_rooms", a.token).body.at("joined_rooms"));
        },
        "1", "0"};
    cases["server_notices.room_avatar_url"] = {
        [](auto &s) {
            s.serverNotices.localpart = "notices";
            s.serverNotices.autoJoin = true;
            s.serverNotices.roomAvatarUrl = "mxc://x/a";
        },
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            server.post("/_synapse/admin/v1/send_server_notice",
                        json::object{{"user_id", admin.userId},
                                     {"content", {{"msgtype", "m.text"}, {"body", "x"}}}},
                        admin.token);
            const auto rooms = server.get(client + "/joined_rooms", admin.token);
            const auto &list = rooms.body.at("joined_rooms").as_array();
            return list.empty() ? std::string()
                                : server
                                      .get(inRoom(std::string(list.front().as_string()),
                                                  "/state/m.room.avatar"),
                                           admin.token)
                                      .text("url");
        },
        "mxc://x/a", ""};
}

} // namespace hearth::test
