// SPDX-License-Identifier: Apache-2.0
// SyncServices: everything that feeds or answers /sync, built in dependency order. The daemon owns
// one, after RoomServices.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/services/account_data/account_data_service.hpp"
#include "server/services/accounts/account_listener.hpp"
#include "server/services/filters/filter_service.hpp"
#include "server/services/live/deadlines.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/live/names.hpp"
#include "server/services/presence/activity.hpp"
#include "server/services/presence/presence_service.hpp"
#include "server/services/push/notification_list.hpp"
#include "server/services/push/push_sender.hpp"
#include "server/services/push/pusher_service.hpp"
#include "server/services/push/unread_counts.hpp"
#include "server/services/push_rules/push_rule_service.hpp"
#include "server/services/receipts/receipt_service.hpp"
#include "server/services/sync/legacy_sync.hpp"
#include "server/services/sync/sliding_sync.hpp"
#include "server/services/sync/sync_service.hpp"
#include "server/services/typing/typing_service.hpp"

namespace hearth::services {

class Accounts;
class RoomCore;
class RoomHistory;
class Visibility;
struct LiveServices;

struct SyncParts {
    RoomCore &rooms;
    LiveServices &live;
    Visibility &visibility;
    RoomHistory &history;
    Accounts &accounts;
    Executor &executor;
    RateLimiter &limiter;
};

/// Listens to rooms and accounts from its construction on; both must outlive the last write.
class SyncServices final : private AccountListener {
public:
    explicit SyncServices(const SyncParts &parts);

    Names &names;
    Hub &hub;
    Deadlines deadlines;
    PushRuleService &pushRules;
    AccountDataService &accountData;
    FilterService filters;
    TypingService typing;
    PresenceService presence;
    ReceiptService receipts;
    UnreadCounts unread;
    PusherService pushers;
    NotificationList notifications;
    PushSender pushSender;
    RoomSections sections;
    SyncService sync;
    LegacySync legacy;
    SlidingSync sliding;

private:
    void onAccessChanged(store::UserNid user) override;
    /// Caches too.
    void onPersonalDataRemoved(store::UserNid user) override;
    void onMailPushersChanged() override;

    Activity m_activity;
};

} // namespace hearth::services
