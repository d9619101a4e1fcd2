// SPDX-License-Identifier: Apache-2.0
// Children of an event, and the threads of a room.
#include "server/services/rooms/room_relations.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/visibility.hpp"
#include "server/store/database.hpp"
#include "server/store/relation_store.hpp"

#include <algorithm>
#include <span>

namespace hearth::services {
namespace {

constexpr int maxDepth = 3; // of recurse
constexpr std::size_t maxParents = 2000;
constexpr std::size_t threadsAtOnce = 8;

/// The parents to look for: the event, and with recurse its children up to maxDepth - 1 levels.
std::vector<store::EventNid> parentsOf(store::Database &database, store::RoomNid room,
                                       store::EventNid root, bool recurse) {
    std::vector<store::EventNid> all{root};
    if (!recurse)
        return all;
    std::vector<store::EventNid> level = all;
    for (int depth = 1; depth < maxDepth && !level.empty() && all.size() < maxParents; ++depth) {
        level = database.read(
            [&](store::Reader &reader) { return store::childrenOf(reader, room, level); });
        if (level.size() > maxParents - all.size())
            level.resize(maxParents - all.size());
        all.insert(all.end(), level.begin(), level.end());
    }
    return all;
}

bool isThreadRoot(const json::object &event) {
    const json::object *extra = objectAt(event, "unsigned");
    const json::object *relations = extra ? objectAt(*extra, "m.relations") : nullptr;
    return relations && relations->contains("m.thread");
}

bool isEdit(const StoredEvent &event) {
    const json::object *relates = objectAt(event.event->content(), "m.relates_to");
    return relates && stringAt(*relates, "rel_type") == "m.replace";
}

} // namespace

json::object RoomRelations::relations(const Requester &requester, std::string_view roomId,
                                      const Query &query) {
    const RoomAccess access = m_parts.history.requireReadable(requester, roomId);
    const store::RoomNid room = access.room->nid();
    Sight sight = m_parts.visibility.sightOf(requester);
    const StoredEventPtr parent = m_parts.history.requireVisible(sight, access, query.eventId);
    const std::int64_t limit = std::clamp<std::int64_t>(query.limit, 1, 1000);

    store::RelationQuery wanted;
    wanted.room = room;
    wanted.parents = parentsOf(m_parts.database, room, parent->nid, query.recurse);
    wanted.backwards = query.backwards;
    wanted.limit = static_cast<int>(limit) + 1;
    const store::Position from = query.from.empty() ? store::Position{} : parseToken(query.from);
    const store::Position to = query.to.empty() ? store::Position{} : parseToken(query.to);
    if (query.backwards) {
        wanted.upTo = from;
        wanted.after = to;
    } else {
        wanted.after = from;
        wanted.upTo = to;
    }
    bool known = true;
    const auto rows = m_parts.database.read([&](store::Reader &reader) {
        if (query.relType) {
            wanted.relType = reader.findType(*query.relType);
            known = known && static_cast<bool>(*wanted.relType);
        }
        if (query.eventType) {
            wanted.childType = reader.findType(*query.eventType);
            known = known && static_cast<bool>(*wanted.childType);
        }
        return known ? store::relations(reader, wanted) : std::vector<store::RelatedRow>();
    });

    std::vector<store::EventNid> children;
    for (const store::RelatedRow &row : rows)
        children.push_back(row.child);
    children.resize(std::min(children.size(), static_cast<std::size_t>(limit)));
    EventReader::Part part = m_parts.events.loadPart(children, pageBytes);
    const std::size_t count = part.looked;
    const bool more = rows.size() > count;
    StoredEvents events;
    for (StoredEventPtr &event : part.events) {
        if (event->redactedBy || !sight.shows(*event))
            continue;
        // An edit holds the text that was redacted.
        if (parent->redactedBy && isEdit(*event))
            continue;
        events.push_back(std::move(event));
    }
    json::object out{{"chunk", m_parts.serializer.list(events, sight)}};
    if (more) {
        const store::Position last = rows[count - 1].pos;
        out["next_batch"] = toToken(query.backwards ? store::Position{last.value - 1} : last);
    }
    if (!query.from.empty())
        out["prev_batch"] = query.from;
    if (query.recurse)
        out["recursion_depth"] = maxDepth;
    return out;
}

json::object RoomRelations::threads(const Requester &requester, std::string_view roomId,
                                    const std::string &from, std::int64_t limit,
                                    bool participated) {
    const RoomAccess access = m_parts.history.requireReadable(requester, roomId);
    limit = std::clamp<std::int64_t>(limit, 1, 100);
    const store::Position before = from.empty() ? store::Position{} : parseToken(from);
    const auto rows = m_parts.database.read([&](store::Reader &reader) {
        return store::threads(reader, access.room->nid(), before,
                              participated ? requester.userNid : store::UserNid{},
                              static_cast<int>(limit) + 1);
    });
    Sight sight = m_parts.visibility.sightOf(requester);
    std::vector<store::EventNid> roots;
    for (const store::ThreadRow &row : rows)
        roots.push_back(row.root);
    roots.resize(std::min(roots.size(), static_cast<std::size_t>(limit)));
    // Few at a time: each brings its newest event, and edits of both.
    json::array chunk;
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < roots.size() && bytes < pageBytes) {
        const std::size_t portion = std::min(threadsAtOnce, roots.size() - count);
        StoredEvents events =
            m_parts.events.load(std::span<const store::EventNid>(roots).subspan(count, portion));
        std::erase_if(events, [&](const StoredEventPtr &event) { return !sight.shows(*event); });
        // Where the viewer sees no answer there is no thread for them.
        for (json::value &event : m_parts.serializer.list(events, sight, {}, &bytes))
            if (isThreadRoot(event.get_object()))
                chunk.push_back(std::move(event));
        count += portion;
    }
    json::object out{{"chunk", std::move(chunk)}};
    if (rows.size() > count)
        out["next_batch"] = toToken(rows[count - 1].latest);
    return out;
}

} // namespace hearth::services
