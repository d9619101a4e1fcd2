// SPDX-License-Identifier: Apache-2.0
// Pushers: which push gateways want to hear of a user's notifications.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hearth::store {

struct Pusher {
    std::int64_t id = 0;
    UserNid user{};
    DeviceNid device{};       // that set it; 0 if none
    std::int64_t tokenId = 0; // access token that set it
    std::string kind;
    std::string appId;
    std::string pushkey;
    std::string appDisplayName;
    std::string deviceDisplayName;
    std::string profileTag;
    std::string lang;
    std::string data; // JSON object
    std::int64_t created = 0;
    Position from{}; // events up to here were pushed
    std::int64_t lastSuccess = 0;
    std::int64_t failingSince = 0;
    bool enabled = true;  // MSC3881: its owner may switch it off from another device
    std::string deviceId; // of `device`, when read
    bool resting = false; // its owner is locked or deactivated
};

namespace pushers {
[[nodiscard]] std::vector<Pusher> listOfUser(Reader &reader, UserNid user);
[[nodiscard]] std::vector<Pusher> listAll(Reader &reader);
/// Inserts, or replaces the one with the same user, app id and pushkey.
void put(Transaction &tx, const Pusher &pusher);
void remove(Transaction &tx, UserNid user, std::string_view appId, std::string_view pushkey);
/// Other users' pushers with the same app id and pushkey (a pusher set without "append").
/// Gives who they were.
std::vector<UserNid> removeOfOthers(Transaction &tx, UserNid user, std::string_view appId,
                                    std::string_view pushkey);
/// To be called where a device is deleted or signed out.
void removeOfDevice(Transaction &tx, UserNid user, DeviceNid device);
/// To be called where all other access tokens end (change of password), keep = 0 for every one.
void removeOfOtherDevices(Transaction &tx, UserNid user, DeviceNid keep);
void setProgress(Transaction &tx, std::int64_t id, Position from, std::int64_t lastSuccess,
                 std::int64_t failingSince);
} // namespace pushers

} // namespace hearth::store
