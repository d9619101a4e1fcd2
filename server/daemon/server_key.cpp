// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/server_key.hpp"

#include "server/core/base64.hpp"
#include "server/core/log.hpp"
#include "server/daemon/data_dir.hpp"
#include "server/daemon/fatal.hpp"
#include "server/store/account_store.hpp"
#include "server/store/database.hpp"
#include "server/store/server_value_store.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace hearth::daemon {
namespace {

constexpr std::string_view valueName = "signing_key"; // "ed25519:a_1 PUBLIC", in server_value

Fatal keyFatal(const std::string &path, int line, std::string message, std::string hint) {
    return Fatal("signing_key_invalid", std::move(message), std::move(hint)).at(path, line);
}

/// Another key in the folder of the one that is missing: then its name is misspelt somewhere.
std::string otherKeyBeside(const std::string &path) {
    namespace fs = std::filesystem;
    std::error_code failure;
    for (const auto &entry : fs::directory_iterator(fs::path(path).parent_path(), failure))
        if (entry.is_regular_file(failure) &&
            entry.path().filename().string().ends_with(".signing.key"))
            return entry.path().string();
    return {};
}

bool isUnused(store::Database &database) {
    return database.position().value == 0 && database.read(&store::accounts::count) == 0;
}

crypto::SigningKey makeKey(const std::string &path, store::Database &database) {
    // A database that people live in belongs to a server with a key: a new one would cut it off
    // from the others that know the old one.
    if (!isUnused(database))
        throw keyFatal(
            path, 0,
            fmt::format("The signing key {} is missing, but the database is in use.", path),
            "Put back the original file: without it, other servers no longer trust this "
            "one. If it is lost for good, \"hearthd generate --force\" makes another.");
    if (const std::string other = otherKeyBeside(path); !other.empty())
        throw keyFatal(path, 0,
                       fmt::format("The signing key {} is missing, but {} is there.", path, other),
                       "Correct signing_key_path in hearthd.yaml.");
    crypto::SigningKey fresh = crypto::SigningKey::generate();
    writePrivateFile(path, fresh.serialize() + "\n");
    log::warn("daemon", "There was no signing key yet: {} was made, with the id {}.", path,
              fresh.keyId());
    return fresh;
}

void requireSameKey(const config::Settings &settings, store::Database &database,
                    const crypto::SigningKey &key) {
    const std::string now = fmt::format("{} {}", key.keyId(), base64Encode(key.publicKey()));
    const auto before =
        database.read([](store::Reader &reader) { return store::serverValue(reader, valueName); });
    if (before == now)
        return;
    if (before && !isUnused(database)) {
        const std::string id = before->substr(0, before->find(' '));
        const std::string publicKey = before->substr(before->find(' ') + 1);
        const bool announced =
            std::any_of(settings.oldSigningKeys.begin(), settings.oldSigningKeys.end(),
                        [&](const auto &old) { return old.keyId == id && old.key == publicKey; });
        if (!announced)
            throw keyFatal(
                settings.signingKeyPath, 1,
                fmt::format("The signing key {} is not the one that this server has used ({}).",
                            settings.signingKeyPath, id),
                fmt::format("Put back the original file, or correct signing_key_path. To change "
                            "the key on purpose, name the former one in hearthd.yaml: "
                            "old_signing_keys: {{\"{}\": {{key: \"{}\", expired_ts: TIME_IN_MS}}}}",
                            id, publicKey));
    }
    database.write([&](store::Transaction &tx) { store::setServerValue(tx, valueName, now); });
}

} // namespace

std::optional<crypto::SigningKey> readSigningKey(const config::Settings &settings) {
    const std::string &path = settings.signingKeyPath;
    std::error_code failure;
    if (!std::filesystem::exists(path, failure) && !failure)
        return std::nullopt;
    if (::access(path.c_str(), R_OK) != 0)
        throw keyFatal(
            path, 0,
            fmt::format("The signing key {} cannot be read: {}.", path, std::strerror(errno)),
            "Give the user that runs hearthd the right to read it.");
    std::string text = readFile(path);
    text.resize(std::min(text.size(), text.find('\n')));
    auto key = crypto::SigningKey::parse(text);
    if (!key)
        throw keyFatal(
            path, 1,
            fmt::format("The signing key {} cannot be used: {}", path, key.error().message),
            "Put back the original file: without it, other servers no longer trust "
            "this one.");
    return *std::move(key);
}

crypto::SigningKey openSigningKey(const config::Settings &settings, store::Database &database) {
    auto key = readSigningKey(settings);
    if (!key)
        key = makeKey(settings.signingKeyPath, database);
    requireSameKey(settings, database, *key);
    return *std::move(key);
}

} // namespace hearth::daemon
