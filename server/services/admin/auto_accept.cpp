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
    if (event->now != matrix::Membership::Invite || !event->memberTarget ||
        !event->event->stateKey() ||
        matrix::domain(*event->event->stateKey()) != m_parts.serverName)
        return;
    const auto settings = m_parts.settings.get();
    const config::AutoAcceptInvites &wanted = settings->autoAcceptInvites;
    const bool direct = findBool(event->event->content(), "is_direct").value_or(false);
    if (!wanted.enabled || (wanted.onlyForDirectMessages && !direct) ||
        (wanted.onlyFromLocalUsers &&
         matrix::domain(event->event->sender().str()) != m_parts.serverName))
        return;
    m_parts.executor.post([this, event] { accept(*event); });
}

void AutoAccept::accept(const LiveEvent &invite) {
    const std::string user(*invite.event->stateKey());
    const std::string roomId = invite.after->id.str();
    try {
        Requester requester;
        requester.user = matrix::UserId::trusted(user);
        requester.userNid = invite.memberTarget;
        m_parts.memberships.join(requester, roomId, {}, {});
        if (findBool(invite.event->content(), "is_direct").value_or(false))
            markDirect(invite.memberTarget, invite.event->sender().str(), roomId);
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
