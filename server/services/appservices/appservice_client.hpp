// SPDX-License-Identifier: Apache-2.0
// AppServiceClient: what the server asks application services: pings, third-party networks
// (spec application-service).
#pragma once

#include "server/core/json.hpp"
#include "server/core/lookups.hpp"
#include "server/http/client.hpp"
#include "server/services/rooms/ports.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

struct AppService;
class AppServices;

/// Owned by the daemon. Thread-safe. What depends on an answer throws Later until it is there; an
/// answer, or that there was none, is remembered for a while.
class AppServiceClient final : public AliasOwners {
public:
    using Fields = std::vector<std::pair<std::string, std::string>>;

    AppServiceClient(AppServices &services, http::Client &client, const Clock &clock);

    /// Milliseconds that the service took. Throws M_URL_NOT_SET, M_BAD_STATUS and so on.
    [[nodiscard]] std::int64_t ping(const AppService &service, const std::string &transactionId);

    /// Asks the service whether it knows a user of its own, who may be made meanwhile; then runs
    /// when it has answered or did not in time.
    void askForUser(const AppService &service, std::string_view userId, std::function<void()> then);
    /// Whether a service that owns the alias knows it; it may make the room meanwhile.
    [[nodiscard]] bool anyKnowsAlias(std::string_view alias) override;
    [[nodiscard]] bool isReserved(const Requester &requester, std::string_view alias) override;

    /// All protocols, or one; those that no service knows are left out.
    [[nodiscard]] json::object protocols(const std::string &only = {});
    /// kind: "location" or "user"; protocol: empty to ask every service.
    [[nodiscard]] json::array lookUp(std::string_view kind, const std::string &protocol,
                                     const Fields &fields);

    /// The request with the service's address and token.
    [[nodiscard]] static http::OutgoingRequest
    request(const AppService &service, http::Method method, const std::string &path);

private:
    struct Pong {
        http::IncomingResponse answer;
        std::int64_t took = 0;
    };
    /// The question whether there is something, as a path and as who asks it.
    struct Question {
        std::string key;
        Lookups<bool>::Ask ask;
    };
    [[nodiscard]] Question question(const AppService &service, std::string_view kind,
                                    std::string_view id);
    /// What a service says of a protocol; empty if it does not know it.
    [[nodiscard]] std::optional<json::object> metadata(const AppService &service,
                                                       const std::string &protocol);
    [[nodiscard]] std::optional<json::array> rows(const AppService &service,
                                                  const std::string &path);

    AppServices &m_services;
    http::Client &m_client;
    const Clock &m_clock;
    Lookups<bool> m_ids;
    Lookups<json::object> m_protocols;
    Lookups<json::array> m_rows;
    Lookups<Pong> m_pongs;
};

} // namespace hearth::services
