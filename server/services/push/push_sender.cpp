// SPDX-License-Identifier: Apache-2.0
// PushSender: whom an event notifies, and the queues of pushers (spec push gateway).
#include "server/services/push/push_sender.hpp"

#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/services/live/names.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr std::int64_t firstPauseMs = 1000;
constexpr std::int64_t longestPauseMs = 60 * 60 * 1000;
constexpr std::int64_t giveUpAfterMs = 24LL * 60 * 60 * 1000;
constexpr int mostTakenUp = 50;
} // namespace

PushSender::PushSender(store::Database &database, PusherService &pushers, UnreadCounts &unread,
                       RoomMembers &members, RoomRegistry &rooms, EventReader &events,
                       ReceiptService &receipts, Names &names, Executor &executor,
                       const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_pushers(pushers)
    , m_unread(unread)
    , m_members(members)
    , m_rooms(rooms)
    , m_events(events)
    , m_names(names)
    , m_executor(executor)
    , m_settings(settings)
    , m_clock(clock) {
    receipts.onMoved([this](store::Transaction &tx, const store::Receipt &receipt) {
        tx.onCommit(
            [this, user = receipt.user] { m_executor.post([this, user] { badgeMoved(user); }); });
    });
}

void PushSender::start(PushGateway &gateway) {
    {
        const std::lock_guard lock(m_mutex);
        m_gateway = &gateway;
    }
    m_executor.post([this] {
        for (const auto &[user, pushers] : *m_pushers.all()) {
            for (const store::Pusher &pusher : pushers)
                takeUp(pusher);
        }
    });
}

void PushSender::stop() {
    const std::lock_guard lock(m_mutex);
    m_gateway = nullptr;
    m_news.clear();
    m_lines.clear();
}

void PushSender::takeUp(const store::Pusher &pusher) {
    auto missed = m_database.read([&](store::Reader &reader) {
        return store::sync::othersEventsInJoinedRooms(
            reader, pusher.user, {m_database.position().value + 1}, mostTakenUp);
    });
    std::erase_if(missed, [&](const auto &one) { return one.second <= pusher.from; });
    std::reverse(missed.begin(), missed.end());
    const std::string userId = m_names.user(pusher.user);
    for (const auto &[nid, pos] : missed) {
        const StoredEventPtr event = m_events.find(nid);
        const RoomViewPtr view = event ? m_rooms.view(event->room) : nullptr;
        if (!view || m_clock.now() - event->receivedTs > giveUpAfterMs)
            continue;
        if (const auto said = m_unread.evaluate(*event, *view, pusher.user, userId))
            enqueue(pusher, {event, pos.value, said->highlight, said->actions});
    }
}

void PushSender::onEvent(const LiveEventPtr &event) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_gateway)
            return;
        m_news.push_back(event);
        if (m_draining)
            return;
        m_draining = true;
    }
    m_executor.post([this] { drain(); });
}

void PushSender::drain() {
    for (;;) {
        LiveEventPtr event;
        {
            const std::lock_guard lock(m_mutex);
            if (m_news.empty()) {
                m_draining = false;
                return;
            }
            event = std::move(m_news.front());
            m_news.pop_front();
        }
        const auto pushers = m_pushers.all();
        for (const auto &[user, list] : *pushers) {
            const bool concerned =
                m_members.isJoined(user, event->room) ||
                (event->memberTarget == user && event->now == matrix::Membership::Invite);
            if (concerned)
                notify(event->stored, *event->after, user);
        }
    }
}

void PushSender::notify(const StoredEventPtr &event, const RoomView &view, store::UserNid user) {
    const auto said = m_unread.evaluate(*event, view, user, m_names.user(user));
    if (!said)
        return;
    const auto pushers = m_pushers.all();
    const auto found = pushers->find(user);
    if (found == pushers->end())
        return;
    for (const store::Pusher &pusher : found->second) {
        if (event->pos > pusher.from)
            enqueue(pusher, {event, event->pos.value, said->highlight, said->actions});
    }
}

void PushSender::badgeMoved(store::UserNid user) {
    const auto pushers = m_pushers.all();
    const auto found = pushers->find(user);
    if (found == pushers->end())
        return;
    for (const store::Pusher &pusher : found->second)
        enqueue(pusher, {});
}

void PushSender::enqueue(const store::Pusher &pusher, Item item) {
    LinePtr line;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_gateway || pusher.kind != "http")
            return;
        LinePtr &slot = m_lines[pusher.id];
        if (!slot) {
            slot = std::make_shared<Line>();
            slot->userId = m_names.user(pusher.user);
        }
        slot->pusher = pusher;
        boost::system::error_code error;
        const json::value data = json::parse(pusher.data, error);
        if (!error && data.is_object())
            slot->data = data.as_object();
        slot->items.push_back(std::move(item));
        if (slot->items.size() > mostItems)
            slot->items.pop_front();
        if (slot->busy)
            return;
        slot->busy = true;
        line = slot;
    }
    m_executor.post([this, line] { sendNext(line); });
}

void PushSender::sendNext(const LinePtr &line) {
    Item item;
    PushGateway *gateway = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        gateway = m_gateway;
        if (!gateway || line->items.empty()) {
            line->busy = false;
            return;
        }
        item = line->items.front();
    }
    const std::int64_t badge = m_unread.badge(
        line->pusher.user, line->userId, m_settings.get()->pushGroupUnreadCountByRoom, {item.pos});
    if (!item.event && badge == line->lastBadge) {
        finished(line, {true, {}});
        return;
    }
    const std::string url(stringAt(line->data, "url"));
    std::string body = json::serialize(payload(*line, item, badge));
    line->lastBadge = badge;
    gateway->send(url, std::move(body),
                  [this, line](const PushResult &result) { finished(line, result); });
}

void PushSender::finished(const LinePtr &line, const PushResult &result) {
    const auto &rejected = result.rejected;
    if (std::find(rejected.begin(), rejected.end(), line->pusher.pushkey) != rejected.end()) {
        const std::lock_guard lock(m_mutex);
        line->items.clear();
        line->busy = false;
        m_lines.erase(line->pusher.id);
        m_executor.post([this, pusher = line->pusher] { m_pushers.reject(pusher); });
        return;
    }
    std::int64_t pause = 0;
    {
        const std::lock_guard lock(m_mutex);
        if (line->items.empty()) {
            line->busy = false;
            return;
        }
        const std::int64_t now = m_clock.now();
        store::Pusher &pusher = line->pusher;
        const bool tooLong = pusher.failingSince > 0 && now - pusher.failingSince > giveUpAfterMs;
        if (result.delivered || tooLong) {
            if (line->items.front().pos > 0) {
                pusher.from = {line->items.front().pos};
                pusher.lastSuccess = result.delivered ? now : pusher.lastSuccess;
            }
            pusher.failingSince = 0;
            line->pauseMs = 0;
            if (line->items.front().event)
                m_pushers.saveProgress(pusher);
            line->items.pop_front();
        } else {
            if (pusher.failingSince == 0)
                pusher.failingSince = now;
            line->pauseMs = std::clamp(line->pauseMs * 2, firstPauseMs, longestPauseMs);
            pause = line->pauseMs;
            log::info("push", "a push gateway failed; trying again in {} ms", pause);
        }
    }
    if (pause > 0)
        m_executor.postAfter(pause, [this, line] { sendNext(line); });
    else
        m_executor.post([this, line] { sendNext(line); });
}

} // namespace hearth::services
