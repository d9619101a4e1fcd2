// SPDX-License-Identifier: Apache-2.0
// SyncServices: composition.
#include "server/services/assembly/sync_services.hpp"

#include "server/services/rooms/rooms.hpp"
#include "server/store/database.hpp"

namespace hearth::services {

SyncServices::SyncServices(Rooms &rooms, Executor &executor, RateLimiter &limiter)
    : names(rooms.database)
    , hub(rooms.database, rooms.members, rooms.clock)
    , deadlines(executor, rooms.clock)
    , pushRules(rooms.database, hub)
    , accountData(rooms.database, hub, pushRules)
    , filters(rooms.database, rooms.settings)
    , typing(hub, rooms.members, executor, rooms.clock)
    , presence(rooms.database, hub, rooms.members, executor, limiter, rooms.settings, rooms.clock)
    , receipts(rooms.database, hub, rooms.members, rooms.events, accountData, rooms.clock)
    , unread(rooms.database, hub, rooms.members, rooms.registry, rooms.events, receipts, pushRules,
             accountData)
    , pushers(rooms.database, rooms.clock)
    , notifications(rooms.database, rooms.registry, rooms.events, rooms.serializer,
                    rooms.visibility, receipts, unread)
    , pushSender(rooms.database, pushers, unread, rooms.registry, rooms.events, receipts, names,
                 executor, rooms.settings, rooms.clock)
    , sections({rooms.database, hub, rooms.registry, rooms.members, rooms.events, rooms.serializer,
                rooms.timeline, rooms.visibility, receipts, typing, unread, rooms.clock})
    , sync({sections, rooms.database, hub, rooms.members, receipts, typing, presence, accountData,
            pushRules, rooms.visibility, rooms.clock, rooms.settings})
    , legacy(rooms, hub, sync, receipts, typing)
    , sliding({rooms.database, hub, rooms.registry, rooms.members, rooms.events, rooms.serializer,
               rooms.timeline, rooms.visibility, receipts, typing, unread, rooms.clock},
              sections, sync, accountData, names)
    , m_activity(presence, typing) {
    rooms.visibility.setAccountData(accountData);
    rooms.sender.addListener(hub);
    rooms.sender.addListener(m_activity);
    rooms.sender.addListener(pushSender);
    rooms.database.setBatchListener([this](store::Position) { hub.batchDone(); });
}

void SyncServices::forgetUser(store::UserNid user) {
    accountData.forget(user);
    pushRules.forget(user);
    filters.forgetAll();
    presence.forget(user);
    pushers.changed(user);
}

} // namespace hearth::services
