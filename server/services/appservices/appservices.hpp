// SPDX-License-Identifier: Apache-2.0
// AppServices: all application services of this server, found by token and by what they own.
#pragma once

#include "server/services/appservices/appservice.hpp"
#include "server/services/requester.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::services {

class Accounts;

/// Loaded once at start, constant afterwards. Thread-safe.
class AppServices {
public:
    /// A registration that cannot be used throws std::runtime_error with a plain sentence.
    AppServices(Accounts &accounts, const config::Settings &settings);

    [[nodiscard]] const std::vector<AppService> &all() const { return m_services; }
    /// nullptr when unknown.
    [[nodiscard]] const AppService *findByToken(std::string_view asToken) const;
    [[nodiscard]] const AppService *find(std::string_view id) const;
    /// Whether a service other than `except` owns the user or alias for itself alone.
    [[nodiscard]] bool isUserTaken(std::string_view userId, const AppService *except) const;
    [[nodiscard]] bool isAliasTaken(std::string_view alias, const AppService *except) const;

    /// Who acts when a service calls with its token: itself, or the user it names. Throws
    /// M_FORBIDDEN when that user is not its own or does not exist.
    [[nodiscard]] Requester requester(const AppService &service, std::string_view userId,
                                      std::string_view deviceId);

private:
    Accounts &m_accounts;
    std::vector<AppService> m_services;
    std::unordered_map<std::string, store::UserNid> m_senders; // by service id
};

} // namespace hearth::services
