// SPDX-License-Identifier: Apache-2.0
// hearthd db …: looking after the database while hearthd does not run (backup: also while it runs).
#include "server/config/load.hpp"
#include "server/core/base64.hpp"
#include "server/daemon/commands.hpp"
#include "server/daemon/data_dir.hpp"
#include "server/daemon/open_database.hpp"
#include "server/store/check.hpp"
#include "server/store/copy.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <unordered_set>

namespace hearth::daemon {
namespace {

namespace fs = std::filesystem;

config::Settings settingsFrom(const std::string &file) {
    config::Loaded loaded = config::load(file);
    if (loaded.problems.empty())
        return std::move(loaded.settings);
    for (const config::Problem &problem : loaded.problems)
        fmt::print(stderr, "{}\n", problem.text());
    throw Fatal("config_invalid", fmt::format("{} cannot be used.", file));
}

fs::path blobPath(const config::Settings &settings, const std::string &sha256) {
    const std::string hex = hexEncode(sha256);
    return fs::path(settings.mediaStorePath) / "blobs" / hex.substr(0, 2) / hex.substr(2, 2) /
           hex.substr(4);
}

/// Files that rows need and the folder has not; gives how many others the folder has.
std::size_t checkFiles(const config::Settings &settings,
                       const std::vector<store::StoredFile> &needed,
                       std::vector<std::string> &problems) {
    std::unordered_set<std::string> known;
    std::size_t missing = 0;
    std::size_t wrong = 0;
    for (const store::StoredFile &file : needed) {
        const fs::path path = blobPath(settings, file.sha256);
        known.insert(path.string());
        std::error_code error;
        const auto size = fs::file_size(path, error);
        if (error)
            ++missing;
        else if (size != static_cast<std::uintmax_t>(file.size))
            ++wrong;
    }
    if (missing > 0)
        problems.push_back(
            fmt::format("{} files of media are missing in {}.", missing, settings.mediaStorePath));
    if (wrong > 0)
        problems.push_back(fmt::format("{} files of media do not have their size.", wrong));
    std::size_t others = 0;
    std::error_code error;
    const fs::path blobs = fs::path(settings.mediaStorePath) / "blobs";
    for (fs::recursive_directory_iterator entry(blobs, error), end; !error && entry != end;
         entry.increment(error))
        if (entry->is_regular_file(error) && !known.contains(entry->path().string()))
            ++others;
    return others;
}

int check(const config::Settings &settings) {
    const LockFile lock(settings.dataDir);
    std::vector<std::string> problems;
    if (!settings.database.postgres && fs::exists(settings.database.path)) {
        fmt::print("Checking every page of {} ...\n", settings.database.path);
        for (const std::string &complaint : store::checkSqliteFile(settings.database.path))
            problems.push_back("SQLite: " + complaint);
    }
    std::size_t others = 0;
    if (problems.empty()) { // there is no point in reading a file that is damaged
        const auto database = openDatabase(settings);
        for (auto &problem : store::checkContent(
                 *database, [](std::string_view name) { fmt::print("Checking {} ...\n", name); }))
            problems.push_back(std::move(problem));
        fmt::print("Checking files of media ...\n");
        others = checkFiles(settings, store::neededFiles(*database), problems);
    }
    for (const std::string &problem : problems)
        fmt::print(stderr, "hearthd: {}\n", problem);
    if (others > 0)
        fmt::print("{} files in {} belong to nothing (note).\n", others, settings.mediaStorePath);
    if (problems.empty())
        fmt::print("All is well.\n");
    return problems.empty() ? 0 : 1;
}

/// Copies everything and compares; gives what was copied.
store::CopyFigures copyAll(store::Database &source, store::Database &target) {
    const auto figures =
        store::copyDatabase(source, target, [](const std::string &table, std::int64_t rows) {
            if (rows > 0)
                fmt::print("Copied {}: {} rows\n", table, rows);
            std::fflush(stdout);
        });
    fmt::print("Comparing ...\n");
    const std::string difference =
        store::differenceBetween(source, target, [](const std::string &, std::int64_t) {});
    if (!difference.empty())
        throw Fatal("internal", "The copy is not the same: " + difference);
    return figures;
}

int copy(const config::Settings &from, const config::Settings &to) {
    const LockFile lock(from.dataDir);
    std::optional<LockFile> otherLock;
    if (!fs::equivalent(from.dataDir, to.dataDir))
        otherLock.emplace(to.dataDir);
    const bool same = from.database.postgres == to.database.postgres &&
                      (from.database.postgres ? from.database.connection == to.database.connection
                                              : from.database.path == to.database.path);
    if (same)
        throw Fatal("config_invalid", "Both configurations name the same database.");
    if (from.serverName != to.serverName)
        throw Fatal("config_invalid",
                    fmt::format("The configurations are of two servers, {} and {}.",
                                from.serverName, to.serverName));
    const auto source = openDatabase(from);
    const auto target = openDatabase(to);
    const auto figures = copyAll(*source, *target);
    fmt::print("{} tables with {} rows were copied and compared. Start hearthd with {} now.\n",
               figures.tables, figures.rows, to.configFile);
    return 0;
}

/// Into a new SQLite file, from which "hearthd db copy" leads back.
void backUpPostgres(const config::Settings &settings, const std::string &target) {
    if (fs::exists(target))
        throw Fatal("config_invalid", target + " is already there.");
    std::optional<LockFile> lock;
    try {
        lock.emplace(settings.dataDir);
    } catch (const Fatal &running) {
        throw Fatal(running.code(), running.message() +
                                        " While it runs, PostgreSQL's own pg_dump makes the "
                                        "backup; hearthd db backup makes one when it is stopped.");
    }
    // Only what is whole gets the name that was asked for.
    const std::string unfinished = target + ".part";
    for (const char *end : {"", "-wal", "-shm"})
        fs::remove(unfinished + end);
    {
        const auto source = openDatabase(settings);
        store::DatabaseSettings wanted;
        wanted.path = unfinished;
        const auto copy = store::openDatabase(wanted);
        copyAll(*source, *copy);
    }
    fs::rename(unfinished, target);
}

int backUp(const config::Settings &settings, const std::string &target) {
    if (settings.database.postgres)
        backUpPostgres(settings, target);
    else
        store::backUpSqlite(settings.database.path, target);
    fmt::print("{} is a whole copy of the database ({} bytes). Media, keys and hearthd.yaml are "
               "files beside it.\n",
               target, fs::file_size(target));
    return 0;
}

} // namespace

int runDatabaseCommand(const std::string &command, const std::string &configFile,
                       const std::string &to) {
    ::umask(0077);
    std::optional<config::Settings> settings;
    try {
        settings = settingsFrom(configFile);
        if (command == "check")
            return check(*settings);
        if (command == "copy")
            return copy(*settings, settingsFrom(to));
        return backUp(*settings, to);
    } catch (const Fatal &fatal) {
        fmt::print(stderr, "hearthd: {}\n", fatal.message());
    } catch (const store::DatabaseError &error) {
        fmt::print(stderr, "hearthd: {}\n", error.what());
    } catch (const std::exception &failure) {
        fmt::print(stderr, "hearthd: {}\n", failure.what());
    }
    return 1;
}

} // namespace hearth::daemon
