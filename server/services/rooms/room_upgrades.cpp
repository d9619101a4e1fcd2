// SPDX-License-Identifier: Apache-2.0
// Upgrading a room: a new room with the old one's state, a tombstone, and moved aliases.
#include "server/services/rooms/room_upgrades.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/alias_store.hpp"
#include "server/store/database.hpp"
#include "server/store/room_store.hpp"

#include <algorithm>
#include <array>

namespace hearth::services {
namespace {

constexpr std::array<std::string_view, 9> transferred{
    "m.room.join_rules",   "m.room.name",       "m.room.topic",
    "m.room.avatar",       "m.room.encryption", "m.room.history_visibility",
    "m.room.guest_access", "m.room.server_acl", "m.room.related_groups"};

constexpr std::int64_t inProgress = 300'000; // ms; as long as Synapse remembers an upgrade

/// Levels of the old room as the new version wants them; the upgrader can set up everything.
json::object transferredLevels(const RoomView &old, const matrix::RoomVersion &version,
                               const std::string &upgrader, const json::object &create) {
    const matrix::Event *event = old.find("m.room.power_levels");
    json::object content = event ? event->content() : RoomCreator::powerLevels(version, upgrader);
    json::value &users = content["users"];
    if (!users.is_object())
        users.emplace_object();
    if (version.privilegedCreators) {
        users.get_object().erase(upgrader);
        if (const json::array *list = arrayAt(create, "additional_creators"))
            for (const json::value &user : *list)
                users.get_object().erase(view(user.get_string()));
        json::value &events = content["events"];
        if (!events.is_object())
            events.emplace_object();
        std::int64_t needed = 150;
        for (const char *key : {"state_default", "users_default"})
            if (const auto level = intAt(content, key))
                needed = std::max(needed, *level);
        if (const auto now = intAt(events.get_object(), "m.room.tombstone"); !now || *now < needed)
            events.get_object()["m.room.tombstone"] = needed;
    } else if (old.version->privilegedCreators) {
        users.get_object()[upgrader] = 100;
    }
    return content;
}

} // namespace

std::vector<NewEvent> RoomUpgrades::eventsOfNew(const Requester &requester, const RoomView &old,
                                                const matrix::RoomVersion &version,
                                                const json::array *creators,
                                                const std::string &lastEventId) const {
    std::vector<NewEvent> out;
    const std::string &user = requester.user.str();
    const auto add = [&](std::string_view type, std::string_view stateKey, json::object content) {
        NewEvent event =
            newEvent(requester, std::string(type), std::string(stateKey), std::move(content));
        event.device = {};
        out.push_back(std::move(event));
    };
    json::object create = old.find("m.room.create")->content();
    create.erase("creator");
    create.erase("additional_creators");
    create["room_version"] = version.id;
    json::object predecessor{{"room_id", old.id.str()}};
    if (!version.privilegedCreators || !lastEventId.empty())
        predecessor["event_id"] = lastEventId;
    create["predecessor"] = std::move(predecessor);
    if (!version.implicitCreator)
        create["creator"] = user;
    if (version.privilegedCreators && creators)
        create["additional_creators"] = *creators;
    add("m.room.create", "", create);
    json::object join{{"membership", "join"}};
    const MemberProfile profile = m_parts.profiles.memberProfile(requester.userNid);
    if (profile.displayName)
        join["displayname"] = *profile.displayName;
    if (profile.avatarUrl)
        join["avatar_url"] = *profile.avatarUrl;
    add("m.room.member", user, std::move(join));
    out.back().target = requester.userNid;

    // While the room is set up the upgrader may do everything; the levels proper come last.
    json::object levels = transferredLevels(old, version, user, create);
    json::object first = levels;
    if (!version.privilegedCreators)
        first["users"].as_object()[user] = [&]() -> std::int64_t {
            std::int64_t needed = std::max<std::int64_t>(
                100, intAt(levels.at("users").get_object(), user).value_or(0));
            if (const json::object *events = objectAt(levels, "events"))
                for (const auto &entry : *events)
                    if (entry.value().is_int64())
                        needed = std::max(needed, entry.value().get_int64());
            if (const auto level = intAt(levels, "state_default"))
                needed = std::max(needed, *level);
            if (const auto level = intAt(levels, "ban"))
                needed = std::max(needed, *level);
            return needed;
        }();
    add("m.room.power_levels", "", first);
    for (const auto &[key, entry] : *old.state) {
        const bool space = old.roomType() == "m.space" && key.first == "m.space.child" &&
                           !entry.event->content().empty();
        const bool kept = key.second.empty() && std::find(transferred.begin(), transferred.end(),
                                                          key.first) != transferred.end();
        if (space || kept)
            add(key.first, key.second, entry.event->content());
    }
    // What the old room leaves to defaults is said, so that a client's preset can't differ.
    if (!old.find("m.room.guest_access"))
        add("m.room.guest_access", "", {{"guest_access", "forbidden"}});
    if (!old.find("m.room.join_rules"))
        add("m.room.join_rules", "", {{"join_rule", old.joinRule()}});
    if (!old.find("m.room.history_visibility"))
        add("m.room.history_visibility", "", {{"history_visibility", old.historyVisibility()}});
    std::vector<MemberPtr> banned;
    old.members.forEach([&](const MemberPtr &member) {
        if (member->membership == matrix::Membership::Ban)
            banned.push_back(member);
    });
    for (const MemberPtr &member : banned) {
        json::object content{{"membership", "ban"}};
        const auto event = m_parts.events.find(member->nid);
        if (event)
            if (const std::string_view reason = stringAt(event->event->content(), "reason");
                !reason.empty())
                content["reason"] = reason;
        add("m.room.member", member->userId, std::move(content));
        out.back().target = member->user;
    }
    if (first != levels)
        add("m.room.power_levels", "", std::move(levels));
    return out;
}

void RoomUpgrades::restrictOld(const Requester &requester, const RoomPtr &old) const {
    const RoomViewPtr roomView = old->view();
    const matrix::Event *event = roomView->find("m.room.power_levels");
    if (!event)
        return;
    json::object content = event->content();
    const std::int64_t usersDefault = intAt(content, "users_default").value_or(0);
    const std::int64_t restricted = std::max<std::int64_t>(usersDefault + 1, 50);
    bool changed = false;
    for (const char *key : {"invite", "events_default"})
        if (intAt(content, key).value_or(0) < restricted) {
            content[key] = restricted;
            changed = true;
        }
    if (!changed)
        return;
    try {
        m_parts.sender.send(old->nid(),
                            newEvent(requester, "m.room.power_levels", "", std::move(content)));
    } catch (const Error &error) {
        log::info("rooms", "levels of {} stay: {}", old->id().str(), error.message());
    }
}

void RoomUpgrades::moveCanonicalAlias(const Requester &requester, const RoomPtr &old,
                                      const RoomPtr &fresh) const {
    const RoomViewPtr roomView = old->view();
    const matrix::Event *event = roomView->find("m.room.canonical_alias");
    if (!event)
        return;
    const json::object content = event->content();
    try {
        m_parts.sender.send(old->nid(), newEvent(requester, "m.room.canonical_alias", "", {}));
    } catch (const Error &error) {
        log::info("rooms", "canonical alias of {} stays: {}", old->id().str(), error.message());
    }
    try {
        m_parts.sender.send(fresh->nid(),
                            newEvent(requester, "m.room.canonical_alias", "", content));
    } catch (const Error &error) {
        log::info("rooms", "canonical alias of {}: {}", fresh->id().str(), error.message());
    }
}

/// The room that took the place of the old one when the requester asked for the same before:
/// clients ask again when an answer was lost, and people press a button twice.
std::optional<std::string> RoomUpgrades::upgradedAlready(const Requester &requester,
                                                         const RoomView &old,
                                                         const matrix::RoomVersion &version) {
    const matrix::Event *tombstone = old.find("m.room.tombstone");
    if (!tombstone)
        return std::nullopt;
    const RoomViewPtr fresh =
        m_parts.registry.view(stringAt(tombstone->content(), "replacement_room"));
    const matrix::Event *create = fresh ? fresh->find("m.room.create") : nullptr;
    const json::object *predecessor = create ? objectAt(create->content(), "predecessor") : nullptr;
    if (!predecessor || stringAt(*predecessor, "room_id") != old.id.str() ||
        create->sender().str() != tombstone->sender().str())
        return std::nullopt;
    if (create->sender().str() == requester.user.str())
        return fresh->version == &version ? std::optional(fresh->id.str()) : std::nullopt;
    if (tombstone->originServerTs() + inProgress > m_parts.clock.now())
        throw unknownError("An upgrade for this room is currently in progress");
    return std::nullopt;
}

std::string RoomUpgrades::upgrade(const Requester &requester, std::string_view roomId,
                                  const json::object &body) {
    requireNotSuspended(requester);
    const matrix::RoomVersion &version =
        RoomCreator::requireVersion(getString(body, "new_version"));
    const json::array *creators = findArray(body, "additional_creators");
    if (creators) {
        if (!version.privilegedCreators)
            throw badJson("additional_creators needs room version 12");
        for (const json::value &entry : *creators)
            if (!entry.is_string() || !matrix::parseUserId(view(entry.get_string())))
                throw badJson("additional_creators must be user ids");
    }
    std::mutex &turn =
        m_turns[static_cast<std::size_t>(m_parts.registry.require(roomId)->nid().value) %
                m_turns.size()];
    const std::lock_guard lock(turn);
    const RoomPtr old = m_parts.registry.require(roomId); // as those before have left it
    const RoomViewPtr now = old->view();
    const std::string &user = requester.user.str();
    if (!now->isJoined(user))
        throw forbidden("User " + user + " not in room " + old->id().str());
    if (now->powerLevels->ofUser(user) < now->powerLevels->toSend("m.room.tombstone", true))
        throw forbidden("You don't have permission to upgrade the room");
    if (auto done = upgradedAlready(requester, *now, version))
        return *std::move(done);

    const auto row = m_parts.database.read(
        [&](store::Reader &reader) { return store::room(reader, old->nid()); });
    // Before v12 predecessor names the tombstone, which in turn names the new room: its id is
    // fixed first. In v12 the id is the hash of the create event, so the last event has to do.
    EventSender::Creation creation;
    creation.version = &version;
    creation.roomId = "!" + crypto::randomToken(18) + ":" + m_parts.serverName;
    creation.published = row && row->published;
    NewEvent tombstone =
        newEvent(requester, "m.room.tombstone", "",
                 {{"body", "This room has been replaced"}, {"replacement_room", creation.roomId}});
    std::string lastEvent;
    if (!version.roomIdIsCreateHash) {
        lastEvent = m_parts.sender.send(old->nid(), tombstone).event->id().str();
    }
    creation.events = eventsOfNew(requester, *now, version, creators, lastEvent);
    creation.more = [from = old->nid()](store::Transaction &tx, store::RoomNid to) {
        store::moveAliases(tx, from, to);
        store::setPublished(tx, from, false);
    };
    const RoomPtr fresh = m_parts.sender.create(std::move(creation)).room;
    if (version.roomIdIsCreateHash) {
        tombstone.content["replacement_room"] = fresh->id().str();
        m_parts.sender.send(old->nid(), tombstone);
    }
    moveCanonicalAlias(requester, old, fresh);
    restrictOld(requester, old);
    std::vector<store::UserNid> locals;
    now->members.forEach([&](const MemberPtr &member) {
        if (member->membership == matrix::Membership::Join &&
            matrix::domain(member->userId) == m_parts.serverName)
            locals.push_back(member->user);
    });
    for (const store::UserNid nid : locals)
        m_parts.accountData.carryOver(nid, old->nid(), fresh->nid());
    return fresh->id().str();
}

} // namespace hearth::services
