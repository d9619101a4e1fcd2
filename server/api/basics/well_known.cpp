// SPDX-License-Identifier: Apache-2.0
#include "server/api/basics/routes.hpp"
#include "server/core/error.hpp"

namespace hearth::api {

json::object clientDiscovery(const config::Settings &settings, const std::string &baseUrl) {
    json::object body{{"m.homeserver", {{"base_url", baseUrl}}}};
    if (!settings.defaultIdentityServer.empty())
        body["m.identity_server"] = {{"base_url", settings.defaultIdentityServer}};
    for (const auto &[key, value] : settings.extraWellKnownClientContent)
        body[key] = value;
    return body;
}

// spec client-server, "Well-known URI"
http::Response wellKnownClient(const Basics &basics, Call & /*call*/) {
    const auto settings = basics.config.get();
    return http::jsonResponse(clientDiscovery(
        *settings, settings->publicBaseurl.empty() ? basics.baseUrl() : settings->publicBaseurl));
}

// spec server-server, "Server discovery"
http::Response wellKnownServer(const Basics &basics, Call & /*call*/) {
    const auto settings = basics.config.get();
    if (!settings->serveServerWellKnown)
        throw notFound("Server discovery is not served here.");
    const std::string &name = settings->serverName;
    const std::string host = name.substr(0, name.find(':', name.find(']') + 1));
    return http::jsonResponse(json::object{{"m.server", host + ":443"}});
}

// spec client-server, "Server support information"
http::Response wellKnownSupport(const Basics &basics, Call & /*call*/) {
    const auto settings = basics.config.get();
    if (settings->adminContact.empty())
        throw notFound("This server names no contact.");
    json::object contact{{"role", "m.role.admin"},
                         {"email_address", settings->adminContact.substr(sizeof "mailto:" - 1)}};
    return http::jsonResponse(json::object{{"contacts", json::array{std::move(contact)}}});
}

http::Response frontPage(const Basics &basics, Call & /*call*/) {
    const auto settings = basics.config.get();
    if (settings->webClientLocation.empty())
        return http::textResponse("This is the Matrix homeserver " + settings->serverName +
                                  ". Open it with a Matrix client.\n");
    http::Response response = http::textResponse({}, 302);
    response.headers.add("Location", settings->webClientLocation);
    return response;
}

} // namespace hearth::api
