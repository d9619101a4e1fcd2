// SPDX-License-Identifier: Apache-2.0
// See figures.hpp.
#include "server/services/admin/figures.hpp"

#include "server/matrix/event.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/store/account_store.hpp"
#include "server/store/figure_store.hpp"
#include "server/store/media_store.hpp"

namespace hearth::services {
namespace {

constexpr std::int64_t day = 86400000;
constexpr std::int64_t week = 7 * day;

Timestamp midnightBefore(Timestamp now) {
    return now - now % day;
}

} // namespace

Figures::Figures(store::Database &database, EventSender &sender, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
    , m_start(database.position())
    , m_day(midnightBefore(clock.now())) {
    sender.addListener(*this);
}

void Figures::onEvent(const LiveEventPtr &event) {
    const Timestamp today = midnightBefore(m_clock.now());
    if (m_day.exchange(today) != today) {
        m_events.today = 0;
        m_messages.today = 0;
    }
    const auto add = [](Count &count) {
        ++count.today;
        ++count.since;
    };
    add(m_events);
    if (event->event && store::figures::isMessage(event->event->type()))
        add(m_messages);
}

void Figures::countOnce() {
    if (m_counted)
        return;
    const Timestamp today = m_day;
    std::int64_t eventsEarlier = 0;
    std::int64_t messagesEarlier = 0;
    m_database.read([&](store::Reader &reader) {
        m_events.before = store::figures::events(reader, m_start);
        m_messages.before = store::figures::messages(reader, m_start);
        eventsEarlier = store::figures::eventsReceivedSince(reader, m_start, today);
        messagesEarlier = store::figures::messagesReceivedSince(reader, m_start, today);
    });
    if (m_day == today) {
        m_events.today += eventsEarlier;
        m_messages.today += messagesEarlier;
    }
    m_counted = true;
}

std::int64_t Figures::total(Count &count) {
    const std::lock_guard lock(m_mutex);
    countOnce();
    return count.before + count.since;
}

std::int64_t Figures::today(Count &count) {
    const std::lock_guard lock(m_mutex);
    countOnce();
    return m_day == midnightBefore(m_clock.now()) ? count.today.load() : 0;
}

std::int64_t Figures::eventsTotal() {
    return total(m_events);
}

std::int64_t Figures::eventsToday() {
    return today(m_events);
}

std::int64_t Figures::messagesTotal() {
    return total(m_messages);
}

std::int64_t Figures::messagesToday() {
    return today(m_messages);
}

std::int64_t Figures::cached(Cached &figure, std::int64_t lifetime,
                             const std::function<std::int64_t(store::Reader &)> &ask) {
    const std::lock_guard lock(m_mutex);
    const std::int64_t now = m_clock.steady();
    if (figure.until <= now) {
        figure.value = m_database.read(ask);
        figure.until = now + lifetime;
    }
    return figure.value;
}

std::int64_t Figures::users() {
    return cached(m_users, 2000,
                  [](store::Reader &reader) { return store::accounts::count(reader); });
}

std::int64_t Figures::usersActive() {
    const Timestamp since = m_clock.now() - week;
    return cached(m_active, 30000, [since](store::Reader &reader) {
        return store::accounts::countSeenSince(reader, since);
    });
}

std::int64_t Figures::rooms() {
    return cached(m_rooms, 2000,
                  [](store::Reader &reader) { return store::figures::rooms(reader); });
}

std::int64_t Figures::mediaBytes() {
    return cached(m_media, 15000,
                  [](store::Reader &reader) { return store::media::totalBytes(reader); });
}

} // namespace hearth::services
