// SPDX-License-Identifier: Apache-2.0
// Deleting and purging.
#include "server/services/rooms/room_removal.hpp"

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/executor.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/memberships.hpp"
#include "server/services/rooms/room_creator.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/alias_store.hpp"
#include "server/store/database.hpp"
#include "server/store/event_store.hpp"
#include "server/store/room_purge_store.hpp"
#include "server/store/room_store.hpp"
#include "server/store/task_store.hpp"

namespace hearth::services {
namespace {

constexpr std::string_view deleteKind = "shutdown_and_purge_room";
constexpr std::string_view purgeKind = "purge_history";
constexpr int chunk = 256;

json::object statusOf(const store::TaskRow &task, std::string_view idKey) {
    json::object out{{idKey, task.id}, {"status", task.status}};
    if (task.status == "failed")
        out["error"] = task.error;
    return out;
}

json::object deleteStatusJson(const store::TaskRow &task) {
    json::object out = statusOf(task, "delete_id");
    out["room_id"] = task.resource;
    if (!task.result.empty())
        out["shutdown_room"] = json::parse(task.result);
    return out;
}

void checkFlags(const json::object &body) {
    for (const char *key : {"block", "purge", "force_purge"})
        if (const json::value *value = body.if_contains(key); value && !value->is_bool())
            throw badJson("Param '" + std::string(key) + "' must be a boolean, if given");
    for (const char *key : {"message", "room_name"})
        static_cast<void>(findString(body, key));
}

/// What a deletion tells as long as nothing was done.
json::object emptyResult() {
    return {{"kicked_users", json::array()},
            {"failed_to_kick_users", json::array()},
            {"local_aliases", json::array()},
            {"new_room_id", nullptr}};
}

Requester asUser(const std::string &userId, store::UserNid nid) {
    Requester requester;
    requester.user = matrix::UserId::trusted(userId);
    requester.userNid = nid;
    return requester;
}

} // namespace

void RoomRemoval::resume() {
    for (const std::string_view kind : {deleteKind, purgeKind}) {
        const auto tasks = m_parts.database.read(
            [&](store::Reader &reader) { return store::unfinishedTasks(reader, kind); });
        for (const store::TaskRow &task : tasks)
            schedule(task.id);
    }
}

void RoomRemoval::schedule(const std::string &taskId) {
    m_parts.executor.post([this, taskId] { run(taskId); });
}

void RoomRemoval::update(const std::string &taskId, std::string_view status,
                         const std::optional<std::string> &result,
                         const std::optional<std::string> &error) {
    m_parts.database.write([&](store::Transaction &tx) {
        store::updateTask(tx, taskId, status, result, error, m_parts.clock.now());
    });
}

void RoomRemoval::run(const std::string &taskId) {
    try {
        const auto task = m_parts.database.read(
            [&](store::Reader &reader) { return store::task(reader, taskId); });
        if (!task || (task->status != "scheduled" && task->status != "active"))
            return;
        update(taskId, "active", std::nullopt, std::nullopt);
        task->kind == deleteKind ? runDelete(*task) : runPurge(*task);
        update(taskId, "complete", std::nullopt, std::nullopt);
    } catch (const std::exception &error) {
        log::error("rooms", "job {} failed: {}", taskId, error.what());
        try {
            update(taskId, "failed", std::nullopt, std::string(error.what()));
        } catch (const std::exception &second) {
            log::error("rooms", "job {} could not be marked as failed: {}", taskId, second.what());
        }
    }
}

std::string RoomRemoval::claimDelete(const Requester &requester, const std::string &roomId,
                                     const json::object &body, std::string_view status) {
    checkFlags(body);
    if (!matrix::parseRoomId(roomId))
        throw unknownError(roomId + " is not a legal room ID");
    if (const auto owner = findString(body, "new_room_user_id");
        owner && matrix::domain(*owner) != m_parts.serverName)
        throw unknownError("User must be our own: " + *owner);
    store::TaskRow task;
    task.id = crypto::randomToken(16);
    task.kind = deleteKind;
    task.status = status;
    task.resource = roomId;
    task.requester = requester.userNid;
    task.parameters = json::serialize(body);
    task.createdTs = m_parts.clock.now();
    // Looking and writing in one go, so that of two calls only one gets through.
    m_parts.database.write([&](store::Transaction &tx) {
        for (const store::TaskRow &other : store::tasksOf(tx, deleteKind, roomId))
            if (other.status == "scheduled" || other.status == "active")
                throw unknownError("Purge already in progress for " + roomId);
        store::insertTask(tx, task);
    });
    return task.id;
}

std::string RoomRemoval::startDelete(const Requester &requester, const std::string &roomId,
                                     const json::object &body) {
    const std::string id = claimDelete(requester, roomId, body, "scheduled");
    schedule(id);
    return id;
}

json::object RoomRemoval::deleteNow(const Requester &requester, const std::string &roomId,
                                    const json::object &body) {
    const std::string id = claimDelete(requester, roomId, body, "active");
    run(id);
    const auto done =
        m_parts.database.read([&](store::Reader &reader) { return store::task(reader, id); });
    if (!done || done->status != "complete")
        throw unknownError(done ? done->error : std::string("The room could not be deleted"));
    return json::parse(done->result).as_object();
}

json::object RoomRemoval::deleteStatus(std::string_view deleteId) {
    const auto task =
        m_parts.database.read([&](store::Reader &reader) { return store::task(reader, deleteId); });
    if (!task || task->kind != deleteKind)
        throw notFound("delete id '" + std::string(deleteId) + "' not found");
    return deleteStatusJson(*task);
}

json::object RoomRemoval::deleteStatusOfRoom(const std::string &roomId) {
    if (!matrix::parseRoomId(roomId))
        throw unknownError(roomId + " is not a legal room ID");
    const auto tasks = m_parts.database.read(
        [&](store::Reader &reader) { return store::tasksOf(reader, deleteKind, roomId); });
    if (tasks.empty())
        throw notFound("No delete task for room_id '" + roomId + "' found");
    json::array results;
    for (const store::TaskRow &task : tasks)
        results.push_back(deleteStatusJson(task));
    return {{"results", std::move(results)}};
}

void RoomRemoval::moveOut(const Member &member, const std::string &newRoom,
                          const std::string &roomId) {
    const Requester requester = asUser(member.userId, member.user);
    Memberships::Change leave;
    leave.action = Memberships::Action::Leave;
    leave.target = member.userId;
    leave.byAdmin = true;
    m_parts.memberships.change(requester, m_parts.registry.require(roomId), std::move(leave));
    m_parts.memberships.forget(requester, roomId);
    if (newRoom.empty() || member.membership != matrix::Membership::Join)
        return;
    Memberships::Change join;
    join.action = Memberships::Action::Join;
    join.target = member.userId;
    join.byAdmin = true;
    m_parts.memberships.change(requester, m_parts.registry.require(newRoom), std::move(join));
}

std::string RoomRemoval::makeNewRoom(const std::string &ownerId, const json::object &body) {
    const Requester owner = asUser(ownerId, m_parts.sender.userNid(ownerId));
    return m_parts.creator
        .create(owner,
                {{"preset", "public_chat"},
                 {"name", findString(body, "room_name").value_or("Content Violation Notification")},
                 {"power_level_content_override", {{"users_default", -10}}}})
        .roomId;
}

void RoomRemoval::announce(const std::string &ownerId, const std::string &newRoom,
                           const json::object &body) {
    RoomEvents::Message message;
    message.roomId = newRoom;
    message.type = "m.room.message";
    message.content = {
        {"msgtype", "m.text"},
        {"body", findString(body, "message")
                     .value_or("Sharing illegal content on this server is not permitted and "
                               "rooms in violation will be blocked.")}};
    m_parts.sending.send(asUser(ownerId, m_parts.sender.userNid(ownerId)), std::move(message));
}

json::object RoomRemoval::shutDown(const store::TaskRow &task, const json::object &body) {
    const std::string &roomId = task.resource;
    const RoomPtr room = m_parts.registry.require(roomId);
    // After a restart: what was reached before it.
    json::object result =
        task.result.empty() ? emptyResult() : json::parse(task.result).as_object();
    const std::string owner = findString(body, "new_room_user_id").value_or(std::string());
    std::string newRoom = findString(result, "new_room_id").value_or(std::string());
    if (!owner.empty() && newRoom.empty()) {
        newRoom = makeNewRoom(owner, body);
        result["new_room_id"] = newRoom;
        update(task.id, "active", json::serialize(result), std::nullopt);
    }
    std::vector<MemberPtr> locals;
    room->view()->members.forEach([&](const MemberPtr &member) {
        const auto membership = member->membership;
        const bool related = membership == matrix::Membership::Join ||
                             membership == matrix::Membership::Invite ||
                             membership == matrix::Membership::Knock;
        if (related && matrix::domain(member->userId) == m_parts.serverName)
            locals.push_back(member);
    });
    for (const MemberPtr &member : locals) {
        std::string_view outcome = "kicked_users";
        try {
            moveOut(*member, newRoom, roomId);
        } catch (const Error &error) {
            log::warn("rooms", "could not move {} out of {}: {}", member->userId, roomId,
                      error.message());
            outcome = "failed_to_kick_users";
        }
        result.at(outcome).as_array().emplace_back(member->userId);
    }
    if (newRoom.empty())
        return result;
    announce(owner, newRoom, body);
    const auto names = m_parts.database.read(
        [&](store::Reader &reader) { return store::aliasesOf(reader, room->nid()); });
    json::array &aliases = result.at("local_aliases").as_array();
    for (const std::string &name : names)
        aliases.emplace_back(name);
    const store::RoomNid to = m_parts.registry.require(newRoom)->nid();
    m_parts.database.write(
        [&](store::Transaction &tx) { store::moveAliases(tx, room->nid(), to); });
    return result;
}

void RoomRemoval::runDelete(const store::TaskRow &task) {
    const json::object body = json::parse(task.parameters).as_object();
    if (findBool(body, "block").value_or(false))
        m_parts.database.write([&](store::Transaction &tx) {
            store::block(tx, task.resource, task.requester, m_parts.clock.now());
        });
    const store::RoomNid nid = m_parts.database.read(
        [&](store::Reader &reader) { return reader.findRoom(task.resource); });
    if (m_parts.registry.find(task.resource)) {
        json::object result = shutDown(task, body);
        const bool stuck = !result.at("failed_to_kick_users").as_array().empty();
        update(task.id, "active", json::serialize(result), std::nullopt);
        if (!findBool(body, "purge").value_or(true))
            return;
        if (stuck && !findBool(body, "force_purge").value_or(false))
            throw unknownError("Users are still joined to this room");
    } else if (task.result.empty()) {
        // Never heard of, or only parts of it are left.
        update(task.id, "active", json::serialize(emptyResult()), std::nullopt);
    }
    if (nid)
        purge(nid);
}

void RoomRemoval::purge(store::RoomNid room) {
    m_parts.database.write([&](store::Transaction &tx) {
        store::markDeleted(tx, room);
        tx.onCommit([this, room] {
            m_parts.registry.dropDeleted(room);
            m_parts.members.forgetRoom(room);
            m_parts.events.forgetRoom(room);
            for (EventListener *listener : m_parts.sender.listeners())
                listener->onRoomDeleted(room);
        });
    });
    while (true) {
        const auto events = m_parts.database.read(
            [&](store::Reader &reader) { return store::eventsOf(reader, room, chunk); });
        if (events.empty())
            break;
        m_parts.database.write([&](store::Transaction &tx) { store::purgeEvents(tx, events); });
    }
    while (m_parts.database.write(
        [&](store::Transaction &tx) { return store::purgeRoomRows(tx, room, chunk); })) {
    }
    m_parts.database.write([&](store::Transaction &tx) { store::purgeRoomRow(tx, room); });
    m_parts.events.forgetRoom(room);
    m_parts.members.forgetRoom(room);
}

std::string RoomRemoval::startPurge(const Requester &requester, const std::string &roomId,
                                    std::string eventId, const json::object &body) {
    const RoomPtr room = m_parts.registry.require(roomId);
    if (eventId.empty())
        eventId = findString(body, "purge_up_to_event_id").value_or(std::string());
    StoredEventPtr upTo;
    if (!eventId.empty()) {
        upTo = m_parts.events.find(eventId);
        if (!upTo)
            throw notFound("Event " + eventId + " not found");
        if (upTo->room != room->nid())
            throw unknownError("Event is for wrong room.");
    } else if (body.contains("purge_up_to_ts")) {
        const json::value &given = body.at("purge_up_to_ts");
        if (!given.is_int64())
            throw badJson("purge_up_to_ts must be an int");
        const auto nid = m_parts.database.read([&](store::Reader &reader) {
            return store::newestReceivedBefore(reader, room->nid(), given.get_int64());
        });
        upTo = nid ? m_parts.events.find(*nid) : nullptr;
        if (!upTo)
            throw notFound("there is no event to be purged");
    } else {
        throw badJson("must specify purge_up_to_event_id or purge_up_to_ts");
    }
    store::TaskRow task;
    task.id = crypto::randomToken(16);
    task.kind = purgeKind;
    task.status = "active";
    task.resource = roomId;
    task.requester = requester.userNid;
    task.parameters = json::serialize(
        json::object{{"position", upTo->pos.value},
                     {"local", findBool(body, "delete_local_events").value_or(false)}});
    task.createdTs = m_parts.clock.now();
    m_parts.database.write([&](store::Transaction &tx) { store::insertTask(tx, task); });
    schedule(task.id);
    return task.id;
}

void RoomRemoval::runPurge(const store::TaskRow &task) {
    const json::object parameters = json::parse(task.parameters).as_object();
    const RoomPtr room = m_parts.registry.require(task.resource);
    const store::Position before{parameters.at("position").as_int64()};
    const bool local = parameters.at("local").as_bool();
    while (true) {
        const auto events = m_parts.database.read([&](store::Reader &reader) {
            return store::eventsToPurge(reader, room->nid(), before, local, chunk);
        });
        if (events.gone.empty() && events.hidden.empty())
            break;
        m_parts.database.write([&](store::Transaction &tx) {
            store::purgeEvents(tx, events.gone);
            store::hideEvents(tx, events.hidden);
            tx.onCommit([this, room = room->nid(), before] {
                for (EventListener *listener : m_parts.sender.listeners())
                    listener->onHistoryPurged(room, before);
            });
        });
        for (const auto &list : {events.gone, events.hidden})
            for (const store::EventNid nid : list)
                m_parts.events.forget(nid);
    }
}

json::object RoomRemoval::purgeStatus(std::string_view purgeId) {
    const auto task =
        m_parts.database.read([&](store::Reader &reader) { return store::task(reader, purgeId); });
    if (!task || task->kind != purgeKind)
        throw notFound("purge id '" + std::string(purgeId) + "' not found");
    json::object out{{"status", task->status}};
    if (task->status == "failed")
        out["error"] = task->error;
    return out;
}

} // namespace hearth::services
