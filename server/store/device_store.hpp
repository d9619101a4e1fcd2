// SPDX-License-Identifier: Apache-2.0
// Devices of local users, and where they were last seen from.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct Device {
    DeviceNid nid{};
    UserNid user{};
    std::string deviceId;
    std::optional<std::string> displayName;
    std::optional<std::string> lastIp;
    std::optional<std::string> lastUserAgent;
    std::optional<Timestamp> lastSeen;
    bool hidden = false; // dehydrated devices and cross-signing keys
};

/// One address that a user was seen from.
struct SeenFrom {
    std::string deviceId;
    std::string ip;
    std::string userAgent;
    Timestamp lastSeen = 0;
};

namespace devices {
[[nodiscard]] std::vector<Device> list(Reader &reader, UserNid user);
[[nodiscard]] std::optional<Device> find(Reader &reader, UserNid user, std::string_view deviceId);
DeviceNid create(Transaction &tx, UserNid user, std::string_view deviceId,
                 const std::optional<std::string> &displayName, Timestamp now, bool hidden = false);
void rename(Transaction &tx, DeviceNid device, const std::optional<std::string> &name);
/// The device, its tokens, keys, to-device messages and client transaction ids.
void remove(Transaction &tx, UserNid user, DeviceNid device);
void seen(Transaction &tx, UserNid user, DeviceNid device, std::string_view ip,
          std::string_view userAgent, Timestamp when);
/// Notes that a device (or, with no id, the cross-signing keys) of the user changed.
/// onlyFor: who alone can see the change; nobody: everybody can.
void changed(Transaction &tx, Position position, UserNid user, std::string_view deviceId,
             UserNid onlyFor = {});
/// The newest position at which something changed about the user's devices; 0: nothing ever did.
[[nodiscard]] Position lastChange(Reader &reader, UserNid user);
[[nodiscard]] std::vector<SeenFrom> connections(Reader &reader, UserNid user);
} // namespace devices

} // namespace hearth::store
