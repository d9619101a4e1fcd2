// SPDX-License-Identifier: Apache-2.0
// Purging, as SQL.
#include "server/store/room_purge_store.hpp"

#include "server/store/event_store.hpp"
#include "server/store/sql.hpp"

#include <array>
#include <string>
#include <string_view>

namespace hearth::store {

std::vector<EventNid> eventsOf(Reader &reader, RoomNid room, int limit) {
    return collectNids<EventNid>(
        reader.query("SELECT event_nid FROM event WHERE room_nid = $1 LIMIT $2", room, limit));
}

OldEvents eventsToPurge(Reader &reader, RoomNid room, Position olderThan, bool localToo,
                        int limit) {
    OldEvents old;
    const Rows rows = reader.query("SELECT event_nid, skey_nid, flags FROM event WHERE room_nid = "
                                   "$1 AND gpos < $2 ORDER BY gpos LIMIT $3",
                                   room, olderThan, limit);
    for (const Row row : rows) {
        const bool isState = static_cast<bool>(row.nid<StateKeyNid>(1));
        const bool local = (row.integer(2) & event_flag::local) != 0;
        const bool kept = isState || (local && !localToo);
        (kept ? old.hidden : old.gone).push_back(row.nid<EventNid>(0));
    }
    return old;
}

void hideEvents(Transaction &tx, const std::vector<EventNid> &events) {
    if (events.empty())
        return;
    std::vector<Value> values{event_flag::outlier};
    const std::string list = bindList(values, events);
    tx.postValues("UPDATE event SET gpos = NULL, flags = flags | $1 WHERE event_nid IN (" + list +
                      ")",
                  values);
}

void purgeEvents(Transaction &tx, const std::vector<EventNid> &events) {
    if (events.empty())
        return;
    struct Place {
        std::string_view table, column;
    };
    static constexpr std::array<Place, 9> places{{
        {"event_json", "event_nid"},
        {"event_edge", "child"},
        {"event_auth", "event_nid"},
        {"chain", "event_nid"},
        {"relation", "child_nid"},
        {"redaction", "redaction_nid"},
        {"search_word", "event_nid"},
        {"txn_client", "event_nid"},
        {"event", "event_nid"},
    }};
    for (const Place &place : places) {
        std::vector<Value> values;
        const std::string list = bindList(values, events);
        tx.postValues("DELETE FROM " + std::string(place.table) + " WHERE " +
                          std::string(place.column) + " IN (" + list + ")",
                      values);
    }
    tx.forgetEvents();
}

bool purgeRoomRows(Transaction &tx, RoomNid room, int limit) {
    struct Place {
        std::string_view table, key; // key: the rest of the primary key, to cut chunks
    };
    static constexpr std::array<Place, 15> places{{
        {"room_state", "skey_nid"},
        {"state_delta", "gpos"},
        {"state_group", "state_group"},
        {"relation", "child_nid"},
        {"redaction", "redaction_nid"},
        {"fwd_extremity", "event_nid"},
        {"back_extremity", "event_nid"},
        {"receipt", "user_nid"},
        {"notif_count", "user_nid"},
        {"account_data", "user_nid"},
        {"delayed_event", "delay_id"},
        {"event_report", "report_nid"},
        {"room_network", "network"},
        {"room_alias", "alias"},
        {"member", "user_nid"},
    }};
    for (const Place &place : places) {
        const std::string table(place.table);
        const std::string key(place.key);
        const auto gone =
            tx.exec("DELETE FROM " + table + " WHERE room_nid = $1 AND " + key + " IN (SELECT " +
                        key + " FROM " + table + " WHERE room_nid = $1 LIMIT $2)",
                    room, limit);
        if (gone > 0)
            return true;
    }
    return false;
}

void purgeRoomRow(Transaction &tx, RoomNid room) {
    tx.post("DELETE FROM room_summary WHERE room_nid = $1", room);
    tx.post("DELETE FROM room_retention WHERE room_nid = $1", room);
    tx.post("DELETE FROM forgotten_room WHERE room_nid = $1", room);
    tx.post("DELETE FROM partial_server WHERE room_nid = $1", room);
    tx.post("DELETE FROM partial_room WHERE room_nid = $1", room);
    tx.post("UPDATE room SET version = NULL, create_nid = NULL, creator_nid = NULL, "
            "state_group = NULL, flags = 0, published = 0, last_gpos = 0 WHERE room_nid = $1",
            room);
}

} // namespace hearth::store
