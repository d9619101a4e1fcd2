// SPDX-License-Identifier: Apache-2.0
// AccountListener: told when something about an account changes that others remember.
#pragma once

#include "server/store/nid.hpp"

namespace hearth::services {

/// Calls come on the writer thread, after the commit; must be short and must not throw. A listener
/// calls Accounts::addListener when it is made, before the first request.
class AccountListener {
public:
    virtual ~AccountListener() = default;
    /// The user may do other things than before: locked, signed out, made an administrator …
    virtual void onAccessChanged(store::UserNid user) { static_cast<void>(user); }
    /// What belonged to the person was removed from the database.
    virtual void onPersonalDataRemoved(store::UserNid user) { static_cast<void>(user); }
    /// Pushers that send mail came or went with addresses of accounts.
    virtual void onMailPushersChanged() {}
};

} // namespace hearth::services
