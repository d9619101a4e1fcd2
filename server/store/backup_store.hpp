// SPDX-License-Identifier: Apache-2.0
// Server-side backups of room keys.
#pragma once

#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct BackupVersion {
    std::int64_t version = 0;
    std::string algorithm;
    std::string authData; // JSON
    std::int64_t etag = 0;
    std::int64_t count = 0;
};

struct BackupKey {
    std::string roomId;
    std::string sessionId;
    std::int64_t firstMessageIndex = 0;
    std::int64_t forwardedCount = 0;
    bool isVerified = false;
    std::string sessionData; // JSON
};

namespace backups {
/// The newest one, or that of a number; deleted ones are not found.
[[nodiscard]] std::optional<BackupVersion> latest(Reader &reader, UserNid user);
[[nodiscard]] std::optional<BackupVersion> find(Reader &reader, UserNid user, std::int64_t version);
std::int64_t create(Transaction &tx, UserNid user, std::string_view algorithm,
                    std::string_view authData);
void setAuthData(Transaction &tx, UserNid user, std::int64_t version, std::string_view authData);
void remove(Transaction &tx, UserNid user, std::int64_t version);
/// Counts keys anew and moves the etag.
BackupVersion touch(Transaction &tx, UserNid user, std::int64_t version);

/// room, session: empty for all.
[[nodiscard]] std::vector<BackupKey> list(Reader &reader, UserNid user, std::int64_t version,
                                          std::string_view room, std::string_view session);
/// The next ones behind a room and session, in their order; at most so many.
[[nodiscard]] std::vector<BackupKey> listAfter(Reader &reader, UserNid user, std::int64_t version,
                                               std::string_view room, std::string_view session,
                                               std::int64_t limit);
/// What all keys of a user take, in bytes.
[[nodiscard]] std::int64_t bytesOf(Reader &reader, UserNid user);
void put(Transaction &tx, UserNid user, std::int64_t version, const BackupKey &key);
std::int64_t erase(Transaction &tx, UserNid user, std::int64_t version, std::string_view room,
                   std::string_view session);
} // namespace backups

} // namespace hearth::store
