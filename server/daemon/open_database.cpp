// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/open_database.hpp"

#include "server/daemon/data_dir.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace hearth::daemon {

Fatal databaseFatal(const store::DatabaseError &error, const config::Settings &settings) {
    using Kind = store::DatabaseError::Kind;
    const bool postgres = settings.database.postgres;
    const std::string name = postgres ? "The PostgreSQL database" : settings.database.path;
    const auto at = [&](Fatal fatal) {
        return std::move(fatal).at(settings.configFile, settings.database.line);
    };
    switch (error.kind()) {
    case Kind::Full:
        return {"disk_full", "The disk that holds the database is full.",
                "Free some space, then start again."};
    case Kind::Corrupt:
        return at({"database_corrupt", fmt::format("{} is damaged: {}", name, error.what()),
                   "Put back a backup of the data folder."});
    case Kind::TooNew:
        return at(
            {"database_too_new", error.what(), "Start the newer version of Hearth that wrote it."});
    case Kind::ReadOnly:
        return at({"data_dir_unwritable", fmt::format("{} cannot be written.", name),
                   "Give the user that runs hearthd the right to write there."});
    case Kind::Unreachable:
        return at({"database_unreachable",
                   fmt::format("{} cannot be reached: {}", name, error.what()),
                   postgres ? "Start PostgreSQL, and check database.args in hearthd.yaml."
                            : "Check that the folder exists and can be read."});
    default:
        return at({"database_unreachable", fmt::format("{} cannot be used: {}", name, error.what()),
                   postgres ? "Check database.args in hearthd.yaml: hearthd needs a database of "
                              "its own, with UTF8 and the collation C."
                            : "Read the last lines of the log for the cause."});
    }
}

std::unique_ptr<store::Database> openDatabase(const config::Settings &settings) {
    store::DatabaseSettings wanted;
    wanted.kind =
        settings.database.postgres ? store::DatabaseKind::Postgres : store::DatabaseKind::Sqlite;
    wanted.path = settings.database.path;
    wanted.connection = settings.database.connection;
    wanted.readers = settings.database.readers;
    if (!settings.database.postgres) {
        const std::string &path = settings.database.path;
        requireWritable(std::filesystem::path(path).parent_path().string());
        // SQLite would open it for reading only, and every write would fail later.
        if (::access(path.c_str(), W_OK) != 0 && errno != ENOENT)
            throw Fatal("data_dir_unwritable",
                        fmt::format("{} cannot be written: {}.", path, std::strerror(errno)),
                        "Give the user that runs hearthd the right to write there.")
                .at(settings.configFile, settings.database.line);
    }
    try {
        return store::openDatabase(wanted);
    } catch (const store::DatabaseError &error) {
        throw databaseFatal(error, settings);
    }
}

} // namespace hearth::daemon
