// SPDX-License-Identifier: Apache-2.0
// Cases of TestSettings: accounts, sessions, media and the rest.
#include "tests/server/accounts/settings_cases.hpp"

namespace hearth::test {
namespace {

std::string registerVerdict(ServerFixture &server) {
    return registerNew(server, "a").verdict();
}

std::string passwordVerdict(ServerFixture &server) {
    return server
        .post(client + "/register", json::object{{"username", "a"},
                                                 {"password", "short"},
                                                 {"auth", {{"type", "m.login.dummy"}}}})
        .verdict();
}

std::string setField(ServerFixture &server, const std::string &field) {
    const auto a = server.join("a");
    return server
        .put(client + "/profile/" + a.userId + "/" + field, json::object{{field, "mxc://x/y"}},
             a.token)
        .verdict();
}

/// Whether a token that was given out with a sign-in still holds after a time.
Probe holdsAfter(std::int64_t time, bool refreshable) {
    return [time, refreshable](ServerFixture &server) {
        server.join("a");
        const auto a = server.signIn("a", {{"refresh_token", refreshable}});
        server.clock.forward(time);
        return server.get(client + "/account/whoami", a.token).verdict();
    };
}

void addRegistration(Cases &cases) {
    cases["enable_registration"] = {[](auto &s) { s.enableRegistration = false; }, registerVerdict,
                                    "403 M_FORBIDDEN", "200"};
    cases["registration_requires_token"] = {[](auto &s) { s.registrationRequiresToken = true; },
                                            registerVerdict, "401", "200"};
    cases["allow_guest_access"] = {
        [](auto &s) { s.allowGuestAccess = false; },
        [](ServerFixture &server) {
            return server.post(client + "/register?kind=guest", json::object{}).verdict();
        },
        "403 M_GUEST_ACCESS_FORBIDDEN", "200"};
    cases["inhibit_user_in_use_error"] = {
        [](auto &s) { s.inhibitUserInUseError = true; },
        [](ServerFixture &server) {
            server.join("a");
            return server.get(client + "/register/available?username=a").verdict();
        },
        "200", "400 M_USER_IN_USE"};
    cases["password_config.policy.minimum_length"] = {[](auto &s) {
                                                          s.passwordConfig.policyEnabled = true;
                                                          s.passwordConfig.minimumLength = 8;
                                                      },
                                                      passwordVerdict, "400 M_PASSWORD_TOO_SHORT",
                                                      "200"};
    cases["password_config.policy.enabled"] = {[](auto &s) { s.passwordConfig.minimumLength = 8; },
                                               passwordVerdict, "200", "200"};
    cases["password_config.enabled"] = {[](auto &s) { s.passwordConfig.enabled = false; },
                                        [](ServerFixture &server) {
                                            server.join("a");
                                            return std::to_string(signIn(server, "a").status);
                                        },
                                        "400", "200"};
    cases["enable_set_displayname"] = {
        [](auto &s) { s.enableSetDisplayname = false; },
        [](ServerFixture &server) { return setField(server, "displayname"); }, "403 M_FORBIDDEN",
        "200"};
    cases["enable_set_avatar_url"] = {
        [](auto &s) { s.enableSetAvatarUrl = false; },
        [](ServerFixture &server) { return setField(server, "avatar_url"); }, "403 M_FORBIDDEN",
        "200"};
}

void addSessions(Cases &cases) {
    cases["session_lifetime"] = {[](auto &s) { s.sessionLifetime = day; },
                                 holdsAfter(2 * day, false), "401 M_UNKNOWN_TOKEN", "200"};
    cases["nonrefreshable_access_token_lifetime"] = {
        [](auto &s) { s.nonrefreshableAccessTokenLifetime = day; }, holdsAfter(2 * day, false),
        "401 M_UNKNOWN_TOKEN", "200"};
    cases["refreshable_access_token_lifetime"] = {
        [](auto &s) { s.refreshableAccessTokenLifetime = day; }, holdsAfter(day / 2, true), "200",
        "401 M_UNKNOWN_TOKEN"}; // 5 minutes by default
    cases["login_via_existing_session.enabled"] = {
        [](auto &s) {
            s.loginViaExistingSession = true;
            s.loginViaExistingSessionRequiresUiAuth = false;
        },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            return std::to_string(
                server.post("/_matrix/client/v1/login/get_token", json::object{}, a.token).status);
        },
        "200", "404"};
    cases["rc_login.account"] = {[](auto &s) { s.rc.loginAccount = two; },
                                 [](ServerFixture &server) {
                                     server.join("a");
                                     return successes([&](int) { return signIn(server, "a"); });
                                 },
                                 "2", "8"};
    cases["rc_message"] = {[](auto &s) { s.rc.message = two; },
                           [](ServerFixture &server) {
                               const auto a = server.join("a");
                               const auto room = makeRoom(server, a);
                               return successes(
                                   [&](int i) { return say(server, a, room, std::to_string(i)); });
                           },
                           "2", "8"};
    cases["rc_room_creation"] = {[](auto &s) { s.rc.roomCreation = two; },
                                 [](ServerFixture &server) {
                                     const auto a = server.join("a");
                                     return successes([&](int) {
                                         return server.post(client + "/createRoom", json::object{},
                                                            a.token);
                                     });
                                 },
                                 "2", "8"};
    cases["rc_joins.local"] = {
        [](auto &s) { s.rc.joinsLocal = two; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            return successes([&](int) {
                const auto room = makeRoom(server, a, {{"preset", "public_chat"}});
                return server.post(client + "/join/" + room, json::object{}, b.token);
            });
        },
        "2", "8"};
}

void addMedia(Cases &cases) {
    cases["max_upload_size"] = {[](auto &s) { s.maxUploadSize = 4; },
                                [](ServerFixture &server) {
                                    const auto a = server.join("a");
                                    int status = 0;
                                    upload(server, a, "12345", "text/plain", &status);
                                    return std::to_string(status);
                                },
                                "413", "200"};
    cases["max_pending_media_uploads"] = {[](auto &s) { s.maxPendingMediaUploads = 2; },
                                          [](ServerFixture &server) {
                                              const auto a = server.join("a");
                                              return successes([&](int) {
                                                  return server.post("/_matrix/media/v1/create",
                                                                     json::object{}, a.token);
                                              });
                                          },
                                          "2", "5"};
    cases["enable_authenticated_media"] = {
        [](auto &s) { s.enableAuthenticatedMedia = false; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto url = upload(server, a, "x", "text/plain");
            return std::to_string(server.get("/_matrix/media/v3/download/" + url.substr(6)).status);
        },
        "200", "404"};
}

void addPrivacy(Cases &cases) {
    cases["block_non_admin_invites"] = {
        [](auto &s) { s.blockNonAdminInvites = true; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto b = server.join("b");
            return invite(server, a, makeRoom(server, a), b.userId).verdict();
        },
        "403 M_FORBIDDEN", "200"};
    cases["allow_public_rooms_without_auth"] = {
        [](auto &s) { s.allowPublicRoomsWithoutAuth = true; },
        [](ServerFixture &server) { return server.get(client + "/publicRooms").verdict(); }, "200",
        "401 M_MISSING_TOKEN"};
    cases["require_auth_for_profile_requests"] = {
        [](auto &s) { s.requireAuthForProfileRequests = true; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            return server.get(client + "/profile/" + a.userId).verdict();
        },
        "401 M_MISSING_TOKEN", "200"};
    cases["user_directory.search_all_users"] = {
        [](auto &s) { s.userDirectorySearchAllUsers = true; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            server.join("bob");
            return count(server
                             .post(client + "/user_directory/search",
                                   json::object{{"search_term", "bob"}}, a.token)
                             .body.at("results"));
        },
        "1", "0"};
    cases["forget_rooms_on_leave"] = {
        [](auto &s) { s.forgetRoomsOnLeave = true; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a);
            server.post(inRoom(room, "/leave"), json::object{}, a.token);
            return std::to_string(server.get(inRoom(room, "/messages?dir=b"), a.token).status);
        },
        "403", "200"};
    cases["max_event_delay_duration"] = {
        [](auto &s) { s.maxEventDelayDuration = day; },
        [](ServerFixture &server) {
            const auto a = server.join("a");
            const auto room = makeRoom(server, a);
            return std::to_string(
                server
                    .put(inRoom(room, "/send/m.room.message/d?org.matrix.msc4140.delay=1000"),
                         json::object{{"msgtype", "m.text"}, {"body", "x"}}, a.token)
                    .status);
        },
        "200", "403"};
}

} // namespace

void addAccountCases(Cases &cases) {
    addRegistration(cases);
    addSessions(cases);
    addMedia(cases);
    addPrivacy(cases);
}

} // namespace hearth::test
