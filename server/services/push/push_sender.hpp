// SPDX-License-Identifier: Apache-2.0
// PushSender: finds out whom a new event notifies, and keeps each pusher's queue moving: one
// request at a time, again later when the gateway fails, removed when it rejects the pushkey.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/services/push/push_gateway.hpp"
#include "server/services/push/pusher_service.hpp"
#include "server/services/push/unread_counts.hpp"
#include "server/services/rooms/live_event.hpp"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class EventSender;
class Names;

/// Thread-safe. On the writer thread an event is only queued. Whom it concerns is found out in one
/// place, in order; what their rules say is asked for each user apart, by few workers at a time and
/// in turn, so that somebody's many or costly events and rules delay nobody else.
class PushSender final : public EventListener {
public:
    /// Listens to rooms from here on.
    PushSender(store::Database &database, EventSender &sender, PusherService &pushers,
               UnreadCounts &unread, RoomRegistry &rooms, EventReader &events,
               ReceiptService &receipts, Names &names, Executor &executor,
               const config::Current &settings, const Clock &clock);

    /// Takes up what was not delivered before the restart. Without it nothing is sent.
    void start(PushGateway &gateway);
    void stop();

    void onEvent(const LiveEventPtr &event) override;

private:
    struct Item {
        StoredEventPtr event; // none: only the badge
        std::int64_t pos = 0;
        bool highlight = false;
        json::array actions;
    };
    /// What goes to one pusher.
    struct Line {
        store::Pusher pusher;
        std::string userId;
        std::deque<Item> items; // by position
        bool busy = false;
        std::int64_t pauseMs = 0;
        std::int64_t badge = -1;     // that the gateway has taken
        std::int64_t sentBadge = -1; // of the request under way
        json::object data;
    };
    using LinePtr = std::shared_ptr<Line>;
    /// Events that a user's rules have not been asked about; nullptr: what came before the start.
    using Inbox = std::deque<LiveEventPtr>;
    static constexpr std::size_t mostItems = 200;

    void drain();
    /// Wakes an evaluator for the user unless one is coming; with the lock.
    void queue(store::UserNid user, const LiveEventPtr &event);
    void evaluate();
    void evaluateOne(store::UserNid user, const LiveEventPtr &event);
    void badgeMoved(store::UserNid user);
    void enqueue(const store::Pusher &pusher, Item item);
    void takeUp(store::UserNid user, const store::Pusher &pusher);
    /// The pusher as it is by now; nothing when it is gone.
    [[nodiscard]] std::optional<store::Pusher> current(const store::Pusher &pusher);
    void drop(const LinePtr &line);
    void sendNext(const LinePtr &line);
    void finished(const LinePtr &line, const PushResult &result);
    [[nodiscard]] json::object payload(const Line &line, const Item &item, std::int64_t badge);
    void addEvent(json::object &out, json::object &device, const Line &line, const Item &item);

    store::Database &m_database;
    PusherService &m_pushers;
    UnreadCounts &m_unread;
    RoomRegistry &m_rooms;
    EventReader &m_events;
    Names &m_names;
    Executor &m_executor;
    const config::Current &m_settings;
    const Clock &m_clock;
    std::mutex m_mutex; // everything below
    PushGateway *m_gateway = nullptr;
    std::int64_t m_startedAt = 0; // later events come through onEvent
    std::deque<LiveEventPtr> m_news;
    bool m_draining = false;
    std::unordered_map<store::UserNid, Inbox> m_inboxes;
    std::deque<store::UserNid> m_turns; // whose inbox has something, each once
    int m_evaluators = 0;
    std::map<std::int64_t, LinePtr> m_lines; // by pusher id
};

} // namespace hearth::services
