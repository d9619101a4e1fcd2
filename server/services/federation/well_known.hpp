// SPDX-License-Identifier: Apache-2.0
// WellKnown: /.well-known/matrix/server of other servers, and for how long to believe it
// (spec server-server, "Resolving server names").
#pragma once

#include "server/core/clock.hpp"
#include "server/http/client.hpp"
#include "server/http/names.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::services {

/// Thread-safe. Must outlive the answers to what it asks.
class WellKnown {
public:
    /// Where the host delegates to; nothing if it does not.
    using Done = std::function<void(std::optional<std::string>)>;

    WellKnown(http::Client &client, http::Names &names, const Clock &clock)
        : m_client(client)
        , m_names(names)
        , m_clock(clock) {}

    /// done runs once, at once if the answer is known.
    void find(const std::string &host, Done done);

    /// How long an answer with these headers is good, in ms; `spread` from -1 to 1.
    [[nodiscard]] static std::int64_t lifetime(const http::Fields &headers, Timestamp now,
                                               double spread);

private:
    struct Known {
        std::optional<std::string> server;
        std::int64_t until = 0;     // steady
        std::int64_t refreshAt = 0; // steady
        std::int64_t goodUntil = 0; // steady; later, it is used only because there is nothing newer
    };
    struct Visit;
    using VisitPtr = std::shared_ptr<Visit>;

    void begin(const std::string &host);
    void go(const VisitPtr &visit);
    void connect(const VisitPtr &visit, const std::string &authority, const http::AddressAnswer &at,
                 std::size_t index);
    void came(const VisitPtr &visit, const http::IncomingResponse &response);
    void follow(const VisitPtr &visit, const http::IncomingResponse &response);
    void failed(const VisitPtr &visit, bool forNow);
    void settle(const std::string &host, Known known);

    http::Client &m_client;
    http::Names &m_names;
    const Clock &m_clock;
    std::mutex m_mutex; // the next two
    std::unordered_map<std::string, Known> m_known;
    std::unordered_map<std::string, std::vector<Done>> m_asking;
};

} // namespace hearth::services
