// SPDX-License-Identifier: Apache-2.0
// Bringing a database to the newest schema.
#include "server/store/migrations.hpp"

#include "server/core/log.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::store {

namespace {

/// Databases keep the text of each table; comments are for readers of the source.
std::string withoutComments(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        out += line.substr(0, line.find("--"));
        out += '\n';
    }
    return out;
}

} // namespace

std::string forDialect(std::string_view source, const Dialect &dialect) {
    const std::string plain = withoutComments(source);
    std::string_view text = plain;
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    while (!text.empty()) {
        const auto brace = text.find('{');
        out += text.substr(0, brace);
        if (brace == std::string_view::npos)
            break;
        const auto end = text.find('}', brace);
        if (end == std::string_view::npos)
            throw DatabaseError(DatabaseError::Kind::Other, "a migration has an open placeholder");
        const auto name = text.substr(brace + 1, end - brace - 1);
        if (name == "ID")
            out += dialect.id;
        else if (name == "BLOB")
            out += dialect.blob;
        else if (name == "NOROWID")
            out += dialect.noRowid;
        else if (constexpr std::string_view bytes = "BYTES "; name.starts_with(bytes)) {
            out += dialect.bytesBefore;
            out += name.substr(bytes.size());
            out += dialect.bytesAfter;
        } else
            throw DatabaseError(DatabaseError::Kind::Other,
                                "a migration has the unknown placeholder " + std::string(name));
        text.remove_prefix(end + 1);
    }
    return out;
}

void migrate(const MigrationTarget &target, const std::vector<MigrationFile> &files) {
    const int newest = files.empty() ? 0 : files.back().version;
    const auto [found, minCompatible] = target.version();
    if (found > newest) {
        if (minCompatible > newest)
            throw DatabaseError(DatabaseError::Kind::TooNew,
                                "The database was written by a newer version of Hearth (schema " +
                                    std::to_string(found) + ", this program knows " +
                                    std::to_string(newest) + ").");
        return;
    }
    std::size_t index = 0;
    while (index < files.size()) {
        const int version = files[index].version;
        std::string sql = "BEGIN;\n";
        if (version == 1)
            sql += "CREATE TABLE schema_version (version BIGINT NOT NULL, "
                   "min_compatible BIGINT NOT NULL);\n"
                   "INSERT INTO schema_version VALUES (0, 0);\n";
        for (; index < files.size() && files[index].version == version; ++index)
            sql += forDialect(files[index].text, target.dialect);
        if (version <= found)
            continue;
        sql += "UPDATE schema_version SET version = " + std::to_string(version) +
               ", min_compatible = " + std::to_string(minCompatibleVersion) + ";\nCOMMIT;\n";
        target.script(sql);
        log::info("store", "database schema is at version {}", version);
    }
}

} // namespace hearth::store
