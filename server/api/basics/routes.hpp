// SPDX-License-Identifier: Apache-2.0
// What every server answers without an account: versions, well-known files, its keys, its health.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/metrics.hpp"
#include "server/crypto/signing_key.hpp"

#include <functional>
#include <string>

namespace hearth::api {

struct Basics {
    const config::Current &config;
    const Clock &clock;
    const crypto::SigningKey &signingKey;
    const Metrics &metrics;
    std::string version;
    std::string instance; // differs at each start
    /// The address of the server itself, where there is no public_baseurl.
    std::function<std::string()> baseUrl;
    /// A sentence while the server cannot do its work; empty while all is well.
    std::function<std::string()> trouble;
};

/// basics must outlive the router.
void addBasicRoutes(Router &router, const Basics &basics);

// The handlers, one file for each kind.
[[nodiscard]] http::Response versions(const Basics &basics, Call &call);
/// Where clients find this server (spec client-server, "Well-known URI").
[[nodiscard]] json::object clientDiscovery(const config::Settings &settings,
                                           const std::string &baseUrl);
[[nodiscard]] http::Response wellKnownClient(const Basics &basics, Call &call);
[[nodiscard]] http::Response wellKnownServer(const Basics &basics, Call &call);
[[nodiscard]] http::Response wellKnownSupport(const Basics &basics, Call &call);
[[nodiscard]] http::Response federationVersion(const Basics &basics, Call &call);
[[nodiscard]] http::Response health(const Basics &basics, Call &call);
[[nodiscard]] http::Response metrics(const Basics &basics, Call &call);
[[nodiscard]] http::Response frontPage(const Basics &basics, Call &call);

} // namespace hearth::api
