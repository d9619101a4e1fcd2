// SPDX-License-Identifier: Apache-2.0
// AutoAccept: lets users of this server join at once where they are invited (auto_accept_invites).
#pragma once

#include "server/services/rooms/live_event.hpp"

#include <string>

namespace hearth {
class Executor;
}
namespace hearth::config {
class Current;
}

namespace hearth::services {

class AccountDataService;
class EventSender;
class Memberships;

/// Owned by the daemon. Thread-safe. Listens to rooms from its construction on.
class AutoAccept final : public EventListener {
public:
    struct Parts {
        const config::Current &settings;
        const std::string &serverName;
        EventSender &sender;
        Memberships &memberships;
        AccountDataService &accountData;
        Executor &executor;
    };
    explicit AutoAccept(const Parts &parts);

    void onEvent(const LiveEventPtr &event) override;

private:
    [[nodiscard]] bool isWanted(const ChangedEntry &invite) const;
    void accept(const ChangedEntry &invite, const std::string &roomId);
    /// As the inviter's client did: the room is a direct chat with the inviter.
    void markDirect(store::UserNid user, const std::string &inviter, const std::string &roomId);

    const Parts m_parts;
};

} // namespace hearth::services
