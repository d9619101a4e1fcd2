// SPDX-License-Identifier: Apache-2.0
// UnreadCounts (spec client-server, "Receiving notifications" and "Threaded read receipts").
#include "server/services/push/unread_counts.hpp"

#include "server/core/lane.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/push_rules/push_rule_service.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
#include "server/store/receipt_store.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr int mostEvents = 500; // looked at without a checkpoint
constexpr std::size_t checkpointAfter = 64;
constexpr std::size_t mostStates = 50000;
constexpr std::size_t stepsPerByte = 2; // an answer costs more than comparing

/// What evaluating may cost, in steps of matrix::PushEvent.
std::size_t mostWork(const matrix::PushRuleset &rules, const matrix::Event &event) {
    constexpr std::size_t folding = 8;
    const std::size_t text = event.contentJson().size();
    return folding * text +
           std::min<std::size_t>(rules.ownRules() * text, matrix::PushEvent::maxSteps);
}
} // namespace

UnreadCount RoomUnread::total() const {
    UnreadCount sum = main;
    for (const auto &[root, count] : threads) {
        sum.notifications += count.notifications;
        sum.highlights += count.highlights;
    }
    return sum;
}

UnreadCounts::UnreadCounts(store::Database &database, Hub &hub, RoomMembers &members,
                           RoomRegistry &rooms, EventReader &events, ReceiptService &receipts,
                           PushRuleService &rules, AccountDataService &accountData,
                           const Clock &clock)
    : m_database(database)
    , m_hub(hub)
    , m_members(members)
    , m_rooms(rooms)
    , m_events(events)
    , m_receipts(receipts)
    , m_rules(rules)
    , m_accountData(accountData)
    , m_clock(clock) {
    // Checkpoints hold for the receipts they were made with.
    m_receipts.onMoved([](store::Transaction &tx, const store::Receipt &receipt) {
        store::sync::deleteCounts(tx, receipt.user, receipt.room);
    });
}

std::optional<Notification> UnreadCounts::evaluate(const StoredEvent &event, const RoomView &view,
                                                   store::UserNid user, const std::string &userId) {
    if (event.sender == user || event.redactedBy)
        return std::nullopt;
    if (m_accountData.ignoredUsers(user)->contains(event.event->sender().str()))
        return std::nullopt;
    if (!view.powerLevels)
        return std::nullopt;
    const auto rules = m_rules.rules(user);
    RuleMemory::Outcome outcome;
    if (const auto known = m_memory.find(user, rules, event.nid)) {
        outcome = *known;
    } else {
        // Asked beforehand, as one event can be all that the shared workers may do for a request.
        noteBytes(mostWork(*rules, *event.event) / stepsPerByte);
        matrix::PushEvent pushed(*event.event, view.joined, *view.powerLevels);
        const Member *self = view.members.find(userId);
        const std::int64_t allowance = m_budget.allowance(user, m_clock.steady());
        outcome = rules->evaluate(
            pushed, self ? std::string_view(self->displayName) : std::string_view(), allowance);
        m_budget.charge(user, pushed.used());
        const bool cutShort = allowance < matrix::PushEvent::maxSteps && pushed.used() == allowance;
        if (pushed.worked() >= RuleMemory::worthKeeping && !cutShort)
            m_memory.keep(user, rules, event.nid, outcome);
    }
    if (!outcome || !outcome->notify)
        return std::nullopt;
    Notification out;
    out.user = user;
    out.highlight = outcome->highlight;
    if (outcome->actions)
        out.actions = *outcome->actions;
    return out;
}

void UnreadCounts::count(State &state, const StoredEvent &event, const RoomView &view,
                         store::UserNid user, const std::string &userId) {
    if (event.sender == user)
        return;
    const auto notification = evaluate(event, view, user, userId);
    if (!notification)
        return;
    const store::EventNid thread = m_receipts.threadOf(event);
    const std::int64_t receiptThread = thread ? thread.value : store::Receipt::mainTimeline;
    for (const store::Receipt &receipt : *state.receipts) {
        const bool about =
            receipt.thread == store::Receipt::unthreaded || receipt.thread == receiptThread;
        if (about && receipt.eventPos >= event.pos)
            return;
    }
    UnreadCount &counted = thread ? state.unread.threads[thread] : state.unread.main;
    ++counted.notifications;
    if (notification->highlight)
        ++counted.highlights;
}

UnreadCounts::State UnreadCounts::start(store::UserNid user, store::RoomNid room,
                                        std::shared_ptr<const std::vector<store::Receipt>> receipts,
                                        bool anew) {
    State state;
    state.receipts = std::move(receipts);
    std::vector<store::sync::CountCheckpoint> saved;
    m_database.read([&](store::Reader &reader) {
        if (!anew)
            saved = store::sync::counts(reader, user, room);
        state.joined = store::sync::joinPosition(reader, room, user).value;
    });
    startFrom(state, saved);
    return state;
}

void UnreadCounts::startFrom(State &state,
                             const std::vector<store::sync::CountCheckpoint> &saved) const {
    state.upTo = state.joined;
    if (!saved.empty() && saved.front().pos.value >= state.joined) {
        for (const auto &row : saved) {
            const UnreadCount counted{row.notifications, row.highlights};
            state.upTo = row.pos.value;
            if (row.thread == 0)
                state.unread.main = counted;
            else
                state.unread.threads[store::EventNid{row.thread}] = counted;
        }
        return;
    }
    for (const store::Receipt &receipt : *state.receipts) {
        if (receipt.thread == store::Receipt::unthreaded)
            state.upTo = std::max(state.upTo, receipt.eventPos.value);
    }
}

void UnreadCounts::prepare(store::UserNid user, std::span<const store::RoomNid> rooms,
                           store::Position upTo) {
    std::vector<store::RoomNid> fresh;
    {
        const std::lock_guard lock(m_mutex);
        for (const store::RoomNid room : rooms)
            if (!m_states.contains({user, room}))
                fresh.push_back(room);
    }
    if (fresh.empty())
        return;
    m_receipts.prepareOwn(user, fresh);
    const auto starts = m_database.read(
        [&](store::Reader &reader) { return store::sync::countStarts(reader, user, fresh); });
    std::vector<State> states(fresh.size());
    std::vector<std::pair<store::RoomNid, store::Position>> cold;
    std::vector<State *> coldStates;
    std::vector<LiveEventPtr> live;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        State &state = states[i];
        state.receipts = m_receipts.own(user, fresh[i]);
        state.joined = starts[i].joined.value;
        startFrom(state, starts[i].saved);
        live.clear();
        if (state.upTo < upTo.value && !m_hub.events(fresh[i], state.upTo, upTo.value, live)) {
            cold.emplace_back(fresh[i], store::Position{state.upTo});
            coldStates.push_back(&state);
        }
    }
    if (!cold.empty()) {
        const std::vector<bool> any = m_database.read([&](store::Reader &reader) {
            return store::sync::haveOthersEvents(reader, user, cold, upTo);
        });
        for (std::size_t i = 0; i < cold.size(); ++i)
            if (!any[i])
                coldStates[i]->upTo = upTo.value;
    }
    const std::lock_guard lock(m_mutex);
    if (m_states.size() + states.size() > mostStates)
        m_states.clear();
    for (std::size_t i = 0; i < fresh.size(); ++i)
        m_states.try_emplace({user, fresh[i]}, std::move(states[i]));
}

bool UnreadCounts::joinedAnew(const State &state, store::UserNid user, store::RoomNid room) {
    if (m_members.membership(user, room).pos.value <= state.upTo)
        return false;
    const store::Position joined = m_database.read(
        [&](store::Reader &reader) { return store::sync::joinPosition(reader, room, user); });
    return joined.value != state.joined;
}

bool UnreadCounts::advance(State &state, store::UserNid user, const std::string &userId,
                           store::RoomNid room, std::int64_t upTo) {
    if (state.upTo >= upTo)
        return true;
    bool holds = true;
    std::vector<LiveEventPtr> live;
    if (m_hub.events(room, state.upTo, upTo, live)) {
        for (const LiveEventPtr &event : live) {
            count(state, *event->stored, *event->after, user, userId);
            holds = holds && !(event->redacts && state.unread.total().notifications > 0);
        }
        state.upTo = upTo;
        return holds;
    }
    const RoomViewPtr view = m_rooms.view(room);
    if (!view)
        return true;
    const auto nids = m_database.read([&](store::Reader &reader) {
        return store::sync::othersEvents(reader, room, user, {state.upTo}, {upTo}, mostEvents);
    });
    const bool hadCounted = state.unread.total().notifications > 0;
    for (const StoredEventPtr &event : m_events.load(nids)) {
        count(state, *event, *view, user, userId);
        holds = holds && !(hadCounted && event->event->type() == "m.room.redaction");
    }
    state.upTo = upTo;
    if (holds && nids.size() >= checkpointAfter)
        checkpoint(state, user, room);
    return holds;
}

void UnreadCounts::checkpoint(const State &state, store::UserNid user, store::RoomNid room) {
    std::vector<store::sync::CountCheckpoint> rows;
    const store::Position pos{state.upTo};
    rows.push_back({0, state.unread.main.notifications, state.unread.main.highlights, pos});
    for (const auto &[root, counted] : state.unread.threads)
        rows.push_back({root.value, counted.notifications, counted.highlights, pos});
    const Repeatable saving; // who asks may still go on on another lane
    m_database.submit(
        [user, room, rows, receipts = state.receipts](store::Transaction &tx) {
            // A receipt that moved meanwhile, if only earlier in this batch, has made these counts
            // wrong.
            const auto now = store::receipts::ofUser(tx, room, user);
            const bool same = std::is_permutation(
                now.begin(), now.end(), receipts->begin(), receipts->end(),
                [](const auto &a, const auto &b) {
                    return a.kind == b.kind && a.thread == b.thread && a.pos == b.pos;
                });
            if (same)
                store::sync::putCounts(tx, user, room, rows);
        },
        [](std::exception_ptr) {}); // only a saving of later work
}

RoomUnread UnreadCounts::inRoom(store::UserNid user, const std::string &userId, store::RoomNid room,
                                store::Position upTo) {
    const UserInRoom key{user, room};
    auto receipts = m_receipts.own(user, room);
    State state;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_states.find(key); found != m_states.end())
            state = found->second;
    }
    if (state.receipts == receipts && state.upTo >= upTo.value)
        return state.unread;
    if (state.receipts != receipts || joinedAnew(state, user, room))
        state = start(user, room, receipts, false);
    // What was counted may have been redacted; then all of it is counted once more.
    if (!advance(state, user, userId, room, upTo.value)) {
        const Repeatable saving;
        m_database.submit(
            [user, room](store::Transaction &tx) { store::sync::deleteCounts(tx, user, room); },
            [](std::exception_ptr) {}); // at worst it is found out again
        state = start(user, room, std::move(receipts), true);
        advance(state, user, userId, room, upTo.value);
    }
    const std::lock_guard lock(m_mutex);
    if (m_states.size() > mostStates)
        m_states.clear();
    State &kept = m_states[key];
    if (kept.receipts != state.receipts || kept.upTo <= state.upTo)
        kept = state;
    return state.unread;
}

std::int64_t UnreadCounts::badge(store::UserNid user, const std::string &userId, bool byRoom,
                                 store::Position upTo) {
    std::int64_t sum = 0;
    upTo.value = std::max(upTo.value, m_hub.position());
    for (const store::RoomNid room : m_members.joinedRooms(user)) {
        const std::int64_t count = inRoom(user, userId, room, upTo).total().notifications;
        sum += byRoom ? (count > 0 ? 1 : 0) : count;
    }
    return sum;
}

} // namespace hearth::services
