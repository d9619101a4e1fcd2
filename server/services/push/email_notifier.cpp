// SPDX-License-Identifier: Apache-2.0
// EmailNotifier (spec client-server, "Push Notifications"; times and texts as in Synapse).
#include "server/services/push/email_notifier.hpp"

#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/http/message.hpp"
#include "server/mail/address.hpp"
#include "server/services/live/names.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "server/services/mail/unsubscribe.hpp"
#include "server/services/push/unread_counts.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/mail_store.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>
#include <limits>

namespace hearth::services {
namespace {

constexpr std::size_t mostNews = 10'000;
constexpr std::size_t mostInMail = 20;
constexpr int eventsInStep = 100;
constexpr int mostSteps = 10; // of events that do not notify
constexpr std::int64_t longestThrottle = 24LL * 3'600'000;
constexpr std::int64_t throttleFactor = 144; // from ten minutes straight to a day
constexpr std::int64_t quietAfter = 12LL * 3'600'000;

const store::PusherThrottle *find(const std::vector<store::PusherThrottle> &list,
                                  store::RoomNid room) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const auto &one) { return one.room == room; });
    return found == list.end() ? nullptr : &*found;
}

} // namespace

EmailNotifier::EmailNotifier(const EmailNotifierParts &parts)
    : m_parts(parts) {
    m_parts.sender.addListener(*this);
    m_parts.pushers.addListener(*this);
}

void EmailNotifier::start(Executor &executor) {
    {
        const std::lock_guard lock(m_mutex);
        m_executor = &executor;
    }
    onPushersChanged();
    executor.post([this] {
        for (const store::UserNid user : m_parts.pushers.users())
            for (const store::Pusher &pusher : *m_parts.pushers.enabled(user))
                if (pusher.kind == "email")
                    plan(pusher.id, user, m_parts.clock.now()); // finds itself what is due when
    });
}

void EmailNotifier::stop() {
    const std::lock_guard lock(m_mutex);
    if (m_executor)
        for (const auto &[pusher, waiting] : m_waiting)
            m_executor->cancel(waiting.timer);
    m_executor = nullptr;
    m_waiting.clear();
    m_news.clear();
}

void EmailNotifier::onPushersChanged() {
    const std::lock_guard lock(m_mutex);
    if (!m_executor)
        return;
    m_executor->post([this] {
        const bool any = m_parts.pushers.hasKind("email");
        const std::lock_guard guard(m_mutex);
        m_any = any;
        m_looked.clear(); // whoever has come since has not been looked at
    });
}

void EmailNotifier::onEvent(const LiveEventPtr &event) {
    if (!m_any)
        return;
    const ChangedEntry *member = event->ownMember();
    const bool invite = member && member->now == matrix::Membership::Invite;
    const bool joined = member && member->now == matrix::Membership::Join;
    const std::lock_guard lock(m_mutex);
    // What is let go is found with the next event of the room, or after a restart.
    if (!m_executor || m_news.size() >= mostNews)
        return;
    m_news.push_back({event->room, invite ? member->target : store::UserNid{}, joined,
                      event->stored->receivedTs});
    if (std::exchange(m_draining, true))
        return;
    m_executor->post([this] { drain(); });
}

void EmailNotifier::drain() {
    for (;;) {
        News news;
        {
            const std::lock_guard lock(m_mutex);
            if (m_news.empty()) {
                m_draining = false;
                return;
            }
            news = m_news.front();
            m_news.pop_front();
        }
        try {
            look(news);
        } catch (const std::exception &failure) {
            log::error("push", "Notifications by mail cannot be planned: {}", failure.what());
        }
    }
}

bool EmailNotifier::lookedLately(const News &news, std::int64_t delay) {
    constexpr std::size_t most = 10'000;
    const std::lock_guard lock(m_mutex);
    if (m_looked.size() > most)
        m_looked.clear();
    Timestamp &last = m_looked[news.room];
    // All who were there are looked at when the delay is over, with what came since.
    if (!news.joined && last + delay / 2 > news.at)
        return true;
    last = news.at;
    return false;
}

void EmailNotifier::look(const News &news) {
    const std::int64_t delay = m_parts.settings.get()->email.notifDelayBeforeMail;
    const auto planFor = [&](store::UserNid user) {
        for (const store::Pusher &pusher : *m_parts.pushers.enabled(user))
            if (pusher.kind == "email")
                plan(pusher.id, user, news.at + delay);
    };
    if (news.invited)
        planFor(news.invited);
    if (lookedLately(news, delay))
        return;
    if (const RoomViewPtr room = m_parts.rooms.view(news.room))
        for (const store::UserNid user : m_parts.pushers.usersIn(*room))
            planFor(user);
}

void EmailNotifier::plan(std::int64_t pusher, store::UserNid user, Timestamp due) {
    const std::lock_guard lock(m_mutex);
    if (!m_executor)
        return;
    const auto found = m_waiting.find(pusher);
    if (found != m_waiting.end()) {
        if (found->second.due <= due)
            return;
        m_executor->cancel(found->second.timer);
    }
    const std::int64_t wait = std::max<std::int64_t>(0, due - m_parts.clock.now());
    m_waiting[pusher] = {
        m_executor->postAfter(wait, [this, pusher, user] { process(pusher, user); }), due};
}

void EmailNotifier::process(std::int64_t id, store::UserNid user) {
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.erase(id);
    }
    if (!m_parts.settings.get()->email.enableNotifs || !m_parts.mails.enabled())
        return;
    try {
        for (const store::Pusher &pusher : m_parts.pushers.ofUser(user))
            if (pusher.id == id && pusher.kind == "email" && pusher.enabled)
                sendDue(pusher);
    } catch (const std::exception &failure) {
        log::error("push", "Notifications by mail cannot be made: {}", failure.what());
    }
}

void EmailNotifier::sendDue(const store::Pusher &pusher) {
    const auto settings = m_parts.settings.get();
    const std::string userId = m_parts.names.user(pusher.user);
    const store::Position upTo = m_parts.database.position();
    const auto unread = missed(pusher, userId);
    if (unread.empty()) {
        store::Pusher moved = pusher;
        moved.from = std::max(moved.from, upTo);
        m_parts.pushers.saveProgress(moved);
        return;
    }
    const auto throttles = m_parts.database.read(
        [&](store::Reader &reader) { return store::throttles::ofPusher(reader, pusher.id); });
    const Timestamp now = m_parts.clock.now();
    std::optional<Timestamp> soonest;
    for (const MissedEvent &one : unread) {
        const auto *throttle = find(throttles, one.view->nid);
        const Timestamp roomReady = throttle ? throttle->lastSent + throttle->throttleMs : 0;
        const Timestamp ready =
            std::max(one.event->receivedTs + settings->email.notifDelayBeforeMail, roomReady);
        if (ready <= now)
            return send(pusher, userId, unread, one, throttles);
        soonest = std::min(soonest.value_or(ready), ready);
    }
    plan(pusher.id, pusher.user, *soonest);
}

bool EmailNotifier::isRead(const StoredEvent &event, store::UserNid user) {
    const store::EventNid thread = m_parts.receipts.threadOf(event);
    const std::int64_t receiptThread = thread ? thread.value : store::Receipt::mainTimeline;
    const auto receipts = m_parts.receipts.own(user, event.room);
    return std::any_of(receipts->begin(), receipts->end(), [&](const store::Receipt &receipt) {
        const bool about =
            receipt.thread == store::Receipt::unthreaded || receipt.thread == receiptThread;
        return about && receipt.eventPos >= event.pos;
    });
}

/// Newest first.
std::vector<MissedEvent> EmailNotifier::missed(const store::Pusher &pusher,
                                               const std::string &userId) {
    std::vector<MissedEvent> out;
    const auto take = [&](const StoredEventPtr &event) {
        const RoomViewPtr view = event ? m_parts.rooms.view(event->room) : nullptr;
        const bool invite = view && event->event->type() == "m.room.member" &&
                            event->event->membership() == matrix::Membership::Invite &&
                            event->event->stateKey() == userId;
        if (!view || (!invite && isRead(*event, pusher.user)) ||
            !m_parts.unread.evaluate(*event, *view, pusher.user, userId))
            return;
        out.push_back({event, view, invite});
    };
    // The news of an event comes a little before the database's position() shows it.
    store::Position before{std::numeric_limits<std::int64_t>::max()};
    for (int step = 0; step < mostSteps && out.size() < mostInMail; ++step) {
        const auto found = m_parts.database.read([&](store::Reader &reader) {
            return store::sync::othersEventsFor(reader, pusher.user, before, eventsInStep);
        });
        for (const auto &[nid, pos] : found) {
            before = pos;
            if (pos <= pusher.from || out.size() >= mostInMail)
                break;
            take(m_parts.events.find(nid));
        }
        if (found.size() < eventsInStep || before <= pusher.from)
            break;
    }
    std::sort(out.begin(), out.end(), [](const MissedEvent &a, const MissedEvent &b) {
        return a.event->pos > b.event->pos;
    });
    return out;
}

void EmailNotifier::send(const store::Pusher &pusher, const std::string &userId,
                         const std::vector<MissedEvent> &missed, const MissedEvent &cause,
                         const std::vector<store::PusherThrottle> &throttles) {
    const auto settings = m_parts.settings.get();
    const auto address = mail::canonicalAddress(pusher.pushkey);
    if (!address)
        return;
    boost::system::error_code error;
    const json::value data = json::parse(pusher.data, error);
    const std::string brand(data.is_object() ? stringAt(data.get_object(), "brand") : "");
    NotificationReader reader;
    reader.userId = userId;
    const std::string name = m_parts.profiles.memberProfile(pusher.user).displayName.value_or("");
    reader.displayName = name.empty() ? userId : name;
    reader.language = mail::Texts::bestLanguage(pusher.lang);
    if (reader.language.empty())
        reader.language = settings->email.language;
    reader.app = brand.empty() ? settings->email.appName : brand;
    reader.clientBaseUrl = settings->email.clientBaseUrl;
    reader.unsubscribeLink =
        baseUrlOf(*settings) + "_synapse/client/unsubscribe?access_token=" +
        http::percentEncode(unsubscribeToken(*settings, userId, pusher.appId, pusher.pushkey)) +
        "&app_id=" + http::percentEncode(pusher.appId) +
        "&pushkey=" + http::percentEncode(pusher.pushkey);
    NewMail mail;
    mail.kind = "notification";
    mail.address = *address;
    mail.user = pusher.user;
    mail.language = reader.language;
    mail.data = notificationMail(missed, cause, reader, textsOf(*settings));
    const Timestamp now = m_parts.clock.now();
    const std::int64_t delay = settings->email.notifDelayBeforeMail;
    m_parts.database.write([&](store::Transaction &tx) {
        m_parts.mails.add(tx, mail);
        store::pushers::setProgress(tx, pusher.id, missed.front().event->pos, now, 0);
        for (const MissedEvent &one : missed) {
            const auto *before = find(throttles, one.view->nid);
            store::PusherThrottle throttle{one.view->nid, now, delay};
            if (before && one.event->receivedTs - before->lastSent <= quietAfter)
                throttle.throttleMs =
                    std::min(before->throttleMs * throttleFactor, longestThrottle);
            store::throttles::put(tx, pusher.id, throttle);
        }
    });
}

} // namespace hearth::services
