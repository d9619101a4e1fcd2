// SPDX-License-Identifier: Apache-2.0
#include "server/services/rooms/retention_policy.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

std::optional<std::int64_t> lifetimeIn(const matrix::Event *event, std::string_view key) {
    if (!event)
        return std::nullopt;
    const json::value *value = event->content().if_contains(key);
    if (!value || !value->is_int64() || value->get_int64() <= 0)
        return std::nullopt;
    return value->get_int64();
}

} // namespace

std::optional<std::int64_t> maxLifetimeOf(const config::Retention &settings, const RoomView &room) {
    if (!settings.enabled)
        return std::nullopt;
    const matrix::Event *event = room.find("m.room.retention");
    auto most = lifetimeIn(event, "max_lifetime");
    auto least = lifetimeIn(event, "min_lifetime");
    if (!most)
        most = settings.defaultMaxLifetime;
    if (!most)
        return std::nullopt;
    if (!least)
        least = settings.defaultMinLifetime;
    std::int64_t out = std::max(*most, least.value_or(0));
    if (settings.allowedMinLifetime)
        out = std::max(out, *settings.allowedMinLifetime);
    if (settings.allowedMaxLifetime)
        out = std::min(out, *settings.allowedMaxLifetime);
    return out;
}

Timestamp oldestShown(const config::Retention &settings, const RoomView &room, Timestamp now) {
    const auto lifetime = maxLifetimeOf(settings, room);
    return lifetime ? std::max<Timestamp>(0, now - *lifetime) : 0;
}

void checkRetentionContent(const json::object &content) {
    std::optional<std::int64_t> least, most;
    for (const auto &[key, out] : {std::pair("min_lifetime", &least), {"max_lifetime", &most}}) {
        const json::value *value = content.if_contains(key);
        if (!value)
            continue;
        if (!value->is_int64() || value->get_int64() < 0)
            throw badJson("'" + std::string(key) + "' must be a non-negative integer");
        *out = value->get_int64();
    }
    if (least && most && *least > *most)
        throw badJson("'min_lifetime' can't be greater than 'max_lifetime'");
}

} // namespace hearth::services
