// SPDX-License-Identifier: Apache-2.0
// Bundled aggregations, read for a whole page of events at once.
#include "server/services/rooms/relation_reader.hpp"

#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/store/database.hpp"
#include "server/store/relation_store.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hearth::services {
namespace {

/// Spec client-server, "Validity of replacement events".
bool validEdit(const StoredEvent &original, const StoredEvent &edit) {
    const matrix::Event &a = *original.event;
    const matrix::Event &b = *edit.event;
    if (a.sender() != b.sender() || a.type() != b.type() || a.isState() || b.isState())
        return false;
    if (edit.redactedBy || original.redactedBy)
        return false;
    const json::object *relates = objectAt(a.content(), "m.relates_to");
    if (relates && stringAt(*relates, "rel_type") == "m.replace")
        return false;
    return a.type() == "m.room.encrypted" || objectAt(b.content(), "m.new_content") != nullptr;
}

bool newer(const StoredEvent &a, const StoredEvent &b) {
    const auto left = a.event->originServerTs();
    const auto right = b.event->originServerTs();
    return left != right ? left > right : a.event->id() > b.event->id();
}

constexpr std::size_t bytesOfRow = 64; // as work

struct RowsOf {
    std::vector<const store::BundleRow *> edits;
    std::vector<const store::BundleRow *> references;
};

} // namespace

std::size_t Bundle::bytes() const {
    constexpr std::size_t reference = 80;
    std::size_t sum = references.size() * reference;
    for (const StoredEventPtr &event : {replacement, threadLatest, threadLatestEdit})
        sum += event ? answerBytes(*event) : 0;
    return sum;
}

RelationReader::RelationReader(store::Database &database, EventReader &events, RoomRegistry &rooms)
    : m_database(database)
    , m_events(events)
    , m_rooms(rooms) {}

std::unordered_map<store::EventNid, Bundle>
RelationReader::bundles(std::span<const StoredEventPtr> events, Sight &sight) {
    std::unordered_map<store::EventNid, Bundle> out;
    std::map<store::RoomNid, std::vector<store::EventNid>> parents;
    std::unordered_map<store::EventNid, StoredEventPtr> byNid;
    store::RoomNid lastRoom{};
    RoomPtr room;
    for (const StoredEventPtr &event : events) {
        if (event->event->isState())
            continue;
        if (event->room != lastRoom) {
            room = m_rooms.peek(event->room);
            lastRoom = event->room;
        }
        if (room && !room->mayHaveRelations(event->nid, event->pos))
            continue;
        parents[event->room].push_back(event->nid);
        byNid[event->nid] = event;
    }
    for (const auto &[roomNid, nids] : parents) {
        const auto rows = m_database.read(
            [&](store::Reader &reader) { return store::bundleRows(reader, roomNid, nids); });
        noteBytes(rows.size() * bytesOfRow);
        // Rows come oldest first: the last one of a thread that passes is its newest event.
        std::unordered_map<store::EventNid, store::EventNid> newest;
        std::unordered_map<store::EventNid, RowsOf> byParent;
        for (const store::BundleRow &row : rows) {
            if (!sight.shows(roomNid, row.pos, row.sender, row.originTs))
                continue;
            Bundle &bundle = out[row.parent];
            if (row.relType == "m.thread") {
                ++bundle.threadCount;
                if (row.sender == sight.user())
                    bundle.threadParticipated = true;
                newest[row.parent] = row.child;
            } else if (row.relType == "m.reference") {
                byParent[row.parent].references.push_back(&row);
            } else {
                byParent[row.parent].edits.push_back(&row);
            }
        }
        for (auto &[parent, rowsOf] : byParent) {
            out[parent].replacement = newestEdit(*byNid[parent], std::move(rowsOf.edits));
            addReferences(out[parent], rowsOf.references);
        }
        for (const auto &[parent, child] : newest)
            out[parent].threadLatest = m_events.find(child);
    }
    std::vector<StoredEventPtr> latest;
    for (auto it = out.begin(); it != out.end();) {
        Bundle &bundle = it->second;
        if (bundle.threadCount > 0 && byNid[it->first]->sender == sight.user())
            bundle.threadParticipated = true;
        if (bundle.threadLatest)
            latest.push_back(bundle.threadLatest);
        const bool any = bundle.replacement || bundle.threadCount > 0 || !bundle.references.empty();
        it = any ? std::next(it) : out.erase(it);
    }
    addEditsOf(latest, sight, out);
    return out;
}

StoredEventPtr RelationReader::newestEdit(const StoredEvent &original,
                                          std::vector<const store::BundleRow *> edits) {
    constexpr int mostTries = 20; // of those that look like edits and are none
    std::erase_if(edits, [&](const store::BundleRow *row) {
        return row->sender != original.sender || row->childType != original.event->type();
    });
    std::sort(edits.begin(), edits.end(), [](const auto *a, const auto *b) {
        return std::pair(a->originTs, a->pos) > std::pair(b->originTs, b->pos);
    });
    StoredEventPtr best;
    int tries = 0;
    for (const store::BundleRow *row : edits) {
        // The ids decide between those of the same time.
        if ((best && row->originTs < best->event->originServerTs()) || ++tries > mostTries)
            break;
        const StoredEventPtr edit = m_events.find(row->child);
        if (edit && validEdit(original, *edit) && (!best || newer(*edit, *best)))
            best = edit;
    }
    return best;
}

void RelationReader::addReferences(Bundle &bundle,
                                   const std::vector<const store::BundleRow *> &rows) {
    const std::size_t count = std::min(rows.size(), mostReferences);
    if (count == 0)
        return;
    m_database.read([&](store::Reader &reader) {
        for (std::size_t i = 0; i < count; ++i)
            bundle.references.push_back(reader.eventId(rows[i]->child));
    });
}

void RelationReader::addEditsOf(const std::vector<StoredEventPtr> &latest, Sight &sight,
                                std::unordered_map<store::EventNid, Bundle> &out) {
    std::map<store::RoomNid, std::vector<store::EventNid>> parents;
    std::unordered_map<store::EventNid, StoredEventPtr> byNid;
    for (const StoredEventPtr &event : latest) {
        parents[event->room].push_back(event->nid);
        byNid[event->nid] = event;
    }
    std::unordered_map<store::EventNid, StoredEventPtr> edits;
    for (const auto &[room, nids] : parents) {
        std::unordered_map<store::EventNid, RowsOf> byParent;
        const auto rows = m_database.read([&, r = room, &list = nids](store::Reader &reader) {
            return store::bundleRows(reader, r, list);
        });
        for (const store::BundleRow &row : rows)
            if (row.relType == "m.replace" && sight.shows(room, row.pos, row.sender, row.originTs))
                byParent[row.parent].edits.push_back(&row);
        for (auto &[parent, rowsOf] : byParent)
            if (StoredEventPtr edit = newestEdit(*byNid[parent], std::move(rowsOf.edits)))
                edits[parent] = std::move(edit);
    }
    for (auto &[nid, bundle] : out)
        if (bundle.threadLatest)
            if (const auto it = edits.find(bundle.threadLatest->nid); it != edits.end())
                bundle.threadLatestEdit = it->second;
}

} // namespace hearth::services
