// SPDX-License-Identifier: Apache-2.0
// Relations, as SQL.
#include "server/store/relation_store.hpp"

#include "server/store/sql.hpp"

#include <algorithm>

namespace hearth::store {

void insertRelation(Transaction &tx, const RelationRow &row) {
    tx.post("INSERT INTO relation (room_nid, parent_nid, child_nid, rel_type, type_nid, "
            "sender_nid, key, gpos, origin_ts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            "ON CONFLICT (room_nid, parent_nid, child_nid) DO NOTHING",
            row.room, row.parent, row.child, tx.internType(row.relType),
            tx.internType(row.childType), row.sender, row.key, row.pos, row.originTs);
}

std::vector<RelatedRow> relations(Reader &reader, const RelationQuery &query) {
    std::vector<Value> values{toValue(query.room), toValue(query.after)};
    std::string sql = "SELECT parent_nid, child_nid, gpos FROM relation WHERE room_nid = $1 "
                      "AND gpos > $2";
    const auto bind = [&](Value value) {
        values.emplace_back(value);
        return "$" + std::to_string(values.size());
    };
    if (query.upTo.value != 0)
        sql += " AND gpos <= " + bind(toValue(query.upTo));
    if (query.relType)
        sql += " AND rel_type = " + bind(query.relType->value);
    if (query.childType)
        sql += " AND type_nid = " + bind(query.childType->value);
    sql += " AND parent_nid IN (" + bindList(values, query.parents) + ")";
    sql += query.backwards ? " ORDER BY gpos DESC LIMIT " : " ORDER BY gpos LIMIT ";
    sql += bind(std::int64_t{query.limit});
    return collect(reader.queryValues(sql, values), [](const Row &row) {
        return RelatedRow{row.nid<EventNid>(0), row.nid<EventNid>(1), row.position(2)};
    });
}

std::vector<EventNid> childrenOf(Reader &reader, RoomNid room, std::span<const EventNid> parents) {
    std::vector<EventNid> out;
    if (parents.empty())
        return out;
    std::vector<Value> values{toValue(room)};
    const std::string list = bindList(values, parents);
    const Rows rows = reader.queryValues(
        "SELECT child_nid FROM relation WHERE room_nid = $1 AND parent_nid IN (" + list + ")",
        values);
    for (const Row row : rows)
        out.push_back(row.nid<EventNid>(0));
    return out;
}

std::vector<RelationTo> relationsTo(Reader &reader, RoomNid room, EventNid parent) {
    std::vector<RelationTo> out;
    for (const Row row : reader.query("SELECT rel_type, sender_nid, gpos, origin_ts FROM relation"
                                      " WHERE room_nid = $1 AND parent_nid = $2",
                                      room, parent)) {
        const auto sender = row.nid<UserNid>(1);
        out.push_back({std::string(reader.typeName(row.nid<TypeNid>(0))), sender,
                       std::string(reader.userId(sender)), row.position(2), row.integer(3)});
    }
    return out;
}

bool hasAnnotation(Reader &reader, RoomNid room, EventNid parent, std::string_view childType,
                   std::string_view key, UserNid sender) {
    const TypeNid relType = reader.findType("m.annotation");
    const TypeNid type = reader.findType(childType);
    if (!relType || !type)
        return false;
    return reader
        .queryOne("SELECT 1 FROM relation r JOIN event e ON e.event_nid = r.child_nid "
                  "WHERE r.room_nid = $1 AND r.parent_nid = $2 AND r.rel_type = $3 "
                  "AND r.type_nid = $4 AND r.key = $5 AND r.sender_nid = $6 "
                  "AND e.redacted_by IS NULL LIMIT 1",
                  room, parent, relType, type, key, sender)
        .has_value();
}

std::vector<BundleRow> bundleRows(Reader &reader, RoomNid room, std::span<const EventNid> parents) {
    std::vector<BundleRow> out;
    constexpr std::size_t chunk = 500;
    for (std::size_t at = 0; at < parents.size(); at += chunk) {
        const auto part = parents.subspan(at, std::min(chunk, parents.size() - at));
        std::vector<Value> values{toValue(room)};
        const std::string list = bindList(values, part);
        const Rows rows = reader.queryValues(
            "SELECT r.parent_nid, r.child_nid, rt.type, ct.type, r.sender_nid, r.gpos, r.origin_ts "
            "FROM relation r JOIN event_type rt ON rt.type_nid = r.rel_type "
            "JOIN event_type ct ON ct.type_nid = r.type_nid "
            "JOIN event e ON e.event_nid = r.child_nid "
            "WHERE r.room_nid = $1 AND e.redacted_by IS NULL "
            "AND rt.type IN ('m.replace', 'm.reference', 'm.thread') AND r.parent_nid IN (" +
                list + ") ORDER BY r.gpos",
            values);
        for (const Row row : rows)
            out.push_back({row.nid<EventNid>(0), row.nid<EventNid>(1), row.string(2), row.string(3),
                           row.nid<UserNid>(4), row.position(5), row.integer(6)});
    }
    return out;
}

std::vector<ThreadRow> threads(Reader &reader, RoomNid room, Position before, UserNid participated,
                               int limit) {
    const TypeNid thread = reader.findType("m.thread");
    std::vector<ThreadRow> out;
    if (!thread)
        return out;
    std::vector<Value> values{toValue(room), toValue(thread)};
    std::string sql = "SELECT r.parent_nid, MAX(r.gpos) AS latest FROM relation r "
                      "JOIN event c ON c.event_nid = r.child_nid "
                      "JOIN event p ON p.event_nid = r.parent_nid "
                      "WHERE r.room_nid = $1 AND r.rel_type = $2 AND c.redacted_by IS NULL";
    const auto bind = [&](Value value) {
        values.emplace_back(value);
        return "$" + std::to_string(values.size());
    };
    if (participated) {
        const std::string user = bind(toValue(participated));
        sql += " AND (p.sender_nid = " + user +
               " OR EXISTS (SELECT 1 FROM relation o WHERE o.room_nid = r.room_nid AND "
               "o.parent_nid = r.parent_nid AND o.rel_type = r.rel_type AND o.sender_nid = " +
               user + "))";
    }
    sql += " GROUP BY r.parent_nid";
    if (before.value != 0)
        sql += " HAVING MAX(r.gpos) < " + bind(toValue(before));
    sql += " ORDER BY latest DESC LIMIT " + bind(std::int64_t{limit});
    for (const Row row : reader.queryValues(sql, values))
        out.push_back({row.nid<EventNid>(0), row.position(1)});
    return out;
}

} // namespace hearth::store
