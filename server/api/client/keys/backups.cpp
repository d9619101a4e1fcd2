// SPDX-License-Identifier: Apache-2.0
// /room_keys (spec client-server, "Server-side key backups").
#include "server/services/keys/backups.hpp"

#include "server/api/client/keys/key_api.hpp"
#include "server/api/queries.hpp"
#include "server/api/routes.hpp"
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

http::Response create(Backups &backups, Call &call) {
    return http::jsonResponse(
        json::object{{"version", backups.create(call.requester.userNid, call.body)}});
}

http::Response newest(Backups &backups, Call &call) {
    return http::jsonResponse(backups.info(call.requester.userNid, std::nullopt));
}

http::Response show(Backups &backups, Call &call) {
    return http::jsonResponse(backups.info(call.requester.userNid, call.path("version")));
}

http::Response update(Backups &backups, Call &call) {
    backups.update(call.requester.userNid, call.path("version"), call.body);
    return http::jsonResponse(json::object{});
}

http::Response remove(Backups &backups, Call &call) {
    backups.remove(call.requester.userNid, call.path("version"));
    return http::jsonResponse(json::object{});
}

http::Response putKeys(Backups &backups, Call &call) {
    return http::jsonResponse(backups.put(call.requester.userNid, versionOf(call),
                                          optionalPath(call, "roomId"),
                                          optionalPath(call, "sessionId"), call.body));
}

http::Response getKeys(Backups &backups, Call &call) {
    http::Response response = http::jsonTextResponse({});
    response.body =
        http::Pieces(backups.get(call.requester.userNid, versionOf(call),
                                 optionalPath(call, "roomId"), optionalPath(call, "sessionId")));
    return response;
}

http::Response removeKeys(Backups &backups, Call &call) {
    return http::jsonResponse(backups.erase(call.requester.userNid, versionOf(call),
                                            optionalPath(call, "roomId"),
                                            optionalPath(call, "sessionId")));
}

} // namespace

void addBackupRoutes(Router &router, Backups &backups) {
    const Routes routes(router, backups, "/_matrix/client/<r0|v3|unstable>/room_keys");
    routes.post("/version", Auth::User, create);
    routes.get("/version", Auth::User, newest);
    routes.get("/version/{version}", Auth::User, show);
    routes.put("/version/{version}", Auth::User, update);
    routes.remove("/version/{version}", Auth::User, remove);
    constexpr std::size_t maxUpload = 16 << 20; // whole accounts are uploaded in few requests
    for (const char *path : {"/keys", "/keys/{roomId}", "/keys/{roomId}/{sessionId}"}) {
        Endpoint put = routes.row(http::Method::Put, path, Auth::User, Rate::Write,
                                  Body::RequiredJson, putKeys);
        put.maxBodyBytes = maxUpload;
        router.add(std::move(put));
        routes.get(path, Auth::User, getKeys);
        routes.remove(path, Auth::User, removeKeys);
    }
}

} // namespace hearth::api
