// SPDX-License-Identifier: Apache-2.0
// Checks of the content of new events.
#include "server/services/rooms/event_checks.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/glob.hpp"
#include "server/matrix/power_levels.hpp"
#include "server/services/federation/server_address.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/retention_policy.hpp"
#include "server/store/alias_store.hpp"
#include "server/store/database.hpp"
#include "server/store/relation_store.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace hearth::services {
namespace {

void requireText(const json::object &content, std::string_view key) {
    const json::value *value = content.if_contains(key);
    if (!value)
        throw unknownError("'" + std::string(key) + "' not in content");
    if (!value->is_string())
        throw unknownError("'" + std::string(key) + "' not a string type");
}

void requireState(const NewEvent &event) {
    if (!event.stateKey)
        throw unknownError("'" + event.type + "' must be state events");
}

void checkMentions(const json::object &content) {
    const json::value *mentions = content.if_contains("m.mentions");
    if (!mentions)
        return;
    if (!mentions->is_object())
        throw badJson("m.mentions must be an object");
    const json::object &object = mentions->get_object();
    if (const json::value *room = object.if_contains("room"); room && !room->is_bool())
        throw badJson("\"room\": must be a boolean");
    const json::value *users = object.if_contains("user_ids");
    if (!users)
        return;
    if (!users->is_array())
        throw badJson("\"user_ids\": must be a list");
    for (const json::value &user : users->get_array())
        if (!user.is_string())
            throw badJson("\"user_ids\": must be a list of strings");
}

void checkRetention(const NewEvent &event) {
    requireState(event);
    const auto lifetime = [&](std::string_view key) -> std::optional<std::int64_t> {
        const json::value *value = event.content.if_contains(key);
        if (!value || value->is_null())
            return std::nullopt;
        if (!value->is_int64())
            throw badJson("'" + std::string(key) + "' must be an integer");
        return value->get_int64();
    };
    const auto least = lifetime("min_lifetime");
    const auto most = lifetime("max_lifetime");
    if (least && most && *least > *most)
        throw badJson("'min_lifetime' can't be greater than 'max_lifetime'");
}

std::vector<std::string> aliasList(const json::object &content) {
    std::vector<std::string> out;
    const json::value *alternatives = content.if_contains("alt_aliases");
    if (!alternatives)
        return out;
    if (!alternatives->is_array())
        throw invalidParam("The alt_aliases property must be a list");
    for (const json::value &alias : alternatives->get_array()) {
        if (!alias.is_string())
            throw invalidParam("Each alt_aliases entry must be a string");
        out.emplace_back(view(alias.get_string()));
    }
    return out;
}

void checkCanonicalAlias(const CheckParts &parts, const RoomView &view,
                         const json::object &content) {
    AliasSet known; // what stands already is not judged again
    if (const matrix::Event *old = view.find("m.room.canonical_alias")) {
        known.emplace(stringAt(old->content(), "alias"));
        if (const json::array *list = arrayAt(old->content(), "alt_aliases"))
            for (const json::value &entry : *list)
                if (entry.is_string())
                    known.emplace(hearth::view(entry.get_string()));
    }
    requireAliases(content, known, [&](const std::string &alias) {
        const auto row =
            parts.database.read([&](store::Reader &reader) { return store::alias(reader, alias); });
        return row && row->room == view.nid;
    });
}

/// From version 12 on creators stand above all levels (spec v1.16, "Room version 12").
void checkCreators(const RoomView &view, const json::object &content) {
    const json::object *users = objectAt(content, "users");
    const matrix::Event *create = view.find("m.room.create");
    if (!users || !create || !view.version->privilegedCreators)
        return;
    bool named = users->contains(create->sender().str());
    if (const json::array *more = arrayAt(create->content(), "additional_creators"))
        for (const json::value &user : *more)
            named = named || (user.is_string() && users->contains(hearth::view(user.get_string())));
    if (named)
        throw badJson("The creators of the room cannot be given a power level.");
}

bool isRelatedTo(const CheckParts &parts, store::RoomNid room, std::string_view eventId) {
    return parts.database.read([&](store::Reader &reader) {
        const store::EventNid nid = reader.findEvent(eventId);
        return nid && !store::childrenOf(reader, room, std::span(&nid, 1)).empty();
    });
}

void checkAnnotation(const CheckParts &parts, const RoomView &view, const NewEvent &event,
                     const json::object &relates, std::string_view parentId) {
    const json::value *key = relates.if_contains("key");
    if (!key || !key->is_string())
        throw unknownError("Missing aggregation key");
    const std::string_view text = hearth::view(key->get_string());
    const auto continues = [](char c) { return (c & '\xC0') == '\x80'; };
    if (text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues)) >
        500)
        throw unknownError("Aggregation key is too long");
    const bool twice = parts.database.read([&](store::Reader &reader) {
        return store::hasAnnotation(reader, view.nid, reader.findEvent(parentId), event.type, text,
                                    event.senderNid);
    });
    if (twice)
        throw Error(400, "M_DUPLICATE_ANNOTATION", "Can't send same reaction twice");
}

} // namespace

void requireAliases(const json::object &content, const AliasSet &known,
                    const std::function<bool(const std::string &alias)> &leadsHere) {
    std::vector<std::string> wanted = aliasList(content);
    const json::value *alias = content.if_contains("alias");
    if (alias && !alias->is_null() && !alias->is_string())
        throw invalidParam("The alias property must be a string");
    if (const std::string_view text = stringAt(content, "alias"); !text.empty())
        wanted.emplace_back(text);
    for (const std::string &text : wanted) {
        if (known.contains(text))
            continue;
        if (!matrix::parseRoomAlias(text))
            throw invalidParam("Invalid room alias " + text);
        if (!leadsHere(text))
            throw Error(400, "M_BAD_ALIAS", "Room alias " + text + " does not point to the room");
    }
}

bool aclAllows(const json::object &acl, std::string_view server) {
    // Names of hosts are the same in any case.
    const auto lower = [](std::string_view text) {
        std::string out(text);
        std::transform(out.begin(), out.end(), out.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        return out;
    };
    const std::string name = lower(hostOf(server));
    const json::value *literals = acl.if_contains("allow_ip_literals");
    if (literals && literals->is_bool() && !literals->get_bool()) {
        const auto address = ServerAddress::parse(name);
        if (!address || address->isIp)
            return false;
    }
    const auto matches = [&](std::string_view key) {
        const json::array *list = arrayAt(acl, key);
        return list && std::any_of(list->begin(), list->end(), [&](const json::value &entry) {
                   return entry.is_string() &&
                          matrix::Glob(lower(view(entry.get_string()))).matches(name);
               });
    };
    return !matches("deny") && matches("allow");
}

void checkShape(std::string_view serverName, const NewEvent &event) {
    const json::object &content = event.content;
    if (event.type.empty())
        throw badJson("An event must have a type");
    if (event.type == "m.room.message") {
        requireText(content, "body");
        requireText(content, "msgtype");
    } else if (event.type == "m.room.topic") {
        requireText(content, "topic");
        requireState(event);
    } else if (event.type == "m.room.name") {
        requireText(content, "name");
        requireState(event);
    } else if (event.type == "m.room.member") {
        requireState(event);
        if (!content.contains("membership"))
            throw unknownError("Content has not membership key");
        if (!matrix::parseMembership(stringAt(content, "membership")))
            throw unknownError("Invalid membership key");
    } else if (event.type == "m.room.tombstone") {
        requireState(event);
        if (!content.contains("replacement_room"))
            throw unknownError("Content has no replacement_room key");
    } else if (event.type == "m.room.server_acl") {
        if (!aclAllows(content, serverName))
            throw unknownError("Can't create an ACL event that denies the local server");
    } else if (event.type == "m.room.power_levels") {
        if (const auto problem = matrix::powerLevelProblem(content))
            throw badJson(*problem);
    } else if (event.type == "m.room.retention") {
        checkRetention(event);
    } else if (event.type == "m.room.encryption" && event.stateKey) {
        requireText(content, "algorithm");
    }
    checkMentions(content);
}

void checkContent(const CheckParts &parts, const RoomView &view, const NewEvent &event) {
    checkShape(parts.serverName, event);
    if (event.type == "m.room.tombstone" &&
        stringAt(event.content, "replacement_room") == view.id.str())
        throw unknownError("Tombstone cannot reference the room it was sent in");
    if (event.type == "m.room.create" && event.stateKey && view.isJoined(event.sender.str()))
        throw badJson("A room is created only once");
    if (event.type == "m.room.power_levels" && event.stateKey)
        checkCreators(view, event.content);
    if (event.type == "m.room.retention" && event.stateKey)
        checkRetentionContent(event.content);
    if (event.type == "m.room.canonical_alias" && event.stateKey)
        checkCanonicalAlias(parts, view, event.content);
    // As Synapse: nobody makes the phones of strangers ring.
    if (event.type == "m.call.invite" && view.joinRule() == "public")
        throw forbidden("Call invites are not allowed in public rooms.");
}

void checkRelation(const CheckParts &parts, const RoomView &view, const NewEvent &event) {
    const json::object *relates = objectAt(event.content, "m.relates_to");
    const json::value *target = relates ? relates->if_contains("event_id") : nullptr;
    const json::value *kind = relates ? relates->if_contains("rel_type") : nullptr;
    if (!target || !target->is_string() || !kind || !kind->is_string())
        return;
    const std::string_view type = hearth::view(kind->get_string());
    const std::string_view parentId = hearth::view(target->get_string());
    const StoredEventPtr parent = parts.events.find(parentId);
    if (parent && parent->room != view.nid)
        throw unknownError("Relations must be in the same room");
    // Who relates to an event that is not here knows it from others that do.
    if (!parent && !isRelatedTo(parts, view.nid, parentId))
        throw unknownError("Can't send relation to unknown event");
    if (type == "m.annotation") {
        checkAnnotation(parts, view, event, *relates, parentId);
    } else if (type == "m.thread" && parent) {
        const json::object *above = objectAt(parent->event->content(), "m.relates_to");
        if (above && !stringAt(*above, "rel_type").empty())
            throw unknownError("Cannot start threads from an event with a relation");
    }
}

} // namespace hearth::services
