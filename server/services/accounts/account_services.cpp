// SPDX-License-Identifier: Apache-2.0
// See account_services.hpp.
#include "server/services/accounts/account_services.hpp"

#include "server/config/settings.hpp"
#include "server/services/rooms/room_service.hpp"
#include "server/services/rooms/rooms.hpp"

namespace hearth::services {
AccountServices::AccountServices(const AccountParts &parts)
    : accounts(parts.database, parts.settings.get()->serverName)
    , appservices(accounts, parts.settings.get()->appServiceConfigFiles)
    , passwords(parts.settings)
    , profiles(accounts, parts.settings)
    , sessions(parts.database, accounts, parts.changes, parts.settings, parts.clock)
    , uia(parts.database, accounts, passwords, parts.limiter, parts.settings, parts.clock)
    , proofs(accounts, parts.mails, parts.limiter, parts.settings, parts.clock)
    , threepids(accounts, proofs, parts.mails, parts.settings, parts.clock)
    , registration(accounts, appservices, profiles, sessions, parts.settings, parts.clock)
    , tokenSignIn(accounts, registration, parts.settings, parts.clock)
    , signIn(accounts, appservices, sessions, passwords, tokenSignIn, parts.limiter, parts.settings)
    , captcha(parts.client, parts.settings, parts.clock)
    , cas(accounts, registration, parts.client, parts.settings, parts.clock)
    , closing(accounts, sessions, passwords, profiles, parts.changes)
    , devices(accounts, sessions, parts.changes, parts.clock)
    , keys(accounts, parts.changes, parts.clock)
    , crossSigning(accounts, parts.changes, parts.clock)
    , backups(accounts)
    , dehydrated(accounts, sessions, keys, parts.changes, parts.clock)
    , media(parts.database, parts.settings, parts.clock, parts.lanes, parts.thumbnailProgram)
    , directory(accounts, parts.rooms.members, parts.rooms.registry, parts.settings)
    , userAdmin(accounts, closing, passwords, profiles, registration, sessions, parts.settings,
                parts.clock)
    , sharedSecret(registration, passwords, parts.settings, parts.clock) {
    if (!parts.settings.get()->recaptchaPrivateKey.empty())
        uia.setCaptchaCheck([this](const std::string &response, std::string_view address) {
            return captcha.isRight(response, address);
        });
    uia.setSsoCheck([this](store::UserNid user) { return cas.enabled() && cas.isLinked(user); });
    auto &rooms = parts.rooms.service();
    parts.rooms.isAliasReserved = [this](const Requester &requester, std::string_view alias) {
        const auto *own = requester.appservice ? appservices.find(*requester.appservice) : nullptr;
        return appservices.isAliasTaken(alias, own);
    };
    registration.setOnRegistered([&rooms](const Requester &user) { rooms.joinAutoRooms(user); });
    closing.setLeaveRooms([&rooms](const Requester &user) { rooms.leaveAllRooms(user); });
    closing.setErasure(
        [&rooms](store::UserNid user, bool erased) { rooms.setErased(user, erased); });
    profiles.setPropagate([&rooms](const Requester &user, const auto &name, const auto &avatar) {
        rooms.updateMemberProfile(user, name, avatar);
    });
}

void AccountServices::flush() {
    sessions.flushSeen();
    media.flushAccesses();
}

void AccountServices::tidyUp() {
    sessions.removeExpired();
    uia.removeExpired();
    proofs.removeExpired();
    media.removeExpired();
}

} // namespace hearth::services
