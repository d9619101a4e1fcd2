// SPDX-License-Identifier: Apache-2.0
// See server_notices.hpp.
#include "server/services/admin/server_notices.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/profiles/profiles.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/sign_in/registration.hpp"
#include "server/store/database.hpp"

namespace hearth::services {
namespace {

constexpr const char *tag = "m.server_notice";

} // namespace

void ServerNotices::requireEnabled() const {
    if (m_parts.settings.get()->serverNotices.localpart.empty())
        throw unknownError("Server notices are not enabled on this server");
}

std::string ServerNotices::send(std::string_view userId, const Notice &notice) {
    requireEnabled();
    const auto settings = m_parts.settings.get();
    const auto account = m_parts.accounts.get(userId);
    const auto from = sender(*settings);
    std::string roomId;
    {
        const std::lock_guard lock(m_mutex);
        roomId = roomFor(from, userId, account->nid, *settings);
    }
    if (notice.stateKey)
        return m_parts.sending.putState(
            from, {roomId, notice.type, *notice.stateKey, notice.content, std::nullopt});
    return m_parts.sending.send(from,
                                {roomId, notice.type, notice.content, notice.txnId, std::nullopt});
}

/// The account that speaks for the server; made at the first notice.
Requester ServerNotices::sender(const config::Settings &settings) {
    const auto &wanted = settings.serverNotices;
    const std::string userId = m_parts.accounts.fullId(wanted.localpart);
    auto account = m_parts.accounts.find(userId);
    if (!account) {
        NewAccount fresh;
        fresh.localpart = wanted.localpart;
        fresh.displayName = wanted.displayName;
        account = m_parts.registration.findOrCreate(
            [&](store::Transaction &tx) -> std::variant<store::Account, NewAccount> {
                const auto user = tx.findUser(userId);
                if (auto known = user ? store::accounts::find(tx, user) : std::nullopt)
                    return *std::move(known);
                return fresh;
            });
        if (!wanted.avatarUrl.empty())
            m_parts.profiles.set(requesterFor(*account), userId, "avatar_url",
                                 json::value(wanted.avatarUrl));
    }
    Requester out = requesterFor(*account);
    out.rateLimited = false;
    return out;
}

std::string ServerNotices::roomFor(const Requester &sender, std::string_view userId,
                                   store::UserNid user, const config::Settings &settings) {
    for (const auto &row : *m_parts.members.roomsOf(user)) {
        const auto room = m_parts.registry.view(row.room);
        if (!room || room->creator() != sender.user.str() || !room->isJoined(sender.user.str()))
            continue;
        if (row.membership == matrix::Membership::Join ||
            row.membership == matrix::Membership::Invite)
            return room->id.str();
        // Somebody who left is asked in again.
        if (row.membership == matrix::Membership::Leave) {
            Memberships::Change invite;
            invite.action = Memberships::Action::Invite;
            invite.target = std::string(userId);
            m_parts.memberships.change(sender, m_parts.registry.require(room->id.str()),
                                       std::move(invite));
            return room->id.str();
        }
    }
    return makeRoom(sender, userId, user, settings);
}

std::string ServerNotices::makeRoom(const Requester &sender, std::string_view userId,
                                    store::UserNid user, const config::Settings &settings) {
    const auto &wanted = settings.serverNotices;
    json::object body{{"preset", "private_chat"},
                      {"name", wanted.roomName},
                      {"invite", json::array{std::string(userId)}},
                      {"power_level_content_override", json::object{{"users_default", -10}}},
                      {"creation_content", json::object{{"m.federate", false}}}};
    if (!wanted.roomTopic.empty())
        body["topic"] = wanted.roomTopic;
    if (!wanted.roomAvatarUrl.empty())
        body["initial_state"] = {{{"type", "m.room.avatar"},
                                  {"state_key", ""},
                                  {"content", {{"url", wanted.roomAvatarUrl}}}}};
    const auto made = m_parts.creator.create(sender, body);
    m_parts.accountData.setTag(user, m_parts.registry.require(made.roomId)->nid(), tag, {});
    if (wanted.autoJoin)
        m_parts.memberships.join(requesterFor(*m_parts.accounts.find(user)), made.roomId, {}, {});
    return made.roomId;
}

} // namespace hearth::services
