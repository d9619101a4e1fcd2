// SPDX-License-Identifier: Apache-2.0
// SharedSecret: registration by whoever knows registration_shared_secret, the way Synapse's
// register_new_matrix_user does it. The first administrator comes in through here.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/accounts/sessions.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace hearth::services {

class Passwords;
class Registration;

/// Owned by the daemon. Thread-safe.
class SharedSecret {
public:
    SharedSecret(Registration &registration, Passwords &passwords, const config::Current &settings,
                 const Clock &clock);

    /// Holds once, for a minute.
    [[nodiscard]] std::string nonce();
    [[nodiscard]] SignedIn registerUser(const json::object &body);

private:
    [[nodiscard]] bool takeNonce(const std::string &nonce);
    void requireSecret() const;

    Registration &m_registration;
    Passwords &m_passwords;
    const config::Current &m_settings;
    const Clock &m_clock;
    std::mutex m_mutex; // m_nonces
    std::map<std::string, Timestamp> m_nonces;
};

/// Hex HMAC-SHA1 over nonce, user, password, "admin" or "notadmin" and, if given, the user type,
/// with a zero byte between them.
[[nodiscard]] std::string sharedSecretMac(std::string_view secret, std::string_view nonce,
                                          std::string_view user, std::string_view password,
                                          bool admin, std::string_view userType);

} // namespace hearth::services
