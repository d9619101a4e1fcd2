// SPDX-License-Identifier: Apache-2.0
// How event ids are stored: the 32 bytes of the hash where the id is their URL-safe base64 (room
// versions 4 and later), otherwise its text. Use these wherever SQL reads or writes
// event.event_id: bind Blob{eventIdToBytes(id)}, read eventIdFromBytes(row.text(n)).
#pragma once

#include <string>
#include <string_view>

namespace hearth::store {

[[nodiscard]] std::string eventIdToBytes(std::string_view eventId);
[[nodiscard]] std::string eventIdFromBytes(std::string_view bytes);

} // namespace hearth::store
