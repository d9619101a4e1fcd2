// SPDX-License-Identifier: Apache-2.0
// Searching, as SQL.
#include "server/store/search_store.hpp"

#include "server/store/sql.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::store {
namespace {
std::string cursorName(RoomNid room) {
    return "search:" + std::to_string(room.value);
}
} // namespace

Position searchedTo(Reader &reader, RoomNid room) {
    const auto row =
        reader.queryOne("SELECT value FROM server_value WHERE name = $1", cursorName(room));
    Position position;
    if (row) {
        const std::string_view text = row->text(0);
        std::from_chars(text.data(), text.data() + text.size(), position.value);
    }
    return position;
}

void setSearchedTo(Transaction &tx, RoomNid room, Position position) {
    tx.post("INSERT INTO server_value (name, value) VALUES ($1, $2) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            cursorName(room), std::to_string(position.value));
}

std::vector<Searchable> searchable(Reader &reader, RoomNid room, Position after, int limit) {
    return collect(
        reader.query(
            "SELECT e.event_nid, e.gpos FROM event e JOIN event_type t ON t.type_nid = e.type_nid "
            "WHERE e.room_nid = $1 AND e.gpos > $2 "
            "AND t.type IN ('m.room.message', 'm.room.name', 'm.room.topic') "
            "ORDER BY e.gpos LIMIT $3",
            room, after, limit),
        [](const Row &row) { return Searchable{row.nid<EventNid>(0), row.position(1)}; });
}

void insertWords(Transaction &tx, const std::vector<SearchWord> &words) {
    std::vector<Value> values;
    for (const SearchWord &word : words) {
        values.emplace_back(Blob{word.word});
        values.emplace_back(toValue(word.room));
        values.emplace_back(toValue(word.event));
        values.emplace_back(static_cast<std::int64_t>(word.field));
    }
    tx.insertRows("INSERT INTO search_word (word, room_nid, event_nid, field)", 4, values,
                  " ON CONFLICT (word, room_nid, event_nid, field) DO NOTHING");
}

std::vector<SearchHit> search(Reader &reader, const std::vector<SearchTerm> &terms,
                              std::span<const RoomNid> rooms,
                              const std::vector<SearchField> &fields, Position upTo,
                              std::size_t limit) {
    std::vector<SearchHit> out;
    std::vector<std::string> ends; // no UTF-8 text has the byte FF
    for (const SearchTerm &term : terms)
        ends.push_back(term.text + (term.exact ? '\0' : '\xFF'));
    std::vector<std::int64_t> numbers;
    for (const SearchField field : fields)
        numbers.push_back(static_cast<std::int64_t>(field));
    constexpr std::size_t chunk = 500;
    for (std::size_t at = 0; at < rooms.size(); at += chunk) {
        const auto part = rooms.subspan(at, std::min(chunk, rooms.size() - at));
        std::vector<Value> values;
        const std::string roomList = bindList(values, part);
        const std::string fieldList = bindList(values, numbers);
        const auto bind = [&](Value value) {
            values.push_back(value);
            return "$" + std::to_string(values.size());
        };
        std::string found;
        for (std::size_t i = 0; i < terms.size(); ++i) {
            found += i ? " INTERSECT " : "";
            found += "SELECT event_nid FROM search_word WHERE word >= ";
            found += bind(Blob{terms[i].text}) + " AND word < " + bind(Blob{ends[i]});
            found += " AND room_nid IN (" + roomList + ") AND field IN (" + fieldList + ")";
        }
        const std::string last = bind(toValue(upTo));
        const Rows rowsFound = reader.queryValues(
            "SELECT e.event_nid, e.room_nid, e.gpos FROM (" + found +
                ") f JOIN event e ON e.event_nid = f.event_nid WHERE e.redacted_by IS NULL "
                "AND e.gpos <= " +
                last + " ORDER BY e.gpos DESC LIMIT " + bind(static_cast<std::int64_t>(limit)),
            values);
        for (const Row row : rowsFound)
            out.push_back({row.nid<EventNid>(0), row.nid<RoomNid>(1), row.position(2)});
    }
    std::sort(out.begin(), out.end(),
              [](const SearchHit &a, const SearchHit &b) { return a.pos > b.pos; });
    if (out.size() > limit)
        out.resize(limit);
    return out;
}

} // namespace hearth::store
