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
    // Up to here everything is in transactions.
    Position events{};
    Position toDevice{};
    Position deviceLists{};
};
/// One that was begun and not acknowledged yet: sent again exactly as it was. Everything beside the
/// events is JSON, empty if there is none.
struct AppServiceTxn {
    std::int64_t id = 0;
    std::vector<EventNid> events;
    std::string ephemeral;
    std::string toDevice;
    std::string deviceLists;
    std::string keyCounts;
    [[nodiscard]] bool empty() const {
        return events.empty() && ephemeral.empty() && toDevice.empty() && deviceLists.empty();
    }
};
/// A message for a device of one of the service's own users.
struct AppServiceMessage {
    Position pos{};
    UserNid user{};
    std::string deviceId;
    std::string body;
};
struct JournaledEvent {
    Position pos{};
    EventNid event{};
};

namespace appservices {
/// A service that is new here starts at the position given: history is not told.
[[nodiscard]] AppServiceState load(Transaction &tx, std::string_view service, Position start);
[[nodiscard]] std::optional<AppServiceTxn> pending(Reader &reader, std::string_view service);
/// Moves on, with a transaction if there is anything for the service.
void begin(Transaction &tx, std::string_view service, const AppServiceState &state,
           const AppServiceTxn &txn);
void finish(Transaction &tx, std::string_view service, std::int64_t txn);
[[nodiscard]] std::vector<AppServiceMessage> messagesAfter(Reader &reader, std::string_view service,
                                                           Position after, std::int64_t limit);
/// Forgets messages that the service has.
void dropMessages(Transaction &tx, std::string_view service, Position upTo);
/// Events of all rooms after a position, oldest first.
[[nodiscard]] std::vector<JournaledEvent> eventsAfter(Reader &reader, Position after,
                                                      std::int64_t limit);
[[nodiscard]] std::vector<std::string> aliasesOf(Reader &reader, RoomNid room);
} // namespace appservices

} // namespace hearth::store
