// SPDX-License-Identifier: Apache-2.0
// Profiles of local users, and the user directory that is made from them.
#pragma once

#include "server/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::store {

struct DirectoryEntry {
    UserNid user{};
    std::string userId;
    std::optional<std::string> displayName;
    std::optional<std::string> avatarUrl;
};

namespace profiles {
/// (field, JSON text)
[[nodiscard]] std::vector<std::pair<std::string, std::string>> load(Reader &reader, UserNid user);
/// json null removes the field.
void set(Transaction &tx, UserNid user, std::string_view field,
         const std::optional<std::string> &jsonText, Position position);
void clear(Transaction &tx, UserNid user);
/// The copies that lists of accounts read.
void setCopies(Transaction &tx, UserNid user, const std::optional<std::string> &displayName,
               const std::optional<std::string> &avatarUrl);
} // namespace profiles

namespace user_directory {
/// words: folded, each at most once.
void put(Transaction &tx, const DirectoryEntry &entry, std::string_view searchText,
         const std::vector<std::string> &words);
void remove(Transaction &tx, UserNid user);
/// Entries with a word that starts with the prefix, by user id.
[[nodiscard]] std::vector<std::pair<DirectoryEntry, std::string>>
findByPrefix(Reader &reader, std::string_view prefix, std::int64_t limit);
} // namespace user_directory

} // namespace hearth::store
