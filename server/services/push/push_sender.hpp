// SPDX-License-Identifier: Apache-2.0
// PushSender: finds out whom a new event notifies, and keeps each pusher's queue moving: one
// request at a time, again later when the gateway fails, removed when it rejects the pushkey.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/services/live/live_event.hpp"
#include "server/services/push/push_gateway.hpp"
#include "server/services/push/pusher_service.hpp"
#include "server/services/push/unread_counts.hpp"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Names;
class RoomMembers;

/// Thread-safe. Nothing but a look at the list of pushers happens on the writer thread.
class PushSender final : public EventListener {
public:
    PushSender(store::Database &database, PusherService &pushers, UnreadCounts &unread,
               RoomMembers &members, RoomRegistry &rooms, EventReader &events,
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
    struct Line {
        store::Pusher pusher;
        std::string userId;
        std::deque<Item> items;
        bool busy = false;
        std::int64_t pauseMs = 0;
        std::int64_t lastBadge = -1;
        json::object data;
    };
    using LinePtr = std::shared_ptr<Line>;
    static constexpr std::size_t mostItems = 200;

    void drain();
    void notify(const StoredEventPtr &event, const RoomView &view, store::UserNid user);
    void badgeMoved(store::UserNid user);
    void enqueue(const store::Pusher &pusher, Item item);
    void takeUp(const store::Pusher &pusher);
    void sendNext(const LinePtr &line);
    void finished(const LinePtr &line, const PushResult &result);
    [[nodiscard]] json::object payload(const Line &line, const Item &item, std::int64_t badge);
    void addEvent(json::object &out, json::object &device, const Line &line, const Item &item);

    store::Database &m_database;
    PusherService &m_pushers;
    UnreadCounts &m_unread;
    RoomMembers &m_members;
    RoomRegistry &m_rooms;
    EventReader &m_events;
    Names &m_names;
    Executor &m_executor;
    const config::Current &m_settings;
    const Clock &m_clock;
    PushGateway *m_gateway = nullptr;

    std::mutex m_mutex;
    std::deque<LiveEventPtr> m_news;
    bool m_draining = false;
    std::map<std::int64_t, LinePtr> m_lines; // by pusher id
};

} // namespace hearth::services
