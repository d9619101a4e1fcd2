// SPDX-License-Identifier: Apache-2.0
// Endpoints of account data, tags and filters.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class AccountDataService;
class FilterService;
class Names;
class RoomMembers;
} // namespace hearth::services

namespace hearth::api {

struct AccountDataApi {
    services::AccountDataService &accountData;
    services::FilterService &filters;
    services::RoomMembers &members;
    services::Names &names;
};

void addAccountDataRoutes(Router &router, const AccountDataApi &api);

} // namespace hearth::api
