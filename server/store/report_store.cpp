// SPDX-License-Identifier: Apache-2.0
// Reports, as SQL.
#include "server/store/report_store.hpp"

#include "server/store/sql.hpp"

namespace hearth::store {

void insertReport(Transaction &tx, const ReportRow &row) {
    tx.post("INSERT INTO event_report (report_nid, received_ts, room_nid, event_nid, "
            "reporter_nid, target_nid, reason, score) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            tx.next("event_report"), row.receivedTs, row.room, row.event, row.reporter, row.target,
            row.reason, row.score);
}

void insertUserReport(Transaction &tx, UserNid target, UserNid reporter,
                      std::optional<std::string> reason, std::int64_t ts) {
    tx.post("INSERT INTO user_report (report_nid, received_ts, target_nid, reporter_nid, reason) "
            "VALUES ($1, $2, $3, $4, $5)",
            tx.next("user_report"), ts, target, reporter, reason);
}

namespace {
constexpr std::string_view from =
    " FROM event_report p JOIN room r ON r.room_nid = p.room_nid "
    "JOIN users u ON u.user_nid = p.reporter_nid "
    "LEFT JOIN users t ON t.user_nid = p.target_nid "
    "LEFT JOIN room_summary s ON s.room_nid = p.room_nid WHERE p.event_nid IS NOT NULL";
constexpr std::string_view columns =
    "SELECT p.report_nid, p.received_ts, p.room_nid, p.event_nid, p.reporter_nid, p.target_nid, "
    "p.reason, p.score, r.room_id, u.mxid, t.mxid, s.name, s.canonical_alias";

ReportRow toReport(const Row &row) {
    ReportRow out;
    out.id = row.integer(0);
    out.receivedTs = row.integer(1);
    out.room = row.nid<RoomNid>(2);
    out.event = row.nid<EventNid>(3);
    out.reporter = row.nid<UserNid>(4);
    out.target = row.nid<UserNid>(5);
    out.reason = row.findString(6);
    out.score = row.findInteger(7);
    out.roomId = row.string(8);
    out.reporterId = row.string(9);
    out.senderId = row.string(10);
    out.roomName = row.string(11);
    out.roomAlias = row.string(12);
    return out;
}
} // namespace

ReportPage reports(Reader &reader, const ReportQuery &query) {
    std::vector<std::string> patterns;
    patterns.reserve(2);
    std::vector<Value> values;
    std::string where(from);
    const auto part = [&](std::string_view column, const std::string &text) {
        if (text.empty())
            return;
        patterns.push_back("%" + escapeLike(text) + "%");
        values.emplace_back(toValue(patterns.back()));
        where += " AND " + std::string(column) + " LIKE $" + std::to_string(values.size()) +
                 " ESCAPE '\\'";
    };
    part("u.mxid", query.reporter);
    part("r.room_id", query.roomId);
    if (!query.sender.empty()) {
        values.emplace_back(toValue(query.sender));
        where += " AND t.mxid = $" + std::to_string(values.size());
    }
    ReportPage page;
    page.total = reader.queryValues("SELECT COUNT(*)" + where, values).front().integer(0);
    const std::size_t next = values.size() + 1;
    values.emplace_back(query.limit);
    values.emplace_back(query.from);
    const Rows rows =
        reader.queryValues(std::string(columns) + where + " ORDER BY p.received_ts " +
                               (query.backwards ? "DESC" : "ASC") + ", p.report_nid " +
                               (query.backwards ? "DESC" : "ASC") + " LIMIT $" +
                               std::to_string(next) + " OFFSET $" + std::to_string(next + 1),
                           values);
    for (const Row row : rows)
        page.rows.push_back(toReport(row));
    return page;
}

std::optional<ReportRow> report(Reader &reader, std::int64_t id) {
    const auto row =
        reader.queryOne(std::string(columns) + std::string(from) + " AND p.report_nid = $1", id);
    if (!row)
        return std::nullopt;
    return toReport(*row);
}

namespace {
constexpr std::string_view fromUserReports =
    " FROM user_report p JOIN users u ON u.user_nid = p.reporter_nid "
    "JOIN users t ON t.user_nid = p.target_nid ";
constexpr std::string_view userReportColumns =
    "SELECT p.report_nid, p.received_ts, t.mxid, u.mxid, p.reason";

UserReportRow toUserReport(const Row &row) {
    return {row.integer(0), row.integer(1), row.string(2), row.string(3), row.findString(4)};
}
} // namespace

std::vector<UserReportRow> userReports(Reader &reader, const UserReportQuery &query,
                                       std::int64_t &total) {
    const std::string reporter = "%" + escapeLike(query.reporter) + "%";
    const std::string target = "%" + escapeLike(query.target) + "%";
    const std::string where = std::string(fromUserReports) +
                              "WHERE u.mxid LIKE $1 ESCAPE '\\' AND t.mxid LIKE $2 ESCAPE '\\'";
    total = reader.queryOne("SELECT COUNT(*)" + where, reporter, target)->integer(0);
    const std::string order = query.backwards ? "DESC" : "ASC";
    std::vector<UserReportRow> out;
    for (const auto row :
         reader.query(std::string(userReportColumns) + where + " ORDER BY p.received_ts " + order +
                          ", p.report_nid " + order + " LIMIT $3 OFFSET $4",
                      reporter, target, query.limit, query.from))
        out.push_back(toUserReport(row));
    return out;
}

std::optional<UserReportRow> userReport(Reader &reader, std::int64_t id) {
    const auto row = reader.queryOne(std::string(userReportColumns) + std::string(fromUserReports) +
                                         "WHERE p.report_nid = $1",
                                     id);
    if (!row)
        return std::nullopt;
    return toUserReport(*row);
}

bool deleteUserReport(Transaction &tx, std::int64_t id) {
    return tx.exec("DELETE FROM user_report WHERE report_nid = $1", id) == 1;
}

bool deleteReport(Transaction &tx, std::int64_t id) {
    return tx.exec("DELETE FROM event_report WHERE report_nid = $1", id) == 1;
}

} // namespace hearth::store
