// SPDX-License-Identifier: Apache-2.0
// What the cases of TestSettings are made of: a change of the settings, something that is asked of
// a server with it and of one without, and both answers.
#pragma once

#include "server/http/message.hpp"
#include "tests/server/accounts/server_fixture.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace hearth::test {

inline const std::string client = "/_matrix/client/v3";
constexpr std::int64_t day = 86400000;

using Edit = std::function<void(config::Settings &)>;
using Probe = std::function<std::string(ServerFixture &)>;
struct Case {
    Edit edit;
    Probe probe;
    std::string with, without;
};

inline std::string makeRoom(ServerFixture &server, const Person &who, json::object body = {}) {
    return server.post(client + "/createRoom", body, who.token).text("room_id");
}

inline std::string inRoom(const std::string &room, const std::string &rest) {
    return client + "/rooms/" + room + rest;
}

inline Answer say(ServerFixture &server, const Person &who, const std::string &room,
                  const std::string &txn = "t") {
    return server.put(inRoom(room, "/send/m.room.message/" + txn),
                      json::object{{"msgtype", "m.text"}, {"body", "hello world"}}, who.token);
}

inline Answer invite(ServerFixture &server, const Person &by, const std::string &room,
                     const std::string &whom) {
    return server.post(inRoom(room, "/invite"), json::object{{"user_id", whom}}, by.token);
}

/// In the order in which they are asked, which operands of + have not.
inline std::string inOrder(std::initializer_list<std::string> verdicts) {
    std::string out;
    for (const std::string &verdict : verdicts)
        out += (out.empty() ? "" : ", ") + verdict;
    return out;
}

inline std::string count(const json::value &list) {
    return std::to_string(list.as_array().size());
}

inline std::string upload(ServerFixture &server, const Person &who, const std::string &bytes,
                          const char *type, int *status = nullptr) {
    const auto answer = server.ask(http::Method::Post, "/_matrix/media/v3/upload", who.token,
                                   nullptr, {{"Content-Type", type}}, bytes);
    if (status)
        *status = answer.status;
    return answer.text("content_uri");
}

inline std::string metricsOn(ServerFixture &server, std::vector<std::string> resources) {
    return std::to_string(server.getOn("/metrics", std::move(resources)).status);
}

/// How often something succeeds before it is limited.
inline std::string successes(const std::function<Answer(int)> &action) {
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

inline Answer registerNew(ServerFixture &server, const std::string &name) {
    const json::object body{{"username", name}, {"password", "secret"}};
    const auto challenge = server.post(client + "/register", body);
    json::object again = body;
    again["auth"] = {{"type", "m.login.dummy"}, {"session", challenge.text("session")}};
    return challenge.status == 401 ? server.post(client + "/register", again) : challenge;
}

inline Answer signIn(ServerFixture &server, const std::string &name) {
    return server.post(client + "/login",
                       json::object{{"type", "m.login.password"},
                                    {"identifier", {{"type", "m.id.user"}, {"user", name}}},
                                    {"password", "secret"}});
}

constexpr config::RateLimit two{0.001, 2};

inline void limitActive(config::Settings &settings, std::int64_t most) {
    settings.mau.limit = true;
    settings.mau.maxValue = most;
    settings.adminContact = "mailto:admin@x";
}

using Cases = std::map<std::string, Case>; // by the setting

/// Who may use the server at all, and how accounts come to be.
void addUsageCases(Cases &cases);
/// How often something may be done.
void addRateCases(Cases &cases);
void addRoomCases(Cases &cases);
/// What people see of each other and of the server.
void addSightCases(Cases &cases);
/// Accounts, sessions, media and the rest.
void addAccountCases(Cases &cases);

} // namespace hearth::test
