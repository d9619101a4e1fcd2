// SPDX-License-Identifier: Apache-2.0
// Passwords: hashing, on a lane of its own so that sign-ins cannot starve the server, and the
// policy.
#pragma once

#include "server/core/json.hpp"

#include <string>
#include <string_view>

namespace hearth::config {
class Current;
}

namespace hearth::services {

/// Thread-safe.
class Passwords {
public:
    explicit Passwords(const config::Current &settings)
        : m_settings(settings) {}

    /// For the beginning of every request that will hash: takes it to the lane where that is done,
    /// after its limits and before it has changed anything.
    static void prepare();
    [[nodiscard]] std::string hash(std::string_view password);
    [[nodiscard]] bool verify(std::string_view password, std::string_view hash);
    [[nodiscard]] bool needsRehash(std::string_view hash) const;
    /// Takes as long as verify() with a wrong password, so that nobody learns which users exist.
    void pretend(std::string_view password);

    /// Throws M_UNKNOWN for what can be nobody's password.
    static void requirePossible(std::string_view password);
    /// Throws M_PASSWORD_TOO_SHORT and so on (the names that Synapse uses). For passwords that
    /// people choose themselves; administrators are not bound to the policy.
    void requireGood(std::string_view password) const;
    /// Answer of GET /password_policy.
    [[nodiscard]] json::object policy() const;

private:
    const config::Current &m_settings;
};

} // namespace hearth::services
