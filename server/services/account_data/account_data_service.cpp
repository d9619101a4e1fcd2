// SPDX-License-Identifier: Apache-2.0
// AccountDataService (spec client-server, "Client Config" and "Room Tagging").
#include "server/services/account_data/account_data_service.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/services/live/changes.hpp"
#include "server/services/push_rules/push_rule_service.hpp"
#include "server/store/database.hpp"

namespace hearth::services {

namespace {
constexpr std::string_view ignoredType = "m.ignored_user_list";
constexpr std::string_view directType = "m.direct";
constexpr std::string_view tagType = "m.tag";
constexpr std::string_view markerType = "m.fully_read";
constexpr std::size_t maxTagBytes = 255;

json::object parseObject(std::string_view text) {
    boost::system::error_code error;
    json::value value = json::parse(text, error);
    if (error || !value.is_object())
        return {};
    return std::move(value.as_object());
}

std::vector<std::string> ignoredIn(const json::object &content) {
    std::vector<std::string> out;
    if (const json::object *users = objectAt(content, "ignored_users")) {
        for (const auto &[id, nothing] : *users)
            out.emplace_back(id);
    }
    return out;
}

void requireSettable(std::string_view type) {
    if (type == markerType)
        throw Error(405, "M_BAD_JSON",
                    "Cannot set m.fully_read through this API. Use /rooms/{roomId}/read_markers.");
    if (type == "m.push_rules")
        throw Error(405, "M_BAD_JSON", "Cannot set m.push_rules through this API. Use /pushrules.");
}
} // namespace

AccountDataService::AccountDataService(store::Database &database, Changes &changes,
                                       PushRuleService &pushRules)
    : m_database(database)
    , m_changes(changes)
    , m_pushRules(pushRules)
    , m_ignored(20000) {}

std::optional<json::object> AccountDataService::globalAccountData(store::UserNid user,
                                                                  std::string_view type) {
    const auto datum = m_database.read(
        [&](store::Reader &reader) { return store::account_data::find(reader, user, {}, type); });
    if (!datum)
        return std::nullopt;
    return parseObject(*datum->body);
}

std::shared_ptr<const IgnoredUsers> AccountDataService::ignoredUsers(store::UserNid user) {
    return m_ignored.get(user, [&] {
        auto ignored = std::make_shared<IgnoredUsers>();
        if (const auto content = globalAccountData(user, ignoredType)) {
            for (std::string &id : ignoredIn(*content))
                ignored->insert(std::move(id));
        }
        return std::shared_ptr<const IgnoredUsers>(std::move(ignored));
    });
}

std::vector<store::AccountDatum> AccountDataService::all(store::UserNid user) {
    return m_database.read([&](store::Reader &reader) {
        noteBytes(static_cast<std::size_t>(store::account_data::use(reader, user).bytes));
        return store::account_data::listAll(reader, user);
    });
}

std::vector<store::AccountDatum> AccountDataService::ofRoom(store::UserNid user,
                                                            store::RoomNid room) {
    return m_database.read(
        [&](store::Reader &reader) { return store::account_data::list(reader, user, room); });
}

std::vector<store::AccountDatum>
AccountDataService::changed(store::UserNid user, store::Position after, store::Position upTo) {
    return m_database.read([&](store::Reader &reader) {
        // Nearly nobody has so much that it matters how much of it changed.
        if (store::account_data::use(reader, user).bytes > std::int64_t{mostBytesOnSharedLane})
            noteBytes(static_cast<std::size_t>(
                store::account_data::changedBytes(reader, user, after, upTo)));
        return store::account_data::changed(reader, user, after, upTo);
    });
}

json::object AccountDataService::get(store::UserNid user, store::RoomNid room,
                                     std::string_view type) {
    if (type == "m.push_rules")
        return room ? json::object() : m_pushRules.ruleset(user);
    if (!room) {
        if (auto content = globalAccountData(user, type))
            return *std::move(content);
        throw notFound("Account data not found.");
    }
    const auto datum = m_database.read(
        [&](store::Reader &reader) { return store::account_data::find(reader, user, room, type); });
    if (!datum)
        throw notFound("Room account data not found.");
    return parseObject(*datum->body);
}

/// Throws if the user would keep too much.
void AccountDataService::count(store::Transaction &tx, store::UserNid user,
                               const store::AccountDatum &datum, bool limited) {
    if (datum.type == markerType)
        return;
    const auto before = store::account_data::use(tx, user);
    const auto after = store::account_data::useWith(tx, user, datum);
    const bool grows = limited && (after.items > before.items || after.bytes > before.bytes);
    if (grows && after.items > quotas::accountDataItems)
        throw tooLarge("There is account data of " + std::to_string(quotas::accountDataItems) +
                       " kinds already.");
    if (grows && after.bytes > quotas::accountDataBytes)
        throw tooLarge("All account data together may have at most " +
                       std::to_string(quotas::accountDataBytes >> 20) + " MiB.");
    store::account_data::setUse(tx, user, after);
}

void AccountDataService::put(store::Transaction &tx, store::UserNid user, store::RoomNid room,
                             std::string_view type, std::optional<std::string> body, bool limited) {
    store::AccountDatum datum;
    datum.room = room;
    datum.type = type;
    datum.body = std::move(body);
    datum.pos = m_changes.accountDataChanged(tx, user, room);
    count(tx, user, datum, limited);
    store::account_data::put(tx, user, datum);
    if (!room)
        tx.onCommit([this, user] { forget(user); });
}

void AccountDataService::forget(store::UserNid user) {
    m_ignored.invalidate(user);
}

void AccountDataService::set(store::UserNid user, store::RoomNid room, std::string_view type,
                             const json::object &content) {
    requireSettable(type);
    if (type.size() > quotas::accountDataTypeBytes)
        throw tooLarge("The type of account data may have at most " +
                       std::to_string(quotas::accountDataTypeBytes) + " bytes.");
    setTrusted(user, room, type, content);
}

void AccountDataService::setTrusted(store::UserNid user, store::RoomNid room, std::string_view type,
                                    const json::object &content) {
    const std::string body = json::serialize(content);
    if (body.size() > quotas::accountDataItemBytes)
        throw tooLarge("Account data may have at most " +
                       std::to_string(quotas::accountDataItemBytes >> 10) + " KiB.");
    m_database.write([&](store::Transaction &tx) { put(tx, user, room, type, body); });
}

void AccountDataService::remove(store::UserNid user, store::RoomNid room, std::string_view type) {
    requireSettable(type);
    m_database.write([&](store::Transaction &tx) {
        if (store::account_data::find(tx, user, room, type))
            put(tx, user, room, type, std::nullopt);
    });
}

json::object AccountDataService::tags(store::UserNid user, store::RoomNid room) {
    const auto datum = m_database.read([&](store::Reader &reader) {
        return store::account_data::find(reader, user, room, tagType);
    });
    if (!datum)
        return {};
    json::object content = parseObject(*datum->body);
    const json::object *tags = objectAt(content, "tags");
    return tags ? *tags : json::object();
}

void AccountDataService::editTags(store::Transaction &tx, store::UserNid user, store::RoomNid room,
                                  const std::function<void(json::object &)> &edit) {
    json::object content;
    if (const auto datum = store::account_data::find(tx, user, room, tagType))
        content = parseObject(*datum->body);
    json::value &tags = content["tags"];
    if (!tags.is_object())
        tags = json::object();
    const json::object before = tags.as_object();
    edit(tags.as_object());
    if (tags.as_object() == before)
        return;
    std::string body = json::serialize(content);
    if (body.size() > quotas::accountDataItemBytes)
        throw tooLarge("There are too many tags.");
    put(tx, user, room, tagType, std::move(body));
}

void AccountDataService::setTag(store::UserNid user, store::RoomNid room, std::string_view tag,
                                const json::object &content) {
    if (tag.size() > maxTagBytes)
        throw invalidParam("The tag is longer than 255 bytes.");
    m_database.write([&](store::Transaction &tx) {
        editTags(tx, user, room, [&](json::object &tags) { tags[tag] = content; });
    });
}

void AccountDataService::removeTag(store::UserNid user, store::RoomNid room, std::string_view tag) {
    m_database.write([&](store::Transaction &tx) {
        editTags(tx, user, room, [&](json::object &tags) { tags.erase(tag); });
    });
}

void AccountDataService::carryOver(store::UserNid user, store::RoomNid from, store::RoomNid to) {
    m_database.write([&](store::Transaction &tx) {
        if (const auto datum = store::account_data::find(tx, user, from, tagType))
            put(tx, user, to, tagType, datum->body, false);
        const auto direct = store::account_data::find(tx, user, {}, directType);
        if (!direct)
            return;
        json::object content = parseObject(*direct->body);
        const std::string oldId = tx.roomId(from);
        const std::string newId = tx.roomId(to);
        bool edited = false;
        for (auto &[friendId, rooms] : content) {
            if (!rooms.is_array())
                continue;
            auto &list = rooms.as_array();
            const auto has = [&](const std::string &id) {
                for (const auto &room : list) {
                    if (room.is_string() && view(room.as_string()) == id)
                        return true;
                }
                return false;
            };
            if (has(oldId) && !has(newId)) {
                list.emplace_back(newId);
                edited = true;
            }
        }
        if (edited)
            put(tx, user, {}, directType, json::serialize(content), false);
    });
    m_pushRules.carryOver(user, from, to);
}

} // namespace hearth::services
