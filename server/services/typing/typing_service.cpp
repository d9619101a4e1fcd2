// SPDX-License-Identifier: Apache-2.0
// TypingService (spec client-server, "Typing Notifications").
#include "server/services/typing/typing_service.hpp"

#include "server/core/error.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/rooms/room_members.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr std::int64_t longestMs = 120 * 1000;
constexpr std::size_t manyRooms = 1000;
} // namespace

TypingService::TypingService(Hub &hub, RoomMembers &members, Executor &executor, const Clock &clock)
    : m_hub(hub)
    , m_members(members)
    , m_executor(executor)
    , m_clock(clock) {}

void TypingService::set(const Requester &requester, store::RoomNid room, bool typing,
                        std::int64_t timeoutMs) {
    if (!m_members.isJoined(requester.userNid, room))
        throw forbidden("You are not in this room.");
    if (!typing) {
        stop(room, requester.user.str());
        return;
    }
    const std::int64_t length = std::clamp<std::int64_t>(timeoutMs, 1, longestMs);
    const std::int64_t until = m_clock.steady() + length;
    bool known = false;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_rooms.find(room);
        if (found != m_rooms.end()) {
            if (const auto user = found->second.until.find(requester.user.str());
                user != found->second.until.end()) {
                user->second = until;
                known = true;
            }
        }
    }
    if (!known)
        change(room, requester.user.str(), until);
    m_executor.postAfter(length + 1,
                         [this, room, user = requester.user.str()] { expire(room, user); });
}

void TypingService::stop(store::RoomNid room, const std::string &userId) {
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_rooms.find(room);
        if (found == m_rooms.end() || !found->second.until.contains(userId))
            return;
    }
    change(room, userId, 0);
}

void TypingService::change(store::RoomNid room, const std::string &userId, std::int64_t until) {
    m_hub.typingChanged(room, [&](std::int64_t number) {
        const std::lock_guard lock(m_mutex);
        if (m_rooms.size() > manyRooms)
            forgetQuietRooms();
        RoomTyping &typing = m_rooms[room];
        typing.changed = number;
        if (until > 0)
            typing.until[userId] = until;
        else
            typing.until.erase(userId);
    });
}

void TypingService::expire(store::RoomNid room, const std::string &userId) {
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_rooms.find(room);
        if (found == m_rooms.end())
            return;
        const auto user = found->second.until.find(userId);
        if (user == found->second.until.end() || user->second > m_clock.steady())
            return;
    }
    change(room, userId, 0);
}

void TypingService::forgetQuietRooms() {
    std::erase_if(m_rooms, [](const auto &room) { return room.second.until.empty(); });
}

TypingState TypingService::in(store::RoomNid room) const {
    const std::lock_guard lock(m_mutex);
    TypingState state;
    if (const auto found = m_rooms.find(room); found != m_rooms.end()) {
        state.changed = found->second.changed;
        for (const auto &[user, until] : found->second.until)
            state.users.push_back(user);
    }
    return state;
}

std::vector<store::RoomNid> TypingService::changedAfter(std::int64_t number) const {
    const std::lock_guard lock(m_mutex);
    std::vector<store::RoomNid> rooms;
    for (const auto &[room, typing] : m_rooms) {
        if (typing.changed > number)
            rooms.push_back(room);
    }
    return rooms;
}

} // namespace hearth::services
