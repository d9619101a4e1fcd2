// SPDX-License-Identifier: Apache-2.0
// FederationServices: what speaks with other servers, built in dependency order. Before rooms and
// accounts: it needs neither.
#pragma once

#include "server/services/federation/destinations.hpp"
#include "server/services/federation/federation_client.hpp"
#include "server/services/federation/origin_turns.hpp"
#include "server/services/federation/remote_lookups.hpp"
#include "server/services/federation/request_auth.hpp"
#include "server/services/federation/server_keys.hpp"
#include "server/services/federation/server_resolver.hpp"

namespace hearth::services {

struct FederationParts {
    store::Database &database;
    const config::Current &settings;
    const Clock &clock;
    const crypto::SigningKey &key;
    Executor &workers;
    http::Client &client;
    http::Names &names;
};

/// Thread-safe. Must outlive the answers to what it asks.
struct FederationServices {
    explicit FederationServices(const FederationParts &parts);

    Destinations destinations;
    ServerResolver resolver;
    FederationClient client;
    ServerKeys keys;
    RequestAuth auth;
    OriginTurns turns;
    RemoteLookups lookups;
};

} // namespace hearth::services
