// SPDX-License-Identifier: Apache-2.0
// /keys, /keys/device_signing, /keys/signatures, dehydrated devices.
#include "server/services/keys/keys.hpp"

#include "server/api/client/account/account_api.hpp"
#include "server/api/client/keys/key_api.hpp"
#include "server/api/routes.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/federation/remote_lookups.hpp"
#include "server/services/keys/cross_signing.hpp"
#include "server/services/keys/dehydrated.hpp"

namespace hearth::api {
namespace {

constexpr std::size_t manyUsers = 200;

/// Adds what other servers say to what this one knows, member by member.
void merge(json::object &into, json::object remote) {
    for (auto &[part, values] : remote) {
        json::value &place = into[part];
        if (!place.is_object())
            place = json::object{};
        for (auto &[name, value] : values.get_object())
            place.get_object()[name] = std::move(value);
    }
}

http::Response uploadCrossSigning(const KeyApi &api, Call &call) {
    // What could be done freely a moment ago may have to be confirmed: then it is asked for.
    if (!api.crossSigning.needsProof(call.requester, call.body) &&
        api.crossSigning.upload(call.requester, call.body, services::Proof::none()))
        return http::jsonResponse(json::object{});
    auto confirmed = confirm(api.uia, call);
    if (confirmed.challenge)
        return *std::move(confirmed.challenge);
    static_cast<void>(api.crossSigning.upload(call.requester, call.body, confirmed.proof));
    return http::jsonResponse(json::object{});
}

http::Response upload(const KeyApi &api, Call &call) {
    return http::jsonResponse(api.keys.upload(call.requester, call.body));
}

http::Response query(const KeyApi &api, Call &call) {
    if (const auto *wanted = findObject(call.body, "device_keys");
        wanted && wanted->size() > manyUsers)
        requireLane(Lane::Large);
    json::object remote = api.remote.queryKeys(call.body, requesterName(call));
    json::object out = api.keys.query(call.requester, call.body);
    merge(out, std::move(remote));
    return http::jsonResponse(out);
}

http::Response claim(const KeyApi &api, Call &call) {
    json::object remote = api.remote.claimKeys(call.body, requesterName(call), call.request.id);
    json::object out = api.keys.claim(call.body);
    merge(out, std::move(remote));
    return http::jsonResponse(out);
}

http::Response uploadSignatures(const KeyApi &api, Call &call) {
    return http::jsonResponse(api.crossSigning.uploadSignatures(call.requester, call.body));
}

http::Response getDehydrated(const KeyApi &api, Call &call) {
    return http::jsonResponse(api.dehydrated.get(call.requester.userNid));
}

http::Response putDehydrated(const KeyApi &api, Call &call) {
    return http::jsonResponse(
        json::object{{"device_id", api.dehydrated.put(call.requester, call.body)}});
}

http::Response removeDehydrated(const KeyApi &api, Call &call) {
    return http::jsonResponse(json::object{{"device_id", api.dehydrated.remove(call.requester)}});
}

http::Response dehydratedEvents(const KeyApi &api, Call &call) {
    return http::jsonResponse(
        api.dehydrated.events(call.requester.userNid, call.path("deviceId"),
                              findString(call.body, "next_batch").value_or("")));
}

} // namespace

void addKeyRoutes(Router &router, const KeyApi &api) {
    const Routes routes(router, api);
    routes.post("/keys/upload", Auth::Guest, upload, Rate::Write, Body::Json);
    routes.post("/keys/upload/{deviceId}", Auth::Guest, upload, Rate::Write, Body::Json);
    routes.post("/keys/query", Auth::Guest, query, Rate::Read);
    routes.post("/keys/claim", Auth::Guest, claim);
    routes.post("/keys/device_signing/upload", Auth::User, uploadCrossSigning);
    routes.post("/keys/signatures/upload", Auth::User, uploadSignatures);
    const Routes asleep =
        routes.under("/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device");
    asleep.get("", Auth::User, getDehydrated);
    asleep.put("", Auth::User, putDehydrated);
    asleep.remove("", Auth::User, removeDehydrated);
    asleep.post("/{deviceId}/events", Auth::User, dehydratedEvents, Rate::Read, Body::Json);
    addBackupRoutes(router, api.backups);
}

} // namespace hearth::api
