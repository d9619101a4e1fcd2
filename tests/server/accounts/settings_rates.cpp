// SPDX-License-Identifier: Apache-2.0
// Cases of TestSettings: limits.
#include "tests/server/accounts/settings_cases.hpp"

namespace hearth::test {

void addRateCases(Cases &cases) {
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

} // namespace hearth::test
