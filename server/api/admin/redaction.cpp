// SPDX-License-Identifier: Apache-2.0
// Taking back everything a user has said; reports of users.
#include "server/api/admin/admin_api.hpp"
#include "server/api/queries.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/ids.hpp"
#include "server/services/admin/user_redaction.hpp"
#include "server/store/database.hpp"
#include "server/store/report_store.hpp"

#include <charconv>

namespace hearth::api {
namespace {

http::Response redact(const AdminApi &api, Call &call) {
    services::UserRedaction::Order order;
    order.userId = call.path("userId");
    if (!matrix::parseUserId(order.userId))
        throw invalidParam("Expected user id to start with '@' and to name a server");
    for (const auto &room : getArray(call.body, "rooms")) {
        if (!room.is_string())
            throw badJson("'rooms' must be a list of room ids");
        order.rooms.emplace_back(view(room.get_string()));
    }
    order.reason = findString(call.body, "reason");
    order.limit = findInt(call.body, "limit").value_or(order.limit);
    if (order.limit <= 0)
        throw unknownError(
            "If limit is provided it must be a non-negative integer greater than 0.");
    order.asAdmin = findBool(call.body, "use_admin").value_or(false);
    order.before = findInt(call.body, "before_ts");
    order.after = findInt(call.body, "after_ts");
    return http::jsonResponse(
        json::object{{"redact_id", api.redaction.start(call.requester, order)}});
}

http::Response redactStatus(const AdminApi &api, Call &call) {
    return http::jsonResponse(api.redaction.status(call.path("redactId")));
}

json::object shown(const store::UserReportRow &row) {
    return {{"id", row.id},
            {"received_ts", row.receivedTs},
            {"target_user_id", row.targetId},
            {"user_id", row.reporterId},
            {"reason", orNull(row.reason)}};
}

http::Response reports(const AdminApi &api, Call &call) {
    store::UserReportQuery query;
    query.from = queryCount(call, "from", 0);
    query.limit = queryCount(call, "limit", 100);
    query.backwards = queryBackwards(call, true);
    query.reporter = call.query("user_id").value_or("");
    query.target = call.query("target_user_id").value_or("");
    std::int64_t total = 0;
    const auto rows = api.database.read(
        [&](store::Reader &reader) { return store::userReports(reader, query, total); });
    json::array list;
    for (const auto &row : rows)
        list.push_back(shown(row));
    const auto next = query.from + static_cast<std::int64_t>(list.size());
    json::object out{{"user_reports", std::move(list)}, {"total", total}};
    if (next < total)
        out["next_token"] = next;
    return http::jsonResponse(out);
}

std::int64_t reportId(const Call &call) {
    const std::string &text = call.path("reportId");
    std::int64_t id = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size() || id < 0)
        throw invalidParam(
            "The report_id parameter must be a string representing a positive integer.");
    return id;
}

http::Response report(const AdminApi &api, Call &call) {
    const auto id = reportId(call);
    const auto row =
        api.database.read([&](store::Reader &reader) { return store::userReport(reader, id); });
    if (!row)
        throw notFound("User report not found");
    return http::jsonResponse(shown(*row));
}

http::Response deleteReport(const AdminApi &api, Call &call) {
    const auto id = reportId(call);
    if (!api.database.write(
            [&](store::Transaction &tx) { return store::deleteUserReport(tx, id); }))
        throw notFound("User report not found");
    return http::jsonResponse(json::object{});
}

} // namespace

void addRedactionRoutes(Router &router, const AdminApi &api) {
    const std::string v1 = "/_synapse/admin/v1/";
    using Method = http::Method;
    admin::add(router, api, Method::Post, v1 + "user/{userId}/redact", Body::RequiredJson, redact);
    admin::add(router, api, Method::Get, v1 + "user/redact_status/{redactId}", Body::None,
               redactStatus);
    admin::add(router, api, Method::Get, v1 + "user_reports", Body::None, reports);
    admin::add(router, api, Method::Get, v1 + "user_reports/{reportId}", Body::None, report);
    admin::add(router, api, Method::Delete, v1 + "user_reports/{reportId}", Body::None,
               deleteReport);
}

} // namespace hearth::api
