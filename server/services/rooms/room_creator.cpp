// SPDX-License-Identifier: Apache-2.0
// Creating a room: all its first events in one write.
#include "server/services/rooms/room_creator.hpp"

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/services/rooms/event_checks.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/requests.hpp"
#include "server/services/rooms/room_directory.hpp"
#include "server/store/alias_store.hpp"
#include "server/store/database.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace hearth::services {

struct RoomCreator::Plan {
    const Requester &requester;
    const json::object &body;
    std::shared_ptr<const config::Settings> settings;
    const matrix::RoomVersion *version = nullptr;
    std::string creator;
    std::string preset;
    bool isPublic = false;
    bool trusted = false;
    std::optional<std::string> alias;
    std::vector<std::string> invites;
    std::vector<store::UserNid> inviteNids;
    std::set<StateKey> given; // by initial_state
    std::vector<NewEvent> events;
};

const matrix::RoomVersion &RoomCreator::requireVersion(std::string_view id) {
    const matrix::RoomVersion *version = matrix::findRoomVersion(id);
    if (!version)
        throw Error(400, "M_UNSUPPORTED_ROOM_VERSION",
                    "Your homeserver does not support this room version");
    return *version;
}

json::object RoomCreator::powerLevels(const matrix::RoomVersion &version,
                                      const std::string &creator) {
    json::object users;
    if (!version.privilegedCreators)
        users[creator] = 100;
    return {
        {"users", std::move(users)},
        {"users_default", 0},
        {"events",
         {{"m.room.name", 50},
          {"m.room.power_levels", 100},
          {"m.room.history_visibility", 100},
          {"m.room.canonical_alias", 50},
          {"m.room.avatar", 50},
          {"m.room.tombstone", version.privilegedCreators ? 150 : 100},
          {"m.room.server_acl", 100},
          {"m.room.encryption", 100}}},
        {"events_default", 0},
        {"state_default", 50},
        {"ban", 50},
        {"kick", 50},
        {"redact", 50},
        {"invite", 50},
        {"historical", 100},
    };
}

void RoomCreator::readPlan(Plan &plan) {
    const json::object &body = plan.body;
    if (const json::value *version = body.if_contains("room_version");
        version && !version->is_string())
        throw badJson("room_version must be a string");
    plan.version = &requireVersion(
        findString(body, "room_version").value_or(plan.settings->defaultRoomVersion));

    const std::string visibility = findString(body, "visibility").value_or("private");
    if (visibility != "public" && visibility != "private")
        throw badJson("'" + visibility + "' is not a valid visibility");
    plan.isPublic = visibility == "public";
    plan.preset =
        findString(body, "preset").value_or(plan.isPublic ? "public_chat" : "private_chat");
    if (plan.preset != "public_chat" && plan.preset != "private_chat" &&
        plan.preset != "trusted_private_chat")
        throw badJson("'" + plan.preset + "' is not a valid preset");
    plan.trusted = plan.preset == "trusted_private_chat";

    if (const json::array *list = findArray(body, "invite_3pid"); list && !list->empty())
        throw Error(403, "M_THREEPID_DENIED",
                    "This server does not invite by e-mail address or telephone number");
    if (const json::array *list = findArray(body, "invite"))
        for (const json::value &entry : *list) {
            if (!entry.is_string() || !matrix::parseUserId(view(entry.get_string())))
                throw unknownError("Invalid user_id: " + json::serialize(entry));
            plan.invites.emplace_back(view(entry.get_string()));
        }
    if (const auto name = findString(body, "room_alias_name")) {
        plan.alias = m_parts.directory.aliasForName(*name);
        m_parts.directory.requireMayCreate(plan.requester, *plan.alias, {});
        if (m_parts.directory.find(*plan.alias))
            throw Error(400, "M_ROOM_IN_USE", "Room alias already taken");
    }
}

void RoomCreator::add(Plan &plan, std::string type, std::string stateKey, json::object content) {
    NewEvent event =
        newEvent(plan.requester, std::move(type), std::move(stateKey), std::move(content));
    event.device = {};
    checkShape(m_parts.serverName, event);
    plan.events.push_back(std::move(event));
}

json::object RoomCreator::createContent(const Plan &plan) const {
    json::object content;
    if (const json::object *given = findObject(plan.body, "creation_content"))
        content = *given;
    content["room_version"] = plan.version->id;
    content.erase("creator");
    if (!plan.version->implicitCreator)
        content["creator"] = plan.creator;
    if (!plan.version->privilegedCreators)
        return content;
    json::array creators;
    if (const json::value *given = content.if_contains("additional_creators")) {
        if (!given->is_array())
            throw badJson("additional_creators must be a list");
        creators = given->get_array();
    }
    for (const json::value &entry : creators)
        if (!entry.is_string() || !matrix::parseUserId(view(entry.get_string())))
            throw badJson("additional_creators must be user ids");
    if (plan.trusted)
        for (const std::string &user : plan.invites)
            if (std::none_of(creators.begin(), creators.end(), [&](const json::value &entry) {
                    return view(entry.get_string()) == user;
                }))
                creators.emplace_back(user);
    if (!creators.empty())
        content["additional_creators"] = std::move(creators);
    return content;
}

bool RoomCreator::isCreator(const Plan &plan, std::string_view user) {
    if (user == plan.creator)
        return true;
    const json::array *more = arrayAt(plan.events.front().content, "additional_creators");
    return more && std::any_of(more->begin(), more->end(), [&](const json::value &entry) {
               return entry.is_string() && view(entry.get_string()) == user;
           });
}

json::object RoomCreator::powerLevelContent(const Plan &plan) const {
    json::object content = powerLevels(*plan.version, plan.creator);
    // As Synapse: in public rooms not everybody may make all phones ring.
    if (plan.preset == "public_chat")
        content["events"].as_object()["m.call.invite"] = 50;
    else
        content["invite"] = 0;
    if (plan.trusted && !plan.version->privilegedCreators)
        for (const std::string &user : plan.invites)
            content["users"].as_object()[user] = 100;
    if (const json::object *over =
            objectAt(plan.settings->defaultPowerLevelContentOverride, plan.preset))
        for (const auto &[key, value] : *over)
            content[key] = value;
    if (const json::object *over = findObject(plan.body, "power_level_content_override")) {
        const json::object *users = objectAt(*over, "users");
        if (users && !plan.version->privilegedCreators && !users->contains(plan.creator))
            throw badJson("Not a valid power_level_content_override: 'users' did not contain " +
                          plan.creator);
        for (const auto &[key, value] : *over)
            content[key] = value;
    }
    // spec v1.16: creators have no level of their own in v12.
    if (plan.version->privilegedCreators)
        if (const json::object *users = objectAt(content, "users"))
            for (const auto &entry : *users)
                if (isCreator(plan, entry.key()))
                    throw badJson("power_level_content_override must not name a creator");
    return content;
}

bool RoomCreator::aimMember(const Plan &plan, NewEvent &event) {
    if (!matrix::parseUserId(*event.stateKey))
        throw badJson("The state_key of m.room.member must be a user id");
    const bool invite = stringAt(event.content, "membership") == "invite";
    if (invite && plan.requester.shadowBanned)
        return false;
    event.target = m_parts.sender.userNid(*event.stateKey);
    if (invite)
        m_parts.memberships.requireInvitable(plan.requester, *event.stateKey, event.target);
    return true;
}

void RoomCreator::addState(Plan &plan) {
    const json::object &body = plan.body;
    std::vector<NewEvent> initial;
    if (const json::array *list = findArray(body, "initial_state")) {
        if (list->size() > quotas::initialState)
            throw tooLarge("initial_state may hold at most " +
                           std::to_string(quotas::initialState) + " events.");
        for (const json::value &entry : *list) {
            if (!entry.is_object())
                throw badJson("initial_state must be a list of objects");
            const json::object &given = entry.get_object();
            NewEvent event = newEvent(plan.requester, getString(given, "type"),
                                      findString(given, "state_key").value_or(std::string()),
                                      getObject(given, "content"));
            event.device = {};
            checkShape(m_parts.serverName, event);
            if (event.type == "m.room.create")
                throw badJson(
                    "initial_state must not hold m.room.create: the room has one already");
            if (event.type == "m.room.member" && !aimMember(plan, event))
                continue;
            if (event.type == "m.room.canonical_alias")
                requireAliases(event.content, {}, [&](const std::string &alias) {
                    return plan.alias && alias == *plan.alias;
                });
            plan.given.emplace(event.type, *event.stateKey);
            initial.push_back(std::move(event));
        }
    }
    const auto isGiven = [&](std::string_view type) {
        return plan.given.contains(StateKey(std::string(type), std::string()));
    };
    if (!isGiven("m.room.power_levels"))
        add(plan, "m.room.power_levels", "", powerLevelContent(plan));
    if (plan.alias && !isGiven("m.room.canonical_alias"))
        add(plan, "m.room.canonical_alias", "", {{"alias", *plan.alias}});
    const bool publicChat = plan.preset == "public_chat";
    if (!isGiven("m.room.join_rules"))
        add(plan, "m.room.join_rules", "", {{"join_rule", publicChat ? "public" : "invite"}});
    if (!isGiven("m.room.history_visibility"))
        add(plan, "m.room.history_visibility", "", {{"history_visibility", "shared"}});
    if (!publicChat && !isGiven("m.room.guest_access"))
        add(plan, "m.room.guest_access", "", {{"guest_access", "can_join"}});
    // Power levels come first whoever gives them: what follows is judged by them.
    std::stable_partition(initial.begin(), initial.end(), [](const NewEvent &event) {
        return event.type == "m.room.power_levels";
    });
    std::move(initial.begin(), initial.end(), std::back_inserter(plan.events));
    // Values that are no text are refused with the events.
    if (const json::value *name = body.if_contains("name"))
        add(plan, "m.room.name", "", {{"name", *name}});
    if (const json::value *topic = body.if_contains("topic"))
        add(plan, "m.room.topic", "",
            {{"topic", *topic},
             {"m.topic", {{"m.text", {{{"body", *topic}, {"mimetype", "text/plain"}}}}}}});
    const std::string &encrypt = plan.settings->encryptionEnabledByDefaultForRoomType;
    if (!isGiven("m.room.encryption") && (encrypt == "all" || (encrypt == "invite" && !publicChat)))
        add(plan, "m.room.encryption", "", {{"algorithm", "m.megolm.v1.aes-sha2"}});
}

void RoomCreator::addInvites(Plan &plan) {
    const bool direct = findBool(plan.body, "is_direct").value_or(false);
    for (std::size_t i = 0; i < plan.invites.size(); ++i) {
        const std::string &user = plan.invites[i];
        if (user == plan.creator)
            continue;
        json::object content{{"membership", "invite"}};
        if (direct)
            content["is_direct"] = true;
        if (plan.settings->includeProfileDataOnInvite) {
            const MemberProfile profile = m_parts.profiles.memberProfile(plan.inviteNids[i]);
            if (profile.displayName)
                content["displayname"] = *profile.displayName;
            if (profile.avatarUrl)
                content["avatar_url"] = *profile.avatarUrl;
        }
        add(plan, "m.room.member", user, std::move(content));
        plan.events.back().target = plan.inviteNids[i];
    }
}

RoomCreator::Result RoomCreator::create(const Requester &requester, const json::object &body,
                                        bool limited) {
    requireNotSuspended(requester);
    Plan plan{requester,
              body,
              m_parts.settings.get(),
              nullptr,
              requester.user.str(),
              {},
              false,
              false,
              {},
              {},
              {},
              {},
              {}};
    readPlan(plan);
    if (requester.shadowBanned)
        plan.invites.clear();
    std::sort(plan.invites.begin(), plan.invites.end());
    plan.invites.erase(std::unique(plan.invites.begin(), plan.invites.end()), plan.invites.end());
    if (limited)
        m_parts.memberships.limitInvites(requester, {}, plan.invites);
    for (const std::string &user : plan.invites) {
        const store::UserNid nid = m_parts.sender.userNid(user);
        m_parts.memberships.requireInvitable(requester, user, nid);
        plan.inviteNids.push_back(nid);
    }

    add(plan, "m.room.create", "", createContent(plan));
    json::object join{{"membership", "join"}};
    const MemberProfile profile = m_parts.profiles.memberProfile(requester.userNid);
    if (profile.displayName)
        join["displayname"] = *profile.displayName;
    if (profile.avatarUrl)
        join["avatar_url"] = *profile.avatarUrl;
    add(plan, "m.room.member", plan.creator, std::move(join));
    plan.events.back().target = requester.userNid;
    addState(plan);
    addInvites(plan);

    EventSender::Creation creation;
    creation.version = plan.version;
    creation.roomId = "!" + crypto::randomToken(18) + ":" + m_parts.serverName;
    creation.events = std::move(plan.events);
    creation.published = plan.isPublic;
    if (plan.alias)
        creation.more = [alias = *plan.alias, requester,
                         ts = m_parts.clock.now()](store::Transaction &tx, store::RoomNid room) {
            if (!store::insertAlias(tx, {alias, room, requester.userNid}, ts))
                throw Error(400, "M_ROOM_IN_USE", "Room alias already taken");
        };
    const auto created = m_parts.sender.create(std::move(creation));
    return {created.room->id().str(), plan.alias};
}

} // namespace hearth::services
