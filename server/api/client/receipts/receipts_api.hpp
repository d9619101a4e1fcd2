// SPDX-License-Identifier: Apache-2.0
// Endpoints of receipts, read markers and typing.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class Names;
class PresenceService;
class ReceiptService;
class TypingService;
} // namespace hearth::services

namespace hearth::api {

struct ReceiptsApi {
    services::ReceiptService &receipts;
    services::TypingService &typing;
    services::PresenceService &presence;
    services::Names &names;
};

void addReceiptRoutes(Router &router, const ReceiptsApi &api);

} // namespace hearth::api
