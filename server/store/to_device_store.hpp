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

/// What waits for a device from one sender.
struct Use {
    std::int64_t messages = 0;
    std::int64_t bytes = 0;
};
[[nodiscard]] Use useOf(Reader &reader, DeviceNid device, UserNid sender);

struct Waiting {
    Position position{};
    std::string body;
};
/// Oldest first, with after < position <= upTo: at most so many, and of so many bytes but at least
/// one. Messages of one position stay together.
struct Page {
    std::vector<Waiting> messages;
    bool more = false;
};
[[nodiscard]] Page page(Reader &reader, DeviceNid device, Position after, Position upTo,
                        std::int64_t limit, std::int64_t mostBytes);

} // namespace hearth::store::to_device
