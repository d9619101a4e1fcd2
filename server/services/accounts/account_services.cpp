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
    , passwords(parts.settings, parts.cores)
    , profiles(accounts, parts.settings)
    , sessions(parts.database, accounts, parts.changes, parts.settings, parts.clock)
    , uia(parts.database, accounts, passwords, parts.limiter, parts.settings, parts.clock)
    , registration(accounts, appservices, profiles, sessions, parts.settings, parts.clock)
    , signIn(accounts, appservices, sessions, passwords, parts.limiter, parts.settings)
    , closing(accounts, sessions, passwords, profiles, parts.changes)
    , devices(accounts, sessions, parts.changes, parts.clock)
    , keys(accounts, parts.changes, parts.clock)
    , crossSigning(accounts, parts.changes, parts.clock)
    , backups(accounts)
    , dehydrated(accounts, sessions, keys, parts.changes, parts.clock)
    , media(parts.database, parts.settings, parts.clock, parts.thumbnailProgram, parts.cores)
    , directory(accounts, parts.rooms.members, parts.rooms.registry, parts.settings)
    , userAdmin(accounts, closing, passwords, profiles, registration, sessions, parts.settings,
                parts.clock)
    , sharedSecret(registration, passwords, parts.settings, parts.clock) {
    auto &rooms = parts.rooms.service();
    registration.setOnRegistered([&rooms](const Requester &user) { rooms.joinAutoRooms(user); });
    closing.setLeaveRooms([&rooms](const Requester &user) { rooms.leaveAllRooms(user); });
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
    media.removeExpired();
}

} // namespace hearth::services
