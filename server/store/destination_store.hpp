// SPDX-License-Identifier: Apache-2.0
// Other servers that this one sends to: as administrators see them, and how long to leave those
// alone that do not answer.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store::destinations {

struct Destination {
    std::string name;
    Timestamp retryAt = 0; // 0: it is not being waited for
    std::optional<Timestamp> failingSince;
    std::optional<Position> sentUpTo;
};

struct Filter {
    std::string name; // part of it
    std::string orderBy = "destination";
    bool descending = false;
    std::int64_t from = 0;
    std::int64_t limit = 100;
};
[[nodiscard]] std::vector<Destination> list(Reader &reader, const Filter &filter,
                                            std::int64_t &total);
[[nodiscard]] std::optional<Destination> find(Reader &reader, std::string_view name);

struct Room {
    std::string roomId;
    Position pos{};
};
/// Rooms of which the server has to hear, and the newest event each for it.
[[nodiscard]] std::vector<Room> rooms(Reader &reader, const Filter &filter, std::int64_t &total);

/// When to try again with a server that does not answer.
struct Pause {
    Timestamp retryAt = 0; // 0: at once
    std::optional<Timestamp> failingSince;
    std::int64_t failures = 0; // in a row
};
/// None for servers that were never written to.
[[nodiscard]] std::optional<Pause> pauseOf(Reader &reader, std::string_view name);
void setPause(Transaction &tx, std::string_view name, const Pause &pause);

/// The next attempt may be made at once.
void forgetFailures(Transaction &tx, std::string_view name);

} // namespace hearth::store::destinations
