// SPDX-License-Identifier: Apache-2.0
// Counts of rooms and events, for figures.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

namespace hearth::store::figures {

[[nodiscard]] std::int64_t rooms(Reader &reader);
/// In timelines, up to a position. Reads the whole table.
[[nodiscard]] std::int64_t events(Reader &reader, Position upTo);
[[nodiscard]] std::int64_t eventsReceivedSince(Reader &reader, Position upTo, Timestamp since);

} // namespace hearth::store::figures
