// SPDX-License-Identifier: Apache-2.0
// Endpoints about application services and the networks they bridge to.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class AppServiceClient;
class AppServices;
} // namespace hearth::services

namespace hearth::api {

void addThirdPartyRoutes(Router &router, services::AppServiceClient &client,
                         services::AppServices &services);

} // namespace hearth::api
