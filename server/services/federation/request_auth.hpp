// SPDX-License-Identifier: Apache-2.0
// RequestAuth: which server a request is from (spec server-server, "Request Authentication").
#pragma once

#include "server/core/json.hpp"
#include "server/http/message.hpp"

#include <string>

namespace hearth::services {

class Destinations;
class FederationClient;
class ServerKeys;

/// Thread-safe.
class RequestAuth {
public:
    RequestAuth(ServerKeys &keys, FederationClient &client, Destinations &destinations)
        : m_keys(keys)
        , m_client(client)
        , m_destinations(destinations) {}

    /// The name of the server that signed the request; content is the parsed body, nullptr if there
    /// is none. Throws 401 or 403, and Later while the key is asked for.
    [[nodiscard]] std::string authenticate(const http::Request &request,
                                           const json::object *content);

private:
    ServerKeys &m_keys;
    FederationClient &m_client;
    Destinations &m_destinations;
};

} // namespace hearth::services
