// SPDX-License-Identifier: Apache-2.0
// EventBatch: events that are built and judged, on their way into the database in one write.
#pragma once

#include "server/matrix/event.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/services/rooms/room.hpp"
#include "server/services/rooms/state_layers.hpp"
#include "server/services/rooms/stored_event.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hearth::store {
class Transaction;
}

namespace hearth::services {

class EventReader;
class RoomMembers;
class RoomRegistry;

/// What somebody wants to be sent.
struct NewEvent {
    std::string type;
    std::optional<std::string> stateKey;
    json::object content;
    std::optional<matrix::EventId> redacts;
    matrix::UserId sender;
    store::UserNid senderNid{};
    store::UserNid target{};   // m.room.member: the user of the state key
    store::DeviceNid device{}; // with txnId: who made the request
    std::string txnId;         // empty: none
    std::optional<std::int64_t> originTs;
};

struct BuiltEvent {
    matrix::EventPtr event;
    std::shared_ptr<StoredEvent> stored;
    std::shared_ptr<LiveEvent> live;
    RoomViewPtr after;
    std::vector<store::EventNid> prev;
    std::vector<store::EventNid> auth;
    store::StateGroupNid before{}; // state groups
    store::StateGroupNid behind{};
    std::vector<GroupWrite> groups;      // that are new, each after those it stands on
    std::optional<std::string> stripped; // of an invite or knock
    struct {
        store::EventNid parent{};
        std::string type;
        std::string key;
    } relation;
    struct {
        std::string id; // empty: no redaction
        store::EventNid target{};
        bool member = false; // the target is an m.room.member
    } redaction;
};

struct EventBatch {
    RoomPtr room;
    std::vector<BuiltEvent> events;
    std::vector<store::EventNid> goneExtremities;
    bool stateChanged = false;
    /// Further rows of the same transaction (a new room, its aliases).
    std::function<void(store::Transaction &)> before;
    std::function<void(store::Transaction &)> after;
    /// The room comes into the registry with this batch.
    bool newRoom = false;
};

/// A write of the room failed before this one: build it anew on the room as it is.
struct RoomChanged {};
/// The transaction id was used in an earlier run of the server.
struct DuplicateTransaction {};

/// Who is told when a batch is durable.
struct Publisher {
    EventReader &events;
    RoomMembers &members;
    RoomRegistry &registry;
    std::vector<EventListener *> listeners;
    std::string serverName;
};

/// Inside the write's closure. Registers what is to happen after the commit.
void writeBatch(store::Transaction &tx, const std::shared_ptr<EventBatch> &batch,
                const Publisher &publisher);

} // namespace hearth::services
