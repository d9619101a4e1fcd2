// SPDX-License-Identifier: Apache-2.0
// Tables event_report and user_report.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct ReportRow {
    std::int64_t id = 0;
    std::int64_t receivedTs = 0;
    RoomNid room{};
    EventNid event{}; // none: the room itself was reported
    UserNid reporter{};
    UserNid target{};
    std::optional<std::string> reason;
    std::optional<std::int64_t> score;
    std::string roomId; // when read
    std::string reporterId;
    std::string senderId;
    std::string roomName;
    std::string roomAlias;
};
void insertReport(Transaction &tx, const ReportRow &row);
void insertUserReport(Transaction &tx, UserNid target, UserNid reporter,
                      std::optional<std::string> reason, std::int64_t ts);

struct ReportQuery {
    std::int64_t from = 0;
    std::int64_t limit = 100;
    bool backwards = true;
    std::string reporter; // part of the user id
    std::string roomId;   // part
    std::string sender;   // of the event
};
struct ReportPage {
    std::vector<ReportRow> rows;
    std::int64_t total = 0;
};
/// Reports of events.
[[nodiscard]] ReportPage reports(Reader &reader, const ReportQuery &query);
[[nodiscard]] std::optional<ReportRow> report(Reader &reader, std::int64_t id);
bool deleteReport(Transaction &tx, std::int64_t id);

struct UserReportRow {
    std::int64_t id = 0;
    std::int64_t receivedTs = 0;
    std::string targetId;
    std::string reporterId;
    std::optional<std::string> reason;
};
struct UserReportQuery {
    std::int64_t from = 0;
    std::int64_t limit = 100;
    bool backwards = true;
    std::string reporter; // part of the user id
    std::string target;   // part
};
[[nodiscard]] std::vector<UserReportRow> userReports(Reader &reader, const UserReportQuery &query,
                                                     std::int64_t &total);
[[nodiscard]] std::optional<UserReportRow> userReport(Reader &reader, std::int64_t id);
bool deleteUserReport(Transaction &tx, std::int64_t id);

} // namespace hearth::store
