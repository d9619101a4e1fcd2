// SPDX-License-Identifier: Apache-2.0
// Requester: who makes a request, as the access token says.
#pragma once

#include "server/matrix/ids.hpp"
#include "server/store/nid.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::services {

/// A user's own limit for sending (admin API, override_ratelimit). Both 0: no limits at all.
struct RateOverride {
    double perSecond = 0;
    double burstCount = 0;
};

struct Requester {
    matrix::UserId user;
    store::UserNid userNid{};
    std::string deviceId;         // empty for tokens without a device (appservice, admin login-as)
    store::DeviceNid deviceNid{}; // 0 when there is no device
    std::int64_t tokenId = 0;     // row of the access token
    store::UserNid puppeteer{};   // administrator who acts as the user
    bool guest = false;
    bool admin = false;
    bool locked = false;
    bool suspended = false;
    bool shadowBanned = false;
    std::optional<std::string> appservice; // id of the application service that acts
    std::optional<RateOverride> rateOverride;
    bool rateLimited = true; // false: application services with rate_limited: false
    /// Of an application service: whether a user is one of its own. Empty for people.
    std::function<bool(std::string_view userId)> ownsUser;
    bool serviceSender = false;          // the application service's own user acts
    std::optional<std::int64_t> expires; // when the access token ends, ms
    bool refreshable = false;            // the sign-in goes on after that
};

} // namespace hearth::services
