// SPDX-License-Identifier: Apache-2.0
// The server as a whole: version, sizes, jobs, Hearth's own status.
#include "server/api/admin/admin_api.hpp"
#include "server/api/basics/routes.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/usage.hpp"
#include "server/crypto/certificate.hpp"
#include "server/services/admin/figures.hpp"
#include "server/store/database.hpp"
#include "server/store/figure_store.hpp"
#include "server/store/task_store.hpp"

#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <thread>

namespace hearth::api {
namespace {

json::object diskOf(const std::string &path) {
    struct statvfs disk{};
    if (::statvfs(path.c_str(), &disk) != 0)
        return {{"free_bytes", 0}, {"total_bytes", 0}};
    const auto block = static_cast<std::int64_t>(disk.f_frsize);
    return {{"free_bytes", static_cast<std::int64_t>(disk.f_bavail) * block},
            {"total_bytes", static_cast<std::int64_t>(disk.f_blocks) * block}};
}

std::int64_t memoryBytes() {
    return std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
}

/// null: no certificate, or none that can be read.
json::value certificateOf(const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    const std::string pem{std::istreambuf_iterator<char>(in), {}};
    const auto facts = crypto::certificateFacts(pem);
    if (!facts)
        return nullptr;
    return json::object{{"issuer", facts->issuer},
                        {"not_before_ts", facts->notBefore},
                        {"not_after_ts", facts->notAfter},
                        {"names", json::array(facts->names.begin(), facts->names.end())},
                        {"self_signed", facts->selfSigned}};
}

json::array listenersOf(const config::Settings &settings) {
    json::array listeners;
    for (const auto &listener : settings.listeners)
        listeners.push_back(
            json::object{{"port", listener.port},
                         {"bind_addresses", json::array(listener.bindAddresses.begin(),
                                                        listener.bindAddresses.end())},
                         {"tls", listener.tls},
                         {"x_forwarded", listener.xForwarded}});
    return listeners;
}

http::Response status(const AdminApi &api, Call &) {
    const auto settings = api.settings.get();
    auto &figures = api.figures;
    auto &database = api.database;
    const bool sqlite = database.kind() == store::DatabaseKind::Sqlite;
    const auto now = api.clock.now();
    const auto figure = [&](std::string_view name) {
        return static_cast<std::int64_t>(api.basics.metrics.value(name).value_or(0));
    };
    return http::jsonResponse(json::object{
        {"server_name", settings->serverName},
        {"version", api.basics.version},
        {"instance", api.basics.instance},
        {"pid", ::getpid()},
        {"started_ts", api.started},
        {"uptime_ms", now - api.started},
        {"now_ts", now},
        {"database", json::object{{"kind", sqlite ? "sqlite3" : "psycopg2"},
                                  {"bytes", database.sizeBytes()},
                                  {"path", sqlite ? settings->database.path : std::string{}}}},
        {"media",
         json::object{{"bytes", figures.mediaBytes()}, {"path", settings->mediaStorePath}}},
        {"disk", diskOf(settings->dataDir)},
        {"public_baseurl", settings->publicBaseurl},
        {"listeners", listenersOf(*settings)},
        {"certificate", certificateOf(settings->tlsCertificatePath)},
        {"memory_rss_bytes", residentBytes()},
        {"memory_total_bytes", memoryBytes()},
        {"cpu_seconds", cpuSeconds()},
        {"cores", static_cast<std::int64_t>(std::thread::hardware_concurrency())},
        {"users", figures.users()},
        {"users_active_7d", figures.usersActive()},
        {"rooms", figures.rooms()},
        {"events_total", figures.eventsTotal()},
        {"events_today", figures.eventsToday()},
        {"messages_total", figures.messagesTotal()},
        {"messages_today", figures.messagesToday()},
        {"server_notices", !settings->serverNotices.localpart.empty()},
        {"waiting_syncs", figure("hearth_waiting_syncs")},
        {"open_connections", figure("hearth_open_connections")}});
}

http::Response roomSizes(const AdminApi &api, Call &) {
    constexpr std::int64_t biggest = 10;
    const auto rows = api.database.read(
        [&](store::Reader &reader) { return store::figures::roomSizes(reader, biggest); });
    json::array list;
    for (const auto &row : rows)
        list.push_back(json::object{{"room_id", row.roomId}, {"estimated_size", row.bytes}});
    return http::jsonResponse(json::object{{"rooms", std::move(list)}});
}

json::object shown(const store::TaskRow &task) {
    return {{"id", task.id},
            {"action", task.kind},
            {"status", task.status},
            {"timestamp_ms", task.updatedTs},
            {"resource_id", nullIfEmpty(task.resource)},
            {"result", task.result.empty() ? json::value(nullptr) : json::parse(task.result)},
            {"error", nullIfEmpty(task.error)}};
}

http::Response scheduledTasks(const AdminApi &api, Call &call) {
    static constexpr std::array<std::string_view, 5> known{"scheduled", "active", "complete",
                                                           "cancelled", "failed"};
    store::TaskQuery query;
    query.kind = call.query("action_name").value_or("");
    query.resource = call.query("resource_id").value_or("");
    query.status = call.query("status").value_or(call.query("job_status").value_or(""));
    query.until = call.queryInt("max_timestamp");
    if (!query.status.empty() && std::find(known.begin(), known.end(), query.status) == known.end())
        throw invalidParam("'" + query.status + "' is not a valid status of a task");
    const auto rows =
        api.database.read([&](store::Reader &reader) { return store::tasks(reader, query); });
    json::array list;
    for (const auto &row : rows)
        list.push_back(shown(row));
    return http::jsonResponse(json::object{{"scheduled_tasks", std::move(list)}});
}

} // namespace

void addServerRoutes(Router &router, const AdminApi &api) {
    router.add({http::Method::Get, "/_synapse/admin/v1/server_version", Auth::None, Rate::None,
                Body::None, [version = api.basics.version](Call &) {
                    return http::jsonResponse(
                        json::object{{"server_version", "Hearth " + version}});
                }});
    admin::add(router, api, http::Method::Get, "/_hearth/admin/v1/status", Body::None, status);
    admin::add(router, api, http::Method::Get, "/_synapse/admin/v1/statistics/database/rooms",
               Body::None, roomSizes);
    admin::add(router, api, http::Method::Get, "/_synapse/admin/v1/scheduled_tasks", Body::None,
               scheduledTasks);
}

} // namespace hearth::api
