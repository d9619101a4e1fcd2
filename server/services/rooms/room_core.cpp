// SPDX-License-Identifier: Apache-2.0
// See room_core.hpp.
#include "server/services/rooms/room_core.hpp"

#include "server/config/settings.hpp"
#include "server/store/database.hpp"
#include "server/store/member_store.hpp"

namespace hearth::services {

RoomCore::RoomCore(store::Database &db, const config::Current &current, const Clock &time,
                   const crypto::SigningKey &key, std::size_t cacheBytes)
    : database(db)
    , settings(current)
    , clock(time)
    , serverName(current.get()->serverName)
    , events(db, cacheBytes / 18)
    , registry(db, events, serverName, cacheBytes / 18 * 17)
    , members(db, registry)
    , timeline(db, events)
    , relations(db, events, registry)
    , sender(db, registry, members, events, time, key, current)
    , serializer(events, relations, time)
    , groups(db, events, serverName, cacheBytes / 18)
    , resolver(db, events, groups)
    , ingest({db, registry, events, sender, groups, resolver, time, serverName}) {
    const auto erased = db.read([](store::Reader &reader) { return store::erasedUsers(reader); });
    for (const store::UserNid user : erased)
        serializer.setErased(user, true);
}

} // namespace hearth::services
