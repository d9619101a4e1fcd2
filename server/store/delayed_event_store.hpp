// SPDX-License-Identifier: Apache-2.0
// Table delayed_event: events that are to be sent later (MSC4140).
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct DelayedEventRow {
    std::string id;
    UserNid user{};
    DeviceNid device{};
    RoomNid room{};
    std::string type;
    std::optional<std::string> stateKey;
    std::string content; // JSON
    std::optional<std::int64_t> originTs;
    std::int64_t delayMs = 0;
    std::int64_t createdTs = 0;
    std::int64_t sendTs = 0;
    std::string txnId;
    std::int64_t accessId = 0; // access token without a device that asked for it
};
void insertDelayedEvent(Transaction &tx, const DelayedEventRow &row);
/// The one that was asked for with this transaction id; empty if there is none.
[[nodiscard]] std::string delayedEventOfTxn(Reader &reader, UserNid user, DeviceNid device,
                                            RoomNid room, std::string_view txnId);
/// Those that wait, the next one first. user 0: of everybody, and those that were being sent when
/// the server stopped, too.
[[nodiscard]] std::vector<DelayedEventRow> delayedEvents(Reader &reader, UserNid user);
/// Takes one out to be sent; nothing if it is gone. It stays until deleteDelayedEvent().
[[nodiscard]] std::optional<DelayedEventRow> beginDelayedEvent(Transaction &tx,
                                                               std::string_view id);
/// False if it is gone or being sent.
[[nodiscard]] bool restartDelayedEvent(Transaction &tx, std::string_view id, std::int64_t sendTs);
/// False if it was not there.
bool deleteDelayedEvent(Transaction &tx, std::string_view id);

} // namespace hearth::store
