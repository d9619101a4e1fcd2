// SPDX-License-Identifier: Apache-2.0
// FederationClient: signed requests to other servers. Finds them, leaves those alone that do not
// answer, and holds no thread while it waits.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/json.hpp"
#include "server/http/client.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::config {
class Current;
}
namespace hearth::crypto {
class SigningKey;
}

namespace hearth::services {

class Destinations;
class ServerResolver;
struct Resolution;
struct Route;

struct FederationRequest {
    std::string destination;
    http::Method method = http::Method::Get;
    std::string path; // as sent: percent-encoded, with the query
    std::optional<json::object> content;
    std::int64_t timeoutMs = 60'000;
    std::size_t maxBytes = 100U << 20;
    bool isSigned = true;
    bool raw = false; // the body as bytes: not JSON (media)
    /// Also while the destination is left alone, and not held against it if it fails: what answers
    /// something that it has just asked.
    bool urgent = false;
    std::string party; // see http::OutgoingRequest
};

struct FederationAnswer {
    int status = 0;       // 0: there was no answer that could be used, see error
    bool refused = false; // by this server, without asking
    std::string error;    // a sentence
    std::string errcode;  // of an error answer
    json::object body;    // unless raw
    std::string bytes;    // if raw
    http::Fields headers{true};
    std::shared_ptr<const void> lease; // see http::IncomingResponse
    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
    /// Throws what a client is told where this is no good answer: 404 and the like as the other
    /// server said it, everything else as 502.
    void require() const;
};

/// Thread-safe. Must outlive the answers to what it sends.
class FederationClient {
public:
    struct Parts {
        http::Client &client;
        ServerResolver &resolver;
        Destinations &destinations;
        const config::Current &settings;
        const Clock &clock;
        const crypto::SigningKey &key;
    };
    explicit FederationClient(const Parts &parts)
        : m(parts) {}

    using Done = std::function<void(FederationAnswer)>;
    /// Returns at once; done runs once, on a worker thread or (when the request is refused here)
    /// on the caller's. Call where reading the database is allowed.
    void send(FederationRequest request, Done done);

    /// Whether this server speaks to that one at all: federation_domain_whitelist.
    [[nodiscard]] bool isAllowed(std::string_view server) const;
    [[nodiscard]] std::string ownName() const;

private:
    struct Trip;
    using TripPtr = std::shared_ptr<Trip>;
    void connect(const TripPtr &trip, std::size_t attempt);
    void came(const TripPtr &trip, http::IncomingResponse response);
    void end(const TripPtr &trip, FederationAnswer answer);

    const Parts m;
};

/// A path of segments, each percent-encoded: {"/_matrix/federation/v1/event", id}.
[[nodiscard]] std::string federationPath(std::string_view base,
                                         const std::vector<std::string> &segments = {});

} // namespace hearth::services
