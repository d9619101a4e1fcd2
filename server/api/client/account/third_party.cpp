// SPDX-License-Identifier: Apache-2.0
// /thirdparty and /appservice/{id}/ping: what application services bridge to (spec client-server,
// "Third-party Networks"; application-service, "Pinging").
#include "server/api/client/account/third_party_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/appservices/appservice_client.hpp"
#include "server/services/appservices/appservices.hpp"

namespace hearth::api {
namespace {

using services::AppServiceClient;

/// The query without what is ours.
AppServiceClient::Fields fieldsOf(const Call &call) {
    AppServiceClient::Fields out;
    for (const auto &[name, value] : call.request.query.items())
        if (name != "access_token" && name != "user_id")
            out.emplace_back(name, value);
    return out;
}

http::Response protocol(AppServiceClient &client, Call &call) {
    const std::string &name = call.path("protocol");
    const auto known = client.protocols(name);
    const auto *found = known.if_contains(name);
    if (!found)
        throw notFound("Unknown protocol");
    return http::jsonResponse(*found);
}

void addLookUps(Router &router, AppServiceClient &client, const std::string &base,
                const char *kind) {
    const std::string path = base + "/" + kind;
    const auto add = [&](const std::string &pattern, bool named) {
        router.add({http::Method::Get, pattern, Auth::User, Rate::Read, Body::None,
                    [&client, kind, named](Call &call) {
                        return http::jsonResponse(client.lookUp(
                            kind, named ? call.path("protocol") : std::string(), fieldsOf(call)));
                    }});
    };
    add(path, false);
    add(path + "/{protocol}", true);
}

http::Response ping(AppServiceClient &client, services::AppServices &services, Call &call) {
    const auto *service = services.find(call.path("appserviceId"));
    if (!service || call.requester.appservice != service->id)
        throw forbidden("The access token is not that of this application service.");
    const auto transaction = findString(call.body, "transaction_id").value_or("");
    return http::jsonResponse(json::object{{"duration_ms", client.ping(*service, transaction)}});
}

} // namespace

void addThirdPartyRoutes(Router &router, services::AppServiceClient &client,
                         services::AppServices &services) {
    const std::string base = "/_matrix/client/<r0|v3|unstable>/thirdparty";
    router.add({http::Method::Get, base + "/protocols", Auth::User, Rate::Read, Body::None,
                [&client](Call &) { return http::jsonResponse(client.protocols()); }});
    router.add({http::Method::Get, base + "/protocol/{protocol}", Auth::User, Rate::Read,
                Body::None, [&client](Call &call) { return protocol(client, call); }});
    addLookUps(router, client, base, "location");
    addLookUps(router, client, base, "user");
    router.add({http::Method::Post, "/_matrix/client/v1/appservice/{appserviceId}/ping",
                Auth::Appservice, Rate::None, Body::Json,
                [&client, &services](Call &call) { return ping(client, services, call); }});
}

} // namespace hearth::api
