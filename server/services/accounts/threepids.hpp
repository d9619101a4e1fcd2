// SPDX-License-Identifier: Apache-2.0
// Threepids: the e-mail addresses of accounts, and the mail about them that users can do without.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/proof.hpp"

#include <string>
#include <string_view>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class AddressProofs;
class MailQueue;

/// Owned by the daemon. Thread-safe.
class Threepids {
public:
    Threepids(Accounts &accounts, AddressProofs &proofs, MailQueue &mails,
              const config::Current &settings, const Clock &clock);

    /// The address that was proven. Throws M_THREEPID_AUTH_FAILED, M_THREEPID_IN_USE.
    void add(store::UserNid user, std::string_view sid, std::string_view clientSecret,
             const Proof &confirmation);
    /// The proven address of an account that is being made. Throws M_THREEPID_DENIED and
    /// M_THREEPID_IN_USE.
    void addToNew(store::Transaction &tx, store::UserNid user, const store::Threepid &threepid);
    /// Mail about what a new user misses, if the settings want it.
    void beginNotifications(store::Transaction &tx, store::UserNid user, const std::string &address,
                            std::string_view deviceId);
    void remove(store::UserNid user, std::string_view medium, std::string_view address);

    /// Tells the user, at all addresses, that the password was changed.
    void tellPasswordChanged(store::Transaction &tx, store::UserNid user);

    /// Ends mail to a pusher; token is what its link has. False for a token that we did not make.
    [[nodiscard]] bool unsubscribe(std::string_view token, std::string_view appId,
                                   std::string_view pushkey);

private:
    Accounts &m_accounts;
    AddressProofs &m_proofs;
    MailQueue &m_mails;
    const config::Current &m_settings;
    const Clock &m_clock;
};

} // namespace hearth::services
