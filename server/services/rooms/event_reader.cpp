// SPDX-License-Identifier: Apache-2.0
// EventReader: a least-recently-used cache of parsed events over the database. What it has to drop
// while somebody else holds it stays known, without counting: it is in memory in any case.
#include "server/services/rooms/event_reader.hpp"

#include "server/core/json.hpp"
#include "server/core/lane.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <list>
#include <mutex>
#include <unordered_map>

namespace hearth::services {
namespace {

std::size_t weigh(const StoredEvent &stored) {
    constexpr std::size_t place = 160; // in the list and the index
    return sizeof(StoredEvent) + place + stored.txnId.capacity() + stored.event->bytes();
}

constexpr std::size_t mostHeld = 1024; // remembered by one shard

struct Shard {
    std::mutex mutex;
    std::list<std::pair<StoredEventPtr, std::size_t>> order; // newest use first
    std::unordered_map<std::int64_t, decltype(order)::iterator> byNid;
    std::unordered_map<std::int64_t, std::weak_ptr<const StoredEvent>> held; // by others
    std::size_t bytes = 0;

    void drop(std::int64_t nid) {
        held.erase(nid);
        const auto it = byNid.find(nid);
        if (it == byNid.end())
            return;
        bytes -= it->second->second;
        order.erase(it->second);
        byNid.erase(it);
    }
    void dropOldest() {
        const StoredEventPtr oldest = order.back().first;
        drop(oldest->nid.value);
        if (oldest.use_count() == 1)
            return;
        if (held.size() >= mostHeld)
            std::erase_if(held, [](const auto &entry) { return entry.second.expired(); });
        if (held.size() >= mostHeld)
            held.clear();
        held.emplace(oldest->nid.value, oldest);
    }
    StoredEventPtr findHeld(std::int64_t nid) {
        const auto it = held.find(nid);
        if (it == held.end())
            return nullptr;
        StoredEventPtr event = it->second.lock();
        if (!event)
            held.erase(it);
        return event;
    }
};

} // namespace

struct EventReader::Impl {
    store::Database &database;
    std::size_t shardBytes;
    std::array<Shard, 8> shards;
    std::atomic<std::uint64_t> redactions{0};

    Shard &shard(store::EventNid nid) {
        return shards[static_cast<std::size_t>(nid.value) % shards.size()];
    }
    StoredEventPtr get(store::EventNid nid) {
        Shard &s = shard(nid);
        const std::lock_guard lock(s.mutex);
        const auto it = s.byNid.find(nid.value);
        if (it == s.byNid.end())
            return s.findHeld(nid.value);
        s.order.splice(s.order.begin(), s.order, it->second);
        return it->second->first;
    }
    /// What was read from the database is only kept if nothing was redacted since: the row may be
    /// older than a redaction that has already passed through redact().
    void putRead(StoredEventPtr event, std::uint64_t redactionsThen) {
        put(std::move(event), &redactionsThen);
    }
    void put(StoredEventPtr event, const std::uint64_t *redactionsThen = nullptr) {
        const std::size_t weight = weigh(*event);
        Shard &s = shard(event->nid);
        const std::lock_guard lock(s.mutex);
        if (redactionsThen && *redactionsThen != redactions.load())
            return;
        const std::int64_t nid = event->nid.value;
        s.drop(nid);
        s.order.emplace_front(std::move(event), weight);
        s.byNid[nid] = s.order.begin();
        s.bytes += weight;
        while (s.bytes > shardBytes && s.order.size() > 1)
            s.dropOldest();
    }
};

EventReader::EventReader(store::Database &database, std::size_t cacheBytes)
    : m_impl(new Impl{database, cacheBytes / 8, {}, {}}) {}
EventReader::~EventReader() = default;

matrix::EventPtr redactedForm(const matrix::Event &event) {
    return matrix::Event::trusted(event.version(), event.id(),
                                  matrix::redact(event.version(), event.pdu()));
}

namespace {
StoredEventPtr parseStored(store::LoadedEvent &row) {
    if (row.flags & store::event_flag::stub)
        return nullptr;
    const matrix::RoomVersion *version = matrix::findRoomVersion(row.roomVersion);
    if (!version)
        return nullptr;
    matrix::EventPtr event = matrix::Event::stored(
        *version, matrix::EventId::trusted(std::move(row.eventId)), std::move(row.json));
    if (!event)
        return nullptr;
    auto stored = std::make_shared<StoredEvent>();
    stored->nid = row.nid;
    stored->room = row.room;
    stored->sender = row.sender;
    stored->pos = row.pos;
    stored->receivedTs = row.receivedTs;
    stored->redactedBy = row.redactedBy;
    stored->replaces = row.replaces;
    stored->rejected = (row.flags & store::event_flag::rejected) != 0;
    stored->softFailed = (row.flags & store::event_flag::softFailed) != 0;
    stored->aside = (row.flags & store::event_flag::aside) != 0;
    stored->before = row.before;
    stored->after = row.after;
    stored->device = row.device;
    stored->txnId = std::move(row.txnId);
    stored->event = row.redactedBy ? redactedForm(*event) : std::move(event);
    return stored;
}
} // namespace

StoredEvents EventReader::load(std::span<const store::EventNid> nids) {
    StoredEvents out(nids.size());
    std::vector<store::EventNid> missing;
    for (std::size_t i = 0; i < nids.size(); ++i) {
        out[i] = m_impl->get(nids[i]);
        if (!out[i] && nids[i])
            missing.push_back(nids[i]);
    }
    if (!missing.empty()) {
        const std::uint64_t redactions = m_impl->redactions.load();
        auto rows = m_impl->database.read(
            [&](store::Reader &reader) { return store::loadEvents(reader, missing); });
        std::unordered_map<std::int64_t, StoredEventPtr> loaded;
        for (store::LoadedEvent &row : rows) {
            StoredEventPtr stored = parseStored(row);
            if (!stored)
                continue;
            loaded[row.nid.value] = stored;
            m_impl->putRead(stored, redactions);
        }
        for (std::size_t i = 0; i < nids.size(); ++i)
            if (!out[i])
                if (const auto it = loaded.find(nids[i].value); it != loaded.end())
                    out[i] = it->second;
    }
    out.erase(std::remove(out.begin(), out.end(), nullptr), out.end());
    return out;
}

std::size_t answerBytes(const StoredEvent &event) {
    constexpr std::size_t around = 400; // ids, "unsigned"
    return event.event->contentJson().size() + around;
}

EventReader::Part EventReader::loadPart(std::span<const store::EventNid> nids,
                                        std::size_t mostBytes) {
    constexpr std::size_t smallestPortion = 16;
    constexpr std::size_t largestPortion = 500;
    Part out;
    std::size_t bytes = 0;
    std::size_t portion = smallestPortion;
    while (out.looked < nids.size()) {
        const auto part = nids.subspan(out.looked, std::min(portion, nids.size() - out.looked));
        StoredEvents events = load(part);
        const std::size_t before = bytes;
        auto event = events.begin();
        for (const store::EventNid nid : part) {
            if (event != events.end() && (*event)->nid == nid) {
                const std::size_t more = answerBytes(**event);
                if (!out.events.empty() && bytes + more > mostBytes)
                    return out;
                bytes += more;
                out.events.push_back(std::move(*event++));
            }
            ++out.looked;
        }
        noteBytes(bytes - before);
        // Small events come in larger portions.
        const std::size_t average = std::max<std::size_t>(1, (bytes - before) / part.size());
        portion = std::clamp((mostBytes - std::min(mostBytes, bytes)) / average, smallestPortion,
                             std::min(largestPortion, portion * 4));
    }
    return out;
}

StoredEventPtr EventReader::find(store::EventNid nid) {
    if (!nid)
        return nullptr;
    if (StoredEventPtr cached = m_impl->get(nid))
        return cached;
    const std::array<store::EventNid, 1> one{nid};
    StoredEvents events = load(one);
    return events.empty() ? nullptr : events.front();
}

matrix::EventPtr EventReader::asSent(const StoredEvent &event) {
    if (!event.redactedBy)
        return event.event;
    const std::array<store::EventNid, 1> one{event.nid};
    auto rows = m_impl->database.read(
        [&](store::Reader &reader) { return store::loadEvents(reader, one); });
    if (rows.empty())
        return event.event;
    matrix::EventPtr whole = matrix::Event::stored(event.event->version(), event.event->id(),
                                                   std::move(rows.front().json));
    return whole ? whole : event.event;
}

StoredEventPtr EventReader::find(std::string_view eventId) {
    const store::EventNid nid =
        m_impl->database.read([&](store::Reader &reader) { return reader.findEvent(eventId); });
    return find(nid);
}

StoredEventPtr EventReader::peek(store::EventNid nid) {
    return m_impl->get(nid);
}

void EventReader::remember(StoredEventPtr event) {
    m_impl->put(std::move(event));
}

void EventReader::forget(store::EventNid nid) {
    ++m_impl->redactions; // who reads the row at this moment must not put it back
    Shard &shard = m_impl->shard(nid);
    const std::lock_guard lock(shard.mutex);
    shard.drop(nid.value);
}

void EventReader::forgetRoom(store::RoomNid room) {
    for (Shard &shard : m_impl->shards) {
        const std::lock_guard lock(shard.mutex);
        std::vector<std::int64_t> gone;
        for (const auto &[event, weight] : shard.order)
            if (event->room == room)
                gone.push_back(event->nid.value);
        for (const auto &[nid, weak] : shard.held)
            if (const StoredEventPtr event = weak.lock(); !event || event->room == room)
                gone.push_back(nid);
        for (const std::int64_t nid : gone)
            shard.drop(nid);
    }
}

void EventReader::redact(store::EventNid nid, store::EventNid by) {
    ++m_impl->redactions;
    const StoredEventPtr old = m_impl->get(nid);
    if (!old || old->redactedBy)
        return;
    auto next = std::make_shared<StoredEvent>(*old);
    next->redactedBy = by;
    next->event = redactedForm(*old->event);
    m_impl->put(std::move(next));
}

} // namespace hearth::services
