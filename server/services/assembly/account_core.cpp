// SPDX-License-Identifier: Apache-2.0
// See account_core.hpp.
#include "server/services/assembly/account_core.hpp"

#include "server/config/settings.hpp"

namespace hearth::services {

AccountCore::AccountCore(store::Database &database, const config::Current &settings)
    : accounts(database, settings.get()->serverName)
    , appservices(accounts, *settings.get())
    , profiles(accounts, settings) {}

} // namespace hearth::services
