// SPDX-License-Identifier: Apache-2.0
// UnreadCounts: how many events of a room notify a user since the last receipt. Evaluated when
// somebody asks, from the push rules, over events that are new since the last answer.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/live/user_cache.hpp"
#include "server/services/push/rule_budget.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/live_event.hpp"
#include "server/store/receipt_store.hpp"
#include "server/store/sync_store.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::services {

class AccountDataService;
class EventReader;
class Hub;
class PushRuleService;
class ReceiptService;
class RoomMembers;
class RoomRegistry;

struct UnreadCount {
    std::int64_t notifications = 0;
    std::int64_t highlights = 0;
    friend bool operator==(const UnreadCount &, const UnreadCount &) = default;
};

struct RoomUnread {
    UnreadCount main;
    /// Root of a thread → its own count; only those that are not zero.
    std::map<store::EventNid, UnreadCount> threads;
    [[nodiscard]] UnreadCount total() const;
};

/// What the push rules of one user say about one event.
struct Notification {
    store::UserNid user{};
    bool highlight = false;
    json::array actions;
};

/// Thread-safe.
class UnreadCounts {
public:
    UnreadCounts(store::Database &database, Hub &hub, RoomMembers &members, RoomRegistry &rooms,
                 EventReader &events, ReceiptService &receipts, PushRuleService &rules,
                 AccountDataService &accountData, const Clock &clock);

    /// Counts as of a position that is durable.
    [[nodiscard]] RoomUnread inRoom(store::UserNid user, const std::string &userId,
                                    store::RoomNid room, store::Position upTo);
    /// Before inRoom() is asked about many rooms that nobody asked about yet.
    void prepare(store::UserNid user, std::span<const store::RoomNid> rooms, store::Position upTo);
    /// For the badge of pushers: rooms (or events) with notifications, over all joined rooms.
    /// upTo is an event that counts even though it is only just about to be visible.
    [[nodiscard]] std::int64_t badge(store::UserNid user, const std::string &userId, bool byRoom,
                                     store::Position upTo = {});

    /// view: the room as it was when the event came (or is now). The user's own rules cost no more
    /// than RuleBudget allows, and the work is counted (core/lane).
    [[nodiscard]] std::optional<Notification> evaluate(const StoredEvent &event,
                                                       const RoomView &view, store::UserNid user,
                                                       const std::string &userId);

private:
    struct State {
        std::shared_ptr<const std::vector<store::Receipt>> receipts; // that it was made with
        std::int64_t joined = 0; // position of the join; what came before does not count
        std::int64_t upTo = 0;
        RoomUnread unread;
    };
    [[nodiscard]] State start(store::UserNid user, store::RoomNid room,
                              std::shared_ptr<const std::vector<store::Receipt>> receipts,
                              bool anew);
    void startFrom(State &state, const std::vector<store::sync::CountCheckpoint> &saved) const;
    /// Whether the user left and joined again after the state was made.
    [[nodiscard]] bool joinedAnew(const State &state, store::UserNid user, store::RoomNid room);
    /// False if something that may have been counted was redacted.
    bool advance(State &state, store::UserNid user, const std::string &userId, store::RoomNid room,
                 std::int64_t upTo);
    void count(State &state, const StoredEvent &event, const RoomView &view, store::UserNid user,
               const std::string &userId);
    void checkpoint(const State &state, store::UserNid user, store::RoomNid room);

    store::Database &m_database;
    Hub &m_hub;
    RoomMembers &m_members;
    RoomRegistry &m_rooms;
    EventReader &m_events;
    ReceiptService &m_receipts;
    PushRuleService &m_rules;
    AccountDataService &m_accountData;
    const Clock &m_clock;
    RuleBudget m_budget;
    RuleMemory m_memory;
    std::mutex m_mutex;
    std::unordered_map<UserInRoom, State> m_states;
};

} // namespace hearth::services
