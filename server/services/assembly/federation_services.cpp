// SPDX-License-Identifier: Apache-2.0
#include "server/services/assembly/federation_services.hpp"

namespace hearth::services {

FederationServices::FederationServices(const FederationParts &parts)
    : destinations(parts.database, parts.clock)
    , resolver(parts.client, parts.names, parts.clock)
    , client({parts.client, resolver, destinations, parts.settings, parts.clock, parts.key})
    , keys({parts.database, client, parts.settings, parts.clock, parts.key})
    , auth(keys, client, destinations)
    , turns(parts.settings, parts.clock, parts.workers)
    , lookups(client, parts.clock) {}

} // namespace hearth::services
