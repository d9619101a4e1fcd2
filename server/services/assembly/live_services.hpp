// SPDX-License-Identifier: Apache-2.0
// LiveServices: the hub, and what users keep for themselves that rooms ask for.
#pragma once

#include "server/services/account_data/account_data_service.hpp"
#include "server/services/live/hub.hpp"
#include "server/services/live/names.hpp"
#include "server/services/push_rules/push_rule_service.hpp"

namespace hearth::services {

class RoomCore;

/// Listens to rooms and to the database from its construction on; both must outlive the last write.
struct LiveServices {
    explicit LiveServices(RoomCore &rooms);

    Names names;
    Hub hub;
    PushRuleService pushRules;
    AccountDataService accountData;
};

} // namespace hearth::services
