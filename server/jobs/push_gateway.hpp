// SPDX-License-Identifier: Apache-2.0
// HttpPushGateway: notifications to push gateways (spec push-gateway, "POST /notify").
#pragma once

#include "server/http/client.hpp"
#include "server/services/push/push_gateway.hpp"

namespace hearth::jobs {

/// Owned by the daemon. Thread-safe.
class HttpPushGateway final : public services::PushGateway {
public:
    explicit HttpPushGateway(http::Client &client)
        : m_client(client) {}
    void send(const std::string &url, std::string body, const std::string &party,
              std::function<void(services::PushResult)> done) override;

private:
    http::Client &m_client;
};

} // namespace hearth::jobs
