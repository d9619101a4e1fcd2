// SPDX-License-Identifier: Apache-2.0
// Passwords: hashing, a few at a time so that sign-ins cannot starve the server, and the policy.
#pragma once

#include "server/core/json.hpp"

#include <memory>
#include <semaphore>
#include <string>
#include <string_view>

namespace hearth::config {
class Current;
}

namespace hearth::services {

/// Thread-safe. Calls wait while as many others hash as there are processor cores.
class Passwords {
public:
    Passwords(const config::Current &settings, unsigned parallel);

    [[nodiscard]] std::string hash(std::string_view password);
    [[nodiscard]] bool verify(std::string_view password, std::string_view hash);
    [[nodiscard]] bool needsRehash(std::string_view hash) const;
    /// Takes as long as verify() with a wrong password, so that nobody learns which users exist.
    void pretend(std::string_view password);

    /// Throws M_PASSWORD_TOO_SHORT and so on (the names that Synapse uses).
    void requireGood(std::string_view password) const;
    /// Answer of GET /password_policy.
    [[nodiscard]] json::object policy() const;

private:
    class Turn;
    const config::Current &m_settings;
    std::counting_semaphore<1024> m_free;
};

} // namespace hearth::services
