// SPDX-License-Identifier: Apache-2.0
// EmailNotifier: the pushers of kind "email". What stays unread for a while (email.
// notif_delay_before_mail) is written to the user in one mail for all rooms. After a mail a room is
// silent for as long as the delay, then for a day, until it was quiet for twelve hours.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/services/push/notification_mail.hpp"
#include "server/services/push/pusher_service.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/store/mail_store.hpp"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class EventReader;
class EventSender;
class MailQueue;
class Names;
class ProfileSource;
class ReceiptService;
class RoomRegistry;
class UnreadCounts;

struct EmailNotifierParts {
    store::Database &database;
    EventSender &sender;
    PusherService &pushers;
    UnreadCounts &unread;
    ReceiptService &receipts;
    RoomRegistry &rooms;
    EventReader &events;
    Names &names;
    ProfileSource &profiles;
    MailQueue &mails;
    const config::Current &settings;
    const Clock &clock;
};

/// Thread-safe. Owned by the daemon. Listens to rooms and pushers from its construction on.
class EmailNotifier final : public EventListener, public PusherListener {
public:
    explicit EmailNotifier(const EmailNotifierParts &parts);

    /// Takes up what was unread before the restart. Without it nothing is sent.
    void start(Executor &executor);
    void stop();

    void onEvent(const LiveEventPtr &event) override;
    void onPushersChanged() override;

private:
    struct News {
        store::RoomNid room{};
        store::UserNid invited{};
        bool joined = false; // somebody has come in
        Timestamp at = 0;
    };
    /// Pushers of this kind by their users.
    struct Waiting {
        Executor::Timer timer;
        Timestamp due = 0;
    };
    void drain();
    /// Plans for the members of the event's room, unless that was done a short while ago.
    void look(const News &news);
    [[nodiscard]] bool lookedLately(const News &news, std::int64_t delay);
    /// Looks at a pusher's notifications at a time, or earlier if that is planned.
    void plan(std::int64_t pusher, store::UserNid user, Timestamp due);
    void process(std::int64_t pusher, store::UserNid user);
    void sendDue(const store::Pusher &pusher);
    [[nodiscard]] std::vector<MissedEvent> missed(const store::Pusher &pusher,
                                                  const std::string &userId);
    [[nodiscard]] bool isRead(const StoredEvent &event, store::UserNid user);
    void send(const store::Pusher &pusher, const std::string &userId,
              const std::vector<MissedEvent> &missed, const MissedEvent &cause,
              const std::vector<store::PusherThrottle> &throttles);

    EmailNotifierParts m_parts;
    std::atomic<bool> m_any{false}; // whether there is a pusher of this kind
    std::mutex m_mutex;             // everything below
    std::unordered_map<store::RoomNid, Timestamp> m_looked; // when a room's members were planned
    Executor *m_executor = nullptr;
    std::deque<News> m_news;
    bool m_draining = false;
    std::unordered_map<std::int64_t, Waiting> m_waiting; // by pusher
};

} // namespace hearth::services
