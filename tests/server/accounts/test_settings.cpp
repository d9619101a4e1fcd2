// SPDX-License-Identifier: Apache-2.0
// One case for each setting that changes what can be seen from outside: the same is asked of a
// server with the setting and of one without, and both answers are pinned.
#include "server/http/message.hpp"
#include "tests/server/accounts/server_fixture.hpp"
#include "tests/support/test_main.hpp"

#include <functional>
#include <map>

using namespace hearth;
using test::Answer;
using test::Person;
using test::ServerFixture;

namespace {

const std::string client = "/_matrix/client/v3";
constexpr std::int64_t day = 86400000;

using Edit = std::function<void(config::Settings &)>;
using Probe = std::function<std::string(ServerFixture &)>;
struct Case {
    Edit edit;
    Probe probe;
    std::string with, without;
};

std::string makeRoom(ServerFixture &server, const Person &who, json::object body = {}) {
    return server.post(client + "/createRoom", body, who.token).text("room_id");
}

std::string inRoom(const std::string &room, const std::string &rest) {
    return client + "/rooms/" + room + rest;
}

Answer say(ServerFixture &server, const Person &who, const std::string &room,
           const std::string &txn = "t") {
    return server.put(inRoom(room, "/send/m.room.message/" + txn),
                      json::object{{"msgtype", "m.text"}, {"body", "hello world"}}, who.token);
}

Answer invite(ServerFixture &server, const Person &by, const std::string &room,
              const std::string &whom) {
    return server.post(inRoom(room, "/invite"), json::object{{"user_id", whom}}, by.token);
}

std::string count(const json::value &list) {
    return std::to_string(list.as_array().size());
}

std::string upload(ServerFixture &server, const Person &who, const std::string &bytes,
                   const char *type, int *status = nullptr) {
    const auto answer = server.ask(http::Method::Post, "/_matrix/media/v3/upload", who.token,
                                   nullptr, {{"Content-Type", type}}, bytes);
    if (status)
        *status = answer.status;
    return answer.text("content_uri");
}

std::string metricsOn(ServerFixture &server, std::vector<std::string> resources) {
    return std::to_string(server.getOn("/metrics", std::move(resources)).status);
}

/// How often something succeeds before it is limited.
std::string successes(const std::function<Answer(int)> &action) {
    int good = 0;
    for (int i = 0; i < 8; ++i) {
        const Answer answer = action(i);
        if (answer.status == 200)
            ++good;
        else if (answer.verdict() != "429 M_LIMIT_EXCEEDED")
            return answer.verdict();
    }
    return std::to_string(good);
}

Answer registerNew(ServerFixture &server, const std::string &name) {
    const json::object body{{"username", name}, {"password", "secret"}};
    const auto challenge = server.post(client + "/register", body);
    json::object again = body;
    again["auth"] = {{"type", "m.login.dummy"}, {"session", challenge.text("session")}};
    return challenge.status == 401 ? server.post(client + "/register", again) : challenge;
}

Answer signIn(ServerFixture &server, const std::string &name) {
    return server.post(client + "/login",
                       json::object{{"type", "m.login.password"},
                                    {"identifier", {{"type", "m.id.user"}, {"user", name}}},
                                    {"password", "secret"}});
}

constexpr config::RateLimit two{0.001, 2};

void limitActive(config::Settings &settings, std::int64_t most) {
    settings.mau.limit = true;
    settings.mau.maxValue = most;
    settings.adminContact = "mailto:admin@x";
}

// ---- What users may do at all -------------------------------------------------------------------

void addUsage(std::map<std::string, Case> &cases) {
    const Edit disabled = [](auto &s) {
        s.hsDisabled = true;
        s.hsDisabledMessage = "Closed for repairs";
    };
    cases["hs_disabled: sync"] = {
        disabled,
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            server.post("/_synapse/admin/v2/users/@a:x", {}, admin.token);
            const auto made = server.put("/_synapse/admin/v2/users/@a:x",
                                         json::object{{"password", "secret"}}, admin.token);
            const auto token =
                server.post("/_synapse/admin/v1/users/@a:x/login", json::object{}, admin.token)
                    .text("access_token");
            return std::to_string(made.status) + " " + signIn(server, "a").verdict() + " " +
                   server.get(client + "/sync", admin.token).verdict();
        },
        "403 403 M_RESOURCE_LIMIT_EXCEEDED 200", "201 200 200"};
    cases["hs_disabled_message"] = {
        disabled, [](ServerFixture &server) { return registerNew(server, "a").text("error"); },
        "Closed for repairs", ""};
    cases["max_mau_value: register"] = {[](auto &s) { limitActive(s, 1); },
                                        [](ServerFixture &server) {
                                            const auto a = server.join("a");
                                            server.get(client + "/account/whoami", a.token);
                                            const auto b = registerNew(server, "b");
                                            return b.verdict() + " " + b.text("limit_type") + " " +
                                                   b.text("admin_contact");
                                        },
                                        "403 M_RESOURCE_LIMIT_EXCEEDED monthly_active_user "
                                        "mailto:admin@x",
                                        "200  "};
    const Probe secondSyncs = [](ServerFixture &server) {
        const auto a = server.join("a");
        const auto b = server.join("b"); // before anybody was active
        server.get(client + "/sync", a.token);
        return server.get(client + "/sync", b.token).verdict() + " " +
               server.get(client + "/sync", a.token).verdict() + " " +
               signIn(server, "b").verdict() + " " + signIn(server, "a").verdict() + " " +
               server.post(client + "/logout", json::object{}, b.token).verdict();
    };
    cases["max_mau_value: sync"] = {[](auto &s) { limitActive(s, 1); }, secondSyncs,
                                    "403 M_RESOURCE_LIMIT_EXCEEDED 200 403 "
                                    "M_RESOURCE_LIMIT_EXCEEDED 200 200",
                                    "200 200 200 200 200"};
    cases["limit_usage_by_mau: off"] = {[](auto &s) { s.mau.maxValue = 1; }, secondSyncs,
                                        "200 200 200 200 200", "200 200 200 200 200"};
    cases["mau_stats_only"] = {[](auto &s) {
                                   limitActive(s, 1);
                                   s.mau.statsOnly = true;
                               },
                               secondSyncs, "200 200 200 200 200", "200 200 200 200 200"};
    cases["mau_trial_days"] = {[](auto &s) {
                                   limitActive(s, 1);
                                   s.mau.trialDays = 2;
                               },
                               [](ServerFixture &server) {
                                   const auto a = server.join("a");
                                   const auto b = server.join("b");
                                   const auto sync = [&](const Person &who) {
                                       return server.get(client + "/sync", who.token).verdict();
                                   };
                                   sync(a);
                                   const std::string early = sync(b);
                                   server.clock.forward(3 * day);
                                   sync(a);
                                   return early + ", " + sync(b);
                               },
                               "200, 403 M_RESOURCE_LIMIT_EXCEEDED", "200, 200"};
    cases["mau_limit_reserved_threepids"] = {
        [](auto &s) {
            limitActive(s, 2);
            s.mau.reservedThreepids = {{"email", "b@x.org"}};
        },
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            const auto b = server.join("b");
            server.put("/_synapse/admin/v2/users/@b:x",
                       json::object{{"threepids", {{{"medium", "email"}, {"address", "b@x.org"}}}}},
                       admin.token);
            const auto a = server.join("a");
            server.get(client + "/sync", a.token);
            const auto c = registerNew(server, "c");
            return server.get(client + "/sync", b.token).verdict() + " " + c.verdict();
        },
        "200 403 M_RESOURCE_LIMIT_EXCEEDED", "200 200"};
    cases["mau_limit_alerting"] = {
        [](auto &s) {
            limitActive(s, 1);
            s.serverNotices.localpart = "notices";
        },
        [](ServerFixture &server) {
            const auto admin = server.join("admin", true);
            server.get(client + "/sync", admin.token);
            registerNew(server, "b");
            server.runJobs();
            const auto sync = server.get(client + "/sync", admin.token);
            const auto *rooms = sync.body.if_contains("rooms");
            return std::string(rooms && rooms->as_object().contains("invite") ? "told"
                                                                              : "not told");
        },
        "told", "not told"};
    cases["allow_underscore_prefixed_registration"] = {
        [](auto &s) { s.allowUnderscorePrefixedRegistration = true; },
        [](ServerFixture &server) { return registerNew(server, "_a").verdict(); }, "200",
        "400 M_INVALID_USERNAME"};
}

// ---- Limits
// ---------------------------------------------------------------------------------------

void addRates(std::map<std::string, Case> &cases) {
    const Probe inviteOne = [](ServerFixture &server) {
        const auto a = server.join("a");
        const auto b = server.join("b");
        return successes([&](int) {
            const auto room = makeRoom(server, a);
            return invite(server, a, room, b.userId);
        });
    };
    const Probe inviteMany = [](ServerFixture &server) {
        const auto a = server.join("a");
        const auto room = makeRoom(server, a);
        return successes([&](int i) {
            return invite(server, a, room, server.join("u" + std::to_string(i)).userId);
        });
    };
    cases["rc_invites.per_user"] = {[](auto &s) { s.rc.invitesPerUser = two; }, inviteOne, "2",
                                    "8"};
    cases["rc_invites.per_room"] = {[](auto &s) { s.rc.invitesPerRoom = two; }, inviteMany, "2",
                                    "8"};
    cases["rc_invites.per_issuer"] = {[](auto &s) { s.rc.invitesPerIssuer = two; }, inviteMany, "2",
                                      "8"};
    cases["rc_invites: by state event"] = {
        [](auto &s) { s.rc.invitesPerUser = two; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            return successes([&](int) {
                return server.put(inRoom(makeRoom(server, a), "/state/m.room.member/" + b.userId),
                                  json::object{{"membership", "invite"}}, a.token);
            });
        },
        "2", "8"};
    cases["rc_invites: with createRoom"] = {
        [](auto &s) { s.rc.invitesPerUser = two; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            return successes([&](int) {
                return server.post(client + "/createRoom", json::object{{"invite", {b.userId}}},
                                   a.token);
            });
        },
        "2", "8"};
    cases["rc_joins_per_room"] = {
        [](auto &s) { s.rc.joinsPerRoom = two; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a, {{"preset", "public_chat"}});
            return successes([&](int i) {
                const auto who = server.join("u" + std::to_string(i));
                return server.post(client + "/join/" + room, json::object{}, who.token);
            });
        },
        "2", "8"};
    cases["rc_admin_redaction"] = {
        [](auto &s) {
            s.rc.adminRedaction = two;
            s.rc.message = {1000, 1000};
        },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            const auto room = makeRoom(server, a, {{"preset", "public_chat"}});
            server.post(client + "/join/" + room, json::object{}, b.token);
            const auto redact = [&](const Person &author) {
                return successes([&](int i) {
                    const auto event =
                        say(server, author, room, author.deviceId + std::to_string(i))
                            .text("event_id");
                    return server.put(inRoom(room, "/redact/" + event + "/r" + event),
                                      json::object{}, a.token);
                });
            };
            return redact(b) + " " + redact(a);
        },
        "2 8", "8 8"};
    cases["rc_reports"] = {[](auto &s) { s.rc.reports = two; },
                           [](ServerFixture &server) {
                               const auto a = server.join("a");
                               const auto room = makeRoom(server, a);
                               return successes([&](int) {
                                   return server.post(inRoom(room, "/report"),
                                                      json::object{{"reason", "x"}}, a.token);
                               });
                           },
                           "2", "8"};
    cases["rc_key_requests"] = {
        [](auto &s) { s.rc.keyRequests = two; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto send = [&](const std::string &type) {
                return successes([&](int i) {
                    return server.put(client + "/sendToDevice/" + type + "/" + std::to_string(i),
                                      json::object{{"messages", json::object{}}}, a.token);
                });
            };
            return send("m.room_key_request") + " " + send("m.room_key");
        },
        "2 8", "8 8"};
    cases["media_upload_limits"] = {[](auto &s) { s.mediaUploadLimits = {{day, 10}}; },
                                    [](ServerFixture &server) {
                                        const auto a = server.join("a");
                                        std::string out;
                                        const auto add = [&] {
                                            int status = 0;
                                            upload(server, a, "12345", "text/plain", &status);
                                            out += std::to_string(status) + " ";
                                        };
                                        add();
                                        add();
                                        add();
                                        server.clock.forward(2 * day);
                                        add();
                                        return out;
                                    },
                                    "200 200 400 200 ", "200 200 200 200 "};
}

// ---- Rooms
// ----------------------------------------------------------------------------------------

void addRooms(std::map<std::string, Case> &cases) {
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
            for (int i = 0; i < 40; ++i) {
                if (count(server.get(client + "/joined_rooms", b.token).body.at("joined_rooms")) ==
                    "1")
                    break;
                QTest::qWait(25);
            }
            const auto data =
                server.get(client + "/user/" + b.userId + "/account_data/m.direct", b.token);
            return count(server.get(client + "/joined_rooms", b.token).body.at("joined_rooms")) +
                   (data.status == 200 ? " direct" : "");
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

// ---- What people see
// --------------------------------------------------------------------------------

std::string syncedRooms(const Answer &sync) {
    const auto *rooms = sync.body.if_contains("rooms");
    const auto *join = rooms ? rooms->as_object().if_contains("join") : nullptr;
    return std::to_string(join ? join->as_object().size() : 0);
}

void addSights(std::map<std::string, Case> &cases) {
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
        [](auto &s) { s.limitProfileRequestsToUsersWhoShareRooms = true; },
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

std::map<std::string, Case> allCases() {
    std::map<std::string, Case> cases;
    addUsage(cases);
    addRates(cases);
    addRooms(cases);
    addSights(cases);
    return cases;
}

} // namespace

class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::databaseRows(); }
    void changesWhatIsSeen_data() {
        QTest::addColumn<QString>("name");
        for (const auto &[name, one] : allCases())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void changesWhatIsSeen() {
        QFETCH(QString, name);
        const Case one = allCases().at(name.toStdString());
        {
            ServerFixture server(one.edit);
            QCOMPARE(one.probe(server), one.with);
        }
        ServerFixture server;
        QCOMPARE(one.probe(server), one.without);
    }
};

HEARTH_TEST(TestSettings)
#include "test_settings.moc"
