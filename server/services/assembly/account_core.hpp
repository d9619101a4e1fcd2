// SPDX-License-Identifier: Apache-2.0
// AccountCore: who is who, before there are rooms: accounts, application services, profiles.
#pragma once

#include "server/services/accounts/accounts.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/profiles/profiles.hpp"

namespace hearth::services {

/// Thread-safe.
struct AccountCore {
    AccountCore(store::Database &database, const config::Current &settings);

    Accounts accounts;
    AppServices appservices;
    Profiles profiles;
};

} // namespace hearth::services
