// SPDX-License-Identifier: Apache-2.0
// See account_services.hpp.
#include "server/services/assembly/account_services.hpp"

#include "server/config/settings.hpp"
#include "server/services/assembly/account_core.hpp"
#include "server/services/rooms/room_core.hpp"
#include "server/services/rooms/room_service.hpp"
#include "server/store/housekeeping_store.hpp"

#include <tuple>

namespace hearth::services {
AccountServices::AccountServices(const AccountParts &parts)
    : accounts(parts.core.accounts)
    , appservices(parts.core.appservices)
    , passwords(parts.settings)
    , profiles(parts.core.profiles)
    , usage(accounts, parts.settings, parts.clock)
    , sessions(parts.database, accounts, parts.changes, usage, parts.settings, parts.clock)
    , proofs(accounts, parts.mails, parts.limiter, parts.settings, parts.clock)
    , threepids(accounts, proofs, parts.mails, parts.settings, parts.clock)
    , registration(accounts, appservices, profiles, sessions, usage, threepids, parts.rooms,
                   parts.settings, parts.clock)
    , tokenSignIn(accounts, registration, parts.settings, parts.clock)
    , signIn(accounts, appservices, sessions, passwords, tokenSignIn, parts.limiter, parts.settings)
    , captcha(parts.client, parts.settings, parts.clock)
    , cas(accounts, registration, parts.client, parts.settings, parts.clock)
    , uia({parts.database, accounts, passwords, proofs, captcha, cas, parts.limiter, parts.settings,
           parts.clock})
    , closing(accounts, sessions, passwords, profiles, threepids, parts.rooms, parts.changes)
    , devices(accounts, sessions, parts.changes, parts.clock)
    , keys(accounts, parts.changes, parts.clock)
    , crossSigning(accounts, parts.changes, parts.clock)
    , backups(accounts)
    , dehydrated(accounts, sessions, keys, parts.changes, parts.clock)
    , media(parts.database, parts.settings, parts.clock, parts.lanes, parts.thumbnailProgram)
    , directory(accounts, parts.roomCore.members, parts.roomCore.registry, parts.settings)
    , userAdmin(accounts, closing, passwords, profiles, registration, sessions, parts.settings,
                parts.clock)
    , sharedSecret(registration, passwords, parts.settings, parts.clock)
    , m_settings(parts.settings)
    , m_clock(parts.clock) {}

void AccountServices::flush() {
    sessions.flushSeen();
    usage.flush();
    media.flushAccesses();
}

void AccountServices::tidyUp() {
    sessions.removeExpired();
    usage.tidyUp();
    uia.removeExpired();
    proofs.removeExpired();
    media.removeExpired();
}

std::vector<HouseJob> AccountServices::jobs() {
    constexpr std::int64_t hour = 3600000;
    constexpr std::int64_t addressesAtOnce = 500;
    std::vector<HouseJob> out;
    const auto add = [&](const char *name, const std::optional<std::int64_t> &age,
                         const std::function<bool(Timestamp before)> &step) {
        if (age)
            out.push_back({name, hour, [this, age = *age, step]() -> std::function<bool()> {
                               const Timestamp before = m_clock.now() - age;
                               return [before, step] { return step(before); };
                           }});
    };
    const auto settings = m_settings.get();
    add("addresses", settings->userIpsMaxAge, [this](Timestamp before) {
        return accounts.database().write([&](store::Transaction &tx) {
            return store::housekeeping::removeOldAddresses(tx, before, addressesAtOnce);
        }) >= addressesAtOnce;
    });
    add("stale devices", settings->deleteStaleDevicesAfter, [this](Timestamp before) {
        sessions.flushSeen();
        return devices.removeStale(before);
    });
    for (const auto &[name, age, kind] :
         {std::tuple("local media", settings->localMediaLifetime, store::MediaKind::Local),
          std::tuple("remote media", settings->remoteMediaLifetime, store::MediaKind::Remote)})
        add(name, age, [this, kind = kind](Timestamp before) {
            media.flushAccesses();
            return media.removeUnused(kind, before);
        });
    return out;
}

} // namespace hearth::services
