// SPDX-License-Identifier: Apache-2.0
// PushSender: whom an event notifies, and the queues of pushers (spec push gateway).
#include "server/services/push/push_sender.hpp"

#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/services/live/names.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>
#include <utility>

namespace hearth::services {

namespace {
constexpr std::int64_t firstPauseMs = 1000;
constexpr std::int64_t longestPauseMs = 60 * 60 * 1000;
constexpr std::int64_t giveUpAfterMs = 24LL * 60 * 60 * 1000;
constexpr int mostTakenUp = 50;
constexpr int mostEvaluators = 2; // of the shared workers
} // namespace

PushSender::PushSender(store::Database &database, EventSender &sender, PusherService &pushers,
                       UnreadCounts &unread, RoomRegistry &rooms, EventReader &events,
                       ReceiptService &receipts, Names &names, Executor &executor,
                       const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_pushers(pushers)
    , m_unread(unread)
    , m_rooms(rooms)
    , m_events(events)
    , m_names(names)
    , m_executor(executor)
    , m_settings(settings)
    , m_clock(clock) {
    sender.addListener(*this);
    receipts.afterMoved([this](const store::Receipt &receipt) {
        m_executor.post([this, user = receipt.user] { badgeMoved(user); });
    });
}

void PushSender::start(PushGateway &gateway) {
    const auto users = m_pushers.users();
    const std::lock_guard lock(m_mutex);
    m_gateway = &gateway;
    m_startedAt = m_database.position().value;
    // First in everybody's inbox: what comes from now on stays behind it.
    for (const store::UserNid user : users)
        queue(user, nullptr);
}

void PushSender::stop() {
    const std::lock_guard lock(m_mutex);
    m_gateway = nullptr;
    m_news.clear();
    m_inboxes.clear();
    m_turns.clear();
    m_lines.clear();
}

void PushSender::takeUp(store::UserNid user, const store::Pusher &pusher) {
    std::int64_t upTo = 0;
    {
        const std::lock_guard lock(m_mutex);
        upTo = m_startedAt;
    }
    auto missed = m_database.read([&](store::Reader &reader) {
        return store::sync::othersEventsFor(reader, user, {upTo + 1}, mostTakenUp);
    });
    std::erase_if(missed, [&](const auto &one) { return one.second <= pusher.from; });
    std::reverse(missed.begin(), missed.end());
    const std::string userId = m_names.user(user);
    for (const auto &[nid, pos] : missed) {
        const StoredEventPtr event = m_events.find(nid);
        const RoomViewPtr view = event ? m_rooms.view(event->room) : nullptr;
        if (!view || m_clock.now() - event->receivedTs > giveUpAfterMs)
            continue;
        if (const auto said = m_unread.evaluate(*event, *view, user, userId))
            enqueue(pusher, {event, pos.value, said->highlight, said->actions});
    }
}

void PushSender::onEvent(const LiveEventPtr &event) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_gateway || event->pos.value <= m_startedAt)
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
        auto users = m_pushers.usersIn(*event->after);
        const ChangedEntry *member = event->ownMember();
        if (member && member->now == matrix::Membership::Invite && m_pushers.has(member->target))
            users.push_back(member->target);
        const std::lock_guard lock(m_mutex);
        for (const store::UserNid user : users)
            if (user != event->stored->sender)
                queue(user, event);
    }
}

void PushSender::queue(store::UserNid user, const LiveEventPtr &event) {
    if (!m_gateway)
        return;
    Inbox &inbox = m_inboxes[user];
    if (inbox.empty())
        m_turns.push_back(user);
    inbox.push_back(event);
    // The one in front may be under way.
    if (inbox.size() > mostItems)
        inbox.erase(inbox.begin() + 1);
    if (m_evaluators < mostEvaluators) {
        ++m_evaluators;
        m_executor.post([this] { evaluate(); });
    }
}

/// One turn for one user, then whoever else waits for a worker may have it.
void PushSender::evaluate() {
    store::UserNid user{};
    LiveEventPtr event;
    {
        const std::lock_guard lock(m_mutex);
        if (m_turns.empty()) {
            --m_evaluators;
            return;
        }
        user = m_turns.front();
        m_turns.pop_front();
        event = m_inboxes[user].front();
    }
    try {
        evaluateOne(user, event);
    } catch (const std::exception &failure) {
        log::error("push", "an event cannot be pushed: {}", failure.what());
    }
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_inboxes.find(user); found != m_inboxes.end()) {
            found->second.pop_front();
            if (found->second.empty())
                m_inboxes.erase(found);
            else
                m_turns.push_back(user);
        }
    }
    m_executor.post([this] { evaluate(); });
}

void PushSender::evaluateOne(store::UserNid user, const LiveEventPtr &event) {
    const auto pushers = m_pushers.enabled(user);
    if (!event) {
        for (const store::Pusher &pusher : *pushers)
            takeUp(user, pusher);
        return;
    }
    if (pushers->empty())
        return;
    const auto said = m_unread.evaluate(*event->stored, *event->after, user, m_names.user(user));
    if (!said)
        return;
    for (const store::Pusher &pusher : *pushers)
        if (event->pos > pusher.from)
            enqueue(pusher, {event->stored, event->pos.value, said->highlight, said->actions});
}

void PushSender::badgeMoved(store::UserNid user) {
    if (!m_pushers.has(user))
        return;
    for (const store::Pusher &pusher : *m_pushers.enabled(user))
        enqueue(pusher, {});
}

void PushSender::enqueue(const store::Pusher &pusher, Item item) {
    if (!m_settings.get()->pushEnabled)
        return;
    LinePtr line;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_gateway || pusher.kind != "http")
            return;
        LinePtr &slot = m_lines[pusher.id];
        if (!slot) {
            slot = std::make_shared<Line>();
            slot->userId = m_names.user(pusher.user);
            slot->pusher = pusher;
        }
        const bool twice = !item.event && slot->items.size() > 1 && !slot->items.back().event;
        if (!twice)
            slot->items.push_back(std::move(item));
        if (slot->items.size() > mostItems) // the one in front is under way
            slot->items.erase(slot->items.begin() + 1);
        if (slot->busy)
            return;
        slot->busy = true;
        line = slot;
    }
    m_executor.post([this, line] { sendNext(line); });
}

std::optional<store::Pusher> PushSender::current(const store::Pusher &pusher) {
    for (const store::Pusher &one : *m_pushers.enabled(pusher.user))
        if (one.id == pusher.id)
            return one;
    return std::nullopt;
}

void PushSender::drop(const LinePtr &line) {
    const std::lock_guard lock(m_mutex);
    line->items.clear();
    line->busy = false;
    if (const auto found = m_lines.find(line->pusher.id);
        found != m_lines.end() && found->second == line)
        m_lines.erase(found);
}

void PushSender::sendNext(const LinePtr &line) {
    const auto pusher = current(line->pusher);
    if (!pusher) {
        drop(line);
        return;
    }
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
        // Its owner may have set it anew; how far this run has come is only known here.
        const store::Pusher had = std::exchange(line->pusher, *pusher);
        line->pusher.from = std::max(had.from, pusher->from);
        line->pusher.lastSuccess = std::max(had.lastSuccess, pusher->lastSuccess);
        line->pusher.failingSince = had.failingSince;
        boost::system::error_code error;
        const json::value data = json::parse(pusher->data, error);
        line->data = !error && data.is_object() ? data.get_object() : json::object();
    }
    if (item.event) {
        // What was redacted while it waited is told to nobody.
        item.event = m_events.find(item.event->nid);
        if (!item.event || item.event->redactedBy)
            return finished(line, {true, {}});
    }
    const std::int64_t badge = m_unread.badge(
        line->pusher.user, line->userId, m_settings.get()->pushGroupUnreadCountByRoom, {item.pos});
    line->sentBadge = badge;
    if (!item.event && badge == line->badge) {
        finished(line, {true, {}});
        return;
    }
    const std::string url(stringAt(line->data, "url"));
    gateway->send(url, json::serialize(payload(*line, item, badge)), line->userId,
                  [this, line](const PushResult &result) { finished(line, result); });
}

void PushSender::finished(const LinePtr &line, const PushResult &result) {
    const auto &rejected = result.rejected;
    if (std::find(rejected.begin(), rejected.end(), line->pusher.pushkey) != rejected.end()) {
        m_executor.post([this, pusher = line->pusher] { m_pushers.reject(pusher); });
        drop(line);
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
            line->badge = result.delivered ? line->sentBadge : -1;
            if (line->items.front().pos > 0) {
                pusher.from = {std::max(pusher.from.value, line->items.front().pos)};
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
