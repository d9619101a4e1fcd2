// SPDX-License-Identifier: Apache-2.0
// ReceiptService: read receipts (public, private, threaded) and the fully read marker.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/live/user_cache.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/stored_event.hpp"
#include "server/store/receipt_store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hearth::services {

class AccountDataService;
class EventReader;
class Hub;
class RoomMembers;
struct LiveReceipt;

/// A user in a room, as a key.
struct UserInRoom {
    store::UserNid user{};
    store::RoomNid room{};
    friend bool operator==(const UserInRoom &, const UserInRoom &) = default;
};

} // namespace hearth::services

template <>
struct std::hash<hearth::services::UserInRoom> {
    std::size_t operator()(const hearth::services::UserInRoom &key) const noexcept {
        return std::hash<std::int64_t>{}(key.user.value * 1000003 ^ key.room.value);
    }
};

namespace hearth::services {

/// Thread-safe.
class ReceiptService {
public:
    ReceiptService(store::Database &database, Hub &hub, RoomMembers &members, EventReader &events,
                   AccountDataService &accountData, const Clock &clock);

    /// thread: nothing = unthreaded, "main", or the id of a thread's root. Receipts never go
    /// backwards: one for an older event is ignored.
    void markRead(const Requester &requester, store::RoomNid room, store::ReceiptKind kind,
                  const std::string &eventId, const std::optional<std::string> &thread);
    void markFullyRead(const Requester &requester, store::RoomNid room, const std::string &eventId);

    /// All own receipts in a room, from memory when warm.
    [[nodiscard]] std::shared_ptr<const std::vector<store::Receipt>> own(store::UserNid user,
                                                                         store::RoomNid room);
    /// Before own() is asked about many rooms.
    void prepareOwn(store::UserNid user, std::span<const store::RoomNid> rooms);
    /// after < pos <= upTo, as waiting syncs get them; from memory when warm.
    [[nodiscard]] std::vector<LiveReceipt> changed(store::RoomNid room, store::UserNid viewer,
                                                   store::Position after, store::Position upTo);

    /// changed() from the beginning, for many rooms at once.
    [[nodiscard]] std::unordered_map<store::RoomNid, std::vector<LiveReceipt>>
    all(std::span<const store::RoomNid> rooms, store::UserNid viewer, store::Position upTo);

    /// Content of an m.receipt event.
    [[nodiscard]] static json::object content(const std::vector<LiveReceipt> &receipts,
                                              const std::unordered_set<std::string> &ignored);

    /// The thread an event belongs to: 0 for the main timeline, else the root's nid. A root is in
    /// the main timeline.
    [[nodiscard]] store::EventNid threadOf(const StoredEvent &event);
    /// Called inside the transaction that moves a receipt (counters are reset there).
    void onMoved(std::function<void(store::Transaction &, const store::Receipt &)> listener) {
        m_onMoved.push_back(std::move(listener));
    }
    /// Called on the writer thread when everybody can see the moved receipt.
    void afterMoved(std::function<void(const store::Receipt &)> listener) {
        m_afterMoved.push_back(std::move(listener));
    }

private:
    void requireInThread(const StoredEvent &event, const std::string &thread);
    [[nodiscard]] bool isThreadRoot(const StoredEvent &event);
    [[nodiscard]] bool fromTail(store::RoomNid room, store::UserNid viewer, store::Position after,
                                store::Position upTo, std::vector<LiveReceipt> &out) const;
    StoredEventPtr parentOf(const StoredEvent &event, bool threadsOnly);

    store::Database &m_database;
    Hub &m_hub;
    RoomMembers &m_members;
    EventReader &m_events;
    AccountDataService &m_accountData;
    const Clock &m_clock;
    std::vector<std::function<void(store::Transaction &, const store::Receipt &)>> m_onMoved;
    std::vector<std::function<void(const store::Receipt &)>> m_afterMoved;
    ValueCache<UserInRoom, std::vector<store::Receipt>> m_own;
};

} // namespace hearth::services
