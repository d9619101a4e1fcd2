// SPDX-License-Identifier: Apache-2.0
// See auto_accept.hpp.
#include "server/services/admin/auto_accept.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/executor.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/memberships.hpp"

#include <algorithm>

namespace hearth::services {

AutoAccept::AutoAccept(const Parts &parts)
    : m_parts(parts) {
    m_parts.sender.addListener(*this);
}

void AutoAccept::onEvent(const LiveEventPtr &event) {
    for (const ChangedEntry &change : event->changes)
        if (isWanted(change))
            m_parts.executor.post(
                [this, event, &change] { accept(change, event->after->id.str()); });
}

bool AutoAccept::isWanted(const ChangedEntry &invite) const {
    if (invite.now != matrix::Membership::Invite || !invite.local)
        return false;
    const auto settings = m_parts.settings.get();
    const config::AutoAcceptInvites &wanted = settings->autoAcceptInvites;
    const bool direct = findBool(invite.event->content(), "is_direct").value_or(false);
    return wanted.enabled && (direct || !wanted.onlyForDirectMessages) &&
           (!wanted.onlyFromLocalUsers ||
            matrix::domain(invite.event->sender().str()) == m_parts.serverName);
}

void AutoAccept::accept(const ChangedEntry &invite, const std::string &roomId) {
    const std::string &user = invite.key.second;
    try {
        Requester requester;
        requester.user = matrix::UserId::trusted(user);
        requester.userNid = invite.target;
        m_parts.memberships.join(requester, roomId, {}, {});
        if (findBool(invite.event->content(), "is_direct").value_or(false))
            markDirect(invite.target, invite.event->sender().str(), roomId);
    } catch (const Error &error) {
        log::warn("rooms", "{} could not accept the invite to {}: {}", user, roomId,
                  error.message());
    } catch (const std::exception &failure) {
        log::error("rooms", "{} could not accept the invite to {}: {}", user, roomId,
                   failure.what());
    }
}

void AutoAccept::markDirect(store::UserNid user, const std::string &inviter,
                            const std::string &roomId) {
    json::object direct =
        m_parts.accountData.globalAccountData(user, "m.direct").value_or(json::object());
    json::value &rooms = direct[inviter];
    if (!rooms.is_array())
        rooms = json::array();
    json::array &list = rooms.get_array();
    if (std::find(list.begin(), list.end(), json::value(roomId)) != list.end())
        return;
    list.emplace_back(roomId);
    m_parts.accountData.set(user, {}, "m.direct", direct);
}

} // namespace hearth::services
