// SPDX-License-Identifier: Apache-2.0
// See profile_store.hpp.
#include "server/store/profile_store.hpp"

#include "server/matrix/ids.hpp"
#include "server/store/folded_names.hpp"

namespace hearth::store {

std::vector<std::pair<std::string, std::string>> profiles::load(Reader &reader, UserNid user) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto row :
         reader.query("SELECT field, value FROM profile WHERE user_nid = $1 ORDER BY field", user))
        out.emplace_back(row.string(0), row.string(1));
    return out;
}

void profiles::set(Transaction &tx, UserNid user, std::string_view field,
                   const std::optional<std::string> &jsonText, Position position) {
    if (!jsonText) {
        tx.post("DELETE FROM profile WHERE user_nid = $1 AND field = $2", user, field);
        return;
    }
    tx.post("INSERT INTO profile (user_nid, field, value, gpos) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (user_nid, field) DO UPDATE SET value = $3, gpos = $4",
            user, field, *jsonText, position);
}

void profiles::clear(Transaction &tx, UserNid user) {
    tx.post("DELETE FROM profile WHERE user_nid = $1", user);
}

void profiles::setCopies(Transaction &tx, UserNid user,
                         const std::optional<std::string> &displayName,
                         const std::optional<std::string> &avatarUrl) {
    tx.post("UPDATE account SET display_name = $2, avatar = $3, search_name = $4"
            " WHERE user_nid = $1",
            user, displayName, avatarUrl,
            searchName(matrix::localpart(tx.userId(user)), displayName.value_or(std::string())));
}

void user_directory::put(Transaction &tx, const DirectoryEntry &entry, std::string_view searchText,
                         const std::vector<std::string> &words) {
    tx.post("INSERT INTO user_directory (user_nid, mxid, display_name, avatar, search_text) "
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_nid) DO UPDATE SET mxid = $2, "
            "display_name = $3, avatar = $4, search_text = $5",
            entry.user, entry.userId, entry.displayName, entry.avatarUrl, searchText);
    tx.post("DELETE FROM user_directory_word WHERE user_nid = $1", entry.user);
    for (const auto &word : words)
        tx.post("INSERT INTO user_directory_word (word, user_nid) VALUES ($1, $2) "
                "ON CONFLICT DO NOTHING",
                word, entry.user);
}

void user_directory::remove(Transaction &tx, UserNid user) {
    tx.post("DELETE FROM user_directory WHERE user_nid = $1", user);
    tx.post("DELETE FROM user_directory_word WHERE user_nid = $1", user);
}

std::vector<std::pair<DirectoryEntry, std::string>>
user_directory::findByPrefix(Reader &reader, std::string_view prefix, std::int64_t limit) {
    std::vector<std::pair<DirectoryEntry, std::string>> out;
    // Words have no wildcards in them. A range of text would depend on PostgreSQL's collation.
    const std::string pattern = std::string(prefix) + "%";
    for (const auto row :
         reader.query("SELECT d.user_nid, d.mxid, d.display_name, d.avatar, d.search_text FROM "
                      "user_directory d WHERE d.user_nid IN (SELECT user_nid FROM "
                      "user_directory_word WHERE word LIKE $1) "
                      "ORDER BY d.user_nid LIMIT $2",
                      pattern, limit))
        out.emplace_back(DirectoryEntry{row.nid<UserNid>(0), row.string(1), row.findString(2),
                                        row.findString(3)},
                         row.string(4));
    return out;
}

} // namespace hearth::store
