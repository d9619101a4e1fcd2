// SPDX-License-Identifier: Apache-2.0
// RoomWriter: the order of writes, what follows a commit, and what follows a failure.
#include "server/services/rooms/room_writer.hpp"

#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_rows.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"

#include <future>

namespace hearth::services {

RoomWriter::RoomWriter(store::Database &database, EventReader &events, RoomMembers &members,
                       RoomRegistry &registry)
    : m_database(database)
    , m_events(events)
    , m_members(members)
    , m_registry(registry) {}

void RoomWriter::queue(store::Transaction &tx, const std::shared_ptr<EventBatch> &batch) {
    writeRows(tx, *batch);
    tx.onCommit([this, batch] { publish(*batch); });
}

void RoomWriter::write(const std::shared_ptr<EventBatch> &batch,
                       std::unique_lock<std::mutex> lock) {
    auto finished = std::make_shared<std::promise<void>>();
    std::future<void> waiting = finished->get_future();
    const RoomPtr room = batch->room;
    ++room->pending;
    const auto submit = [&] {
        m_database.submit(
            [this, batch](store::Transaction &tx) {
                // Built on a write that failed: its previous events do not exist.
                if (batch->room->stale)
                    throw RoomChanged();
                // Runs before the next write of the room, so that it is not built on this one.
                tx.onRollback([batch] { batch->room->stale = true; });
                queue(tx, batch);
            },
            [room, finished](std::exception_ptr error) {
                if (error)
                    room->stale = true;
                --room->pending;
                if (error)
                    finished->set_exception(error);
                else
                    finished->set_value();
            });
    };
    try {
        submit();
    } catch (...) {
        room->stale = true;
        --room->pending;
        throw;
    }
    if (lock.owns_lock())
        lock.unlock();
    try {
        waiting.get();
    } catch (...) {
        m_registry.drop(room);
        throw;
    }
}

void RoomWriter::writeAside(const std::shared_ptr<EventBatch> &batch) {
    m_database.write([&](store::Transaction &tx) { queue(tx, batch); });
}

void RoomWriter::publish(const EventBatch &batch) {
    if (batch.newRoom)
        m_registry.adopt(batch.room);
    bool changed = batch.stateChanged;
    for (const BuiltEvent &built : batch.events) {
        m_events.remember(built.stored);
        if (built.redaction.target && !built.redaction.refused)
            m_events.redact(built.redaction.target, built.stored->nid);
        if (built.foreign)
            for (const auto &[redaction, applies] : built.foreign->redactions)
                if (applies)
                    m_events.redact(built.stored->nid, redaction);
        if (built.relation.parent) {
            batch.room->noteRelation(built.relation.parent);
            changed = true;
        }
        if (built.standing != Standing::Timeline)
            continue;
        const LiveEvent &live = *built.live;
        for (const ChangedEntry &change : live.changes)
            if (change.isMember())
                m_members.apply(change.target, {live.room, change.now, change.after, live.pos,
                                                change.sender, false});
        batch.room->setCommitted(built.after, live.pos);
        for (EventListener *listener : m_listeners)
            listener->onEvent(built.live);
    }
    if (changed)
        m_registry.measure(batch.room);
}

} // namespace hearth::services
