// SPDX-License-Identifier: Apache-2.0
// See destination_store.hpp.
#include "server/store/destination_store.hpp"

#include "server/matrix/fold.hpp"
#include "server/store/sql.hpp"

#include <array>
#include <utility>

namespace hearth::store::destinations {
namespace {

constexpr std::string_view columns =
    "SELECT s.name, d.retry_at_ts, d.failing_since_ts, d.pdu_gpos FROM dest d "
    "JOIN server s ON s.server_nid = d.server_nid ";

Destination read(const Row &row) {
    Destination out{row.string(0), row.integer(1), row.findInteger(2), std::nullopt};
    if (const auto position = row.integer(3); position > 0)
        out.sentUpTo = Position{position};
    return out;
}

std::string_view orderColumn(const std::string &name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> known{{
        {"retry_last_ts", "COALESCE(d.failing_since_ts, 0)"},
        {"retry_interval", "d.retry_at_ts - COALESCE(d.failing_since_ts, d.retry_at_ts)"},
        {"failure_ts", "COALESCE(d.failing_since_ts, 0)"},
        {"last_successful_stream_ordering", "d.pdu_gpos"},
    }};
    for (const auto &[key, column] : known)
        if (key == name)
            return column;
    return "s.name";
}

} // namespace

std::vector<Destination> list(Reader &reader, const Filter &filter, std::int64_t &total) {
    const std::string name = "%" + escapeLike(matrix::foldForSearch(filter.name)) + "%";
    total = reader
                .queryOne("SELECT COUNT(*) FROM dest d JOIN server s ON s.server_nid = "
                          "d.server_nid WHERE s.name LIKE $1 ESCAPE '\\'",
                          name)
                ->integer(0);
    const std::string sql = std::string(columns) + "WHERE s.name LIKE $1 ESCAPE '\\' ORDER BY " +
                            std::string(orderColumn(filter.orderBy)) +
                            (filter.descending ? " DESC" : " ASC") +
                            ", s.name ASC LIMIT $2 OFFSET $3";
    std::vector<Destination> out;
    for (const auto row : reader.query(sql, name, filter.limit, filter.from))
        out.push_back(read(row));
    return out;
}

std::optional<Destination> find(Reader &reader, std::string_view name) {
    const auto row = reader.queryOne(std::string(columns) + "WHERE s.name = $1", name);
    if (!row)
        return std::nullopt;
    return read(*row);
}

std::vector<Room> rooms(Reader &reader, const Filter &filter, std::int64_t &total) {
    const auto server = reader.findServer(filter.name);
    total =
        reader.queryOne("SELECT COUNT(*) FROM dest_room WHERE server_nid = $1", server)->integer(0);
    const std::string sql = "SELECT r.room_id, d.gpos FROM dest_room d JOIN room r ON r.room_nid = "
                            "d.room_nid WHERE d.server_nid = $1 ORDER BY r.room_id" +
                            std::string(filter.descending ? " DESC" : " ASC") +
                            " LIMIT $2 OFFSET $3";
    std::vector<Room> out;
    for (const auto row : reader.query(sql, server, filter.limit, filter.from))
        out.push_back({row.string(0), Position{row.integer(1)}});
    return out;
}

std::optional<Pause> pauseOf(Reader &reader, std::string_view name) {
    const auto server = reader.findServer(name);
    const auto row = reader.queryOne(
        "SELECT retry_at_ts, failing_since_ts, failures FROM dest WHERE server_nid = $1", server);
    if (!row)
        return std::nullopt;
    return Pause{row->integer(0), row->findInteger(1), row->integer(2)};
}

void setPause(Transaction &tx, std::string_view name, const Pause &pause) {
    tx.post("INSERT INTO dest (server_nid, retry_at_ts, failing_since_ts, failures) "
            "VALUES ($1, $2, $3, $4) ON CONFLICT (server_nid) DO UPDATE SET "
            "retry_at_ts = $2, failing_since_ts = $3, failures = $4",
            tx.internServer(name), pause.retryAt, pause.failingSince, pause.failures);
}

void forgetFailures(Transaction &tx, std::string_view name) {
    tx.post("UPDATE dest SET retry_at_ts = 0, failing_since_ts = NULL, failures = 0 WHERE "
            "server_nid = (SELECT server_nid FROM server WHERE name = $1)",
            name);
}

} // namespace hearth::store::destinations
