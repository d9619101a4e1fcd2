// SPDX-License-Identifier: Apache-2.0
// Media for administrators: quarantine, protection, deletion, statistics.
#include "server/services/media/media.hpp"

#include "server/api/admin/admin_api.hpp"
#include "server/api/queries.hpp"
#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/lane.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/admin/room_media.hpp"

#include <algorithm>
#include <array>

namespace hearth::api {
namespace {

using admin::localUser;

/// Null until somebody fetched it: the store has the time of the upload there.
json::value lastAccess(const store::Media &media) {
    return media.lastAccess > media.created ? json::value(media.lastAccess) : json::value(nullptr);
}

store::Media ownMedia(const AdminApi &api, const Call &call) {
    auto &media = api.media;
    return media.get(media.ownServer(), call.path("mediaId"));
}

json::object deleted(const AdminApi &api, const std::vector<store::Media> &list) {
    api.media.remove(list);
    json::array ids;
    for (const auto &media : list)
        ids.emplace_back(media.mediaId);
    const auto total = static_cast<std::int64_t>(ids.size());
    return {{"deleted_media", std::move(ids)}, {"total", total}};
}

http::Response quarantine(const AdminApi &api, Call &call) {
    auto &media = api.media;
    media.quarantine({media.get(call.path("serverName"), call.path("mediaId"))},
                     call.requester.user.str());
    return http::jsonResponse(json::object{});
}

http::Response unquarantine(const AdminApi &api, Call &call) {
    auto &media = api.media;
    media.quarantine({media.get(call.path("serverName"), call.path("mediaId"))}, std::nullopt);
    return http::jsonResponse(json::object{});
}

http::Response protect(const AdminApi &api, Call &call) {
    api.media.setSafe(ownMedia(api, call), true);
    return http::jsonResponse(json::object{});
}

http::Response unprotect(const AdminApi &api, Call &call) {
    api.media.setSafe(ownMedia(api, call), false);
    return http::jsonResponse(json::object{});
}

http::Response quarantineRoom(const AdminApi &api, Call &call) {
    std::vector<store::Media> list;
    for (const auto &uri : services::mediaInRoom(api.registry, api.timeline, call.path("roomId"))) {
        try {
            list.push_back(api.media.get(uri.server, uri.mediaId));
        } catch (const Error &) {
            continue; // mentioned, but not here
        }
    }
    return http::jsonResponse(
        json::object{{"num_quarantined", api.media.quarantine(list, call.requester.user.str())}});
}

std::vector<store::Media> ofUser(const AdminApi &api, const Call &call,
                                 const store::MediaFilter &filter, std::int64_t &total) {
    const auto account = api.accounts.get(localUser(api, call));
    return api.media.database().read([&](store::Reader &reader) {
        return store::media::ofUser(reader, account->nid, filter, total);
    });
}

http::Response quarantineUser(const AdminApi &api, Call &call) {
    store::MediaFilter all;
    all.limit = std::int64_t{1} << 40;
    std::int64_t total = 0;
    const auto list = ofUser(api, call, all, total);
    return http::jsonResponse(
        json::object{{"num_quarantined", api.media.quarantine(list, call.requester.user.str())}});
}

http::Response roomMedia(const AdminApi &api, Call &call) {
    json::array local;
    json::array remote;
    for (const auto &uri : services::mediaInRoom(api.registry, api.timeline, call.path("roomId"))) {
        const bool own = uri.server == api.media.ownServer();
        (own ? local : remote).emplace_back("mxc://" + uri.server + "/" + uri.mediaId);
    }
    return http::jsonResponse(
        json::object{{"local", std::move(local)}, {"remote", std::move(remote)}});
}

http::Response info(const AdminApi &api, Call &call) {
    const auto media = api.media.get(call.path("serverName"), call.path("mediaId"));
    std::optional<std::string> user;
    if (media.user)
        user = api.media.database().read(
            [&](store::Reader &reader) { return reader.userId(media.user); });
    const bool own = call.path("serverName") == api.media.ownServer();
    json::object out{{"media_origin", own ? json::value() : json::value(call.path("serverName"))},
                     {"user_id", orNull(user)},
                     {"media_id", media.mediaId},
                     {"media_type", orNull(media.contentType)},
                     {"media_length", media.size},
                     {"upload_name", orNull(media.uploadName)},
                     {"created_ts", media.created},
                     {"filesystem_id", nullptr},
                     {"url_cache", nullptr},
                     {"last_access_ts", lastAccess(media)},
                     {"quarantined_by", orNull(media.quarantinedBy)},
                     {"authenticated", media.authenticated},
                     {"safe_from_quarantine", media.safe},
                     {"sha256", hexEncode(media.sha256)}};
    return http::jsonResponse(json::object{{"media_info", std::move(out)}});
}

http::Response removeOne(const AdminApi &api, Call &call) {
    if (call.path("serverName") != api.media.ownServer())
        throw unknownError("Can only delete local media");
    return http::jsonResponse(deleted(api, {ownMedia(api, call)}));
}

Timestamp beforeOf(const Call &call) {
    const auto before = call.queryInt("before_ts");
    if (!before)
        throw missingParam("Missing integer query parameter 'before_ts'");
    if (*before < 0)
        throw invalidParam("Query parameter before_ts must be a positive integer.");
    constexpr std::int64_t looksLikeSeconds = 30000000000; // in ms: 1970
    if (*before < looksLikeSeconds)
        throw invalidParam("Query parameter before_ts you provided is from the year 1970. "
                           "Double check that you are providing a timestamp in milliseconds.");
    return *before;
}

http::Response removeRemote(const AdminApi &api, Call &call) {
    const auto before = beforeOf(call);
    auto &media = api.media;
    media.flushAccesses();
    const auto list = media.database().read(
        [&](store::Reader &reader) { return store::media::remoteUnusedSince(reader, before); });
    media.remove(list);
    return http::jsonResponse(json::object{{"deleted", static_cast<std::int64_t>(list.size())}});
}

http::Response quarantineChanges(const AdminApi &api, Call &call) {
    constexpr std::int64_t pageSize = 100;
    auto &database = api.media.database();
    const store::Position from{queryCount(call, "from", 0)};
    const auto now = database.position();
    if (from.value > now.value)
        throw invalidParam("The from token is of a time that has not come yet.");
    const auto rows = database.read([&](store::Reader &reader) {
        return store::media::quarantineChanges(reader, from, pageSize);
    });
    json::array list;
    for (const auto &row : rows)
        list.push_back(json::object{
            {"origin", row.server}, {"media_id", row.mediaId}, {"quarantined", row.quarantined}});
    return http::jsonResponse(
        json::object{{"next_batch", rows.empty() ? now.value : rows.back().pos.value},
                     {"changes", std::move(list)}});
}

http::Response removeOld(const AdminApi &api, Call &call) {
    const auto before = beforeOf(call);
    const auto size = queryCount(call, "size_gt", 0);
    const bool keep = call.queryBool("keep_profiles").value_or(true);
    auto &media = api.media;
    for (const auto &[name, value] : call.pathParams)
        if (name == "serverName" && value != media.ownServer())
            throw unknownError("Can only delete local media");
    media.flushAccesses();
    const auto list = media.database().read([&](store::Reader &reader) {
        const auto server = reader.findServer(media.ownServer());
        return store::media::unusedSince(reader, server, before, size, keep);
    });
    return http::jsonResponse(deleted(api, list));
}

store::MediaFilter readFilter(const Call &call) {
    static constexpr std::array<std::string_view, 8> orders{
        "media_id",     "upload_name", "created_ts",     "last_access_ts",
        "media_length", "media_type",  "quarantined_by", "safe_from_quarantine"};
    store::MediaFilter out;
    out.from = queryCount(call, "from", 0);
    out.limit = queryCount(call, "limit", 100);
    const auto order = call.query("order_by");
    if (order && std::find(orders.begin(), orders.end(), *order) == orders.end())
        throw invalidParam("Query parameter 'order_by' must be one of the known columns");
    // The newest first, unless somebody asks for an order.
    out.descending = queryBackwards(call, !order && !call.query("dir"));
    out.orderBy = order.value_or("created_ts");
    return out;
}

http::Response listOfUser(const AdminApi &api, Call &call) {
    api.media.flushAccesses();
    const auto filter = readFilter(call);
    std::int64_t total = 0;
    json::array list;
    for (const auto &media : ofUser(api, call, filter, total))
        // Without "authenticated", which Synapse gives as a boolean or as a number, as its database
        // does.
        list.push_back(json::object{{"created_ts", media.created},
                                    {"last_access_ts", lastAccess(media)},
                                    {"media_id", media.mediaId},
                                    {"media_length", media.size},
                                    {"media_type", orNull(media.contentType)},
                                    {"quarantined_by", orNull(media.quarantinedBy)},
                                    {"safe_from_quarantine", media.safe},
                                    {"sha256", hexEncode(media.sha256)},
                                    {"upload_name", orNull(media.uploadName)},
                                    {"url_cache", nullptr},
                                    {"user_id", call.path("userId")}});
    const auto next = filter.from + static_cast<std::int64_t>(list.size());
    json::object out{{"media", std::move(list)}, {"total", total}};
    if (next < total)
        out["next_token"] = next;
    return http::jsonResponse(out);
}

http::Response removeOfUser(const AdminApi &api, Call &call) {
    std::int64_t total = 0;
    return http::jsonResponse(deleted(api, ofUser(api, call, readFilter(call), total)));
}

http::Response statistics(const AdminApi &api, Call &call) {
    requireLane(Lane::Large);
    static constexpr std::array<std::string_view, 4> orders{"user_id", "displayname",
                                                            "media_length", "media_count"};
    store::MediaUsageFilter filter;
    filter.from = queryCount(call, "from", 0);
    filter.limit = queryCount(call, "limit", 100);
    filter.orderBy = call.query("order_by").value_or("user_id");
    if (std::find(orders.begin(), orders.end(), filter.orderBy) == orders.end())
        throw invalidParam("Query parameter 'order_by' must be one of the known columns");
    filter.descending = queryBackwards(call);
    filter.fromTs = queryCount(call, "from_ts", 0);
    filter.untilTs = call.queryInt("until_ts");
    if (filter.untilTs && *filter.untilTs < 0)
        throw invalidParam("Query parameter until_ts must be a positive integer.");
    if (filter.untilTs && *filter.untilTs <= *filter.fromTs)
        throw invalidParam("Query parameter until_ts must be greater than from_ts.");
    const auto search = call.query("search_term");
    if (search && search->empty())
        throw invalidParam("Query parameter search_term cannot be an empty string.");
    filter.search = search.value_or("");
    std::int64_t total = 0;
    const auto rows = api.media.database().read(
        [&](store::Reader &reader) { return store::media::usage(reader, filter, total); });
    json::array users;
    for (const auto &row : rows)
        users.push_back(json::object{{"user_id", row.userId},
                                     {"displayname", orNull(row.displayName)},
                                     {"media_count", row.count},
                                     {"media_length", row.bytes}});
    const auto next = filter.from + static_cast<std::int64_t>(users.size());
    json::object out{{"users", std::move(users)}, {"total", total}};
    if (next < total)
        out["next_token"] = next;
    return http::jsonResponse(out);
}

} // namespace

void addMediaAdminRoutes(Router &router, const AdminApi &api) {
    const std::string v1 = "/_synapse/admin/v1/";
    using Method = http::Method;
    const auto add = [&](Method method, const std::string &pattern, admin::Function function) {
        admin::add(router, api, method, v1 + pattern, Body::Json, function);
    };
    add(Method::Post, "media/quarantine/{serverName}/{mediaId}", quarantine);
    add(Method::Post, "media/unquarantine/{serverName}/{mediaId}", unquarantine);
    add(Method::Post, "media/protect/{mediaId}", protect);
    add(Method::Post, "media/unprotect/{mediaId}", unprotect);
    add(Method::Post, "room/{roomId}/media/quarantine", quarantineRoom);
    add(Method::Post, "quarantine_media/{roomId}", quarantineRoom);
    add(Method::Post, "user/{userId}/media/quarantine", quarantineUser);
    add(Method::Get, "room/{roomId}/media", roomMedia);
    add(Method::Get, "media/{serverName}/{mediaId}", info);
    add(Method::Delete, "media/{serverName}/{mediaId}", removeOne);
    add(Method::Post, "media/delete", removeOld);
    add(Method::Post, "purge_media_cache", removeRemote);
    add(Method::Get, "media/quarantine_changes", quarantineChanges);
    add(Method::Post, "media/{serverName}/delete", removeOld);
    add(Method::Get, "users/{userId}/media", listOfUser);
    add(Method::Delete, "users/{userId}/media", removeOfUser);
    add(Method::Get, "statistics/users/media", statistics);
}

} // namespace hearth::api
