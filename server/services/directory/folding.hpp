// SPDX-License-Identifier: Apache-2.0
// How names are split into words for the user directory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {
class Transaction;
struct DirectoryEntry;
} // namespace hearth::store

namespace hearth::services {

/// Runs of letters and digits (anything beyond ASCII counts as a letter), each once.
[[nodiscard]] std::vector<std::string> wordsOf(std::string_view folded);

/// Makes or renews the directory's entry of a user.
void putIntoDirectory(store::Transaction &tx, const store::DirectoryEntry &entry);

} // namespace hearth::services
