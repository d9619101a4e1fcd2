// SPDX-License-Identifier: Apache-2.0
// AppServiceExtras: what one application service is told beside events: typing, receipts and
// presence (MSC2409), messages to its users' devices, device lists and key counts (MSC3202).
#pragma once

#include "server/core/json.hpp"
#include "server/services/live/room_tail.hpp"
#include "server/store/appservice_store.hpp"

#include <deque>
#include <mutex>
#include <set>
#include <unordered_set>
#include <utility>
#include <vector>

namespace hearth {
class Clock;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

struct AppService;
class AppServiceInterest;
class EventReader;
class Names;
class PresenceService;
class TypingService;

/// The on… functions may be called from any thread, collect by the worker that runs the service's
/// step. Typing, presence and receipts are gathered in memory: news of a server that was restarted
/// is stale. Messages and device lists are found in the database.
class AppServiceExtras {
public:
    struct Parts {
        store::Database &database;
        const Clock &clock;
        EventReader &events;
        Names &names;
        TypingService &typing;
        PresenceService &presence;
    };
    AppServiceExtras(const AppService &service, const Parts &parts)
        : m_service(service)
        , m_parts(parts) {}

    // Each says whether the service takes such news.
    bool onTyping(store::RoomNid room);
    bool onPresence(store::UserNid user);
    bool onReceipt(store::RoomNid room, const LiveReceipt &receipt);
    bool onToDevice();
    bool onDeviceList();

    /// Adds what has gathered to a transaction and moves the positions.
    void collect(AppServiceInterest &interest, store::AppServiceTxn &txn,
                 store::AppServiceState &state);

private:
    struct Gathered {
        std::unordered_set<store::RoomNid> typing;
        std::unordered_set<store::UserNid> presence;
        std::deque<std::pair<store::RoomNid, LiveReceipt>> receipts;
        bool toDevice = true; // there may be some from before the start
        bool deviceLists = true;
    };
    [[nodiscard]] json::array ephemeral(AppServiceInterest &interest, const Gathered &news);
    void addMessages(store::AppServiceTxn &txn, store::AppServiceState &state,
                     std::set<store::UserNid> &users);
    void addDeviceLists(AppServiceInterest &interest, store::AppServiceTxn &txn,
                        store::AppServiceState &state);
    void addKeyCounts(store::AppServiceTxn &txn, const std::set<store::UserNid> &users);

    const AppService &m_service;
    const Parts m_parts;
    std::mutex m_mutex; // m_news
    Gathered m_news;
};

} // namespace hearth::services
