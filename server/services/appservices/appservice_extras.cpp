// SPDX-License-Identifier: Apache-2.0
// See appservice_extras.hpp.
#include "server/services/appservices/appservice_extras.hpp"

#include "server/core/clock.hpp"
#include "server/services/appservices/appservice.hpp"
#include "server/services/appservices/appservice_interest.hpp"
#include "server/services/live/names.hpp"
#include "server/services/presence/presence_service.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/typing/typing_service.hpp"
#include "server/store/database.hpp"
#include "server/store/device_store.hpp"
#include "server/store/sync_store.hpp"

#include <algorithm>
#include <limits>

namespace hearth::services {
namespace {

constexpr std::size_t mostReceipts = 1000; // a service that is away for long misses the oldest
constexpr std::int64_t messagesAtOnce = 100;

} // namespace

bool AppServiceExtras::onTyping(store::RoomNid room) {
    if (!m_service.ephemeral)
        return false;
    const std::lock_guard lock(m_mutex);
    return m_news.typing.insert(room).second;
}

bool AppServiceExtras::onPresence(store::UserNid user) {
    if (!m_service.ephemeral)
        return false;
    const std::lock_guard lock(m_mutex);
    return m_news.presence.insert(user).second;
}

bool AppServiceExtras::onReceipt(store::RoomNid room, const LiveReceipt &receipt) {
    if (!m_service.ephemeral || receipt.kind != "m.read")
        return false;
    const std::lock_guard lock(m_mutex);
    m_news.receipts.emplace_back(room, receipt);
    if (m_news.receipts.size() > mostReceipts)
        m_news.receipts.pop_front();
    return true;
}

bool AppServiceExtras::onToDevice() {
    if (!m_service.ephemeral)
        return false;
    const std::lock_guard lock(m_mutex);
    m_news.toDevice = true;
    return true;
}

bool AppServiceExtras::onDeviceList() {
    if (!m_service.deviceLists)
        return false;
    const std::lock_guard lock(m_mutex);
    m_news.deviceLists = true;
    return true;
}

void AppServiceExtras::collect(AppServiceInterest &interest, store::AppServiceTxn &txn,
                               store::AppServiceState &state) {
    Gathered news;
    {
        const std::lock_guard lock(m_mutex);
        std::swap(news, m_news);
        m_news.toDevice = m_news.deviceLists = false;
    }
    if (const auto list = ephemeral(interest, news); !list.empty())
        txn.ephemeral = json::serialize(list);
    std::set<store::UserNid> users;
    if (m_service.ephemeral && news.toDevice)
        addMessages(txn, state, users);
    if (!m_service.deviceLists)
        return;
    if (news.deviceLists)
        addDeviceLists(interest, txn, state);
    for (const auto &event : m_parts.events.load(txn.events))
        for (const auto user : interest.membersOf(event->room))
            users.insert(user);
    addKeyCounts(txn, users);
}

json::array AppServiceExtras::ephemeral(AppServiceInterest &interest, const Gathered &news) {
    json::array out;
    for (const auto room : news.typing) {
        if (!interest.inRoom(room))
            continue;
        json::array users;
        for (const auto &user : m_parts.typing.in(room).users)
            users.emplace_back(user);
        out.push_back(json::object{{"type", "m.typing"},
                                   {"room_id", m_parts.names.room(room)},
                                   {"content", json::object{{"user_ids", std::move(users)}}}});
    }
    std::unordered_map<store::RoomNid, std::vector<LiveReceipt>> receipts;
    for (const auto &[room, receipt] : news.receipts)
        receipts[room].push_back(receipt);
    for (const auto &[room, list] : receipts)
        if (interest.inRoom(room))
            out.push_back(json::object{{"type", "m.receipt"},
                                       {"room_id", m_parts.names.room(room)},
                                       {"content", ReceiptService::content(list, {})}});
    for (const auto user : news.presence) {
        const auto presence = m_parts.presence.find(user);
        const std::string userId = m_parts.names.user(user);
        if (presence && interest.inUser(user, userId))
            out.push_back(json::object{{"type", "m.presence"},
                                       {"sender", userId},
                                       {"content", presence->content(m_parts.clock.now())}});
    }
    return out;
}

void AppServiceExtras::addMessages(store::AppServiceTxn &txn, store::AppServiceState &state,
                                   std::set<store::UserNid> &users) {
    const auto messages = m_parts.database.read([&](store::Reader &reader) {
        return store::appservices::messagesAfter(reader, m_service.id, state.toDevice,
                                                 messagesAtOnce);
    });
    json::array list;
    for (const auto &message : messages) {
        auto body = json::parse(message.body);
        if (!body.is_object())
            continue;
        body.get_object()["to_user_id"] = m_parts.names.user(message.user);
        body.get_object()["to_device_id"] = message.deviceId;
        list.push_back(std::move(body));
        users.insert(message.user);
    }
    if (messages.empty())
        return;
    txn.toDevice = json::serialize(list);
    state.toDevice = messages.back().pos;
    if (static_cast<std::int64_t>(messages.size()) == messagesAtOnce)
        onToDevice(); // there may be more
}

void AppServiceExtras::addDeviceLists(AppServiceInterest &interest, store::AppServiceTxn &txn,
                                      store::AppServiceState &state) {
    // Not up to the database's position(): that shows a change only after the news of it, and what
    // the news was about would be passed over. Writes become readable in the order of positions.
    constexpr store::Position newest{std::numeric_limits<std::int64_t>::max()};
    const auto changes = m_parts.database.read([&](store::Reader &reader) {
        return store::sync::deviceListChanges(reader, {}, state.deviceLists, newest);
    });
    json::array changed;
    for (const auto &[user, position] : changes) {
        state.deviceLists = std::max(state.deviceLists, position);
        const std::string userId = m_parts.names.user(user);
        if (interest.inUser(user, userId))
            changed.emplace_back(userId);
    }
    if (!changed.empty())
        txn.deviceLists =
            json::serialize(json::object{{"changed", std::move(changed)}, {"left", json::array{}}});
}

void AppServiceExtras::addKeyCounts(store::AppServiceTxn &txn,
                                    const std::set<store::UserNid> &users) {
    json::object counts;
    json::object fallback;
    m_parts.database.read([&](store::Reader &reader) {
        counts.clear();
        fallback.clear();
        for (const auto user : users) {
            json::object countsOfUser;
            json::object fallbackOfUser;
            for (const auto &device : store::devices::list(reader, user)) {
                const auto keys = store::sync::keyCounts(reader, device.nid);
                json::object oneTime;
                for (const auto &[algorithm, count] : keys.oneTime)
                    oneTime[algorithm] = count;
                countsOfUser[device.deviceId] = std::move(oneTime);
                fallbackOfUser[device.deviceId] =
                    json::array(keys.unusedFallback.begin(), keys.unusedFallback.end());
            }
            const std::string userId = reader.userId(user);
            if (countsOfUser.empty())
                continue;
            counts[userId] = std::move(countsOfUser);
            fallback[userId] = std::move(fallbackOfUser);
        }
    });
    if (!counts.empty())
        txn.keyCounts = json::serialize(
            json::object{{"one_time", std::move(counts)}, {"fallback", std::move(fallback)}});
}

} // namespace hearth::services
