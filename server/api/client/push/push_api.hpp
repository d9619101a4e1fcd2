// SPDX-License-Identifier: Apache-2.0
// Endpoints of push rules, pushers and notifications.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class NotificationList;
class PushRuleService;
class PusherService;
} // namespace hearth::services

namespace hearth::api {

struct PushApi {
    services::PushRuleService &rules;
    services::PusherService &pushers;
    services::NotificationList &notifications;
};

void addPushRoutes(Router &router, const PushApi &api);

namespace push {
http::Response getRules(const PushApi &api, Call &call);
http::Response putRule(const PushApi &api, Call &call);
http::Response deleteRule(const PushApi &api, Call &call);
http::Response getPushers(const PushApi &api, Call &call);
http::Response setPusher(const PushApi &api, Call &call);
http::Response getNotifications(const PushApi &api, Call &call);
} // namespace push

} // namespace hearth::api
