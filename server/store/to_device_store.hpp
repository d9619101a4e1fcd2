// SPDX-License-Identifier: Apache-2.0
// To-device messages that wait for their devices, and the transaction ids of their senders.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hearth::store::to_device {

void put(Transaction &tx, DeviceNid device, Position position, UserNid sender,
         std::string_view type, std::string_view body);
/// False if the sender used the transaction id before.
[[nodiscard]] bool beginTransaction(Transaction &tx, UserNid sender, DeviceNid device,
                                    std::string_view txnId, Timestamp now);

struct Waiting {
    Position position{};
    std::string body;
};
/// Oldest first, after a position.
[[nodiscard]] std::vector<Waiting> list(Reader &reader, DeviceNid device, Position after,
                                        std::int64_t limit);

} // namespace hearth::store::to_device
