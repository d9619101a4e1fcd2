// SPDX-License-Identifier: Apache-2.0
// ToDevice: to-device messages and counts of keys of the device that syncs. What waits for a device
// is known in memory, so that a sync with nothing to deliver asks the database nothing.
#pragma once

#include "server/core/json.hpp"
#include "server/store/nid.hpp"
#include "server/store/sync_store.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace hearth::services {

class Hub;

struct ToDeviceBatch {
    std::vector<std::string> messages; // JSON
    /// Where the next batch starts if there is more before the end.
    std::optional<std::int64_t> upTo;
};

/// Thread-safe.
class ToDevice {
public:
    ToDevice(store::Database &database, Hub &hub);

    /// Messages with after < pos <= to. Those up to `after` are acknowledged: they are deleted.
    [[nodiscard]] ToDeviceBatch take(store::DeviceNid device, std::int64_t after, std::int64_t to,
                                     bool acknowledges);

    [[nodiscard]] std::shared_ptr<const store::sync::KeyCounts> keyCounts(store::DeviceNid device);

private:
    struct Waiting {
        std::int64_t newest = 0;      // newest message that was there at the first question
        std::int64_t deletedUpTo = 0; // acknowledged
    };
    [[nodiscard]] Waiting known(store::DeviceNid device);
    struct Counts {
        std::uint64_t generation = 0;
        std::shared_ptr<const store::sync::KeyCounts> counts;
    };
    store::Database &m_database;
    Hub &m_hub;
    std::mutex m_mutex;
    std::unordered_map<store::DeviceNid, Waiting> m_waiting;
    std::unordered_map<store::DeviceNid, Counts> m_counts;
};

} // namespace hearth::services
