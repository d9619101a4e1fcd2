// SPDX-License-Identifier: Apache-2.0
// SQLite files as a whole: checking them, and copying one that may be in use.
#include "server/store/check.hpp"
#include "server/store/driver/sqlite.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace hearth::store {
namespace {

constexpr int mostComplaints = 100;

void syncPath(const std::string &path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool good = file >= 0 && ::fsync(file) == 0;
    const int reason = errno;
    if (file >= 0)
        ::close(file);
    if (!good)
        throw DatabaseError(reason == ENOSPC ? DatabaseError::Kind::Full
                                             : DatabaseError::Kind::Unreachable,
                            path + " cannot be written: " + std::strerror(reason) + ".");
}

std::string quoted(const std::string &text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

} // namespace

std::vector<std::string> checkSqliteFile(const std::string &path) {
    SqliteConnection::Options options;
    options.readOnly = true;
    SqliteConnection connection(path, options);
    std::vector<std::string> complaints;
    for (const Row row :
         connection.query("PRAGMA integrity_check(" + std::to_string(mostComplaints) + ")", {}))
        if (row.text(0) != "ok")
            complaints.push_back(row.string(0));
    return complaints;
}

void backUpSqlite(const std::string &path, const std::string &target) {
    if (std::filesystem::exists(target))
        throw DatabaseError(DatabaseError::Kind::Other, target + " is already there.");
    const std::string unfinished = target + ".part";
    std::filesystem::remove(unfinished);
    try {
        {
            // One read transaction: writers go on, and none of what they write meanwhile is in it.
            SqliteConnection::Options options;
            options.readOnly = true;
            SqliteConnection connection(path, options);
            connection.script("VACUUM INTO " + quoted(unfinished));
        }
        ::chmod(unfinished.c_str(), S_IRUSR | S_IWUSR);
        if (const auto complaints = checkSqliteFile(unfinished); !complaints.empty())
            throw DatabaseError(DatabaseError::Kind::Corrupt,
                                "The copy is damaged: " + complaints.front());
        syncPath(unfinished, O_RDONLY);
        std::filesystem::rename(unfinished, target);
        const auto folder = std::filesystem::absolute(target).parent_path().string();
        syncPath(folder, O_RDONLY | O_DIRECTORY);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(unfinished, ignored);
        throw;
    }
}

} // namespace hearth::store
