// SPDX-License-Identifier: Apache-2.0
// AutoAccept: lets users of this server join at once where they are invited (auto_accept_invites).
#pragma once

#include "server/services/rooms/live_event.hpp"

#include <string>

namespace hearth {
class Executor;
}

namespace hearth::services {

class AccountDataService;
class Rooms;

/// Owned by the daemon. Thread-safe.
class AutoAccept final : public EventListener {
public:
    AutoAccept(Rooms &rooms, AccountDataService &accountData, Executor &executor)
        : m_rooms(rooms)
        , m_accountData(accountData)
        , m_executor(executor) {}

    void onEvent(const LiveEventPtr &event) override;

private:
    void accept(const LiveEvent &invite);
    /// As the inviter's client did: the room is a direct chat with the inviter.
    void markDirect(store::UserNid user, const std::string &inviter, const std::string &roomId);

    Rooms &m_rooms;
    AccountDataService &m_accountData;
    Executor &m_executor;
};

} // namespace hearth::services
