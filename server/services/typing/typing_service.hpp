// SPDX-License-Identifier: Apache-2.0
// TypingService: who is typing where. In memory only; numbered by Hub's volatile counter.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/services/requester.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::services {

class Hub;
class RoomMembers;

struct TypingState {
    std::int64_t changed = 0; // volatile number of the newest change
    std::vector<std::string> users;
};

/// Thread-safe.
class TypingService {
public:
    TypingService(Hub &hub, RoomMembers &members, Executor &executor, const Clock &clock);

    /// Throws 403 if the requester is not joined.
    void set(const Requester &requester, store::RoomNid room, bool typing, std::int64_t timeoutMs);
    /// The user left or sent what was being typed.
    void stop(store::RoomNid room, const std::string &userId);

    [[nodiscard]] TypingState in(store::RoomNid room) const;
    /// Rooms in which something changed after a volatile number.
    [[nodiscard]] std::vector<store::RoomNid> changedAfter(std::int64_t number) const;

private:
    struct RoomTyping {
        std::int64_t changed = 0;
        std::map<std::string, std::int64_t> until; // user id → steady time
    };
    void change(store::RoomNid room, const std::string &userId, std::int64_t until);
    void expire(store::RoomNid room, const std::string &userId);
    void forgetQuietRooms();

    Hub &m_hub;
    RoomMembers &m_members;
    Executor &m_executor;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    std::unordered_map<store::RoomNid, RoomTyping> m_rooms;
};

} // namespace hearth::services
