// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/commands.hpp"

#include "server/config/load.hpp"
#include "server/core/base64.hpp"
#include "server/crypto/hash.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/daemon/data_dir.hpp"
#include "server/daemon/fatal.hpp"
#include "server/daemon/load_config.hpp"
#include "server/daemon/mail_check.hpp"
#include "server/daemon/server_key.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

namespace hearth::daemon {
namespace {

constexpr int usageError = 2;

constexpr const char *usage =
    R"(hearthd, the Matrix homeserver of Hearth

  hearthd --config FILE          run in the foreground
  hearthd check --config FILE [--mail ADDRESS]
                                 say what is wrong with a configuration file; with --mail, send
                                 a test mail and say what the mail server answered
  hearthd generate --server-name NAME --data-dir DIR [--port 8008] [--bind 127.0.0.1]
          [--public-baseurl URL] [--database sqlite3|psycopg2] [--force]
                                 write a configuration file, keys and secrets
  hearthd db check --config FILE
                                 whether the database and the files of media are whole
  hearthd db copy --config FILE --to OTHER_FILE
                                 copy the database of FILE into the empty one of OTHER_FILE
                                 (SQLite or PostgreSQL), and compare them
  hearthd db backup --config FILE --to COPY.db
                                 copy the database into a new SQLite file; hearthd may run
                                 meanwhile, unless the database is PostgreSQL
  hearthd --version
)";

int complain(const std::string &message) {
    fmt::print(stderr, "hearthd: {}\n\n{}", message, usage);
    return usageError;
}

/// --name value and --name=value; nothing (after a message) if there is anything else.
std::optional<std::map<std::string, std::string>>
parseOptions(const std::vector<std::string> &arguments, const std::vector<std::string> &known) {
    std::map<std::string, std::string> options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        std::string name = arguments[i] == "-c" ? "--config" : arguments[i];
        std::optional<std::string> value;
        if (const auto equals = name.find('='); equals != name.npos) {
            value = name.substr(equals + 1);
            name.resize(equals);
        }
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            (void)complain(fmt::format("I do not know \"{}\".", arguments[i]));
            return std::nullopt;
        }
        if (name == "--force") {
            options[name] = "yes";
            continue;
        }
        if (!value && i + 1 < arguments.size())
            value = arguments[++i];
        if (!value) {
            (void)complain(fmt::format("{} needs a value.", name));
            return std::nullopt;
        }
        options[name] = *value;
    }
    return options;
}

/// The secrets and folders that the configuration file refers to.
void writeInstallation(const config::GenerateOptions &options, bool force) {
    namespace fs = std::filesystem;
    const fs::path folder(options.dataDir);
    requireWritable(folder.string());
    ::chmod(folder.c_str(), 0700);
    for (const char *name : {"media", "logs"})
        requireWritable((folder / name).string());
    const std::vector<std::pair<std::string, std::string>> files{
        {options.serverName + ".signing.key", crypto::SigningKey::generate().serialize() + "\n"},
        {"registration_shared_secret", crypto::randomToken(48) + "\n"},
        {"macaroon_secret_key", crypto::randomToken(48) + "\n"},
        {"hearthd.yaml", config::defaultFile(options)}};
    for (const auto &[name, content] : files)
        if (fs::exists(folder / name) && !force)
            throw Fatal("config_invalid", (folder / name).string() + " is already there.",
                        "Nothing was changed. --force keeps keys and secrets, and writes the "
                        "configuration file anew.");
    for (const auto &[name, content] : files) {
        // Keys and secrets are never replaced: the server would become another one.
        if (fs::exists(folder / name) && name != "hearthd.yaml")
            continue;
        fs::remove(folder / name);
        writePrivateFile((folder / name).string(), content);
    }
}

} // namespace

int checkConfig(const std::string &configFile) {
    config::Loaded loaded = loadConfig(configFile);
    try {
        if (loaded.problems.empty() && !readSigningKey(loaded.settings))
            loaded.notes.push_back(
                {loaded.settings.configFile, 0,
                 fmt::format("There is no signing key {}. The first start makes it, if nobody has "
                             "used the database yet.",
                             loaded.settings.signingKeyPath)});
    } catch (const Fatal &fatal) {
        loaded.problems.push_back({loaded.settings.signingKeyPath, 0, fatal.message()});
    }
    for (const config::Problem &problem : loaded.problems)
        fmt::print(stderr, "{}\n", problem.text());
    for (const config::Problem &note : loaded.notes)
        fmt::print(stderr, "{} (note)\n", note.text());
    return loaded.problems.empty() && checkTemplates(loaded.settings) ? 0 : 1;
}

namespace {

/// The settings must be right before they are tried out.
int checkMail(const std::string &configFile, const std::string &address) {
    if (const int failed = checkConfig(configFile))
        return failed;
    return sendTestMail(config::load(configFile).settings, address);
}

} // namespace

int generate(const std::vector<std::string> &arguments) {
    const auto options = parseOptions(arguments, {"--server-name", "--data-dir", "--port", "--bind",
                                                  "--public-baseurl", "--database", "--force"});
    if (!options)
        return usageError;
    const auto value = [&](const char *name, std::string standard) {
        const auto found = options->find(name);
        return found == options->end() ? standard : found->second;
    };
    config::GenerateOptions wanted;
    wanted.serverName = value("--server-name", "");
    wanted.dataDir = value("--data-dir", "");
    wanted.bind = value("--bind", "127.0.0.1");
    wanted.publicBaseurl = value("--public-baseurl", "");
    wanted.database = value("--database", "sqlite3");
    if (wanted.serverName.empty() || wanted.dataDir.empty())
        return complain("generate needs --server-name and --data-dir.");
    const std::string port = value("--port", "8008");
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), wanted.port);
    if (error != std::errc() || end != port.data() + port.size() || wanted.port < 0 ||
        wanted.port > 65535)
        return complain(fmt::format("\"{}\" is no port.", port));
    if (wanted.database != "sqlite3" && wanted.database != "psycopg2")
        return complain("--database is sqlite3 or psycopg2.");
    try {
        const std::string file = (std::filesystem::path(wanted.dataDir) / "hearthd.yaml").string();
        // Whatever was given must make a valid file before anything is written. The secrets it
        // names do not exist yet, which is no reason against it.
        for (const config::Problem &problem :
             config::loadText(config::defaultFile(wanted), file).problems)
            if (problem.message.find("cannot be read") == std::string::npos)
                return complain(problem.message);
        writeInstallation(wanted, options->contains("--force"));
        fmt::print("{}\n", file);
        return 0;
    } catch (const Fatal &fatal) {
        fmt::print(stderr, "hearthd: {}\n", fatal.message());
        if (!fatal.hint().empty())
            fmt::print(stderr, "What to do: {}\n", fatal.hint());
        return 1;
    }
}

namespace {

int databaseCommand(const std::vector<std::string> &arguments) {
    const std::string command = arguments.empty() ? "" : arguments.front();
    if (command != "check" && command != "copy" && command != "backup")
        return complain("db is followed by check, copy or backup.");
    const bool needsTarget = command != "check";
    const auto options = parseOptions({arguments.begin() + 1, arguments.end()},
                                      needsTarget ? std::vector<std::string>{"--config", "--to"}
                                                  : std::vector<std::string>{"--config"});
    if (!options)
        return usageError;
    if (!options->contains("--config"))
        return complain("--config FILE is missing.");
    if (needsTarget && !options->contains("--to"))
        return complain("--to FILE is missing.");
    return runDatabaseCommand(command, options->at("--config"),
                              needsTarget ? options->at("--to") : std::string());
}

} // namespace

int runCommandLine(const std::vector<std::string> &arguments) {
    if (arguments.empty())
        return complain("what shall I do?");
    const std::string &first = arguments.front();
    if (first == "--version") {
        fmt::print("hearthd {}\n", programVersion);
        return 0;
    }
    if (first == "--help" || first == "-h" || first == "help") {
        fmt::print("{}", usage);
        return 0;
    }
    const bool isCommand = !first.starts_with('-');
    const std::vector<std::string> rest(arguments.begin() + (isCommand ? 1 : 0), arguments.end());
    if (first == "generate")
        return generate(rest);
    if (first == "db")
        return databaseCommand(rest);
    if (isCommand && first != "check")
        return complain(fmt::format("I do not know \"{}\".", first));
    const auto options =
        parseOptions(rest, isCommand ? std::vector<std::string>{"--config", "--mail"}
                                     : std::vector<std::string>{"--config"});
    if (!options)
        return usageError;
    const auto file = options->find("--config");
    if (file == options->end())
        return complain("--config FILE is missing.");
    if (!isCommand)
        return runServer(file->second);
    const auto address = options->find("--mail");
    return address == options->end() ? checkConfig(file->second)
                                     : checkMail(file->second, address->second);
}

} // namespace hearth::daemon
