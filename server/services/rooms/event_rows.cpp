// SPDX-License-Identifier: Apache-2.0
// Writing a batch: a plain message is one row in event, event_json, event_edge, txn_client and the
// journal, a few in event_auth, and one moved extremity.
#include "server/services/rooms/event_rows.hpp"

#include "server/core/json_read.hpp"
#include "server/services/rooms/room_loader.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/foreign_event_store.hpp"
#include "server/store/member_store.hpp"
#include "server/store/relation_store.hpp"
#include "server/store/room_store.hpp"
#include "server/store/state_store.hpp"

#include <set>

namespace hearth::services {
namespace {

std::int64_t foreignFlags(const BuiltEvent &built) {
    switch (built.standing) {
    case Standing::SoftFailed:
        return store::event_flag::softFailed;
    case Standing::Rejected:
        return store::event_flag::rejected;
    case Standing::Outlier:
        return store::event_flag::outlier;
    case Standing::Timeline:
    case Standing::Backfilled:
        break;
    }
    return built.stored->aside ? store::event_flag::aside : 0;
}

store::EventRow toRow(store::Transaction &tx, const EventBatch &batch, const BuiltEvent &built) {
    const matrix::Event &event = *built.event;
    store::EventRow row;
    row.nid = built.stored->nid;
    row.eventId = event.id().str();
    row.room = batch.room->nid();
    row.type = tx.internType(event.type());
    row.flags = built.foreign ? foreignFlags(built) : store::event_flag::local;
    if (event.isState()) {
        row.stateKey = tx.internStateKey(event.type(), *event.stateKey());
        row.flags |= store::event_flag::isState;
    }
    row.sender = built.stored->sender;
    row.depth = event.depth();
    row.originTs = event.originServerTs();
    row.receivedTs = built.stored->receivedTs;
    row.pos = built.stored->pos;
    row.before = built.before;
    row.after = built.behind;
    row.json = event.json();
    if (built.foreign) {
        row.rejectCode = built.foreign->rejectCode;
        row.replaces = built.stored->replaces;
    }
    return row;
}

store::MemberRow memberRow(const EventBatch &batch, const BuiltEvent &built,
                           const ChangedEntry &change) {
    store::MemberRow row;
    row.room = batch.room->nid();
    row.user = change.target;
    row.event = change.after;
    row.pos = built.stored->pos;
    if (!change.after)
        return row;
    const json::object &content = change.event->content();
    row.membership = static_cast<store::MemberState>(toStored(change.now));
    row.sender = change.sender;
    row.displayName = stringAt(content, "displayname");
    row.avatarUrl = stringAt(content, "avatar_url");
    if (change.after == built.stored->nid)
        row.stripped = built.stripped;
    return row;
}

const StateChanges &changesOf(const BuiltEvent &built) {
    static const StateChanges none;
    return built.live ? built.live->changes : none;
}

void writeMembers(store::Transaction &tx, const EventBatch &batch) {
    std::vector<store::MemberRow> rows;
    std::set<store::UserNid> users;
    for (const BuiltEvent &built : batch.events)
        for (const ChangedEntry &change : changesOf(built))
            if (change.isMember()) {
                rows.push_back(memberRow(batch, built, change));
                users.insert(rows.back().user);
            }
    if (batch.newRoom && users.size() == rows.size()) {
        store::insertMembers(tx, rows);
        return;
    }
    for (const store::MemberRow &row : rows) {
        if (row.event)
            store::writeMember(tx, row);
        else
            store::removeMember(tx, row.room, row.user);
    }
}

void writeState(store::Transaction &tx, const EventBatch &batch) {
    std::vector<store::StateChangeRow> changes;
    for (const BuiltEvent &built : batch.events) {
        for (const ChangedEntry &change : changesOf(built))
            changes.push_back({built.stored->pos,
                               tx.internStateKey(change.key.first, change.key.second),
                               change.before, change.after});
        for (const GroupWrite &group : built.groups)
            writeGroup(tx, batch.room->nid(), group, built.after.get());
    }
    if (!changes.empty())
        store::writeState(tx, batch.room->nid(), changes, batch.newRoom);
    writeMembers(tx, batch);
}

std::string_view contentOf(const RoomView &view, std::string_view type, std::string_view object,
                           std::string_view key) {
    const matrix::Event *event = view.find(type);
    if (!event)
        return {};
    if (object.empty())
        return stringAt(event->content(), key);
    const json::object *inner = objectAt(event->content(), object);
    return inner ? stringAt(*inner, key) : std::string_view();
}

void writeSummary(store::Transaction &tx, const EventBatch &batch) {
    const RoomView &view = *batch.events.back().after;
    store::SummaryRow row;
    row.nid = batch.room->nid();
    row.name = view.name();
    row.canonicalAlias = view.canonicalAlias();
    row.avatar = view.avatarUrl();
    row.topic = view.topic();
    row.roomType = view.roomType();
    row.encryption = view.encryption();
    row.joinRule = contentOf(view, "m.room.join_rules", {}, "join_rule");
    row.guestAccess = contentOf(view, "m.room.guest_access", {}, "guest_access");
    row.historyVisibility = contentOf(view, "m.room.history_visibility", {}, "history_visibility");
    row.successor = contentOf(view, "m.room.tombstone", {}, "replacement_room");
    row.predecessor = contentOf(view, "m.room.create", "predecessor", "room_id");
    row.federatable = view.federated();
    row.joined = view.joined;
    row.invited = view.invited;
    row.knocked = view.knocked;
    row.banned = view.banned;
    row.left = view.left;
    row.localJoined = view.localJoined;
    row.stateEvents = static_cast<std::int64_t>(view.state->size() + view.members.size());
    row.bump = batch.events.back().stored->pos;
    store::writeSummary(tx, row, batch.newRoom);
}

void writeOne(store::Transaction &tx, const EventBatch &batch, const BuiltEvent &built) {
    const store::RoomNid room = batch.room->nid();
    const matrix::Event &event = *built.event;
    const StoredEvent &stored = *built.stored;
    if (built.relation.parent)
        store::insertRelation(tx, {room, built.relation.parent, stored.nid, built.relation.type,
                                   event.type(), stored.sender, built.relation.key, stored.pos,
                                   event.originServerTs()});
    if (!built.redaction.id.empty()) {
        const std::int64_t state = built.redaction.refused ? 2 : built.redaction.target ? 1 : 0;
        store::insertRedaction(tx, room, built.redaction.id, stored.nid, built.redaction.target,
                               state, stored.receivedTs);
        if (built.redaction.member && state == 1)
            store::clearMemberProfile(tx, room, built.redaction.target);
    }
    if (!stored.txnId.empty())
        store::insertEventTxn(tx, stored.sender, stored.device, room, stored.txnId, stored.nid,
                              stored.receivedTs);
}

/// An event of another server: its row, and what it names that is not there yet.
void writeForeign(store::Transaction &tx, const EventBatch &batch, BuiltEvent &built,
                  const store::EventRow &row) {
    BuiltEvent::Foreign &foreign = *built.foreign;
    const store::RoomNid room = batch.room->nid();
    const bool lives =
        built.standing == Standing::Timeline || built.standing == Standing::Backfilled;
    store::writeForeignEvent(tx, row, foreign.known);
    if (foreign.known)
        store::removeBackExtremity(tx, room, built.stored->nid);
    store::EventPairs edges;
    for (const auto &[id, fresh] : foreign.unknownPrev) {
        const store::EventNid stub = store::internEvent(tx, room, id, fresh);
        edges.emplace_back(built.stored->nid, stub);
        if (lives)
            store::addBackExtremity(tx, room, stub, row.depth);
    }
    store::insertEdges(tx, edges);
    if (lives)
        for (const store::EventNid prev : foreign.outlierPrev)
            store::addBackExtremity(tx, room, prev, row.depth);
    if (!built.relation.parentId.empty())
        built.relation.parent =
            store::internEvent(tx, room, built.relation.parentId, foreign.parentStub);
    for (const auto &[redaction, applies] : foreign.redactions)
        store::settleRedaction(tx, row.eventId, redaction, row.nid, applies ? 1 : 2);
}

/// Set again if the batch is repeated; nobody else sees these objects before the commit.
void place(store::Transaction &tx, const EventBatch &batch, const BuiltEvent &built) {
    if (built.standing == Standing::Timeline) {
        built.stored->pos = tx.append({store::Stream::Event, batch.room->nid(),
                                       built.stored->sender, built.stored->nid.value});
        built.live->pos = built.stored->pos;
    }
}

} // namespace

void writeRows(store::Transaction &tx, EventBatch &batch) {
    if (batch.before)
        batch.before(tx);
    const store::RoomNid room = batch.room->nid();
    if (!batch.goneExtremities.empty() || !batch.newExtremities.empty())
        store::moveExtremities(tx, room, batch.goneExtremities, batch.newExtremities);
    std::vector<store::EventRow> rows;
    store::EventPairs edges;
    store::EventPairs auth;
    for (BuiltEvent &built : batch.events) {
        place(tx, batch, built);
        store::EventRow row = toRow(tx, batch, built);
        if (built.foreign)
            writeForeign(tx, batch, built, row);
        else
            rows.push_back(std::move(row));
        for (const store::EventNid nid : built.prev)
            edges.emplace_back(built.stored->nid, nid);
        for (const store::EventNid nid : built.auth)
            auth.emplace_back(built.stored->nid, nid);
    }
    if (!rows.empty())
        store::insertEvents(tx, rows);
    store::insertEdges(tx, edges);
    store::insertAuth(tx, auth);
    writeState(tx, batch);
    for (const BuiltEvent &built : batch.events)
        writeOne(tx, batch, built);
    if (batch.stateChanged)
        writeSummary(tx, batch);
    if (batch.current && !batch.newRoom)
        store::setStateGroup(tx, room, batch.current);
    if (batch.after)
        batch.after(tx);
}

} // namespace hearth::services
