// SPDX-License-Identifier: Apache-2.0
// /keys, /keys/device_signing, /keys/signatures, dehydrated devices.
#include "server/services/keys/keys.hpp"

#include "server/api/client/account/account_api.hpp"
#include "server/api/client/keys/key_api.hpp"
#include "server/core/json_read.hpp"
#include "server/services/keys/cross_signing.hpp"
#include "server/services/keys/dehydrated.hpp"

namespace hearth::api {
namespace {

http::Response uploadCrossSigning(const KeyApi &api, Call &call) {
    using Need = services::CrossSigning::Need;
    const auto need = api.crossSigning.check(call.requester, call.body);
    if (need == Need::UploadAfterUia)
        if (auto challenge = confirm(api.uia, call))
            return *std::move(challenge);
    if (need != Need::Nothing)
        api.crossSigning.upload(call.requester, call.body);
    return http::jsonResponse(json::object{});
}

void addDehydratedRoutes(Router &router, const KeyApi &api) {
    const std::string path = "/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device";
    auto &dehydrated = api.dehydrated;
    using Method = http::Method;
    router.add(
        {Method::Put, path, Auth::User, Rate::Write, Body::RequiredJson, [&dehydrated](Call &call) {
             return http::jsonResponse(
                 json::object{{"device_id", dehydrated.put(call.requester, call.body)}});
         }});
    router.add({Method::Get, path, Auth::User, Rate::Read, Body::None, [&dehydrated](Call &call) {
                    return http::jsonResponse(dehydrated.get(call.requester.userNid));
                }});
    router.add(
        {Method::Delete, path, Auth::User, Rate::Write, Body::None, [&dehydrated](Call &call) {
             return http::jsonResponse(
                 json::object{{"device_id", dehydrated.remove(call.requester)}});
         }});
    router.add({Method::Post, path + "/{deviceId}/events", Auth::User, Rate::Read, Body::Json,
                [&dehydrated](Call &call) {
                    const auto from = findString(call.body, "next_batch").value_or("");
                    return http::jsonResponse(
                        dehydrated.events(call.requester.userNid, call.path("deviceId"), from));
                }});
}

} // namespace

void addKeyRoutes(Router &router, const KeyApi &api) {
    const std::string base = "/_matrix/client/<r0|v3|unstable>/keys";
    using Method = http::Method;
    const auto upload = [api](Call &call) {
        return http::jsonResponse(api.keys.upload(call.requester, call.body));
    };
    router.add({Method::Post, base + "/upload", Auth::User, Rate::Write, Body::Json, upload});
    router.add(
        {Method::Post, base + "/upload/{deviceId}", Auth::User, Rate::Write, Body::Json, upload});
    router.add({Method::Post, base + "/query", Auth::User, Rate::Read, Body::RequiredJson,
                [api](Call &call) {
                    return http::jsonResponse(api.keys.query(call.requester, call.body));
                }});
    router.add({Method::Post, base + "/claim", Auth::User, Rate::Write, Body::RequiredJson,
                [api](Call &call) { return http::jsonResponse(api.keys.claim(call.body)); }});
    router.add({Method::Post, base + "/device_signing/upload", Auth::User, Rate::Write,
                Body::RequiredJson, [api](Call &call) { return uploadCrossSigning(api, call); }});
    router.add({Method::Post, base + "/signatures/upload", Auth::User, Rate::Write,
                Body::RequiredJson, [api](Call &call) {
                    return http::jsonResponse(
                        api.crossSigning.uploadSignatures(call.requester, call.body));
                }});
    addDehydratedRoutes(router, api);
    addBackupRoutes(router, api.backups);
}

} // namespace hearth::api
