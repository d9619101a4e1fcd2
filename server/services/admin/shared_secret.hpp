// SPDX-License-Identifier: Apache-2.0
// SharedSecret: registration by whoever knows registration_shared_secret, the way Synapse's
// register_new_matrix_user does it. The first administrator comes in through here.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/accounts/sessions.hpp"

#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

namespace hearth::services {

class Passwords;
class Registration;

/// Owned by the daemon. Thread-safe.
class SharedSecret {
public:
    SharedSecret(Registration &registration, Passwords &passwords, const config::Current &settings,
                 const Clock &clock);

    /// Holds once, for a minute. Nothing is kept of it until it is used, so that strangers who ask
    /// for many take nothing from others.
    [[nodiscard]] std::string nonce() const;
    [[nodiscard]] SignedIn registerUser(const json::object &body);

private:
    /// Nonces that were used, until they would have run out; at most as many as told. Thread-safe.
    class Used {
    public:
        explicit Used(std::size_t most)
            : m_most(most) {}
        /// False if it was used before.
        [[nodiscard]] bool add(const std::string &nonce, Timestamp now);
        [[nodiscard]] bool has(const std::string &nonce);

    private:
        const std::size_t m_most;
        std::mutex m_mutex; // the two below
        std::unordered_set<std::string> m_nonces;
        std::deque<std::pair<Timestamp, std::string>> m_byTime;
    };
    [[nodiscard]] std::string signatureOf(std::string_view stamp) const;
    /// Made here, and not more than a minute ago.
    [[nodiscard]] bool isFresh(std::string_view nonce) const;
    void requireSecret() const;

    Registration &m_registration;
    Passwords &m_passwords;
    const config::Current &m_settings;
    const Clock &m_clock;
    const std::string m_key; // of this run of the server
    // Apart: strangers can use up nonces with a wrong MAC, but only those who know the secret can
    // register, and none of theirs may be forgotten.
    Used m_wrong{10000};
    Used m_registered{1000000};
};

/// Hex HMAC-SHA1 over nonce, user, password, "admin" or "notadmin" and, if given, the user type,
/// with a zero byte between them.
[[nodiscard]] std::string sharedSecretMac(std::string_view secret, std::string_view nonce,
                                          std::string_view user, std::string_view password,
                                          bool admin, std::string_view userType);

} // namespace hearth::services
