// SPDX-License-Identifier: Apache-2.0
// RoomMembers: lists by user, loaded on demand; a commit during a load is merged by position.
#include "server/services/rooms/room_members.hpp"

#include "server/services/rooms/room_loader.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/store/database.hpp"
#include "server/store/member_store.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace hearth::services {
namespace {

constexpr std::size_t maxUsers = 20000;

struct Entry {
    std::shared_ptr<const RoomMemberships> list; // sorted by room
    bool loading = false;
    RoomMemberships meanwhile;
};

void merge(RoomMemberships &list, const RoomMembership &change) {
    const auto it = std::lower_bound(
        list.begin(), list.end(), change.room,
        [](const RoomMembership &entry, store::RoomNid room) { return entry.room < room; });
    if (it == list.end() || it->room != change.room) {
        list.insert(it, change);
        return;
    }
    if (it->pos <= change.pos)
        *it = change;
}

} // namespace

struct RoomMembers::Impl {
    store::Database &database;
    RoomRegistry &registry;
    std::mutex mutex;
    std::condition_variable loaded;
    std::unordered_map<store::UserNid, Entry> users;

    void shrink(store::UserNid keep) {
        for (auto it = users.begin(); it != users.end() && users.size() > maxUsers;)
            it = it->first == keep || it->second.loading ? std::next(it) : users.erase(it);
    }
};

RoomMembers::RoomMembers(store::Database &database, RoomRegistry &registry)
    : m_impl(new Impl{database, registry, {}, {}, {}}) {}
RoomMembers::~RoomMembers() = default;

std::shared_ptr<const RoomMemberships> RoomMembers::roomsOf(store::UserNid user) {
    std::unique_lock lock(m_impl->mutex);
    while (true) {
        Entry &entry = m_impl->users[user];
        if (entry.list)
            return entry.list;
        if (!entry.loading) {
            entry.loading = true;
            break;
        }
        m_impl->loaded.wait(lock);
    }
    lock.unlock();
    auto list = std::make_shared<RoomMemberships>();
    std::exception_ptr error;
    try {
        const auto rows = m_impl->database.read(
            [&](store::Reader &reader) { return store::roomsOfUser(reader, user); });
        for (const store::MemberRow &row : rows)
            list->push_back({row.room, toMembership(static_cast<std::int64_t>(row.membership)),
                             row.event, row.pos, row.sender, row.forgotten});
    } catch (...) {
        error = std::current_exception();
    }
    lock.lock();
    Entry &entry = m_impl->users[user];
    entry.loading = false;
    m_impl->loaded.notify_all();
    if (error) {
        m_impl->users.erase(user);
        std::rethrow_exception(error);
    }
    for (const RoomMembership &change : entry.meanwhile)
        merge(*list, change);
    entry.meanwhile.clear();
    entry.list = list;
    m_impl->shrink(user);
    return list;
}

std::vector<store::RoomNid> RoomMembers::joinedRooms(store::UserNid user) {
    std::vector<store::RoomNid> out;
    for (const RoomMembership &entry : *roomsOf(user))
        if (entry.membership == matrix::Membership::Join)
            out.push_back(entry.room);
    return out;
}

RoomMembership RoomMembers::membership(store::UserNid user, store::RoomNid room) {
    const auto list = roomsOf(user);
    const auto it = std::lower_bound(
        list->begin(), list->end(), room,
        [](const RoomMembership &entry, store::RoomNid nid) { return entry.room < nid; });
    if (it == list->end() || it->room != room)
        return {};
    return *it;
}

std::vector<store::UserNid> RoomMembers::joinedUsers(store::RoomNid room) {
    std::vector<store::UserNid> out;
    if (const RoomViewPtr view = m_impl->registry.view(room))
        view->members.forEach([&](const MemberPtr &member) {
            if (member->membership == matrix::Membership::Join)
                out.push_back(member->user);
        });
    return out;
}

std::vector<store::RoomNid> RoomMembers::commonRooms(store::UserNid a, store::UserNid b) {
    const auto left = joinedRooms(a);
    const auto right = joinedRooms(b);
    std::vector<store::RoomNid> out;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(),
                          std::back_inserter(out));
    return out;
}

bool RoomMembers::shareRoom(store::UserNid a, store::UserNid b) {
    return !commonRooms(a, b).empty();
}

std::vector<store::UserNid> RoomMembers::usersSharingRoomWith(store::UserNid user) {
    std::unordered_set<store::UserNid> all;
    for (const store::RoomNid room : joinedRooms(user))
        for (const store::UserNid other : joinedUsers(room))
            all.insert(other);
    all.erase(user);
    return {all.begin(), all.end()};
}

void RoomMembers::apply(store::UserNid user, const RoomMembership &change) {
    const std::lock_guard lock(m_impl->mutex);
    const auto it = m_impl->users.find(user);
    if (it == m_impl->users.end())
        return;
    Entry &entry = it->second;
    if (entry.loading) {
        entry.meanwhile.push_back(change);
    } else if (entry.list) {
        auto next = std::make_shared<RoomMemberships>(*entry.list);
        merge(*next, change);
        entry.list = std::move(next);
    }
}

void RoomMembers::forgetRoom(store::RoomNid room) {
    const std::lock_guard lock(m_impl->mutex);
    for (auto it = m_impl->users.begin(); it != m_impl->users.end();) {
        const auto &list = it->second.list;
        const bool has = list && std::any_of(list->begin(), list->end(),
                                             [&](const auto &entry) { return entry.room == room; });
        it = has ? m_impl->users.erase(it) : std::next(it);
    }
}

void RoomMembers::setForgotten(store::UserNid user, store::RoomNid room) {
    const std::lock_guard lock(m_impl->mutex);
    const auto it = m_impl->users.find(user);
    if (it == m_impl->users.end() || !it->second.list)
        return;
    auto next = std::make_shared<RoomMemberships>(*it->second.list);
    for (RoomMembership &entry : *next)
        if (entry.room == room)
            entry.forgotten = true;
    it->second.list = std::move(next);
}

} // namespace hearth::services
