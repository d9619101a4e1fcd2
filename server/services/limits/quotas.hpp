// SPDX-License-Identifier: Apache-2.0
// Quotas: how much one user may keep here. Whoever reaches one is told with 413 M_TOO_LARGE; what
// shrinks is always let through. Listed in config/README.md for administrators.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hearth::services::quotas {

// Account data: global and of rooms, tags included. Read markers are bounded by the rooms there are
// and are not counted.
inline constexpr std::size_t accountDataItemBytes = 512 << 10;
inline constexpr std::size_t accountDataTypeBytes = 512;
inline constexpr std::int64_t accountDataItems = 10000;
inline constexpr std::int64_t accountDataBytes = 8 << 20;

// Filters, which clients cannot remove.
inline constexpr std::size_t filterBytes = 64 << 10;
inline constexpr std::int64_t filters = 1000;
inline constexpr std::int64_t filtersBytes = 4 << 20;

// Keys of one device that others may claim. Clients keep about a hundred.
inline constexpr std::int64_t oneTimeKeys = 5000;
inline constexpr std::size_t keyAlgorithms = 16;
inline constexpr std::size_t keyBytes = 16 << 10;
// The keys of a device itself, which all who share a room with it ask for.
inline constexpr std::size_t deviceKeysBytes = 64 << 10;

// Pushers of one user: one for each app on each device.
inline constexpr std::int64_t pushers = 100;
inline constexpr std::size_t pusherBytes = 16 << 10;

// Messages to a device that wait for it, of one sender: the share of others is their own. A device
// that is off for months in busy encrypted rooms gets some thousands of a kilobyte from one person.
inline constexpr std::int64_t inboxMessages = 10000;
inline constexpr std::int64_t inboxBytes = 16 << 20;

// Backups of room keys, all versions together. A session takes some 700 bytes; who has been in many
// rooms for years has 100,000 of them.
inline constexpr std::int64_t backupBytes = 96 << 20;
inline constexpr std::size_t backupSessionBytes = 64 << 10;
inline constexpr std::size_t backupAuthDataBytes = 64 << 10;

// Events in initial_state of a new room; further ones can be sent to it.
inline constexpr std::size_t initialState = 500;

// What one's presence says.
inline constexpr std::size_t statusMessageBytes = 2048;

// OpenID tokens that are valid; the oldest give way.
inline constexpr std::int64_t openIdTokens = 100;

// Names of devices, as given at sign-in.
inline constexpr std::size_t deviceNameBytes = 512;

} // namespace hearth::services::quotas
