// SPDX-License-Identifier: Apache-2.0
// The endpoints of this folder.
#include "server/api/client/account_data/account_data_api.hpp"

namespace hearth::api {

void addAccountDataRoutes(Router &router, const AccountDataApi &api) {
    using namespace account_data;
    const std::string user = "/_matrix/client/<r0|v3|unstable>/user/{userId}";
    const std::string deletion = "/_matrix/client/unstable/org.matrix.msc3391/user/{userId}";
    const std::string data = "/account_data/{type}";
    const std::string room = "/rooms/{roomId}";
    const auto add = [&](http::Method method, const std::string &pattern, Rate rate, Body body,
                         http::Response (*handler)(const AccountDataApi &, Call &)) {
        router.add({method, pattern, Auth::Guest, rate, body,
                    [api, handler](Call &call) { return handler(api, call); }});
    };
    using enum http::Method;
    add(Get, user + data, Rate::Read, Body::None, get);
    add(Put, user + data, Rate::Write, Body::RequiredJson, put);
    add(Delete, deletion + data, Rate::Write, Body::None, remove);
    add(Get, user + room + data, Rate::Read, Body::None, getRoom);
    add(Put, user + room + data, Rate::Write, Body::RequiredJson, putRoom);
    add(Delete, deletion + room + data, Rate::Write, Body::None, removeRoom);
    add(Get, user + room + "/tags", Rate::Read, Body::None, getTags);
    add(Put, user + room + "/tags/{tag}", Rate::Write, Body::RequiredJson, putTag);
    add(Delete, user + room + "/tags/{tag}", Rate::Write, Body::None, deleteTag);
    add(Post, user + "/filter", Rate::Write, Body::RequiredJson, postFilter);
    add(Get, user + "/filter/{filterId}", Rate::Read, Body::None, getFilter);
}

} // namespace hearth::api
