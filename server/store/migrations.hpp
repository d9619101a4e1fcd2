// SPDX-License-Identifier: Apache-2.0
// The schema: numbered files in store/migrations, embedded into the program, and what to do with a
// database of another version.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct MigrationFile {
    int version;
    const char *name;
    const char *text; // with {ID}, {BLOB}, {NOROWID} and {BYTES column}
};

/// Ordered; several files may make up one version. Generated at build time.
[[nodiscard]] const std::vector<MigrationFile> &migrationFiles();

/// The oldest program schema that can work with a database of the newest version.
constexpr int minCompatibleVersion = 3;

/// What the dialect puts in place of the placeholders.
struct Dialect {
    std::string_view id;
    std::string_view blob;
    std::string_view noRowid;
    std::string_view bytesBefore, bytesAfter; // around a column of text: its UTF-8 as bytes
};
constexpr Dialect sqliteDialect{"INTEGER PRIMARY KEY", "BLOB", "WITHOUT ROWID", "CAST(",
                                " AS BLOB)"};
constexpr Dialect postgresDialect{"BIGINT PRIMARY KEY", "BYTEA", "", "convert_to(", ", 'UTF8')"};

[[nodiscard]] std::string forDialect(std::string_view source, const Dialect &dialect);

/// How migrate() talks to the database that is being opened.
struct MigrationTarget {
    std::function<void(const std::string &sql)> script; // several statements
    /// version and min_compatible, or {0, 0} for an empty database.
    std::function<std::pair<int, int>()> version;
    Dialect dialect;
};

/// Brings the database to the newest version, one transaction for each version. Throws
/// DatabaseError{TooNew} for a database written by a program this one cannot work with.
void migrate(const MigrationTarget &target, const std::vector<MigrationFile> &files);

} // namespace hearth::store
