// SPDX-License-Identifier: Apache-2.0
#include "server/api/basics/routes.hpp"
#include "server/core/error.hpp"

#include <algorithm>

namespace hearth::api {

http::Response health(const Basics &basics, Call & /*call*/) {
    const std::string trouble = basics.trouble();
    http::Response response =
        trouble.empty() ? http::textResponse("OK") : http::textResponse(trouble, 503);
    response.headers.add("Hearth-Instance", basics.instance);
    return response;
}

http::Response metrics(const Basics &basics, Call &call) {
    const auto &resources = call.request.resources;
    const bool open =
        resources && std::find(resources->begin(), resources->end(), "metrics") != resources->end();
    if (!open) {
        if (!call.signedIn())
            throw missingToken();
        if (!call.requester.admin)
            throw forbidden("You are not a server admin");
    }
    return http::textResponse(basics.metrics.render(), 200,
                              "text/plain; version=0.0.4; charset=utf-8");
}

} // namespace hearth::api
