// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/remote_lookups.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/ids.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hearth::services {
namespace {

constexpr std::int64_t timeoutMs = 20'000;
constexpr std::int64_t keysTimeoutMs = 10'000; // what clients wait for by default
constexpr std::size_t mostBytes = 10U << 20;
constexpr std::int64_t spacesKeptFor = 300'000; // a walk has to find again what it has seen
constexpr std::int64_t eventsKeptFor = 5'000;
constexpr std::size_t mostServersAsked = 5;

json::object &objectIn(json::object &in, std::string_view key) {
    json::value &value = in[key];
    if (!value.is_object())
        value = json::object{};
    return value.get_object();
}

} // namespace

bool RemoteLookups::isRemote(std::string_view id) const {
    return isRemoteServer(matrix::domain(id));
}

bool RemoteLookups::isRemoteServer(std::string_view server) const {
    return !server.empty() && server != m_client.ownName();
}

RemoteLookups::Answers::Ask RemoteLookups::asker(FederationRequest request, std::int64_t keep) {
    return [this, request = std::move(request), keep](Answers::Answer answer) {
        m_client.send(request, [answer = std::move(answer), keep](FederationAnswer came) {
            answer(std::make_shared<const FederationAnswer>(std::move(came)), keep);
        });
    };
}

RemoteLookups::AnswerPtr RemoteLookups::ask(FederationRequest request, const std::string &once,
                                            std::int64_t keptFor) {
    request.maxBytes = mostBytes;
    std::string key = request.destination + " " + request.path;
    if (request.content)
        key += " " + matrix::canonicalJson(*request.content);
    const auto answer = once.empty()
                            ? m_answers.get(key, asker(std::move(request), keptFor))
                            : m_once.take(once + " " + key, asker(std::move(request), timeoutMs));
    if (!answer)
        throw unavailable("Nobody waits for the other server.");
    return *answer;
}

json::object RemoteLookups::profile(const std::string &userId, const std::string &party) {
    FederationRequest request;
    request.destination = matrix::domain(userId);
    request.path = "/_matrix/federation/v1/query/profile?user_id=" + http::percentEncode(userId);
    request.timeoutMs = timeoutMs;
    request.party = party;
    const AnswerPtr answer = ask(std::move(request));
    if (answer->status == 404)
        throw notFound("Profile was not found");
    answer->require();
    return answer->body;
}

json::object RemoteLookups::alias(const std::string &alias, const std::string &party) {
    FederationRequest request;
    request.destination = matrix::domain(alias);
    request.path =
        "/_matrix/federation/v1/query/directory?room_alias=" + http::percentEncode(alias);
    request.timeoutMs = timeoutMs;
    request.party = party;
    const AnswerPtr answer = ask(std::move(request));
    if (answer->status == 404)
        throw notFound("Room alias " + alias + " not found");
    answer->require();
    json::object out;
    out["room_id"] = stringAt(answer->body, "room_id");
    json::array servers;
    if (const json::array *named = arrayAt(answer->body, "servers"))
        for (const json::value &server : *named)
            if (server.is_string() && matrix::isServerName(view(server.get_string())))
                servers.push_back(server);
    out["servers"] = std::move(servers);
    if (!matrix::parseRoomId(stringAt(out, "room_id")))
        throw Error(502, "M_UNKNOWN", "The other server did not name a room.");
    return out;
}

json::object RemoteLookups::publicRooms(const std::string &server, const json::object &body,
                                        const std::string &party) {
    FederationRequest request;
    request.destination = server;
    request.path = "/_matrix/federation/v1/publicRooms";
    request.method = http::Method::Post;
    request.content = body;
    request.timeoutMs = timeoutMs;
    request.party = party;
    const AnswerPtr answer = ask(std::move(request));
    answer->require();
    if (!arrayAt(answer->body, "chunk"))
        throw Error(502, "M_UNKNOWN", "The other server did not list rooms.");
    return answer->body;
}

/// What each server says of its own users; who is about other users is not listened to.
json::object RemoteLookups::askAll(const json::object &body, std::string_view member,
                                   std::string_view path,
                                   const std::vector<std::string_view> &parts,
                                   const std::string &party, const std::string &once) {
    std::map<std::string, json::object> byServer;
    if (const json::object *wanted = objectAt(body, member))
        for (const auto &[user, what] : *wanted)
            if (isRemote(user))
                byServer[std::string(matrix::domain(user))][user] = what;
    const std::int64_t wait =
        std::clamp<std::int64_t>(intAt(body, "timeout").value_or(keysTimeoutMs), 1000, timeoutMs);
    std::map<std::string, AnswerPtr> answers;
    Together together;
    for (const auto &[server, users] : byServer) {
        FederationRequest request;
        request.destination = server;
        request.method = http::Method::Post;
        request.path = path;
        request.content = json::object{{member, users}};
        request.timeoutMs = wait;
        request.party = party;
        // What serves once is taken when all have come.
        if (const auto answer =
                together.get([&]() -> std::optional<AnswerPtr> { return ask(request, once); }))
            answers[server] = *answer;
    }
    together.require();
    json::object out;
    json::object &failures = objectIn(out, "failures");
    for (const auto &[server, answer] : answers) {
        if (!answer->ok()) {
            failures[server] = {{"status", answer->status == 0 ? 503 : answer->status},
                                {"message", answer->error}};
            continue;
        }
        for (const std::string_view part : parts)
            if (const json::object *of = objectAt(answer->body, part))
                for (const auto &[user, value] : *of)
                    if (byServer.at(server).contains(user) && value.is_object())
                        objectIn(out, part)[user] = value;
    }
    return out;
}

json::object RemoteLookups::queryKeys(const json::object &body, const std::string &party) {
    return askAll(body, "device_keys", "/_matrix/federation/v1/user/keys/query",
                  {"device_keys", "master_keys", "self_signing_keys"}, party, {});
}

json::object RemoteLookups::claimKeys(const json::object &body, const std::string &party,
                                      const std::string &requestId) {
    return askAll(body, "one_time_keys", "/_matrix/federation/v1/user/keys/claim",
                  {"one_time_keys"}, party, requestId);
}

/// One after the other, until one has an answer.
std::optional<json::object> RemoteLookups::firstOf(const std::vector<std::string> &servers,
                                                   const FederationRequest &request,
                                                   std::int64_t keptFor) {
    std::size_t asked = 0;
    for (const std::string &server : servers) {
        if (!isRemoteServer(server) || asked++ >= mostServersAsked)
            continue;
        FederationRequest of = request;
        of.destination = server;
        of.timeoutMs = timeoutMs / 2;
        const AnswerPtr answer = ask(std::move(of), {}, keptFor);
        if (answer->ok())
            return answer->body;
    }
    return std::nullopt;
}

std::optional<json::object> RemoteLookups::eventNear(const std::vector<std::string> &servers,
                                                     const std::string &roomId, std::int64_t ts,
                                                     bool forwards, const std::string &party) {
    FederationRequest request;
    request.path = federationPath("/_matrix/federation/v1/timestamp_to_event", {roomId}) +
                   "?ts=" + std::to_string(ts) + "&dir=" + (forwards ? "f" : "b");
    request.party = party;
    return firstOf(servers, request, eventsKeptFor);
}

std::optional<json::object> RemoteLookups::hierarchy(const std::vector<std::string> &servers,
                                                     const std::string &roomId, bool suggestedOnly,
                                                     const std::string &party) {
    FederationRequest request;
    request.path = federationPath("/_matrix/federation/v1/hierarchy", {roomId}) +
                   "?suggested_only=" + (suggestedOnly ? "true" : "false");
    request.party = party;
    auto out = firstOf(servers, request, spacesKeptFor);
    if (out && !objectAt(*out, "room"))
        return std::nullopt;
    return out;
}

} // namespace hearth::services
