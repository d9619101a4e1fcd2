// SPDX-License-Identifier: Apache-2.0
// See backups.hpp.
#include "server/services/keys/backups.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/services/accounts/accounts.hpp"

#include <charconv>
#include <map>
#include <vector>

namespace hearth::services {
namespace {

Error noBackup() {
    return notFound("Unknown backup version");
}

std::int64_t parseVersion(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size())
        throw noBackup();
    return out;
}

/// Data that only clients understand: whatever JSON it is.
const json::value &getAny(const json::object &in, std::string_view key) {
    const auto *value = in.if_contains(key);
    if (!value)
        throw missingParam("Missing '" + std::string(key) + "'.");
    return *value;
}

store::BackupVersion requireVersion(store::Reader &reader, store::UserNid user,
                                    std::string_view version) {
    auto found = store::backups::find(reader, user, parseVersion(version));
    if (!found)
        throw noBackup();
    return *std::move(found);
}

store::BackupKey readKey(std::string_view room, std::string_view session, const json::object &in) {
    store::BackupKey out;
    out.roomId = room;
    out.sessionId = session;
    out.firstMessageIndex = getInt(in, "first_message_index");
    out.forwardedCount = getInt(in, "forwarded_count");
    out.isVerified = getBool(in, "is_verified");
    out.sessionData = json::serialize(getAny(in, "session_data"));
    return out;
}

json::object shown(const store::BackupKey &key) {
    return {{"first_message_index", key.firstMessageIndex},
            {"forwarded_count", key.forwardedCount},
            {"is_verified", key.isVerified},
            {"session_data", json::parse(key.sessionData)}};
}

void readSessions(std::string_view room, const json::object &in,
                  std::vector<store::BackupKey> &out) {
    for (const auto &[session, key] : getObject(in, "sessions")) {
        if (!key.is_object())
            throw badJson("A session must be an object");
        out.push_back(readKey(room, session, key.get_object()));
    }
}

std::vector<store::BackupKey> readKeys(std::string_view room, std::string_view session,
                                       const json::object &body) {
    std::vector<store::BackupKey> out;
    if (!session.empty()) {
        out.push_back(readKey(room, session, body));
    } else if (!room.empty()) {
        readSessions(room, body, out);
    } else {
        for (const auto &[id, sessions] : getObject(body, "rooms")) {
            if (!sessions.is_object())
                throw badJson("A room must be an object");
            readSessions(id, sessions.get_object(), out);
        }
    }
    return out;
}

/// Which of two keys for one session to keep (spec, "Backup algorithm", PUT room_keys).
bool isBetter(const store::BackupKey &fresh, const store::BackupKey &old) {
    if (fresh.isVerified != old.isVerified)
        return fresh.isVerified;
    if (fresh.firstMessageIndex != old.firstMessageIndex)
        return fresh.firstMessageIndex < old.firstMessageIndex;
    return fresh.forwardedCount < old.forwardedCount;
}

json::object tally(const store::BackupVersion &version) {
    return {{"etag", std::to_string(version.etag)}, {"count", version.count}};
}

} // namespace

Backups::Backups(Accounts &accounts)
    : m_accounts(accounts) {}

std::string Backups::create(store::UserNid user, const json::object &body) {
    const std::string algorithm = getString(body, "algorithm");
    const std::string authData = json::serialize(getAny(body, "auth_data"));
    return std::to_string(m_accounts.database().write([&](store::Transaction &tx) {
        return store::backups::create(tx, user, algorithm, authData);
    }));
}

json::object Backups::info(store::UserNid user, const std::optional<std::string> &version) {
    const auto found = m_accounts.database().read([&](store::Reader &reader) {
        return version ? store::backups::find(reader, user, parseVersion(*version))
                       : store::backups::latest(reader, user);
    });
    if (!found)
        throw noBackup();
    json::object out = tally(*found);
    out["version"] = std::to_string(found->version);
    out["algorithm"] = found->algorithm;
    out["auth_data"] = json::parse(found->authData);
    return out;
}

void Backups::update(store::UserNid user, std::string_view version, const json::object &body) {
    const std::string algorithm = getString(body, "algorithm");
    const std::string authData = json::serialize(getAny(body, "auth_data"));
    if (const auto *inBody = body.if_contains("version")) {
        const std::string text = inBody->is_string() ? std::string(view(inBody->get_string()))
                                                     : json::serialize(*inBody);
        if (text != version)
            throw invalidParam("Version in body does not match");
    }
    m_accounts.database().write([&](store::Transaction &tx) {
        const auto found = requireVersion(tx, user, version);
        if (found.algorithm != algorithm)
            throw invalidParam("Algorithm does not match");
        store::backups::setAuthData(tx, user, found.version, authData);
    });
}

void Backups::remove(store::UserNid user, std::string_view version) {
    m_accounts.database().write([&](store::Transaction &tx) {
        store::backups::remove(tx, user, requireVersion(tx, user, version).version);
    });
}

json::object Backups::put(store::UserNid user, std::string_view version, std::string_view room,
                          std::string_view session, const json::object &body) {
    const auto keys = readKeys(room, session, body);
    return tally(m_accounts.database().write([&](store::Transaction &tx) {
        const auto newest = store::backups::latest(tx, user);
        if (!newest)
            throw noBackup();
        if (newest->version != parseVersion(version)) {
            static_cast<void>(requireVersion(tx, user, version));
            throw Error(403, "M_WRONG_ROOM_KEYS_VERSION", "Wrong backup version.",
                        json::object{{"current_version", std::to_string(newest->version)}});
        }
        bool changed = false;
        for (const auto &key : keys) {
            const auto old =
                store::backups::list(tx, user, newest->version, key.roomId, key.sessionId);
            if (!old.empty() && !isBetter(key, old.front()))
                continue;
            store::backups::put(tx, user, newest->version, key);
            changed = true;
        }
        return changed ? store::backups::touch(tx, user, newest->version) : *newest;
    }));
}

json::object Backups::get(store::UserNid user, std::string_view version, std::string_view room,
                          std::string_view session) {
    const auto keys = m_accounts.database().read([&](store::Reader &reader) {
        const auto found = requireVersion(reader, user, version);
        return store::backups::list(reader, user, found.version, room, session);
    });
    if (!session.empty()) {
        if (keys.empty())
            throw notFound("No room_keys found");
        return shown(keys.front());
    }
    std::map<std::string, json::object> rooms;
    for (const auto &key : keys)
        rooms[key.roomId][key.sessionId] = shown(key);
    if (!room.empty())
        return {{"sessions", rooms.empty() ? json::object{} : rooms.begin()->second}};
    json::object out;
    for (auto &[id, sessions] : rooms)
        out[id] = json::object{{"sessions", std::move(sessions)}};
    return {{"rooms", std::move(out)}};
}

json::object Backups::erase(store::UserNid user, std::string_view version, std::string_view room,
                            std::string_view session) {
    return tally(m_accounts.database().write([&](store::Transaction &tx) {
        const auto found = requireVersion(tx, user, version);
        const auto gone = store::backups::erase(tx, user, found.version, room, session);
        return gone > 0 ? store::backups::touch(tx, user, found.version) : found;
    }));
}

} // namespace hearth::services
