// SPDX-License-Identifier: Apache-2.0
// Reports of events, rooms and users.
#include "server/services/rooms/room_reports.hpp"

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/store/database.hpp"
#include "server/store/report_store.hpp"

namespace hearth::services {
namespace {

json::object toJson(const store::ReportRow &row, const std::string &eventId) {
    json::object out{{"id", row.id},
                     {"received_ts", row.receivedTs},
                     {"room_id", row.roomId},
                     {"event_id", eventId},
                     {"user_id", row.reporterId},
                     {"sender", row.senderId},
                     {"canonical_alias", nullIfEmpty(row.roomAlias)},
                     {"name", nullIfEmpty(row.roomName)}};
    out["reason"] = orNull(row.reason);
    out["score"] = orNull(row.score);
    return out;
}

} // namespace

void RoomReports::reportEvent(const Requester &requester, std::string_view roomId,
                              std::string_view eventId, std::optional<std::string> reason,
                              std::optional<std::int64_t> score) {
    const RoomPtr room = m_parts.registry.find(roomId);
    if (!room || !room->view()->isJoined(requester.user.str()))
        throw notFound("Unable to report event: it does not exist or you aren't able to see it.");
    const StoredEventPtr event = m_parts.events.find(eventId);
    if (!event || event->room != room->nid() ||
        !m_parts.visibility.sightOf(requester).maySee(*event))
        throw notFound("Unable to report event: it does not exist or you aren't able to see it.");
    store::ReportRow row;
    row.receivedTs = m_parts.clock.now();
    row.room = room->nid();
    row.event = event->nid;
    row.reporter = requester.userNid;
    row.target = event->sender;
    row.reason = std::move(reason);
    row.score = score;
    m_parts.database.write([&](store::Transaction &tx) { store::insertReport(tx, row); });
}

void RoomReports::reportRoom(const Requester &requester, std::string_view roomId,
                             std::optional<std::string> reason) {
    const RoomPtr room = m_parts.registry.find(roomId);
    if (!room)
        throw notFound("Room does not exist");
    store::ReportRow row;
    row.receivedTs = m_parts.clock.now();
    row.room = room->nid();
    row.reporter = requester.userNid;
    row.reason = std::move(reason);
    m_parts.database.write([&](store::Transaction &tx) { store::insertReport(tx, row); });
}

void RoomReports::reportUser(const Requester &requester, std::string_view userId,
                             std::optional<std::string> reason) {
    if (!matrix::parseUserId(userId))
        throw invalidParam("Invalid user id");
    constexpr std::size_t maxReason = 1000;
    if (reason && reason->size() > maxReason)
        throw badJson("Reason must be less than 1000 characters");
    const store::UserNid target =
        m_parts.database.read([&](store::Reader &reader) { return reader.findUser(userId); });
    // spec v1.18: the answer does not tell whether the user exists.
    if (!target)
        return;
    m_parts.database.write([&](store::Transaction &tx) {
        store::insertUserReport(tx, target, requester.userNid, reason, m_parts.clock.now());
    });
}

json::object RoomReports::list(const store::ReportQuery &query) {
    const auto page =
        m_parts.database.read([&](store::Reader &reader) { return store::reports(reader, query); });
    json::array list;
    for (const store::ReportRow &row : page.rows) {
        const StoredEventPtr event = m_parts.events.find(row.event);
        list.push_back(toJson(row, event ? event->event->id().str() : std::string()));
    }
    json::object out{{"event_reports", std::move(list)}, {"total", page.total}};
    const auto shown = query.from + static_cast<std::int64_t>(page.rows.size());
    if (shown < page.total)
        out["next_token"] = shown;
    return out;
}

json::object RoomReports::details(std::int64_t id) {
    const auto row =
        m_parts.database.read([&](store::Reader &reader) { return store::report(reader, id); });
    if (!row)
        throw notFound("Event report not found");
    const StoredEventPtr event = m_parts.events.find(row->event);
    json::object out = toJson(*row, event ? event->event->id().str() : std::string());
    if (event) {
        json::object whole = event->event->pdu();
        whole["event_id"] = event->event->id().str();
        out["event_json"] = std::move(whole);
    } else {
        out["event_json"] = nullptr;
    }
    return out;
}

void RoomReports::remove(std::int64_t id) {
    const bool there =
        m_parts.database.write([&](store::Transaction &tx) { return store::deleteReport(tx, id); });
    if (!there)
        throw notFound("Event report not found");
}

} // namespace hearth::services
