// SPDX-License-Identifier: Apache-2.0
// EventSender: the one way in which local events get into a room. Lock, build, judge, sign, queue
// the write, unlock, wait until it is durable: sends to one room share a commit.
#pragma once

#include "server/services/rooms/event_batch.hpp"
#include "server/services/rooms/event_builder.hpp"
#include "server/services/rooms/room_writer.hpp"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::store {
class Database;
}

namespace hearth::services {

struct Sent {
    matrix::EventPtr event;
    store::EventNid nid{};
    bool existing = false; // nothing was written: the same event stood there already
};

/// What a check says: go on; false: nothing to do, give the current state event back.
struct Verdict {
    Verdict(bool goOn = true) // NOLINT: a plain bool is the usual answer
        : send(goOn) {}
    bool send;
    std::optional<json::object> content; // instead of the event's
};
/// Looks at the room under its lock, before anything is built. May throw to refuse.
using Check = std::function<Verdict(const RoomView &view, const NewEvent &event)>;

/// Thread-safe.
class EventSender {
public:
    EventSender(store::Database &database, RoomRegistry &registry, RoomMembers &members,
                EventReader &events, const Clock &clock, const crypto::SigningKey &key,
                const config::Current &settings);
    ~EventSender();

    /// Before the first event.
    void addListener(EventListener &listener) { m_writer.addListener(listener); }
    [[nodiscard]] const std::vector<EventListener *> &listeners() const {
        return m_writer.listeners();
    }

    /// A state event with the content that stands already is not sent again.
    Sent send(store::RoomNid room, NewEvent event, const Check &check = {});
    /// All or none, in one write.
    std::vector<Sent> sendAll(store::RoomNid room, std::vector<NewEvent> events,
                              const Check &check = {});

    struct Creation {
        const matrix::RoomVersion *version = nullptr;
        std::string roomId;           // before v12
        std::vector<NewEvent> events; // the first is m.room.create
        bool published = false;
        std::function<void(store::Transaction &, store::RoomNid)> more; // aliases …
    };
    struct Created {
        RoomPtr room;
        std::vector<Sent> events;
    };
    Created create(Creation creation);
    /// The room id that the create event gives (v12); for content that has to name it.
    [[nodiscard]] EventBuilder &builder() { return m_builder; }
    /// For what other servers sent.
    [[nodiscard]] RoomWriter &writer() { return m_writer; }

    /// The event that this transaction id was used for; nullptr if it is new.
    [[nodiscard]] StoredEventPtr findTransaction(store::UserNid user, store::DeviceNid device,
                                                 store::RoomNid room, const std::string &txnId);

    /// The nid of a user, made if need be.
    [[nodiscard]] store::UserNid userNid(std::string_view userId);

private:
    /// An event with what could be done before the room is locked.
    struct Prepared {
        NewEvent event;
        matrix::DraftContent content;
        StoredEvents named; // held, so that they stay in memory
    };
    Prepared prepare(const matrix::RoomVersion &version, NewEvent event);
    std::vector<Sent> attempt(const RoomPtr &room, const std::vector<Prepared> &events,
                              const Check &check);
    /// One event of an attempt; false if it needs no writing.
    bool buildOne(EventBatch &batch, Room::Head &head, const Prepared &prepared, const Check &check,
                  Sent &out);
    void submitAndWait(const std::shared_ptr<EventBatch> &batch, std::unique_lock<std::mutex> lock);
    bool isRecentTransaction(const NewEvent &event, store::RoomNid room);
    void rememberTransaction(const NewEvent &event, store::RoomNid room, store::EventNid nid);
    void forgetTransactions(const EventBatch &batch);

    store::Database &m_database;
    RoomRegistry &m_registry;
    EventReader &m_events;
    EventBuilder m_builder;
    NidPool m_roomNids;
    RoomWriter m_writer;

    std::mutex m_txnMutex;
    std::unordered_map<std::string, store::EventNid> m_txns;
    std::list<std::string> m_txnOrder; // oldest first
};

} // namespace hearth::services
