// SPDX-License-Identifier: Apache-2.0
// Composition: every part of hearthd above the database, built by hand in dependency order.
#pragma once

#include "server/api/basics/routes.hpp"
#include "server/api/endpoint.hpp"
#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/core/lane.hpp"
#include "server/core/metrics.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/http/client.hpp"
#include "server/http/names.hpp"
#include "server/mail/sender.hpp"
#include "server/store/database.hpp"

#include <memory>

namespace hearth::daemon {

/// What the services are built from. Everything here outlives them.
struct Foundation {
    const config::Current &config;
    const Clock &clock;
    store::Database &database;
    const crypto::SigningKey &signingKey;
    Executor &workers; // what requests do first: nothing that takes long
    Lanes &lanes;      // what takes long
    http::Client &client;
    http::Names &names;
    RateLimiter &limiter;
    Metrics &metrics;
    mail::Sender &mail;
};

class Composition {
public:
    explicit Composition(const Foundation &foundation);
    ~Composition();

    /// basics outlive the router.
    void addRoutes(api::Router &router, const api::Basics &basics);
    [[nodiscard]] api::Authenticator &authenticator();
    [[nodiscard]] api::ServerGate &servers();
    /// After the listeners are open.
    void startJobs();
    /// After the last request; nothing may write to the database afterwards.
    void stopJobs();

    /// All jobs that come again and again, due or not, to their end.
    void runJobs();

private:
    void tellAdministrators();
    void addFigures();
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace hearth::daemon
