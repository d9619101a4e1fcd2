// SPDX-License-Identifier: Apache-2.0
// InboxShares: what each sender has in the inboxes of devices that do not fetch their messages.
#pragma once

#include "server/store/database.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace hearth::services {

/// Thread-safe. A share is counted in the database once and then added to in memory; as messages
/// that were fetched are not subtracted, one that looks used up is counted again.
class InboxShares {
public:
    /// Inside the write that stores the message. False if the sender has too much in this inbox
    /// already; nobody else's share matters.
    [[nodiscard]] bool take(store::Transaction &tx, store::DeviceNid device, store::UserNid sender,
                            std::size_t bytes, std::int64_t now);

private:
    struct Share {
        std::int64_t messages = 0;
        std::int64_t bytes = 0;
        std::int64_t countedAt = 0; // steady, in ms
    };
    static constexpr std::size_t mostShares = 50'000;
    static constexpr std::int64_t countAgainAfter = 10'000;

    std::mutex m_mutex;
    std::map<std::pair<store::DeviceNid, store::UserNid>, Share> m_shares;
};

} // namespace hearth::services
