// SPDX-License-Identifier: Apache-2.0
// PusherService (spec client-server, "Push Notifications").
#include "server/services/push/pusher_service.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/mail/address.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/services/push/push_gateway.hpp"
#include "server/store/account_store.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr const char *enabledField = "org.matrix.msc3881.enabled";
constexpr std::size_t maxPushkeyBytes = 512;
constexpr std::size_t maxAppIdBytes = 64;

void requireGateway(const json::object &data) {
    const std::string_view url = stringAt(data, "url");
    if (url.empty())
        throw missingParam("'url' required in data for HTTP pusher");
    if (!gatewayAddress(url))
        throw missingParam("'url' must have a path of '/_matrix/push/v1/notify'");
}

/// Mail goes only where its user has shown to be at home.
void requireOwnAddress(store::Transaction &tx, const store::Pusher &pusher) {
    const auto address = mail::canonicalAddress(pusher.pushkey);
    if (!address)
        throw invalidParam("Invalid email");
    if (store::accounts::findByThreepid(tx, "email", *address) != pusher.user)
        throw Error(400, "M_THREEPID_NOT_FOUND", "Email not found");
}
} // namespace

PusherService::PusherService(store::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock) {}

void PusherService::set(const Requester &requester, const json::object &body) {
    const std::string appId = getString(body, "app_id");
    const std::string pushkey = getString(body, "pushkey");
    const json::value *kind = body.if_contains("kind");
    if (!kind)
        throw missingParam("Missing params: 'kind'");
    if (kind->is_null()) {
        m_database.write([&](store::Transaction &tx) {
            store::pushers::remove(tx, requester.userNid, appId, pushkey);
            tx.onCommit([this, user = requester.userNid] { changed(user); });
        });
        return;
    }
    store::Pusher pusher;
    pusher.user = requester.userNid;
    pusher.device = requester.deviceNid;
    pusher.tokenId = requester.tokenId;
    pusher.kind = getString(body, "kind");
    pusher.appId = appId;
    pusher.pushkey = pushkey;
    pusher.appDisplayName = getString(body, "app_display_name");
    pusher.deviceDisplayName = getString(body, "device_display_name");
    pusher.profileTag = findString(body, "profile_tag").value_or(std::string());
    pusher.lang = getString(body, "lang");
    const json::object &data = getObject(body, "data");
    if (pusher.kind != "http" && pusher.kind != "email")
        throw invalidParam("Pushers of kind " + pusher.kind + " are not available here.");
    if (pushkey.size() > maxPushkeyBytes || appId.size() > maxAppIdBytes)
        throw invalidParam("pushkey or app_id is too long.");
    if (json::serialize(body).size() > quotas::pusherBytes)
        throw tooLarge("A pusher may have at most " + std::to_string(quotas::pusherBytes >> 10) +
                       " KiB.");
    pusher.enabled = findBool(body, enabledField).value_or(true);
    if (pusher.kind == "http")
        requireGateway(data);
    static_cast<void>(findString(data, "format"));
    pusher.data = json::serialize(data);
    pusher.created = m_clock.now();
    pusher.from = m_database.position();
    const bool append = findBool(body, "append").value_or(false);
    m_database.write([&](store::Transaction &tx) {
        if (pusher.kind == "email")
            requireOwnAddress(tx, pusher);
        std::vector<store::UserNid> others;
        if (!append)
            others = store::pushers::removeOfOthers(tx, pusher.user, appId, pushkey);
        store::pushers::put(tx, pusher);
        if (static_cast<std::int64_t>(store::pushers::listOfUser(tx, pusher.user).size()) >
            quotas::pushers)
            throw tooLarge("There are " + std::to_string(quotas::pushers) +
                           " pushers of this account already.");
        tx.onCommit([this, others, user = pusher.user, userId = requester.user.str()] {
            changed(user, userId);
            for (const store::UserNid other : others)
                changed(other);
        });
    });
}

PusherService::List PusherService::ofUser(store::UserNid user) {
    return m_database.read(
        [&](store::Reader &reader) { return store::pushers::listOfUser(reader, user); });
}

json::object PusherService::toJson(const store::Pusher &pusher) {
    boost::system::error_code error;
    json::value data = json::parse(pusher.data, error);
    return {{"app_display_name", pusher.appDisplayName},
            {"app_id", pusher.appId},
            {"data", error ? json::value(json::object()) : std::move(data)},
            {"device_display_name", pusher.deviceDisplayName},
            {"kind", pusher.kind},
            {"lang", pusher.lang},
            {"profile_tag", pusher.profileTag},
            {"pushkey", pusher.pushkey},
            {enabledField, pusher.enabled},
            {"org.matrix.msc3881.device_id", pusher.deviceId}};
}

std::unique_lock<std::mutex> PusherService::loaded() {
    for (;;) {
        std::unique_lock lock(m_mutex);
        if (m_loaded)
            return lock;
        const std::uint64_t generation = m_generation;
        lock.unlock();
        std::unordered_map<store::UserNid, Entry> users;
        std::unordered_map<store::UserNid, List> lists;
        m_database.read([&](store::Reader &reader) {
            for (store::Pusher &pusher : store::pushers::listAll(reader)) {
                if (!pusher.enabled)
                    continue;
                users[pusher.user].userId = reader.userId(pusher.user);
                List &list = lists[pusher.user];
                if (!pusher.resting)
                    list.push_back(std::move(pusher));
            }
        });
        for (auto &[user, list] : lists)
            users[user].list = std::make_shared<const List>(std::move(list));
        lock.lock();
        if (generation != m_generation)
            continue; // a change came meanwhile
        m_users = std::move(users);
        m_loaded = true;
        return lock;
    }
}

PusherService::ListPtr PusherService::enabled(store::UserNid user) {
    std::uint64_t generation = 0;
    {
        const auto lock = loaded();
        const auto found = m_users.find(user);
        if (found == m_users.end())
            return std::make_shared<const List>();
        if (found->second.list)
            return found->second.list;
        generation = m_generation;
    }
    List fresh = ofUser(user);
    std::erase_if(fresh, [](const store::Pusher &pusher) { return !pusher.enabled; });
    const bool none = fresh.empty();
    std::erase_if(fresh, [](const store::Pusher &pusher) { return pusher.resting; });
    auto list = std::make_shared<const List>(std::move(fresh));
    const std::lock_guard lock(m_mutex);
    if (generation == m_generation) {
        if (none)
            m_users.erase(user);
        else
            m_users[user].list = list;
    }
    return list;
}

std::vector<store::UserNid> PusherService::users() {
    std::vector<store::UserNid> out;
    const auto lock = loaded();
    for (const auto &[user, entry] : m_users)
        out.push_back(user);
    return out;
}

std::vector<store::UserNid> PusherService::usersIn(const RoomView &room) {
    std::vector<store::UserNid> out;
    const auto lock = loaded();
    if (m_users.size() < room.members.size()) {
        for (const auto &[user, entry] : m_users)
            if (room.isJoined(entry.userId))
                out.push_back(user);
        return out;
    }
    room.members.forEach([&](const MemberPtr &member) {
        if (member->membership == matrix::Membership::Join && m_users.contains(member->user))
            out.push_back(member->user);
    });
    return out;
}

bool PusherService::has(store::UserNid user) {
    const auto lock = loaded();
    return m_users.contains(user);
}

bool PusherService::hasKind(std::string_view kind) {
    for (const store::UserNid user : users()) {
        const ListPtr list = enabled(user);
        if (std::any_of(list->begin(), list->end(),
                        [&](const store::Pusher &pusher) { return pusher.kind == kind; }))
            return true;
    }
    return false;
}

void PusherService::tellListeners() const {
    for (PusherListener *listener : m_listeners)
        listener->onPushersChanged();
}

void PusherService::reload() {
    const std::lock_guard lock(m_mutex);
    ++m_generation;
    m_loaded = false;
    m_users.clear();
    tellListeners();
}

void PusherService::changed(store::UserNid user, const std::string &userId) {
    const std::lock_guard lock(m_mutex);
    ++m_generation;
    if (m_loaded && userId.empty() && !m_users.contains(user))
        return; // has none
    tellListeners();
    if (!m_loaded)
        return;
    if (const auto found = m_users.find(user); found != m_users.end())
        found->second.list = nullptr;
    else if (!userId.empty())
        m_users[user].userId = userId;
}

void PusherService::reject(const store::Pusher &pusher) {
    m_database.write([&](store::Transaction &tx) {
        store::pushers::remove(tx, pusher.user, pusher.appId, pusher.pushkey);
        tx.onCommit([this, user = pusher.user] { changed(user); });
    });
}

void PusherService::saveProgress(const store::Pusher &pusher) {
    m_database.submit(
        [pusher](store::Transaction &tx) {
            store::pushers::setProgress(tx, pusher.id, pusher.from, pusher.lastSuccess,
                                        pusher.failingSince);
        },
        [](std::exception_ptr) {}); // the next success saves it again
}

} // namespace hearth::services
