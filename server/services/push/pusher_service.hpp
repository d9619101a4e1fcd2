// SPDX-License-Identifier: Apache-2.0
// PusherService: the pushers that users set, kept in memory for the job that serves them.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/room_view.hpp"
#include "server/store/pusher_store.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::services {

/// Told when anybody's pushers were set or removed, from any thread. Must be short and must not
/// call back.
class PusherListener {
public:
    virtual ~PusherListener() = default;
    virtual void onPushersChanged() = 0;
};

/// Thread-safe. The pushers that are switched on lie in memory, by user; of a user whose pushers
/// changed they are read again at the next question.
class PusherService {
public:
    using List = std::vector<store::Pusher>;
    using ListPtr = std::shared_ptr<const List>;

    PusherService(store::Database &database, const Clock &clock);

    /// Called by listeners when they are made, before the first request.
    void addListener(PusherListener &listener) { m_listeners.push_back(&listener); }

    /// Body of POST /pushers/set; kind null removes. Throws 400.
    void set(const Requester &requester, const json::object &body);
    [[nodiscard]] List ofUser(store::UserNid user);
    /// As clients and administrators see it.
    [[nodiscard]] static json::object toJson(const store::Pusher &pusher);

    /// What is switched on; nothing while the account is locked. Never nullptr.
    [[nodiscard]] ListPtr enabled(store::UserNid user);
    /// Everybody who may have a pusher that is switched on.
    [[nodiscard]] std::vector<store::UserNid> users();
    /// Those of them who are joined to a room. Costs as much as the smaller of the two has members.
    [[nodiscard]] std::vector<store::UserNid> usersIn(const RoomView &room);
    [[nodiscard]] bool has(store::UserNid user);
    /// Whether anybody has one of this kind. Looks at all.
    [[nodiscard]] bool hasKind(std::string_view kind);
    /// After pushers of a user were changed, or what the user may do (device deleted, locked).
    /// userId: needed where there may be a first one.
    void changed(store::UserNid user, const std::string &userId = {});
    /// After pushers of somebody were changed elsewhere.
    void reload();
    /// The gateway said that this pushkey is gone.
    void reject(const store::Pusher &pusher);
    void saveProgress(const store::Pusher &pusher);

private:
    struct Entry {
        std::string userId;
        ListPtr list; // nullptr: to be read
    };
    /// The lock, with m_users filled.
    [[nodiscard]] std::unique_lock<std::mutex> loaded();
    void tellListeners() const;

    store::Database &m_database;
    const Clock &m_clock;
    std::vector<PusherListener *> m_listeners;
    std::mutex m_mutex; // everything below
    bool m_loaded = false;
    std::uint64_t m_generation = 0; // counts changes
    std::unordered_map<store::UserNid, Entry> m_users;
};

} // namespace hearth::services
