// SPDX-License-Identifier: Apache-2.0
// See delayed_events.hpp.
#include "server/services/rooms/delayed_events.hpp"

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/rooms/event_checks.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/account_store.hpp"
#include "server/store/database.hpp"
#include "server/store/delayed_event_store.hpp"
#include "server/store/session_store.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr std::size_t mostOfOneUser = 100;
constexpr std::int64_t retryAfter = 5000;

Error gone() {
    return notFound("Delayed event not found");
}

/// What was decided about the sender meanwhile holds for events that wait, too. Senders of
/// application services have no account.
bool maySend(store::Reader &reader, store::UserNid user) {
    const auto account = store::accounts::find(reader, user);
    return !account || !(account->deactivated || account->locked || account->suspended ||
                         account->shadowBanned);
}
} // namespace

DelayedEvents::DelayedEvents(const Parts &parts)
    : m_parts(parts) {
    m_parts.sender.addListener(*this);
}

void DelayedEvents::start(Executor &executor) {
    const auto rows = m_parts.database.read(
        [](store::Reader &reader) { return store::delayedEvents(reader, {}); });
    for (const store::DelayedEventRow &row : rows)
        remember(row);
    const std::lock_guard lock(m_mutex);
    m_executor = &executor;
    arm();
}

void DelayedEvents::remember(const store::DelayedEventRow &row) {
    const std::lock_guard lock(m_mutex);
    m_waiting[row.id] = {row.user, row.room, row.type, row.stateKey, row.delayMs, row.sendTs};
    arm();
}

std::string DelayedEvents::add(const Requester &requester, Draft draft) {
    const std::int64_t most = m_parts.settings.get()->maxEventDelayDuration;
    if (most <= 0)
        throw forbidden("Sending delayed events has been disallowed");
    if (draft.delayMs < 0)
        throw invalidParam("org.matrix.msc4140.delay must not be negative");
    if (draft.delayMs > most)
        throw Error(400, "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE",
                    "The requested delay (" + std::to_string(draft.delayMs) +
                        "ms) exceeds the allowed maximum (" + std::to_string(most) + "ms)");
    requireNotSuspended(requester);
    checkShape(m_parts.serverName, newEvent(requester, draft.type, draft.stateKey, draft.content));
    store::DelayedEventRow row;
    row.id = "hd_" + crypto::randomToken(24);
    if (requester.shadowBanned)
        return row.id;
    row.user = requester.userNid;
    row.device = requester.deviceNid;
    row.room = m_parts.registry.require(draft.roomId)->nid();
    row.type = std::move(draft.type);
    row.stateKey = std::move(draft.stateKey);
    row.content = json::serialize(draft.content);
    row.originTs = draft.ts;
    row.delayMs = draft.delayMs;
    row.createdTs = m_parts.clock.now();
    row.sendTs = row.createdTs + row.delayMs;
    row.txnId = std::move(draft.txnId);
    row.accessId = requester.tokenId;
    const std::string existing = m_parts.database.write([&](store::Transaction &tx) {
        if (!row.txnId.empty())
            if (std::string same =
                    store::delayedEventOfTxn(tx, row.user, row.device, row.room, row.txnId);
                !same.empty())
                return same;
        const auto others = store::delayedEvents(tx, row.user);
        if (others.size() >= mostOfOneUser)
            throw limitExceeded(std::max<std::int64_t>(others.front().sendTs - row.createdTs, 1));
        // A sign-out that came in between would not find it.
        if (requester.tokenId != 0 &&
            !store::sessions::isSignedIn(tx, row.user, row.device, requester.tokenId))
            throw unknownToken(false);
        store::insertDelayedEvent(tx, row);
        return std::string();
    });
    if (!existing.empty())
        return existing;
    remember(row);
    return row.id;
}

json::array DelayedEvents::of(const Requester &requester) {
    const auto rows = m_parts.database.read(
        [&](store::Reader &reader) { return store::delayedEvents(reader, requester.userNid); });
    json::array out;
    for (const store::DelayedEventRow &row : rows) {
        const std::int64_t since = row.sendTs - row.delayMs;
        json::object one{{"delay_id", row.id},
                         {"room_id", m_parts.database.read([&](store::Reader &reader) {
                              return reader.roomId(row.room);
                          })},
                         {"type", row.type},
                         {"content", json::parse(row.content)},
                         // Both by the names of today's and of earlier drafts.
                         {"delay", row.delayMs},
                         {"delay_ms", row.delayMs},
                         {"running_since", since},
                         {"delayed_since_ts", since}};
        if (row.stateKey)
            one["state_key"] = *row.stateKey;
        out.push_back(std::move(one));
    }
    return out;
}

DelayedEvents::Waiting DelayedEvents::take(const std::string &id) {
    const std::lock_guard lock(m_mutex);
    auto taken = m_waiting.extract(id);
    if (taken.empty())
        throw gone();
    arm();
    return std::move(taken.mapped());
}

void DelayedEvents::putBack(const std::string &id, Waiting waiting) {
    const std::lock_guard lock(m_mutex);
    waiting.sendTs = std::max(waiting.sendTs, m_parts.clock.now() + retryAfter);
    m_waiting[id] = std::move(waiting);
    arm();
}

bool DelayedEvents::remove(const std::string &id) {
    return m_parts.database.write(
        [&](store::Transaction &tx) { return store::deleteDelayedEvent(tx, id); });
}

void DelayedEvents::cancel(const std::string &id) {
    Waiting waiting = take(id);
    bool removed = false;
    try {
        removed = remove(id);
    } catch (...) {
        putBack(id, std::move(waiting));
        throw;
    }
    if (!removed)
        throw gone();
}

void DelayedEvents::restart(const std::string &id) {
    std::int64_t sendTs = 0;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_waiting.find(id);
        if (found == m_waiting.end())
            throw gone();
        sendTs = m_parts.clock.now() + found->second.delayMs;
        found->second.sendTs = sendTs;
        arm();
    }
    if (!m_parts.database.write(
            [&](store::Transaction &tx) { return store::restartDelayedEvent(tx, id, sendTs); }))
        throw gone();
}

void DelayedEvents::send(const std::string &id) {
    if (!fire(id, take(id)))
        throw gone();
}

bool DelayedEvents::fire(const std::string &id, const Waiting &waiting) {
    try {
        const auto row = m_parts.database.write([&](store::Transaction &tx) {
            auto begun = store::beginDelayedEvent(tx, id);
            if (begun && !maySend(tx, begun->user)) {
                store::deleteDelayedEvent(tx, id);
                begun.reset();
            }
            return begun;
        });
        if (!row)
            return false;
        sendNow(*row);
    } catch (const Error &refused) {
        if (refused.status() >= 500)
            putBack(id, waiting);
        else
            remove(id); // it will not be allowed later either
        throw;
    } catch (...) {
        putBack(id, waiting);
        throw;
    }
    remove(id);
    return true;
}

void DelayedEvents::sendNow(const store::DelayedEventRow &row) {
    Requester requester;
    std::string roomId;
    m_parts.database.read([&](store::Reader &reader) {
        requester.user = matrix::UserId::trusted(reader.userId(row.user));
        roomId = reader.roomId(row.room);
    });
    requester.userNid = row.user;
    requester.deviceNid = row.device;
    json::object content = json::parse(row.content).as_object();
    if (row.stateKey) {
        m_parts.sending.putState(
            requester, {roomId, row.type, *row.stateKey, std::move(content), row.originTs});
        return;
    }
    // The transaction id keeps it from being sent twice if the server stops in between.
    m_parts.sending.send(requester, {roomId, row.type, std::move(content), row.id, row.originTs});
}

void DelayedEvents::onTime() {
    std::map<std::string, Waiting> due;
    {
        const std::lock_guard lock(m_mutex);
        m_timer = {};
        m_armedFor = 0;
        const std::int64_t now = m_parts.clock.now();
        for (auto it = m_waiting.begin(); it != m_waiting.end();) {
            if (it->second.sendTs > now) {
                ++it;
                continue;
            }
            due.insert(m_waiting.extract(it++));
        }
        arm();
    }
    for (const auto &[id, waiting] : due) {
        try {
            fire(id, waiting);
        } catch (const std::exception &failure) {
            log::warn("rooms", "delayed event {} could not be sent: {}", id, failure.what());
        }
    }
}

void DelayedEvents::arm() {
    if (!m_executor)
        return;
    std::int64_t next = 0;
    for (const auto &[id, waiting] : m_waiting)
        if (next == 0 || waiting.sendTs < next)
            next = waiting.sendTs;
    if (next == m_armedFor)
        return;
    if (m_armedFor != 0)
        m_executor->cancel(m_timer);
    m_armedFor = next;
    m_timer = {};
    if (next != 0)
        m_timer = m_executor->postAfter(std::max<std::int64_t>(next - m_parts.clock.now(), 0),
                                        [this] { onTime(); });
}

void DelayedEvents::onEvent(const LiveEventPtr &event) {
    if (!event->event->isState())
        return;
    const std::lock_guard lock(m_mutex);
    for (auto it = m_waiting.begin(); it != m_waiting.end();) {
        const Waiting &waiting = it->second;
        const bool replaced = waiting.room == event->room && waiting.user != event->sender &&
                              waiting.stateKey == event->event->stateKey() &&
                              waiting.type == event->event->type();
        if (!replaced || !m_executor) {
            ++it;
            continue;
        }
        m_executor->post([this, id = it->first] { remove(id); });
        it = m_waiting.erase(it);
    }
    arm();
}

void DelayedEvents::onRoomDeleted(store::RoomNid room) {
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_waiting, [&](const auto &entry) { return entry.second.room == room; });
    arm();
}

} // namespace hearth::services
