// SPDX-License-Identifier: Apache-2.0
// How far each application service has been told of events.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct AppServiceState {
    std::int64_t lastTxn = 0;
    Position events{}; // up to here they are in transactions
};
/// One that was begun and not acknowledged yet: sent again exactly as it was.
struct AppServiceTxn {
    std::int64_t id = 0;
    std::vector<EventNid> events;
};
struct JournaledEvent {
    Position pos{};
    EventNid event{};
};

namespace appservices {
/// A service that is new here starts at the position given: history is not told.
[[nodiscard]] AppServiceState load(Transaction &tx, std::string_view service, Position start);
[[nodiscard]] std::optional<AppServiceTxn> pending(Reader &reader, std::string_view service);
/// Moves on to a position, with a transaction if there are events for the service.
void begin(Transaction &tx, std::string_view service, const AppServiceState &state,
           const std::vector<EventNid> &events);
void finish(Transaction &tx, std::string_view service, std::int64_t txn);
/// Events of all rooms after a position, oldest first.
[[nodiscard]] std::vector<JournaledEvent> eventsAfter(Reader &reader, Position after,
                                                      std::int64_t limit);
[[nodiscard]] std::vector<std::string> aliasesOf(Reader &reader, RoomNid room);
} // namespace appservices

} // namespace hearth::store
