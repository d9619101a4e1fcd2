// SPDX-License-Identifier: Apache-2.0
// How long messages of a room are kept (m.room.retention, MSC1763, and the settings).
#pragma once

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/services/rooms/room_view.hpp"

#include <cstdint>
#include <optional>

namespace hearth::services {

/// Milliseconds; nothing: for ever. What the room asks for, else the default, within what the
/// settings allow.
[[nodiscard]] std::optional<std::int64_t> maxLifetimeOf(const config::Retention &settings,
                                                        const RoomView &room);
/// Messages with an earlier time are shown to nobody any more; 0: all are shown.
[[nodiscard]] Timestamp oldestShown(const config::Retention &settings, const RoomView &room,
                                    Timestamp now);
/// Throws M_BAD_JSON for a content of m.room.retention that makes no sense.
void checkRetentionContent(const json::object &content);

} // namespace hearth::services
