// SPDX-License-Identifier: Apache-2.0
// Table task: long jobs that survive restarts.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct TaskRow {
    std::string id;
    std::string kind;
    std::string status; // scheduled, active, complete, failed, cancelled
    std::string resource;
    UserNid requester{};
    std::string parameters; // JSON
    std::string result;     // JSON, or empty
    std::string error;
    std::int64_t createdTs = 0;
    std::int64_t updatedTs = 0;
};
void insertTask(Transaction &tx, const TaskRow &row);
void updateTask(Transaction &tx, std::string_view id, std::string_view status,
                const std::optional<std::string> &result, const std::optional<std::string> &error,
                std::int64_t ts);
[[nodiscard]] std::optional<TaskRow> task(Reader &reader, std::string_view id);
[[nodiscard]] std::vector<TaskRow> tasksOf(Reader &reader, std::string_view kind,
                                           std::string_view resource);
/// Scheduled or active.
[[nodiscard]] std::vector<TaskRow> unfinishedTasks(Reader &reader, std::string_view kind);

struct TaskQuery { // empty: any
    std::string kind;
    std::string resource;
    std::string status;
    std::optional<std::int64_t> until; // last changed before
};
[[nodiscard]] std::vector<TaskRow> tasks(Reader &reader, const TaskQuery &query);

} // namespace hearth::store
