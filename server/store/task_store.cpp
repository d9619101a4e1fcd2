// SPDX-License-Identifier: Apache-2.0
// Long jobs, as SQL.
#include "server/store/task_store.hpp"

#include <limits>

namespace hearth::store {

void insertTask(Transaction &tx, const TaskRow &row) {
    tx.post("INSERT INTO task (task_nid, task_id, kind, status, resource, requester_nid, "
            "parameters, created_ts, updated_ts, run_at_ts) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8)",
            tx.next("task"), row.id, row.kind, row.status, row.resource, row.requester,
            row.parameters, row.createdTs);
}

void updateTask(Transaction &tx, std::string_view id, std::string_view status,
                const std::optional<std::string> &result, const std::optional<std::string> &error,
                std::int64_t ts) {
    tx.post("UPDATE task SET status = $2, result = COALESCE($3, result), "
            "error = COALESCE($4, error), updated_ts = $5 WHERE task_id = $1",
            id, status, result, error, ts);
}

namespace {
constexpr std::string_view columns =
    "SELECT task_id, kind, status, resource, requester_nid, parameters, result, error, "
    "created_ts, updated_ts FROM task ";

std::vector<TaskRow> toTasks(const Rows &rows) {
    std::vector<TaskRow> out;
    for (const Row row : rows)
        out.push_back({row.string(0), row.string(1), row.string(2), row.string(3),
                       row.nid<UserNid>(4), row.string(5), row.string(6), row.string(7),
                       row.integer(8), row.integer(9)});
    return out;
}
} // namespace

std::optional<TaskRow> task(Reader &reader, std::string_view id) {
    auto rows = toTasks(reader.query(std::string(columns) + "WHERE task_id = $1", id));
    if (rows.empty())
        return std::nullopt;
    return std::move(rows.front());
}

std::vector<TaskRow> tasksOf(Reader &reader, std::string_view kind, std::string_view resource) {
    return toTasks(
        reader.query(std::string(columns) + "WHERE resource = $1 AND kind = $2 ORDER BY created_ts",
                     resource, kind));
}

std::vector<TaskRow> unfinishedTasks(Reader &reader, std::string_view kind) {
    return toTasks(reader.query(std::string(columns) +
                                    "WHERE status IN ('scheduled', 'active') AND kind = $1 "
                                    "ORDER BY created_ts",
                                kind));
}

std::vector<TaskRow> tasks(Reader &reader, const TaskQuery &query) {
    return toTasks(reader.query(
        std::string(columns) +
            "WHERE (CAST($1 AS TEXT) = '' OR kind = $1) AND (CAST($2 AS TEXT) = '' OR "
            "resource = $2) AND (CAST($3 AS TEXT) = '' OR status = $3) AND updated_ts <= $4 "
            "ORDER BY updated_ts, task_nid",
        query.kind, query.resource, query.status,
        query.until.value_or(std::numeric_limits<std::int64_t>::max())));
}

} // namespace hearth::store
