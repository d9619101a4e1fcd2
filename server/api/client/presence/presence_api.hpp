// SPDX-License-Identifier: Apache-2.0
// Endpoints of presence.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class PresenceService;
}

namespace hearth::api {

void addPresenceRoutes(Router &router, services::PresenceService &presence);

} // namespace hearth::api
