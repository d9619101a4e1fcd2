// SPDX-License-Identifier: Apache-2.0
// SyncServices: composition.
#include "server/services/assembly/sync_services.hpp"

#include "server/services/accounts/accounts.hpp"
#include "server/services/assembly/live_services.hpp"
#include "server/services/rooms/room_core.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/store/database.hpp"

namespace hearth::services {

SyncServices::SyncServices(const SyncParts &parts)
    : names(parts.live.names)
    , hub(parts.live.hub)
    , deadlines(parts.executor, parts.rooms.clock)
    , pushRules(parts.live.pushRules)
    , accountData(parts.live.accountData)
    , filters(parts.rooms.database, parts.rooms.settings)
    , typing(hub, parts.rooms.members, parts.executor, parts.rooms.clock)
    , presence(parts.rooms.database, hub, parts.rooms.members, parts.executor, parts.limiter,
               parts.rooms.settings, parts.rooms.clock)
    , receipts(parts.rooms.database, hub, parts.rooms.members, parts.rooms.events, accountData,
               parts.rooms.clock)
    , unread(parts.rooms.database, hub, parts.rooms.members, parts.rooms.registry,
             parts.rooms.events, receipts, pushRules, accountData, parts.rooms.clock)
    , pushers(parts.rooms.database, parts.rooms.clock)
    , notifications(parts.rooms.database, parts.rooms.registry, parts.rooms.events,
                    parts.rooms.serializer, parts.visibility, receipts, unread)
    , pushSender(parts.rooms.database, parts.rooms.sender, pushers, unread, parts.rooms.registry,
                 parts.rooms.events, receipts, names, parts.executor, parts.rooms.settings,
                 parts.rooms.clock)
    , sections({parts.rooms.database, hub, parts.rooms.registry, parts.rooms.members,
                parts.rooms.events, parts.rooms.serializer, parts.rooms.timeline, parts.visibility,
                receipts, typing, unread, parts.rooms.clock})
    , sync({sections, parts.rooms.database, hub, parts.rooms.members, receipts, typing, presence,
            accountData, pushRules, parts.visibility, parts.rooms.clock, parts.rooms.settings})
    , legacy({parts.rooms.database, parts.rooms.registry, parts.rooms.members, parts.rooms.events,
              parts.rooms.serializer, parts.rooms.timeline, parts.visibility, parts.history, hub,
              sync, receipts, typing})
    , sliding({parts.rooms.database, hub, parts.rooms.registry, parts.rooms.members,
               parts.rooms.events, parts.rooms.serializer, parts.rooms.timeline, parts.visibility,
               receipts, typing, unread, parts.rooms.clock},
              sections, sync, accountData, names)
    , m_activity(parts.rooms.sender, presence, typing) {
    parts.accounts.addListener(*this);
}

void SyncServices::onAccessChanged(store::UserNid user) {
    pushers.changed(user);
}

void SyncServices::onMailPushersChanged() {
    pushers.reload();
}

void SyncServices::onPersonalDataRemoved(store::UserNid user) {
    accountData.forget(user);
    pushRules.forget(user);
    filters.forgetAll();
    presence.forget(user);
    pushers.changed(user);
}

} // namespace hearth::services
