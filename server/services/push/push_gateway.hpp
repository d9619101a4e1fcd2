// SPDX-License-Identifier: Apache-2.0
// PushGateway: delivers one notification over HTTP. services knows no network: jobs implements it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

struct PushResult {
    bool delivered = false;
    std::vector<std::string> rejected; // pushkeys that the gateway does not know any more
};

class PushGateway {
public:
    virtual ~PushGateway() = default;
    /// party: see http::OutgoingRequest. done runs once, on any thread.
    virtual void send(const std::string &url, std::string body, const std::string &party,
                      std::function<void(PushResult)> done) = 0;
};

/// The address to send notifications to, normalised; nothing unless it is http or https and its
/// path is /_matrix/push/v1/notify (spec push gateway): who sets a pusher chooses the host, not the
/// path.
[[nodiscard]] std::optional<std::string> gatewayAddress(std::string_view url);

} // namespace hearth::services
