// SPDX-License-Identifier: Apache-2.0
// RoomWriter: makes judged events durable and tells about them. Called by EventSender for what was
// built here, and by Ingest for what came from other servers.
#pragma once

#include "server/services/rooms/event_batch.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class RoomMembers;
class RoomRegistry;

/// Thread-safe.
class RoomWriter {
public:
    RoomWriter(store::Database &database, EventReader &events, RoomMembers &members,
               RoomRegistry &registry);

    /// Before the first event.
    void addListener(EventListener &listener) { m_listeners.push_back(&listener); }
    [[nodiscard]] const std::vector<EventListener *> &listeners() const { return m_listeners; }

    /// Queues the write in the order of the room's lock, gives the lock back, and waits until it is
    /// durable and published. The lock is the room's, or none for a new room. Room::head shows the
    /// batch already.
    ///
    /// Throws RoomChanged when an earlier write of the room failed, and store::DatabaseError; the
    /// room is then stale and dropped from memory.
    void write(const std::shared_ptr<EventBatch> &batch, std::unique_lock<std::mutex> lock);
    /// The same for events that neither move the room's head nor appear in its timeline at the end:
    /// rejected, soft-failed, outliers, backfilled. Needs no lock. Throws store::DatabaseError.
    void writeAside(const std::shared_ptr<EventBatch> &batch);

private:
    void publish(const EventBatch &batch);
    void queue(store::Transaction &tx, const std::shared_ptr<EventBatch> &batch);

    store::Database &m_database;
    EventReader &m_events;
    RoomMembers &m_members;
    RoomRegistry &m_registry;
    std::vector<EventListener *> m_listeners;
};

} // namespace hearth::services
