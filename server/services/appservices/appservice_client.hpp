// SPDX-License-Identifier: Apache-2.0
// AppServiceClient: what the server asks application services: pings, third-party networks
// (spec application-service).
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/http/message.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::http {
class Client;
struct IncomingResponse;
struct OutgoingRequest;
} // namespace hearth::http

namespace hearth::services {

struct AppService;
class AppServices;

/// Owned by the daemon. Thread-safe; its functions wait for answers.
class AppServiceClient {
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    AppServiceClient(AppServices &services, http::Client &client, const Clock &clock);

    /// Milliseconds that the service took. Throws M_URL_NOT_SET, M_BAD_STATUS and so on.
    [[nodiscard]] std::int64_t ping(const AppService &service, const std::string &transactionId);

    /// Whether the service that owns the id knows it; it may make the user or the room meanwhile.
    [[nodiscard]] bool knowsUser(const AppService &service, std::string_view userId);
    [[nodiscard]] bool anyKnowsAlias(std::string_view alias);

    /// All protocols, or one; those that no service knows are left out.
    [[nodiscard]] json::object protocols(const std::string &only = {});
    /// kind: "location" or "user"; protocol: empty to ask every service.
    [[nodiscard]] json::array lookUp(std::string_view kind, const std::string &protocol,
                                     const Fields &fields);

    /// The request with the service's address and token.
    [[nodiscard]] static http::OutgoingRequest
    request(const AppService &service, http::Method method, const std::string &path);

private:
    struct Known {
        json::object metadata;
        std::int64_t until = 0; // steady clock
    };
    [[nodiscard]] bool knows(const AppService &service, std::string_view kind, std::string_view id);
    /// What a service says of a protocol, asked for once an hour; empty if it does not know it.
    [[nodiscard]] json::object metadata(const AppService &service, const std::string &protocol);

    AppServices &m_services;
    http::Client &m_client;
    const Clock &m_clock;
    std::mutex m_mutex; // m_known
    std::map<std::pair<std::string, std::string>, Known> m_known;
};

} // namespace hearth::services
