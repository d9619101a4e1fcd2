// SPDX-License-Identifier: Apache-2.0
// PushGateway: delivers one notification over HTTP. services knows no network: jobs implements it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace hearth::services {

struct PushResult {
    bool delivered = false;
    std::vector<std::string> rejected; // pushkeys that the gateway does not know any more
};

class PushGateway {
public:
    virtual ~PushGateway() = default;
    /// done runs once, on any thread.
    virtual void send(const std::string &url, std::string body,
                      std::function<void(PushResult)> done) = 0;
};

} // namespace hearth::services
