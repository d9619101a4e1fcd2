// SPDX-License-Identifier: Apache-2.0
// See user_redaction.hpp.
#include "server/services/admin/user_redaction.hpp"

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/executor.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/room_events.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
#include "server/store/figure_store.hpp"
#include "server/store/task_store.hpp"

#include <limits>

namespace hearth::services {
namespace {

constexpr std::string_view kind = "redact_all_events";

json::object parametersOf(const UserRedaction::Order &order, std::vector<std::string> rooms) {
    json::object out{{"user_id", order.userId},
                     {"rooms", json::array(rooms.begin(), rooms.end())},
                     {"limit", order.limit},
                     {"use_admin", order.asAdmin}};
    if (order.reason)
        out["reason"] = *order.reason;
    if (order.before)
        out["before_ts"] = *order.before;
    if (order.after)
        out["after_ts"] = *order.after;
    return out;
}

bool isJoinOrNoMember(const matrix::Event &event) {
    return event.type() != "m.room.member" || stringAt(event.content(), "membership") == "join";
}

} // namespace

std::string UserRedaction::start(const Requester &by, const Order &order) {
    const auto user =
        m_parts.database.read([&](store::Reader &reader) { return reader.findUser(order.userId); });
    auto rooms = order.rooms;
    if (rooms.empty() && user)
        for (const auto &row : *m_parts.members.roomsOf(user))
            if (row.membership == matrix::Membership::Join ||
                row.membership == matrix::Membership::Ban)
                if (const auto view = m_parts.registry.view(row.room))
                    rooms.push_back(view->id.str());
    store::TaskRow task;
    task.id = crypto::randomToken(16);
    task.kind = kind;
    task.status = "scheduled";
    task.resource = order.userId;
    task.requester = by.userNid;
    task.parameters = json::serialize(parametersOf(order, std::move(rooms)));
    task.createdTs = m_parts.clock.now();
    m_parts.database.write([&](store::Transaction &tx) {
        for (const auto &other : store::tasksOf(tx, kind, order.userId))
            if (other.status == "scheduled" || other.status == "active")
                throw unknownError("Redact already in progress for user " + order.userId);
        store::insertTask(tx, task);
    });
    schedule(task.id);
    return task.id;
}

json::object UserRedaction::status(std::string_view redactId) {
    const auto task =
        m_parts.database.read([&](store::Reader &reader) { return store::task(reader, redactId); });
    if (!task || task->kind != kind)
        throw notFound("redact id '" + std::string(redactId) + "' not found");
    json::object out{{"status", task->status}};
    if (task->status == "complete")
        out["failed_redactions"] = json::parse(task->result).at("failed_redactions");
    if (task->status == "failed")
        out["error"] = task->error;
    return out;
}

void UserRedaction::resume() {
    const auto tasks = m_parts.database.read(
        [&](store::Reader &reader) { return store::unfinishedTasks(reader, kind); });
    for (const auto &task : tasks)
        schedule(task.id);
}

void UserRedaction::schedule(const std::string &taskId) {
    m_parts.executor.post([this, taskId] { run(taskId); });
}

void UserRedaction::run(const std::string &taskId) {
    const auto update = [&](std::string_view status, const std::optional<std::string> &result,
                            const std::optional<std::string> &error) {
        m_parts.database.write([&](store::Transaction &tx) {
            store::updateTask(tx, taskId, status, result, error, m_parts.clock.now());
        });
    };
    try {
        const auto task = m_parts.database.read(
            [&](store::Reader &reader) { return store::task(reader, taskId); });
        if (!task)
            return;
        update("active", std::nullopt, std::nullopt);
        update("complete", json::serialize(redactAll(*task)), std::nullopt);
    } catch (const std::exception &failure) {
        log::error("admin", "job {} failed: {}", taskId, failure.what());
        try {
            update("failed", std::nullopt, std::string(failure.what()));
        } catch (const std::exception &second) {
            log::error("admin", "job {} could not be marked as failed: {}", taskId, second.what());
        }
    }
}

json::object UserRedaction::redactAll(const store::TaskRow &task) {
    const json::object order = json::parse(task.parameters).as_object();
    const auto admin = m_parts.accounts.find(task.requester);
    json::object failed;
    for (const auto &room : getArray(order, "rooms"))
        redactIn(std::string(view(room.as_string())), order,
                 admin ? requesterFor(*admin) : Requester{}, failed);
    return {{"failed_redactions", std::move(failed)}};
}

void UserRedaction::redactIn(const std::string &roomId, const json::object &order,
                             const Requester &admin, json::object &failed) {
    const std::string userId = getString(order, "user_id");
    const auto room = m_parts.registry.view(roomId);
    if (!room)
        return;
    store::figures::EventsBy query;
    query.room = room->nid;
    query.after = findInt(order, "after_ts").value_or(-1);
    query.before = findInt(order, "before_ts").value_or(std::numeric_limits<std::int64_t>::max());
    query.limit = getInt(order, "limit");
    const auto nids = m_parts.database.read([&](store::Reader &reader) {
        query.sender = reader.findUser(userId);
        return store::figures::redactable(reader, query);
    });
    // Somebody who was thrown out cannot take anything back; the administrator may.
    const auto account = m_parts.accounts.find(userId);
    const bool self = account && !getBool(order, "use_admin") && room->isJoined(userId);
    Requester who = self ? requesterFor(*account) : admin;
    who.suspended = who.shadowBanned = who.rateLimited = false;
    json::object content;
    if (const auto reason = findString(order, "reason"))
        content["reason"] = *reason;
    for (const auto &event : m_parts.events.load(nids)) {
        if (!isJoinOrNoMember(*event->event))
            continue;
        const std::string &id = event->event->id().str();
        try {
            static_cast<void>(m_parts.sending.redact(who, roomId, id, content, {}));
        } catch (const Error &error) {
            failed[id] = error.message();
        }
    }
}

} // namespace hearth::services
