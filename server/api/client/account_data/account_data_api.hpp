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

namespace account_data {
http::Response get(const AccountDataApi &api, Call &call);
http::Response put(const AccountDataApi &api, Call &call);
http::Response remove(const AccountDataApi &api, Call &call);
http::Response getRoom(const AccountDataApi &api, Call &call);
http::Response putRoom(const AccountDataApi &api, Call &call);
http::Response removeRoom(const AccountDataApi &api, Call &call);
http::Response getTags(const AccountDataApi &api, Call &call);
http::Response putTag(const AccountDataApi &api, Call &call);
http::Response deleteTag(const AccountDataApi &api, Call &call);
http::Response postFilter(const AccountDataApi &api, Call &call);
http::Response getFilter(const AccountDataApi &api, Call &call);
} // namespace account_data

} // namespace hearth::api
