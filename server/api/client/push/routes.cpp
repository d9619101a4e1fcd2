// SPDX-License-Identifier: Apache-2.0
// The endpoints of this folder.
#include "server/api/client/push/push_api.hpp"

namespace hearth::api {

void addPushRoutes(Router &router, const PushApi &api) {
    using namespace push;
    const std::string base = "/_matrix/client/<r0|v3|unstable>";
    const auto add = [&](http::Method method, const std::string &pattern, Rate rate, Body body,
                         http::Response (*handler)(const PushApi &, Call &)) {
        router.add({method, base + pattern, Auth::User, rate, body,
                    [api, handler](Call &call) { return handler(api, call); }});
    };
    using enum http::Method;
    add(Get, "/pushrules/{*path}", Rate::Read, Body::None, getRules);
    add(Put, "/pushrules/{*path}", Rate::Write, Body::RequiredJson, putRule);
    add(Delete, "/pushrules/{*path}", Rate::Write, Body::None, deleteRule);
    add(Get, "/pushers", Rate::Read, Body::None, getPushers);
    add(Post, "/pushers/set", Rate::Write, Body::RequiredJson, setPusher);
    add(Get, "/notifications", Rate::Read, Body::None, getNotifications);
}

} // namespace hearth::api
