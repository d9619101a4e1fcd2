// SPDX-License-Identifier: Apache-2.0
// SentMembers: which member events a device was given while lazy loading. May be forgotten at any
// time: members are then sent again.
#pragma once

#include "server/store/nid.hpp"

#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace hearth::services {

/// Thread-safe.
class SentMembers {
public:
    /// Whether the device has the member event for sure: it was in an answer up to since, which
    /// the device has acknowledged, and not before the viewer's newest join, since a client may
    /// throw away a room that it left.
    [[nodiscard]] bool has(std::int64_t device, store::EventNid event, std::int64_t since,
                           std::int64_t joinedAt);
    /// The device asks from since: answers beyond it were lost, or the device went back to before
    /// them. Later tokens do not acknowledge them.
    void startFrom(std::int64_t device, std::int64_t since);
    void add(std::int64_t device, store::EventNid event, std::int64_t sentAt);
    void forget(std::int64_t device);

private:
    static constexpr std::size_t mostDevices = 500;
    static constexpr std::size_t mostMembers = 4096;
    struct Device {
        std::unordered_map<store::EventNid, std::int64_t> members; // → end of the answer
        std::int64_t newest = 0;                                   // of the ends
        std::list<std::int64_t>::iterator place;
    };
    Device &touch(std::int64_t device);

    std::mutex m_mutex;
    std::unordered_map<std::int64_t, Device> m_devices;
    std::list<std::int64_t> m_order; // most recently used first
};

} // namespace hearth::services
