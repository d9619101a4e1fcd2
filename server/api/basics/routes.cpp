// SPDX-License-Identifier: Apache-2.0
#include "server/api/basics/routes.hpp"

namespace hearth::api {

void addBasicRoutes(Router &router, const Basics &basics) {
    using Function = http::Response (*)(const Basics &, Call &);
    const auto add = [&](const char *pattern, Function function, bool quick = true,
                         Auth auth = Auth::None) {
        Endpoint row{http::Method::Get,
                     pattern,
                     auth,
                     Rate::None,
                     Body::None,
                     [&basics, function](Call &call) { return function(basics, call); }};
        row.quick = quick;
        router.add(std::move(row));
    };
    add("/_matrix/client/versions", &versions);
    add("/.well-known/matrix/client", &wellKnownClient);
    add("/.well-known/matrix/server", &wellKnownServer);
    add("/.well-known/matrix/support", &wellKnownSupport);
    add("/_matrix/federation/v1/version", &federationVersion);
    add("/health", &health);
    // Its figures may come from the database; who may see them is decided inside.
    add("/metrics", &metrics, false, Auth::Optional);
    add("/", &frontPage);
}

} // namespace hearth::api
