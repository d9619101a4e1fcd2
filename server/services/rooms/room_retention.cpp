// SPDX-License-Identifier: Apache-2.0
#include "server/services/rooms/room_retention.hpp"

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/log.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/retention_policy.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/room_removal.hpp"
#include "server/store/database.hpp"
#include "server/store/housekeeping_store.hpp"
#include "server/store/room_purge_store.hpp"

#include <deque>
#include <memory>

namespace hearth::services {
namespace {

constexpr std::int64_t eventsAtOnce = 100;
constexpr std::int64_t roomsAtOnce = 50;
constexpr std::int64_t hour = 3600000;

/// One walk through the rooms whose lifetime lies in the range of a purge job.
class MessageRun {
public:
    MessageRun(const RoomRetention::Parts &parts, config::PurgeJob job)
        : m_parts(parts)
        , m_job(std::move(job)) {}

    bool step() {
        if (m_page.empty()) {
            const auto page = m_parts.database.read([&](store::Reader &reader) {
                return store::housekeeping::roomsAfter(reader, m_last, roomsAtOnce);
            });
            if (page.empty())
                return false;
            m_last = page.back();
            m_page.assign(page.begin(), page.end());
        }
        if (!purge(m_page.front()))
            m_page.pop_front();
        return true;
    }

private:
    [[nodiscard]] bool concerns(std::int64_t lifetime) const {
        return (!m_job.shortest || lifetime > *m_job.shortest) &&
               (!m_job.longest || lifetime <= *m_job.longest);
    }
    /// One bite; false: nothing is left to do in the room.
    bool purge(store::RoomNid nid) {
        const auto settings = m_parts.settings.get();
        const RoomViewPtr view = m_parts.registry.view(nid);
        const auto lifetime = view ? maxLifetimeOf(settings->retention, *view) : std::nullopt;
        if (!lifetime || !concerns(*lifetime))
            return false;
        const Timestamp before = m_parts.clock.now() - *lifetime;
        const auto old = m_parts.database.read([&](store::Reader &reader) {
            return store::housekeeping::oldMessages(
                reader, nid, store::housekeeping::purgedTo(reader, nid), before, eventsAtOnce);
        });
        if (old.seenTo.value == 0 || (old.events.empty() && !old.more))
            return false;
        m_parts.database.write([&](store::Transaction &tx) {
            store::purgeEvents(tx, old.events);
            store::housekeeping::setPurgedTo(tx, nid, old.seenTo);
            tx.onCommit([&parts = m_parts, nid, old] {
                for (EventListener *listener : parts.sender.listeners())
                    listener->onHistoryPurged(nid, {old.seenTo.value + 1});
                for (const store::EventNid event : old.events)
                    parts.events.forget(event);
            });
        });
        if (!old.events.empty())
            log::debug("rooms", "{} old messages of {} were removed", old.events.size(),
                       view->id.str());
        return old.more;
    }

    const RoomRetention::Parts &m_parts;
    const config::PurgeJob m_job;
    store::RoomNid m_last{};
    std::deque<store::RoomNid> m_page;
};

/// Replaces what was redacted long enough ago by its redacted form.
class RedactionRun {
public:
    RedactionRun(const RoomRetention::Parts &parts, Timestamp before)
        : m_parts(parts)
        , m_before(before) {}

    bool step() {
        const auto list = m_parts.database.read([&](store::Reader &reader) {
            return store::housekeeping::uncensored(reader, m_before, m_after, eventsAtOnce);
        });
        if (list.empty())
            return false;
        std::vector<std::pair<store::EventNid, std::string>> redacted;
        for (const auto &one : list)
            // The reader gives the redacted form already.
            if (const StoredEventPtr event = m_parts.events.find(one.event);
                event && event->redactedBy)
                redacted.emplace_back(one.event, matrix::canonicalJson(event->event->pdu()));
        m_parts.database.write([&](store::Transaction &tx) {
            for (const auto &[event, text] : redacted)
                store::housekeeping::replaceContent(tx, event, text);
            for (const auto &one : list)
                store::housekeeping::markCensored(tx, one);
        });
        m_after = {list.back().receivedTs, list.back().redaction};
        return list.size() == static_cast<std::size_t>(eventsAtOnce);
    }

private:
    const RoomRetention::Parts &m_parts;
    const Timestamp m_before;
    std::pair<Timestamp, store::EventNid> m_after{};
};

/// Deletes a room that nobody of this server remembers; false: there is none.
bool deleteForgotten(const RoomRetention::Parts &parts, std::int64_t period) {
    const Timestamp now = parts.clock.now();
    const auto due = parts.database.write([&](store::Transaction &tx) {
        return store::housekeeping::forgottenRooms(tx, now - period, now, 1);
    });
    if (due.empty())
        return false;
    const store::RoomNid room = due.front();
    const bool forgotten = parts.database.read(
        [&](store::Reader &reader) { return store::housekeeping::isForgotten(reader, room); });
    if (forgotten) {
        log::info("rooms", "{} is deleted: everybody has forgotten it",
                  parts.database.read([&](store::Reader &reader) { return reader.roomId(room); }));
        parts.removal.purgeForgotten(room);
    }
    parts.database.write(
        [&](store::Transaction &tx) { store::housekeeping::clearForgotten(tx, room); });
    return true;
}

std::string numberOr(const std::optional<std::int64_t> &value) {
    return value ? std::to_string(*value) : std::string("-");
}

} // namespace

void RoomRetention::addRetention(std::vector<HouseJob> &out) {
    const auto settings = m_parts.settings.get();
    if (!settings->retention.enabled)
        return;
    std::vector<config::PurgeJob> purges = settings->retention.purgeJobs;
    if (purges.empty())
        purges.emplace_back();
    for (const config::PurgeJob &purge : purges)
        out.push_back({"retention " + numberOr(purge.shortest) + " " + numberOr(purge.longest),
                       purge.interval, [this, purge]() -> std::function<bool()> {
                           const auto run = std::make_shared<MessageRun>(m_parts, purge);
                           return [run] { return run->step(); };
                       }});
}

void RoomRetention::addRedactions(std::vector<HouseJob> &out) {
    const auto period = m_parts.settings.get()->redactionRetentionPeriod;
    if (!period)
        return;
    out.push_back(
        {"redactions", std::min<std::int64_t>(hour, std::max<std::int64_t>(*period, 1000)),
         [this, period = *period]() -> std::function<bool()> {
             const auto run = std::make_shared<RedactionRun>(m_parts, m_parts.clock.now() - period);
             return [run] { return run->step(); };
         }});
}

void RoomRetention::addForgotten(std::vector<HouseJob> &out) {
    const auto period = m_parts.settings.get()->forgottenRoomRetentionPeriod;
    if (period)
        out.push_back(
            {"forgotten rooms", hour, [this, period = *period]() -> std::function<bool()> {
                 return [this, period] { return deleteForgotten(m_parts, period); };
             }});
}

std::vector<HouseJob> RoomRetention::jobs() {
    std::vector<HouseJob> out;
    addRetention(out);
    addRedactions(out);
    addForgotten(out);
    return out;
}

} // namespace hearth::services
