// SPDX-License-Identifier: Apache-2.0
// HttpPushGateway: POSTs notifications and reads which pushkeys were rejected (spec push gateway).
#pragma once

#include "server/services/push/push_gateway.hpp"

namespace hearth::http {
class Client;
}

namespace hearth::services {

class HttpPushGateway final : public PushGateway {
public:
    explicit HttpPushGateway(http::Client &client)
        : m_client(client) {}
    void send(const std::string &url, std::string body,
              std::function<void(PushResult)> done) override;

private:
    http::Client &m_client;
};

} // namespace hearth::services
