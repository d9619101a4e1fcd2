// SPDX-License-Identifier: Apache-2.0
// Accounts for administrators: lists, details, changes, rights.
#include "server/api/admin/admin_api.hpp"
#include "server/api/queries.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/admin/user_admin.hpp"
#include "server/services/keys/cross_signing.hpp"
#include "server/services/sign_in/closing.hpp"

#include <algorithm>
#include <array>

namespace hearth::api {
namespace {

using admin::localUser;

store::AccountFilter readFilter(const Call &call) {
    static constexpr std::array<std::string_view, 11> orders{
        "name",        "is_guest",   "admin",       "user_type",    "deactivated", "shadow_banned",
        "displayname", "avatar_url", "creation_ts", "last_seen_ts", "locked"};
    static constexpr std::array<std::string_view, 2> figures{"device_count", "media_length"};
    store::AccountFilter out;
    out.from = queryCount(call, "from", 0);
    out.limit = queryCount(call, "limit", 100);
    out.name = call.query("name").value_or("");
    if (out.name.empty())
        out.userId = call.query("user_id").value_or("");
    if (call.queryBool("guests") == false)
        out.guests = false;
    out.admins = call.queryBool("admins");
    if (!call.queryBool("locked").value_or(false))
        out.locked = false;
    if (call.queryBool("approved") == false)
        out.approved = false;
    for (const auto type : call.request.query.all("not_user_type"))
        out.notUserTypes.emplace_back(type);
    // Our own addition to Synapse's list.
    out.figures = call.queryBool("org.hearth.figures").value_or(false);
    if (const auto order = call.query("order_by")) {
        const bool known =
            std::find(orders.begin(), orders.end(), *order) != orders.end() ||
            (out.figures && std::find(figures.begin(), figures.end(), *order) != figures.end());
        if (!known)
            throw invalidParam("Query parameter 'order_by' must be one of the known columns");
        out.orderBy = *order;
    }
    out.descending = queryBackwards(call);
    return out;
}

http::Response listV2(const AdminApi &api, Call &call) {
    requireLane(Lane::Large);
    auto filter = readFilter(call);
    if (!call.queryBool("deactivated").value_or(false))
        filter.deactivated = false;
    return http::jsonResponse(api.userAdmin.list(filter));
}

http::Response listV3(const AdminApi &api, Call &call) {
    requireLane(Lane::Large);
    auto filter = readFilter(call);
    filter.deactivated = call.queryBool("deactivated");
    return http::jsonResponse(api.userAdmin.list(filter));
}

http::Response show(const AdminApi &api, Call &call) {
    return http::jsonResponse(api.userAdmin.show(localUser(api, call)));
}

http::Response put(const AdminApi &api, Call &call) {
    const std::string &userId = call.path("userId");
    admin::requireUserId(userId);
    const bool fresh = api.userAdmin.put(call.requester, userId, call.body);
    return http::jsonResponse(api.userAdmin.show(userId), fresh ? 201 : 200);
}

http::Response getAdmin(const AdminApi &api, Call &call) {
    const auto account = api.accounts.get(localUser(api, call));
    return http::jsonResponse(json::object{{"admin", account->admin}});
}

http::Response putAdmin(const AdminApi &api, Call &call) {
    api.userAdmin.setAdmin(call.requester, localUser(api, call), getBool(call.body, "admin"));
    return http::jsonResponse(json::object{});
}

http::Response resetPassword(const AdminApi &api, Call &call) {
    const auto account = api.accounts.get(localUser(api, call));
    const std::string password = getString(call.body, "new_password");
    api.closing.setPassword(account->nid, password,
                            findBool(call.body, "logout_devices").value_or(true),
                            services::Proof::none());
    return http::jsonResponse(json::object{});
}

http::Response deactivate(const AdminApi &api, Call &call) {
    const auto account = api.accounts.get(localUser(api, call));
    api.closing.deactivate(account->nid, findBool(call.body, "erase").value_or(false),
                           services::Proof::none());
    return http::jsonResponse(json::object{{"id_server_unbind_result", "success"}});
}

http::Response suspend(const AdminApi &api, Call &call) {
    const bool value = getBool(call.body, "suspend");
    const std::string userId = localUser(api, call);
    api.userAdmin.set(userId, &store::Account::suspended, value);
    return http::jsonResponse(json::object{{"user_" + userId + "_suspended", value}});
}

http::Response shadowBan(const AdminApi &api, Call &call) {
    api.userAdmin.set(localUser(api, call), &store::Account::shadowBanned,
                      call.request.method == http::Method::Post);
    return http::jsonResponse(json::object{});
}

http::Response loginAs(const AdminApi &api, Call &call) {
    const auto *given = call.body.if_contains("valid_until_ms");
    if (given && !given->is_null() && !given->is_int64())
        throw unknownError("'valid_until_ms' parameter must be an int");
    const auto until = findInt(call.body, "valid_until_ms");
    return http::jsonResponse(json::object{
        {"access_token", api.userAdmin.loginAs(call.requester, localUser(api, call), until)}});
}

http::Response getLimit(const AdminApi &api, Call &call) {
    const auto limit = api.accounts.get(localUser(api, call))->rateOverride;
    json::object out;
    if (limit)
        out = {{"messages_per_second", limit->messagesPerSecond},
               {"burst_count", limit->burstCount}};
    return http::jsonResponse(out);
}

http::Response setLimit(const AdminApi &api, Call &call) {
    const auto read = [&](const char *name) -> std::int64_t {
        const auto *value = call.body.if_contains(name);
        if (!value)
            return 0;
        if (!value->is_int64() || value->get_int64() < 0)
            throw invalidParam(std::string(name) + " must be a positive integer");
        return value->get_int64();
    };
    const store::RateOverride limit{read("messages_per_second"), read("burst_count")};
    api.userAdmin.setRateOverride(localUser(api, call), limit);
    return http::jsonResponse(json::object{{"messages_per_second", limit.messagesPerSecond},
                                           {"burst_count", limit.burstCount}});
}

http::Response removeLimit(const AdminApi &api, Call &call) {
    api.userAdmin.setRateOverride(localUser(api, call), std::nullopt);
    return http::jsonResponse(json::object{});
}

http::Response allowReplacement(const AdminApi &api, Call &call) {
    constexpr std::int64_t window = 600000;
    const auto until = api.clock.now() + window;
    const auto account = api.accounts.get(localUser(api, call));
    if (!api.crossSigning.allowReplacement(account->nid, until))
        throw notFound("User has no master cross-signing key");
    return http::jsonResponse(json::object{{"updatable_without_uia_before_ms", until}});
}

/// The specification wants another error than Synapse's own endpoints for users of other servers.
std::string flaggedUser(const AdminApi &api, const Call &call) {
    if (!api.accounts.isLocal(call.path("userId")))
        throw invalidParam("The user does not belong to this server.");
    return localUser(api, call);
}

/// GET and PUT /_matrix/client/v1/admin/{lock,suspend}/{userId} (spec v1.18).
http::Response flagGet(const AdminApi &api, Call &call) {
    const auto account = api.accounts.get(flaggedUser(api, call));
    const bool lock = call.request.path.find("/lock/") != std::string::npos;
    return http::jsonResponse(lock ? json::object{{"locked", account->locked}}
                                   : json::object{{"suspended", account->suspended}});
}

http::Response flagPut(const AdminApi &api, Call &call) {
    const std::string userId = flaggedUser(api, call);
    const bool lock = call.request.path.find("/lock/") != std::string::npos;
    const char *member = lock ? "locked" : "suspended";
    const bool value = getBool(call.body, member);
    if (userId == call.requester.user.str() || api.accounts.get(userId)->admin)
        throw forbidden("Administrators cannot be locked or suspended this way.");
    api.userAdmin.set(userId, lock ? &store::Account::locked : &store::Account::suspended, value);
    return http::jsonResponse(json::object{{member, value}});
}

} // namespace

void addUserAdminRoutes(Router &router, const AdminApi &api) {
    constexpr auto Get = http::Method::Get;
    constexpr auto Post = http::Method::Post;
    constexpr auto Put = http::Method::Put;
    constexpr auto Delete = http::Method::Delete;
    const std::string v1 = "/_synapse/admin/v1/";
    const std::string user = v1 + "users/{userId}/";
    const auto add = [&](http::Method method, std::string pattern, Body body,
                         admin::Function function) {
        admin::add(router, api, method, std::move(pattern), body, function);
    };
    add(Get, "/_synapse/admin/v2/users", Body::None, listV2);
    add(Get, "/_synapse/admin/v3/users", Body::None, listV3);
    add(Get, "/_synapse/admin/v2/users/{userId}", Body::None, show);
    add(Put, "/_synapse/admin/v2/users/{userId}", Body::RequiredJson, put);
    add(Get, user + "admin", Body::None, getAdmin);
    add(Put, user + "admin", Body::RequiredJson, putAdmin);
    add(Post, v1 + "reset_password/{userId}", Body::RequiredJson, resetPassword);
    add(Post, v1 + "deactivate/{userId}", Body::Json, deactivate);
    add(Put, v1 + "suspend/{userId}", Body::RequiredJson, suspend);
    add(Post, user + "shadow_ban", Body::Json, shadowBan);
    add(Delete, user + "shadow_ban", Body::Json, shadowBan);
    add(Post, user + "login", Body::Json, loginAs);
    add(Get, user + "override_ratelimit", Body::None, getLimit);
    add(Post, user + "override_ratelimit", Body::Json, setLimit);
    add(Delete, user + "override_ratelimit", Body::None, removeLimit);
    add(Post, user + "_allow_cross_signing_replacement_without_uia", Body::Json, allowReplacement);
    for (const char *flag : {"lock", "suspend"}) {
        const std::string path = std::string("/_matrix/client/v1/admin/") + flag + "/{userId}";
        add(Get, path, Body::None, flagGet);
        add(Put, path, Body::RequiredJson, flagPut);
    }
}

} // namespace hearth::api
