// SPDX-License-Identifier: Apache-2.0
// /_synapse/admin/v1/send_server_notice.
#include "server/api/admin/admin_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/admin/server_notices.hpp"

namespace hearth::api {
namespace {

http::Response send(const AdminApi &api, Call &call, std::string txnId) {
    const std::string userId = getString(call.body, "user_id");
    admin::requireUserId(userId);
    services::ServerNotices::Notice notice;
    notice.content = getObject(call.body, "content");
    // Before it looks who is meant, as Synapse does: a program can ask whether notices are on.
    api.notices.requireEnabled();
    if (!api.accounts.isLocal(userId))
        throw unknownError("Server notices can only be sent to local users");
    notice.type = findString(call.body, "type").value_or("m.room.message");
    notice.stateKey = findString(call.body, "state_key");
    notice.txnId = std::move(txnId);
    return http::jsonResponse(json::object{{"event_id", api.notices.send(userId, notice)}});
}

} // namespace

void addNoticeRoutes(Router &router, const AdminApi &api) {
    const std::string path = "/_synapse/admin/v1/send_server_notice";
    admin::add(router, api, http::Method::Post, path, Body::RequiredJson,
               [](const AdminApi &a, Call &call) { return send(a, call, {}); });
    admin::add(router, api, http::Method::Put, path + "/{txnId}", Body::RequiredJson,
               [](const AdminApi &a, Call &call) { return send(a, call, call.path("txnId")); });
}

} // namespace hearth::api
