// SPDX-License-Identifier: Apache-2.0
// RoomRegistry: one slot for each room asked for; loading is done once, by the first who asks.
#include "server/services/rooms/room_registry.hpp"

#include "server/core/error.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_loader.hpp"
#include "server/store/database.hpp"

#include <algorithm>
#include <array>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace hearth::services {
namespace {

struct Slot {
    std::mutex loading;
    RoomPtr room;         // guarded by the registry's mutex
    bool barrier = false; // writes of a failed room may still be queued: wait for them
    std::size_t bytes = 0;
    std::list<store::RoomNid>::iterator place;
    bool placed = false;
};

} // namespace

struct RoomRegistry::Impl {
    store::Database &database;
    EventReader &events;
    std::string serverName;
    std::size_t cacheBytes;

    mutable std::mutex mutex;
    std::unordered_map<store::RoomNid, std::shared_ptr<Slot>> slots;
    std::list<store::RoomNid> order; // newest use first
    std::unordered_map<std::string, store::RoomNid> names;
    std::size_t bytes = 0;

    // All below with mutex held.
    void touch(store::RoomNid nid, Slot &slot) {
        if (slot.placed)
            order.splice(order.begin(), order, slot.place);
        else
            slot.place = order.insert(order.begin(), nid);
        slot.placed = true;
    }
    void put(store::RoomNid nid, Slot &slot, RoomPtr room) {
        bytes -= slot.bytes;
        slot.bytes = room->bytes();
        bytes += slot.bytes;
        names[room->id().str()] = nid;
        slot.room = std::move(room);
        slot.barrier = false;
        touch(nid, slot);
        evict(nid);
    }
    /// After loading; room: nullptr if there is none.
    RoomPtr keep(store::RoomNid nid, const std::shared_ptr<Slot> &slot, RoomPtr room) {
        if (slot->room) // adopted meanwhile
            return slot->room;
        if (!room) {
            if (const auto it = slots.find(nid); it != slots.end() && it->second == slot)
                slots.erase(it);
            return nullptr;
        }
        // The slot may have been taken out while it was loading.
        slots[nid] = slot;
        put(nid, *slot, room);
        return room;
    }
    void clear(Slot &slot) {
        bytes -= slot.bytes;
        slot.bytes = 0;
        slot.room.reset();
        if (slot.placed)
            order.erase(slot.place);
        slot.placed = false;
    }
    /// A room that somebody holds, or with writes under way, must stay: there may never be two
    /// objects for one room.
    void evict(store::RoomNid keep) {
        auto it = order.end();
        int looked = 0;
        while (bytes > cacheBytes && it != order.begin() && looked++ < 64) {
            --it;
            const store::RoomNid nid = *it;
            Slot &slot = *slots[nid];
            if (nid == keep || slot.room.use_count() > 1 || slot.room->pending.load() > 0)
                continue;
            const auto next = std::next(it);
            names.erase(slot.room->id().str());
            clear(slot);
            slots.erase(nid);
            it = next;
        }
    }
};

RoomRegistry::RoomRegistry(store::Database &database, EventReader &events, std::string serverName,
                           std::size_t cacheBytes)
    : m_impl(new Impl{database, events, std::move(serverName), cacheBytes, {}, {}, {}, {}, 0}) {}
RoomRegistry::~RoomRegistry() = default;

RoomPtr RoomRegistry::find(store::RoomNid nid) {
    if (!nid)
        return nullptr;
    std::shared_ptr<Slot> slot;
    {
        const std::lock_guard lock(m_impl->mutex);
        auto &place = m_impl->slots[nid];
        if (!place)
            place = std::make_shared<Slot>();
        slot = place;
        if (slot->room) {
            m_impl->touch(nid, *slot);
            return slot->room;
        }
    }
    const std::lock_guard loading(slot->loading);
    bool barrier = false;
    {
        const std::lock_guard lock(m_impl->mutex);
        if (slot->room)
            return slot->room;
        barrier = slot->barrier;
    }
    if (barrier)
        m_impl->database.write([](store::Transaction &) {});
    const std::array<store::RoomNid, 1> one{nid};
    std::vector<RoomPtr> rooms =
        loadRooms(m_impl->database, m_impl->events, one, m_impl->serverName);
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->keep(nid, slot, rooms.empty() ? nullptr : std::move(rooms.front()));
}

void RoomRegistry::prepare(std::span<const store::RoomNid> nids) {
    std::unordered_map<store::RoomNid, std::shared_ptr<Slot>> slots;
    std::vector<std::unique_lock<std::mutex>> loading;
    std::vector<store::RoomNid> missing;
    {
        const std::lock_guard lock(m_impl->mutex);
        for (const store::RoomNid nid : nids) {
            auto &slot = m_impl->slots[nid];
            if (!slot)
                slot = std::make_shared<Slot>();
            // One that somebody is loading, or whose writes are still under way, is left to find().
            if (slot->room || slot->barrier || slots.contains(nid))
                continue;
            std::unique_lock mine(slot->loading, std::try_to_lock);
            if (!mine.owns_lock())
                continue;
            loading.push_back(std::move(mine));
            slots[nid] = slot;
            missing.push_back(nid);
        }
    }
    if (missing.empty())
        return;
    std::unordered_map<store::RoomNid, RoomPtr> loaded;
    for (RoomPtr &room : loadRooms(m_impl->database, m_impl->events, missing, m_impl->serverName)) {
        const store::RoomNid nid = room->nid();
        loaded[nid] = std::move(room);
    }
    const std::lock_guard lock(m_impl->mutex);
    for (const auto &[nid, slot] : slots)
        static_cast<void>(m_impl->keep(nid, slot, std::move(loaded[nid])));
}

RoomPtr RoomRegistry::find(std::string_view roomId) {
    store::RoomNid nid{};
    {
        const std::lock_guard lock(m_impl->mutex);
        if (const auto it = m_impl->names.find(std::string(roomId)); it != m_impl->names.end())
            nid = it->second;
    }
    if (!nid)
        nid = m_impl->database.read([&](store::Reader &reader) { return reader.findRoom(roomId); });
    return find(nid);
}

RoomPtr RoomRegistry::require(std::string_view roomId) {
    RoomPtr room = find(roomId);
    if (!room)
        throw notFound("Unknown room");
    return room;
}

RoomViewPtr RoomRegistry::view(store::RoomNid nid) {
    const RoomPtr room = find(nid);
    return room ? room->view() : nullptr;
}

RoomViewPtr RoomRegistry::view(std::string_view roomId) {
    const RoomPtr room = find(roomId);
    return room ? room->view() : nullptr;
}

RoomPtr RoomRegistry::peek(store::RoomNid nid) {
    const std::lock_guard lock(m_impl->mutex);
    const auto it = m_impl->slots.find(nid);
    return it == m_impl->slots.end() ? nullptr : it->second->room;
}

void RoomRegistry::adopt(RoomPtr room) {
    const std::lock_guard lock(m_impl->mutex);
    const store::RoomNid nid = room->nid();
    auto &slot = m_impl->slots[nid];
    if (!slot)
        slot = std::make_shared<Slot>();
    if (!slot->room)
        m_impl->put(nid, *slot, std::move(room));
}

void RoomRegistry::measure(const RoomPtr &room) {
    const std::size_t weight = room->bytes();
    const std::lock_guard lock(m_impl->mutex);
    const auto it = m_impl->slots.find(room->nid());
    if (it == m_impl->slots.end() || it->second->room != room)
        return;
    m_impl->bytes += weight;
    m_impl->bytes -= std::exchange(it->second->bytes, weight);
    m_impl->evict(room->nid());
}

void RoomRegistry::drop(const RoomPtr &room) {
    room->stale = true;
    const std::lock_guard lock(m_impl->mutex);
    const auto it = m_impl->slots.find(room->nid());
    if (it == m_impl->slots.end() || it->second->room != room)
        return;
    m_impl->clear(*it->second);
    it->second->barrier = true;
}

void RoomRegistry::dropDeleted(store::RoomNid nid) {
    const std::lock_guard lock(m_impl->mutex);
    const auto it = m_impl->slots.find(nid);
    if (it == m_impl->slots.end())
        return;
    if (it->second->room) {
        it->second->room->stale = true;
        m_impl->names.erase(it->second->room->id().str());
    }
    m_impl->clear(*it->second);
    m_impl->slots.erase(it);
}

std::size_t RoomRegistry::count() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->order.size();
}

std::size_t RoomRegistry::bytes() const {
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->bytes;
}

} // namespace hearth::services
