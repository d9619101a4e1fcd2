// SPDX-License-Identifier: Apache-2.0
// See requests.hpp.
#include "server/services/rooms/requests.hpp"

#include "server/core/error.hpp"
#include "server/core/rate_limiter.hpp"

#include <utility>

namespace hearth::services {

void requireNotSuspended(const Requester &requester) {
    if (requester.suspended)
        throw Error(403, "M_USER_SUSPENDED",
                    "This action is not available while the account is suspended.");
}

void requireWithin(RateLimiter &limiter, const Requester &requester, const std::string &key,
                   config::RateLimit limit, double cost) {
    if (!requester.rateLimited)
        return;
    if (requester.rateOverride) {
        if (requester.rateOverride->perSecond <= 0)
            return;
        limit = {requester.rateOverride->perSecond, requester.rateOverride->burstCount};
    }
    limiter.require(key, limit.perSecond, limit.burstCount, cost);
}

NewEvent newEvent(const Requester &requester, std::string type, std::optional<std::string> stateKey,
                  json::object content) {
    NewEvent event;
    event.type = std::move(type);
    event.stateKey = std::move(stateKey);
    event.content = std::move(content);
    event.sender = requester.user;
    event.senderNid = requester.userNid;
    event.device = requester.deviceNid;
    return event;
}

} // namespace hearth::services
