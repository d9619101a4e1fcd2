// SPDX-License-Identifier: Apache-2.0
// See folded_names.hpp.
#include "server/store/folded_names.hpp"

#include "server/matrix/fold.hpp"

namespace hearth::store {

namespace {
constexpr std::string_view markName = "folding";
constexpr std::string_view current = "1"; // to be raised when foldForSearch() changes
} // namespace

std::string searchName(std::string_view first, std::string_view second) {
    std::string both(first);
    if (!second.empty()) {
        both += '\n';
        both += second;
    }
    return matrix::foldForSearch(both);
}

bool folded_names::areCurrent(Reader &reader) {
    const auto row = reader.queryOne("SELECT value FROM server_value WHERE name = $1", markName);
    return row && row->string(0) == current;
}

void folded_names::markCurrent(Transaction &tx) {
    tx.post("INSERT INTO server_value (name, value) VALUES ($1, $2)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            markName, current);
}

std::int64_t folded_names::renewAccounts(Transaction &tx, std::int64_t &last, std::int64_t limit) {
    std::int64_t count = 0;
    for (const auto row : tx.query("SELECT user_nid, localpart, COALESCE(display_name, '')"
                                   " FROM account WHERE user_nid > $1 ORDER BY user_nid LIMIT $2",
                                   last, limit)) {
        last = row.integer(0);
        tx.post("UPDATE account SET search_name = $2 WHERE user_nid = $1", last,
                searchName(row.string(1), row.string(2)));
        ++count;
    }
    return count;
}

std::int64_t folded_names::renewRooms(Transaction &tx, std::int64_t &last, std::int64_t limit) {
    std::int64_t count = 0;
    for (const auto row :
         tx.query("SELECT room_nid, COALESCE(name, ''), COALESCE(canonical_alias, ''),"
                  " COALESCE(topic, '') FROM room_summary WHERE room_nid > $1"
                  " ORDER BY room_nid LIMIT $2",
                  last, limit)) {
        last = row.integer(0);
        tx.post("UPDATE room_summary SET search_name = $2, search_topic = $3 WHERE room_nid = $1",
                last, searchName(row.string(1), row.string(2)),
                matrix::foldForSearch(row.string(3)));
        ++count;
    }
    return count;
}

std::int64_t folded_names::renewWords(Transaction &tx, std::int64_t &last, std::int64_t limit) {
    const auto events = tx.query("SELECT DISTINCT event_nid FROM search_word WHERE event_nid > $1"
                                 " ORDER BY event_nid LIMIT $2",
                                 last, limit);
    std::int64_t count = 0;
    const std::int64_t first = last;
    for (const auto row : events) {
        last = row.integer(0);
        ++count;
    }
    for (const auto row : tx.query("SELECT word, room_nid, event_nid, field FROM search_word"
                                   " WHERE event_nid > $1 AND event_nid <= $2",
                                   first, last)) {
        const std::string word = row.string(0);
        const std::string folded = matrix::foldForSearch(word);
        if (folded == word)
            continue;
        tx.post("DELETE FROM search_word WHERE word = $1 AND room_nid = $2 AND event_nid = $3"
                " AND field = $4",
                Blob{word}, row.integer(1), row.integer(2), row.integer(3));
        tx.post("INSERT INTO search_word (word, room_nid, event_nid, field)"
                " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                Blob{folded}, row.integer(1), row.integer(2), row.integer(3));
    }
    return count;
}

} // namespace hearth::store
