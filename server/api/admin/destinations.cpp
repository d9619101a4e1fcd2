// SPDX-License-Identifier: Apache-2.0
// /_synapse/admin/v1/federation/destinations: the servers that this one sends to.
#include "server/api/admin/admin_api.hpp"
#include "server/api/queries.hpp"
#include "server/core/error.hpp"
#include "server/store/database.hpp"
#include "server/store/destination_store.hpp"

#include <algorithm>
#include <array>

namespace hearth::api {
namespace {

using store::destinations::Destination;

/// Waiting is counted from the first failure, so that last and interval add up to the next attempt.
json::object shown(const Destination &destination) {
    const bool waiting = destination.retryAt > 0 && destination.failingSince;
    return {{"destination", destination.name},
            {"retry_last_ts", waiting ? *destination.failingSince : 0},
            {"retry_interval", waiting ? destination.retryAt - *destination.failingSince : 0},
            {"failure_ts", destination.failingSince ? json::value(*destination.failingSince)
                                                    : json::value(nullptr)},
            {"last_successful_stream_ordering", destination.sentUpTo
                                                    ? json::value(destination.sentUpTo->value)
                                                    : json::value(nullptr)}};
}

Destination known(const AdminApi &api, const Call &call) {
    auto destination = api.database.read([&](store::Reader &reader) {
        return store::destinations::find(reader, call.path("destination"));
    });
    if (!destination)
        throw notFound("Unknown destination");
    return *std::move(destination);
}

store::destinations::Filter readFilter(const Call &call) {
    store::destinations::Filter out;
    out.from = queryCount(call, "from", 0);
    out.limit = queryCount(call, "limit", 100);
    out.descending = queryBackwards(call);
    return out;
}

http::Response page(const char *member, json::array rows, const store::destinations::Filter &filter,
                    std::int64_t total) {
    const auto next = filter.from + static_cast<std::int64_t>(rows.size());
    json::object out{{member, std::move(rows)}, {"total", total}};
    if (next < total)
        out["next_token"] = std::to_string(next);
    return http::jsonResponse(out);
}

http::Response list(const AdminApi &api, Call &call) {
    static constexpr std::array<std::string_view, 5> orders{"destination", "retry_last_ts",
                                                            "retry_interval", "failure_ts",
                                                            "last_successful_stream_ordering"};
    auto filter = readFilter(call);
    filter.name = call.query("destination").value_or("");
    filter.orderBy = call.query("order_by").value_or("destination");
    if (std::find(orders.begin(), orders.end(), filter.orderBy) == orders.end())
        throw invalidParam("Query parameter 'order_by' must be one of the known columns");
    std::int64_t total = 0;
    json::array rows;
    api.database.read([&](store::Reader &reader) {
        for (const auto &destination : store::destinations::list(reader, filter, total))
            rows.push_back(shown(destination));
    });
    return page("destinations", std::move(rows), filter, total);
}

http::Response show(const AdminApi &api, Call &call) {
    return http::jsonResponse(shown(known(api, call)));
}

http::Response rooms(const AdminApi &api, Call &call) {
    auto filter = readFilter(call);
    filter.name = known(api, call).name;
    std::int64_t total = 0;
    json::array rows;
    api.database.read([&](store::Reader &reader) {
        for (const auto &room : store::destinations::rooms(reader, filter, total))
            rows.push_back(
                json::object{{"room_id", room.roomId}, {"stream_ordering", room.pos.value}});
    });
    return page("rooms", std::move(rows), filter, total);
}

http::Response reset(const AdminApi &api, Call &call) {
    const auto destination = known(api, call);
    if (destination.retryAt == 0)
        throw unknownError("The retry timing does not need to be reset for this destination.");
    api.database.write(
        [&](store::Transaction &tx) { store::destinations::forgetFailures(tx, destination.name); });
    return http::jsonResponse(json::object{});
}

} // namespace

void addDestinationRoutes(Router &router, const AdminApi &api) {
    const std::string all = "/_synapse/admin/v1/federation/destinations";
    const std::string one = all + "/{destination}";
    using Method = http::Method;
    admin::add(router, api, Method::Get, all, Body::None, list);
    admin::add(router, api, Method::Get, one, Body::None, show);
    admin::add(router, api, Method::Get, one + "/rooms", Body::None, rooms);
    admin::add(router, api, Method::Post, one + "/reset_connection", Body::Json, reset);
}

} // namespace hearth::api
