// SPDX-License-Identifier: Apache-2.0
// What every change of a room that somebody asks for begins with.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/event_batch.hpp"

#include <optional>
#include <string>

namespace hearth {
class RateLimiter;
}

namespace hearth::services {

/// 403 M_USER_SUSPENDED for suspended accounts.
void requireNotSuspended(const Requester &requester);
/// Takes `cost` of one of the rc_… limits; 429 M_LIMIT_EXCEEDED when it is used up. Those who have
/// a limit of their own, or none, are counted by that.
void requireWithin(RateLimiter &limiter, const Requester &requester, const std::string &key,
                   config::RateLimit limit, double cost = 1);
/// An event that requester sends, with the device for the transaction id.
[[nodiscard]] NewEvent newEvent(const Requester &requester, std::string type,
                                std::optional<std::string> stateKey, json::object content);

} // namespace hearth::services
