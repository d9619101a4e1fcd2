// SPDX-License-Identifier: Apache-2.0
// Whether the content of a database fits together, beyond what the database itself guarantees.
#pragma once

#include "server/store/database.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

/// Gives a sentence for each thing that is wrong. progress is told the name of each check.
[[nodiscard]] std::vector<std::string>
checkContent(Database &database, const std::function<void(std::string_view)> &progress);

struct StoredFile {
    std::string sha256;
    std::int64_t size = 0;
};
/// Every file that media and thumbnails need, each once.
[[nodiscard]] std::vector<StoredFile> neededFiles(Database &database);

/// SQLite's own check of every page and index of a file. Gives its complaints.
[[nodiscard]] std::vector<std::string> checkSqliteFile(const std::string &path);
/// A whole copy of a database that may be in use; no writer waits for it. The copy is checked and
/// durable when this returns. The target must not exist. Throws DatabaseError.
void backUpSqlite(const std::string &path, const std::string &target);

} // namespace hearth::store
