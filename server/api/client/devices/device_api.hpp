// SPDX-License-Identifier: Apache-2.0
// Endpoints of devices and messages sent directly to them.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class Devices;
class Uia;
} // namespace hearth::services

namespace hearth::api {

struct DeviceApi {
    services::Devices &devices;
    services::Uia &uia;
};

void addDeviceRoutes(Router &router, const DeviceApi &api);

} // namespace hearth::api
