// SPDX-License-Identifier: Apache-2.0
// See appservices.hpp.
#include "server/services/appservices/appservices.hpp"

#include "server/core/error.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/store/device_store.hpp"

#include <algorithm>
#include <stdexcept>

namespace hearth::services {

AppServices::AppServices(Accounts &accounts, const config::Settings &settings)
    : m_accounts(accounts) {
    std::vector<config::Problem> problems;
    m_services = loadAppServices(settings.appServiceConfigFiles, accounts.serverName(), problems);
    if (!problems.empty())
        throw std::runtime_error(problems.front().text());
    for (AppService &service : m_services)
        service.legacyAuthorization = settings.useAppserviceLegacyAuthorization;
    if (m_services.empty())
        return;
    accounts.database().write([&](store::Transaction &tx) {
        for (const auto &service : m_services)
            m_senders[service.id] = tx.internUser(service.sender);
    });
}

const AppService *AppServices::findByToken(std::string_view asToken) const {
    for (const auto &service : m_services)
        if (crypto::equalInConstantTime(service.asToken, asToken))
            return &service;
    return nullptr;
}

const AppService *AppServices::find(std::string_view id) const {
    for (const auto &service : m_services)
        if (service.id == id)
            return &service;
    return nullptr;
}

bool AppServices::isUserTaken(std::string_view userId, const AppService *except) const {
    return std::any_of(m_services.begin(), m_services.end(), [&](const AppService &service) {
        return &service != except && service.ownsUserExclusively(userId);
    });
}

bool AppServices::isAliasTaken(std::string_view alias, const AppService *except) const {
    return std::any_of(m_services.begin(), m_services.end(), [&](const AppService &service) {
        return &service != except && service.ownsAliasExclusively(alias);
    });
}

Requester AppServices::requester(const AppService &service, std::string_view userId,
                                 std::string_view deviceId) {
    Requester out;
    if (userId.empty() || userId == service.sender) {
        out.user = matrix::UserId::trusted(service.sender);
        out.userNid = m_senders.at(service.id);
        if (const auto account = m_accounts.find(out.userNid))
            out = requesterFor(*account);
    } else {
        if (!service.ownsUser(userId))
            throw forbidden("Application service cannot masquerade as this user (" +
                            std::string(userId) + ").");
        const auto account = m_accounts.find(userId);
        if (!account)
            throw forbidden("Application service has not registered this user (" +
                            std::string(userId) + ")");
        if (account->deactivated)
            throw Error(403, "M_USER_DEACTIVATED", "This account has been deactivated");
        out = requesterFor(*account);
    }
    out.appservice = service.id;
    out.ownsUser = [&service](std::string_view user) { return service.ownsUser(user); };
    out.rateLimited = service.rateLimited;
    out.serviceSender = out.user.str() == service.sender;
    if (!deviceId.empty()) {
        const auto device = m_accounts.database().read([&](store::Reader &reader) {
            return store::devices::find(reader, out.userNid, deviceId);
        });
        if (!device)
            throw Error(400, "M_UNKNOWN_DEVICE",
                        "Application service trying to use a device that doesn't exist ('" +
                            std::string(deviceId) + "' for " + out.user.str() + ")");
        out.deviceId = device->deviceId;
        out.deviceNid = device->nid;
    }
    return out;
}

} // namespace hearth::services
