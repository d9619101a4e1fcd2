// SPDX-License-Identifier: Apache-2.0
// Sending: retries when another write of the room failed, idempotency by transaction id.
#include "server/services/rooms/event_sender.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/room_store.hpp"

namespace hearth::services {
namespace {

constexpr int maxAttempts = 6;
constexpr std::int64_t roomNids = 64;         // taken in one write
constexpr std::size_t maxTransactions = 2000; // older ones are looked up in the database

std::string txnKey(store::UserNid user, store::DeviceNid device, store::RoomNid room,
                   const std::string &txnId) {
    return std::to_string(user.value) + ' ' + std::to_string(device.value) + ' ' +
           std::to_string(room.value) + ' ' + txnId;
}

/// The state event that stands where this one would go.
Sent standing(const RoomView &view, const NewEvent &event, EventBuilder &builder) {
    if (event.type == "m.room.member") {
        const Member *member = view.members.find(*event.stateKey);
        return {builder.memberEvent(member), member ? member->nid : store::EventNid{}, true};
    }
    const StateEntry *entry = view.findEntry(event.type, *event.stateKey);
    return entry ? Sent{entry->event, entry->nid, true} : Sent{nullptr, {}, true};
}

bool sameState(const RoomView &view, const NewEvent &event, const json::object &content,
               EventBuilder &builder, Sent &found) {
    if (!event.stateKey)
        return false;
    // Someone who has left is refused by the rules, not answered.
    if (event.type != "m.room.member" && !view.isJoined(event.sender.str()))
        return false;
    found = standing(view, event, builder);
    return found.event && found.event->sender() == event.sender &&
           found.event->content() == content;
}

} // namespace

EventSender::EventSender(store::Database &database, RoomRegistry &registry, RoomMembers &members,
                         EventReader &events, const Clock &clock, const crypto::SigningKey &key,
                         const config::Current &settings)
    : m_database(database)
    , m_registry(registry)
    , m_events(events)
    , m_builder(database, events, clock, key, settings)
    , m_roomNids(database, "room", 1, roomNids)
    , m_writer(database, events, members, registry) {}

EventSender::~EventSender() = default;

Sent EventSender::send(store::RoomNid room, NewEvent event, const Check &check) {
    std::vector<NewEvent> one;
    one.push_back(std::move(event));
    return sendAll(room, std::move(one), check).front();
}

EventSender::Prepared EventSender::prepare(const matrix::RoomVersion &version, NewEvent event) {
    if (event.redacts && version.updatedRedaction)
        event.content["redacts"] = event.redacts->str();
    Prepared out;
    out.content = EventBuilder::write(version, event.type, event.content);
    out.named = m_builder.named(event);
    out.event = std::move(event);
    return out;
}

std::vector<Sent> EventSender::sendAll(store::RoomNid room, std::vector<NewEvent> events,
                                       const Check &check) {
    std::vector<Prepared> prepared;
    for (int i = 0; i < maxAttempts; ++i) {
        const RoomPtr target = m_registry.find(room);
        if (!target)
            throw notFound("Unknown room");
        for (NewEvent &event : events)
            prepared.push_back(prepare(target->version(), std::move(event)));
        events.clear();
        try {
            return attempt(target, prepared, check);
        } catch (const RoomChanged &) {
            m_registry.drop(target);
        } catch (const DuplicateTransaction &) {
            if (target->stale)
                m_registry.drop(target);
            const NewEvent &first = prepared.front().event;
            if (const auto stored =
                    findTransaction(first.senderNid, first.device, room, first.txnId))
                return {{stored->event, stored->nid, true}};
        }
    }
    throw unavailable("The room is busy");
}

bool EventSender::buildOne(EventBatch &batch, Room::Head &head, const Prepared &prepared,
                           const Check &check, Sent &out) {
    const NewEvent &event = prepared.event;
    const Verdict verdict = check ? check(*head.view, event) : Verdict();
    if (!verdict.send) {
        out = standing(*head.view, event, m_builder);
        return false;
    }
    const json::object &fields = verdict.content ? *verdict.content : event.content;
    if (sameState(*head.view, event, fields, m_builder, out))
        return false;
    if (event.type == "m.room.member" && !event.target)
        throw internal("A member event without its user");
    const matrix::RoomVersion &version = batch.room->version();
    BuiltEvent built = verdict.content
                           ? m_builder.build(*batch.room, head, event, fields,
                                             EventBuilder::write(version, event.type, fields))
                           : m_builder.build(*batch.room, head, event, fields, prepared.content);
    batch.stateChanged = batch.stateChanged || built.event->isState() || built.redaction.target;
    out = {built.event, built.stored->nid, false};
    batch.events.push_back(std::move(built));
    return true;
}

std::vector<Sent> EventSender::attempt(const RoomPtr &room, const std::vector<Prepared> &events,
                                       const Check &check) {
    auto batch = std::make_shared<EventBatch>();
    batch->room = room;
    std::vector<Sent> out;
    std::unique_lock lock(room->mutex);
    if (room->stale)
        throw RoomChanged();
    for (const Prepared &prepared : events)
        if (isRecentTransaction(prepared.event, room->nid()))
            throw DuplicateTransaction();
    Room::Head head = room->head;
    for (const Prepared &prepared : events) {
        Sent sent;
        if (buildOne(*batch, head, prepared, check, sent))
            rememberTransaction(prepared.event, room->nid(), sent.nid);
        out.push_back(std::move(sent));
    }
    if (batch->events.empty())
        return out;
    batch->noteExtremities(room->head.extremities, head.extremities);
    if (batch->stateChanged)
        batch->current = head.layers.group();
    room->head = std::move(head);
    submitAndWait(batch, std::move(lock));
    return out;
}

void EventSender::submitAndWait(const std::shared_ptr<EventBatch> &batch,
                                std::unique_lock<std::mutex> lock) {
    try {
        m_writer.write(batch, std::move(lock));
    } catch (const store::DatabaseError &error) {
        forgetTransactions(*batch);
        if (error.kind() == store::DatabaseError::Kind::Constraint &&
            !batch->events.front().stored->txnId.empty())
            throw DuplicateTransaction();
        throw;
    } catch (...) {
        forgetTransactions(*batch);
        throw;
    }
}

EventSender::Created EventSender::create(Creation creation) {
    NewEvent &first = creation.events.front();
    const matrix::EventPtr create =
        m_builder.buildCreate(*creation.version, first, creation.roomId);
    const matrix::RoomId id = create->roomId();
    const store::RoomNid nid{m_roomNids.take()};
    auto room = std::make_shared<Room>(nid, id, *creation.version);
    auto view = std::make_shared<RoomView>();
    view->nid = nid;
    view->id = id;
    view->version = creation.version;
    view->state = std::make_shared<const StateMap>();
    room->head.view = view;

    auto batch = std::make_shared<EventBatch>();
    batch->room = room;
    batch->newRoom = true;
    batch->stateChanged = true;
    Created out;
    out.room = room;
    batch->events.push_back(m_builder.adoptCreate(*room, room->head, create, first));
    for (std::size_t i = 1; i < creation.events.size(); ++i) {
        const NewEvent &event = creation.events[i];
        batch->events.push_back(
            m_builder.build(*room, room->head, event, event.content,
                            EventBuilder::write(*creation.version, event.type, event.content)));
    }
    for (const BuiltEvent &built : batch->events) {
        out.events.push_back({built.event, built.stored->nid, false});
        // All become visible at once: nobody can see the room half made.
        built.live->after = batch->events.back().after;
    }

    batch->noteExtremities({}, room->head.extremities);

    store::RoomRow row;
    row.nid = nid;
    row.roomId = id.str();
    row.version = creation.version->id;
    row.creator = first.senderNid;
    row.createdTs = create->originServerTs();
    row.published = creation.published;
    row.stateGroup = batch->events.back().behind;
    batch->before = [row](store::Transaction &tx) { store::createRoom(tx, row); };
    if (creation.more)
        batch->after = [more = creation.more, nid](store::Transaction &tx) { more(tx, nid); };
    submitAndWait(batch, {});
    return out;
}

StoredEventPtr EventSender::findTransaction(store::UserNid user, store::DeviceNid device,
                                            store::RoomNid room, const std::string &txnId) {
    if (txnId.empty())
        return nullptr;
    store::EventNid nid{};
    {
        const std::lock_guard lock(m_txnMutex);
        const auto it = m_txns.find(txnKey(user, device, room, txnId));
        if (it != m_txns.end())
            nid = it->second;
    }
    if (nid) {
        if (StoredEventPtr stored = m_events.find(nid))
            return stored;
        // Its write is still queued: an empty write waits for it.
        m_database.write([](store::Transaction &) {});
        if (StoredEventPtr stored = m_events.find(nid))
            return stored;
    }
    nid = m_database.read([&](store::Reader &reader) {
        return store::findEventTxn(reader, user, device, room, txnId);
    });
    return m_events.find(nid);
}

bool EventSender::isRecentTransaction(const NewEvent &event, store::RoomNid room) {
    if (event.txnId.empty())
        return false;
    const std::lock_guard lock(m_txnMutex);
    return m_txns.contains(txnKey(event.senderNid, event.device, room, event.txnId));
}

void EventSender::rememberTransaction(const NewEvent &event, store::RoomNid room,
                                      store::EventNid nid) {
    if (event.txnId.empty())
        return;
    std::string key = txnKey(event.senderNid, event.device, room, event.txnId);
    const std::lock_guard lock(m_txnMutex);
    if (m_txns.insert_or_assign(key, nid).second)
        m_txnOrder.push_back(std::move(key));
    while (m_txnOrder.size() > maxTransactions) {
        m_txns.erase(m_txnOrder.front());
        m_txnOrder.pop_front();
    }
}

void EventSender::forgetTransactions(const EventBatch &batch) {
    const std::lock_guard lock(m_txnMutex);
    for (const BuiltEvent &built : batch.events)
        if (!built.stored->txnId.empty())
            m_txns.erase(txnKey(built.stored->sender, built.stored->device, batch.room->nid(),
                                built.stored->txnId));
}

store::UserNid EventSender::userNid(std::string_view userId) {
    const store::UserNid known =
        m_database.read([&](store::Reader &reader) { return reader.findUser(userId); });
    if (known)
        return known;
    return m_database.write([&](store::Transaction &tx) { return tx.internUser(userId); });
}

} // namespace hearth::services
