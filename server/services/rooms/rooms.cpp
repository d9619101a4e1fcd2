// SPDX-License-Identifier: Apache-2.0
// Rooms: composition, and the few look-ups that every service of this folder needs.
#include "server/services/rooms/rooms.hpp"

#include "server/core/error.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/services/rooms/delayed_events.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/room_admin.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_history.hpp"
#include "server/services/rooms/room_relations.hpp"
#include "server/services/rooms/room_removal.hpp"
#include "server/services/rooms/room_reports.hpp"
#include "server/services/rooms/room_search.hpp"
#include "server/services/rooms/room_service.hpp"
#include "server/services/rooms/room_upgrades.hpp"
#include "server/services/rooms/spaces.hpp"
#include "server/store/database.hpp"
#include "server/store/member_store.hpp"
#include "server/store/room_store.hpp"

namespace hearth::services {

Rooms::Rooms(store::Database &db, const config::Current &current, const Clock &time,
             const crypto::SigningKey &key, RateLimiter &rateLimiter, std::size_t cacheBytes)
    : database(db)
    , settings(current)
    , clock(time)
    , limiter(rateLimiter)
    , serverName(current.get()->serverName)
    , events(db, cacheBytes / 18)
    , registry(db, events, serverName, cacheBytes / 18 * 17)
    , members(db, registry)
    , timeline(db, events)
    , visibility(db, events, members, registry, current, time)
    , relations(db, events, registry)
    , sender(db, registry, members, events, time, key, current)
    , serializer(events, relations, time)
    , m_memberships(std::make_unique<Memberships>(*this))
    , m_creator(std::make_unique<RoomCreator>(*this))
    , m_sending(std::make_unique<RoomEvents>(*this))
    , m_history(std::make_unique<RoomHistory>(*this))
    , m_directory(std::make_unique<RoomDirectory>(*this))
    , m_related(std::make_unique<RoomRelations>(*this))
    , m_reports(std::make_unique<RoomReports>(*this))
    , m_search(std::make_unique<RoomSearch>(*this))
    , m_upgrades(std::make_unique<RoomUpgrades>(*this))
    , m_spaces(std::make_unique<Spaces>(*this))
    , m_removal(std::make_unique<RoomRemoval>(*this))
    , m_admin(std::make_unique<RoomAdmin>(*this))
    , m_service(std::make_unique<RoomService>(*this))
    , m_delayed(std::make_unique<DelayedEvents>(*this)) {
    sender.addListener(*m_delayed);
    const auto erased = db.read([](store::Reader &reader) { return store::erasedUsers(reader); });
    for (const store::UserNid user : erased)
        serializer.setErased(user, true);
}

Rooms::~Rooms() = default;

void Rooms::setPorts(ProfileSource &profileSource, AccountDataSource &accountDataSource) {
    m_profiles = &profileSource;
    m_accountData = &accountDataSource;
}

MemberProfile Rooms::profileOf(store::UserNid user) const {
    return m_profiles ? m_profiles->memberProfile(user) : MemberProfile();
}

std::optional<json::object> Rooms::accountData(store::UserNid user, std::string_view type) const {
    return m_accountData ? m_accountData->globalAccountData(user, type) : std::nullopt;
}

void Rooms::carryOver(store::UserNid user, store::RoomNid from, store::RoomNid to) const {
    if (m_accountData)
        m_accountData->carryOver(user, from, to);
}

bool Rooms::isMine(std::string_view id) const {
    return matrix::domain(id) == serverName;
}

RoomPtr Rooms::require(std::string_view roomId) {
    RoomPtr room = registry.find(roomId);
    if (!room)
        throw notFound("Unknown room");
    return room;
}

RoomPtr Rooms::requireByIdOrAlias(std::string_view roomIdOrAlias) {
    if (!roomIdOrAlias.empty() && roomIdOrAlias.front() == '#') {
        if (!matrix::parseRoomAlias(roomIdOrAlias))
            throw invalidParam("Room alias invalid");
        RoomPtr room = registry.find(directory().findOrAsk(roomIdOrAlias));
        if (!room)
            throw notFound("Room alias " + std::string(roomIdOrAlias) + " not found");
        return room;
    }
    if (!matrix::parseRoomId(roomIdOrAlias))
        throw invalidParam(std::string(roomIdOrAlias) + " was not legal room ID or room alias");
    RoomPtr room = registry.find(roomIdOrAlias);
    // One that was deleted may be one that nobody is to come back to.
    if (!room && database.read([&](store::Reader &reader) {
            return store::isBlocked(reader, roomIdOrAlias);
        }))
        throw forbidden("This room has been blocked on this server");
    if (!room)
        throw notFound("Can't join remote room because no servers that are in the room have been "
                       "provided.");
    return room;
}

void requireNotSuspended(const Requester &requester) {
    if (requester.suspended)
        throw Error(403, "M_USER_SUSPENDED",
                    "This action is not available while the account is suspended.");
}

void requireWithin(RateLimiter &limiter, const Requester &requester, const std::string &key,
                   config::RateLimit limit, double cost) {
    if (!requester.rateLimited)
        return;
    if (requester.rateOverride) {
        if (requester.rateOverride->perSecond <= 0)
            return;
        limit = {requester.rateOverride->perSecond, requester.rateOverride->burstCount};
    }
    limiter.require(key, limit.perSecond, limit.burstCount, cost);
}

NewEvent newEvent(const Requester &requester, std::string type, std::optional<std::string> stateKey,
                  json::object content) {
    NewEvent event;
    event.type = std::move(type);
    event.stateKey = std::move(stateKey);
    event.content = std::move(content);
    event.sender = requester.user;
    event.senderNid = requester.userNid;
    event.device = requester.deviceNid;
    return event;
}

} // namespace hearth::services
