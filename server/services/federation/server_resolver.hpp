// SPDX-License-Identifier: Apache-2.0
// ServerResolver: from a server name to where to connect and which certificate to want there
// (spec server-server, "Resolving server names").
#pragma once

#include "server/core/lookups.hpp"
#include "server/http/client.hpp"
#include "server/http/names.hpp"
#include "server/services/federation/server_address.hpp"
#include "server/services/federation/well_known.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::services {

/// Where a server is. URL: https://<authority>/…, so that Host, SNI and the certificate's name are
/// right; connected to one of the targets.
struct Route {
    std::string authority;
    std::vector<std::string> targets; // "address:port", in the order to try; never empty
    /// The one that was reached last.
    mutable std::atomic<std::size_t> preferred{0};
};
using RoutePtr = std::shared_ptr<const Route>;

struct Resolution {
    RoutePtr route;    // none: it failed
    std::string error; // a sentence
};

/// Thread-safe. Must outlive the answers to what it asks.
class ServerResolver {
public:
    ServerResolver(http::Client &client, http::Names &names, const Clock &clock);

    /// done runs once, at once if the answer is known.
    void resolve(const std::string &serverName, std::function<void(Resolution)> done);
    /// The next one looks anew: nobody was reached where the route led.
    void forget(const std::string &serverName);

private:
    struct Search;
    using SearchPtr = std::shared_ptr<Search>;

    void begin(const std::string &serverName, Lookups<Resolution>::Answer answer);
    void goTo(const SearchPtr &search, const ServerAddress &where);
    void askServices(const SearchPtr &search, const std::string &host, bool oldName);
    void haveServices(const SearchPtr &search, std::vector<http::ServiceRecord> records);
    void askAddresses(const SearchPtr &search, const std::string &host, std::uint16_t port);
    void gathered(const SearchPtr &search);
    void failed(const SearchPtr &search, bool nobodyCouldSay, std::string why);

    http::Names &m_names;
    const Clock &m_clock;
    WellKnown m_wellKnown;
    Lookups<Resolution> m_routes;
    std::mutex m_mutex; // m_last
    struct Last {
        RoutePtr route;
        std::int64_t when = 0;
    };
    std::unordered_map<std::string, Last> m_last; // for when the name service is in trouble
};

} // namespace hearth::services
