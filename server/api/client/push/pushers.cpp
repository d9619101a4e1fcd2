// SPDX-License-Identifier: Apache-2.0
// /pushers and /notifications (spec client-server, "Push Notifications").
#include "server/api/client/push/push_api.hpp"
#include "server/core/error.hpp"
#include "server/services/push/notification_list.hpp"
#include "server/services/push/pusher_service.hpp"

#include <algorithm>
#include <charconv>

namespace hearth::api::push {

namespace {
constexpr std::int64_t defaultLimit = 50;
constexpr std::int64_t largestLimit = 500;
} // namespace

http::Response getPushers(const PushApi &api, Call &call) {
    json::array list;
    for (const store::Pusher &pusher : api.pushers.ofUser(call.requester.userNid))
        list.push_back(services::PusherService::toJson(pusher));
    return http::jsonResponse(json::object{{"pushers", std::move(list)}});
}

http::Response setPusher(const PushApi &api, Call &call) {
    api.pushers.set(call.requester, call.body);
    return http::jsonResponse(json::object{});
}

http::Response getNotifications(const PushApi &api, Call &call) {
    std::optional<std::int64_t> from;
    if (const auto text = call.query("from"); text && !text->empty()) {
        std::int64_t number = 0;
        const auto [end, error] =
            std::from_chars(text->data(), text->data() + text->size(), number);
        if (error != std::errc() || end != text->data() + text->size())
            throw invalidParam("Query parameter \"from\" contains an unrecognised token.");
        from = number;
    }
    const std::int64_t limit =
        std::clamp<std::int64_t>(call.queryInt("limit").value_or(defaultLimit), 1, largestLimit);
    const bool highlights = call.query("only") == "highlight";
    return http::jsonResponse(
        api.notifications.page(call.requester, from, static_cast<std::size_t>(limit), highlights));
}

} // namespace hearth::api::push
