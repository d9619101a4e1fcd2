// SPDX-License-Identifier: Apache-2.0
// /room_keys (spec client-server, "Server-side key backups").
#include "server/services/keys/backups.hpp"

#include "server/api/client/keys/key_api.hpp"
#include "server/core/error.hpp"

namespace hearth::api {
namespace {

using services::Backups;

std::string versionOf(const Call &call) {
    const auto version = call.query("version");
    if (!version)
        throw missingParam("Missing query parameter 'version'");
    return *version;
}

std::string pathOr(const Call &call, std::string_view name) {
    for (const auto &[key, value] : call.pathParams)
        if (key == name)
            return value;
    return {};
}

void addVersionRoutes(Router &router, Backups &backups, const std::string &base) {
    using Method = http::Method;
    const auto user = [](const Call &call) { return call.requester.userNid; };
    router.add({Method::Post, base + "/version", Auth::User, Rate::Write, Body::RequiredJson,
                [&backups, user](Call &call) {
                    return http::jsonResponse(
                        json::object{{"version", backups.create(user(call), call.body)}});
                }});
    router.add({Method::Get, base + "/version", Auth::User, Rate::Read, Body::None,
                [&backups, user](Call &call) {
                    return http::jsonResponse(backups.info(user(call), std::nullopt));
                }});
    router.add({Method::Get, base + "/version/{version}", Auth::User, Rate::Read, Body::None,
                [&backups, user](Call &call) {
                    return http::jsonResponse(backups.info(user(call), call.path("version")));
                }});
    router.add({Method::Put, base + "/version/{version}", Auth::User, Rate::Write,
                Body::RequiredJson, [&backups, user](Call &call) {
                    backups.update(user(call), call.path("version"), call.body);
                    return http::jsonResponse(json::object{});
                }});
    router.add({Method::Delete, base + "/version/{version}", Auth::User, Rate::Write, Body::None,
                [&backups, user](Call &call) {
                    backups.remove(user(call), call.path("version"));
                    return http::jsonResponse(json::object{});
                }});
}

} // namespace

void addBackupRoutes(Router &router, Backups &backups) {
    const std::string base = "/_matrix/client/<r0|v3|unstable>/room_keys";
    addVersionRoutes(router, backups, base);
    constexpr std::size_t maxUpload = 16 << 20; // whole accounts are uploaded in few requests
    for (const char *tail : {"", "/{roomId}", "/{roomId}/{sessionId}"}) {
        const std::string path = base + "/keys" + tail;
        Endpoint put{http::Method::Put,
                     path,
                     Auth::User,
                     Rate::Write,
                     Body::RequiredJson,
                     [&backups](Call &call) {
                         return http::jsonResponse(backups.put(
                             call.requester.userNid, versionOf(call), pathOr(call, "roomId"),
                             pathOr(call, "sessionId"), call.body));
                     }};
        put.maxBodyBytes = maxUpload;
        router.add(std::move(put));
        router.add(
            {http::Method::Get, path, Auth::User, Rate::Read, Body::None, [&backups](Call &call) {
                 return http::jsonResponse(backups.get(call.requester.userNid, versionOf(call),
                                                       pathOr(call, "roomId"),
                                                       pathOr(call, "sessionId")));
             }});
        router.add({http::Method::Delete, path, Auth::User, Rate::Write, Body::None,
                    [&backups](Call &call) {
                        return http::jsonResponse(
                            backups.erase(call.requester.userNid, versionOf(call),
                                          pathOr(call, "roomId"), pathOr(call, "sessionId")));
                    }});
    }
}

} // namespace hearth::api
