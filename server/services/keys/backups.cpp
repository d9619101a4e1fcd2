// SPDX-License-Identifier: Apache-2.0
// See backups.hpp.
#include "server/services/keys/backups.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/limits/quotas.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>
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

std::int64_t bytesOf(const store::BackupKey &key) {
    return static_cast<std::int64_t>(key.roomId.size() + key.sessionId.size() +
                                     key.sessionData.size());
}

store::BackupKey readKey(std::string_view room, std::string_view session, const json::object &in) {
    store::BackupKey out;
    out.roomId = room;
    out.sessionId = session;
    out.firstMessageIndex = getInt(in, "first_message_index");
    out.forwardedCount = getInt(in, "forwarded_count");
    out.isVerified = getBool(in, "is_verified");
    out.sessionData = json::serialize(getAny(in, "session_data"));
    if (bytesOf(out) > static_cast<std::int64_t>(quotas::backupSessionBytes))
        throw tooLarge("A session may have at most " +
                       std::to_string(quotas::backupSessionBytes >> 10) + " KiB.");
    return out;
}

std::string shown(const store::BackupKey &key) {
    return fmt::format(R"({{"first_message_index":{},"forwarded_count":{},"is_verified":{},)"
                       R"("session_data":{}}})",
                       key.firstMessageIndex, key.forwardedCount, key.isVerified, key.sessionData);
}

/// Sessions by room, as they come in order: {"id":{"sessions":{…}},…}
class KeysText {
public:
    void add(const store::BackupKey &key) {
        if (!m_open || key.roomId != m_room) {
            endRoom();
            m_text += m_any ? "," : "";
            matrix::appendJsonString(m_text, key.roomId);
            m_text += R"(:{"sessions":{)";
            m_room = key.roomId;
            m_open = m_any = true;
            m_first = true;
        }
        m_text += m_first ? "" : ",";
        m_first = false;
        matrix::appendJsonString(m_text, key.sessionId);
        m_text += ':';
        m_text += shown(key);
        if (m_text.size() > pieceBytes)
            cut();
    }
    [[nodiscard]] Backups::Text take() {
        endRoom();
        m_text += "}}";
        cut();
        return std::move(m_pieces);
    }

private:
    static constexpr std::size_t pieceBytes = 256 << 10;
    void endRoom() {
        m_text += m_open ? "}}" : "";
        m_open = false;
    }
    void cut() {
        m_pieces.push_back(std::make_shared<const std::string>(std::exchange(m_text, {})));
    }

    Backups::Text m_pieces;
    std::string m_text = R"({"rooms":{)";
    std::string m_room;
    bool m_open = false;
    bool m_any = false;
    bool m_first = true;
};

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

/// As JSON. Every answer about a backup has it whole.
std::string readAuthData(const json::object &body) {
    std::string text = json::serialize(getAny(body, "auth_data"));
    if (text.size() > quotas::backupAuthDataBytes)
        throw tooLarge("auth_data may have at most " +
                       std::to_string(quotas::backupAuthDataBytes >> 10) + " KiB.");
    return text;
}
} // namespace

Backups::Backups(Accounts &accounts)
    : m_accounts(accounts) {}

std::string Backups::create(store::UserNid user, const json::object &body) {
    const std::string algorithm = getString(body, "algorithm");
    const std::string authData = readAuthData(body);
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
    const std::string authData = readAuthData(body);
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
        tx.onCommit([this, user] { forgetUsed(user); });
    });
}

json::object Backups::put(store::UserNid user, std::string_view version, std::string_view room,
                          std::string_view session, const json::object &body) {
    const auto keys = readKeys(room, session, body);
    bool spent = false;
    const auto store = [&](store::Transaction &tx) {
        if (std::exchange(spent, false)) // the batch failed and runs again
            forgetUsed(user);
        std::int64_t more = 0;
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
            more += bytesOf(key) - (old.empty() ? 0 : bytesOf(old.front()));
            store::backups::put(tx, user, newest->version, key);
            changed = true;
        }
        spend(tx, user, more);
        spent = true;
        return changed ? store::backups::touch(tx, user, newest->version) : *newest;
    };
    try {
        return tally(m_accounts.database().write(store));
    } catch (...) {
        if (spent)
            forgetUsed(user);
        throw;
    }
}

Backups::Text Backups::get(store::UserNid user, std::string_view version, std::string_view room,
                           std::string_view session) {
    constexpr std::int64_t keysAtOnce = 500;
    store::Database &database = m_accounts.database();
    if (session.empty())
        noteBytes(static_cast<std::size_t>(used(user)));
    const auto found =
        database.read([&](store::Reader &reader) { return requireVersion(reader, user, version); });
    if (!session.empty() || !room.empty()) {
        const auto keys = database.read([&](store::Reader &reader) {
            return store::backups::list(reader, user, found.version, room, session);
        });
        if (!session.empty() && keys.empty())
            throw notFound("No room_keys found");
        std::string text = session.empty() ? R"({"sessions":{)" : shown(keys.front());
        if (session.empty()) {
            for (const store::BackupKey &key : keys) {
                text += &key == &keys.front() ? "" : ",";
                matrix::appendJsonString(text, key.sessionId);
                text += ':';
                text += shown(key);
            }
            text += "}}";
        }
        return {std::make_shared<const std::string>(std::move(text))};
    }
    KeysText text;
    store::BackupKey last;
    for (;;) {
        const auto keys = database.read([&](store::Reader &reader) {
            return store::backups::listAfter(reader, user, found.version, last.roomId,
                                             last.sessionId, keysAtOnce);
        });
        for (const store::BackupKey &key : keys)
            text.add(key);
        if (keys.size() < static_cast<std::size_t>(keysAtOnce))
            return text.take();
        last = keys.back();
    }
}

std::int64_t Backups::used(store::UserNid user) {
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_used.find(user); found != m_used.end())
            return found->second;
    }
    const std::int64_t bytes = m_accounts.database().read(
        [&](store::Reader &reader) { return store::backups::bytesOf(reader, user); });
    constexpr std::size_t mostUsers = 10'000;
    const std::lock_guard lock(m_mutex);
    if (m_used.size() >= mostUsers)
        m_used.clear();
    return m_used.emplace(user, bytes).first->second;
}

void Backups::spend(store::Transaction &tx, store::UserNid user, std::int64_t more) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_used.find(user);
    const std::int64_t after =
        found != m_used.end() ? found->second + more : store::backups::bytesOf(tx, user);
    if (more > 0 && after > quotas::backupBytes)
        throw tooLarge("Backups of keys may have at most " +
                       std::to_string(quotas::backupBytes >> 20) + " MiB.");
    if (found != m_used.end())
        found->second = after;
}

void Backups::forgetUsed(store::UserNid user) {
    const std::lock_guard lock(m_mutex);
    m_used.erase(user);
}

json::object Backups::erase(store::UserNid user, std::string_view version, std::string_view room,
                            std::string_view session) {
    return tally(m_accounts.database().write([&](store::Transaction &tx) {
        const auto found = requireVersion(tx, user, version);
        const auto gone = store::backups::erase(tx, user, found.version, room, session);
        tx.onCommit([this, user] { forgetUsed(user); });
        return gone > 0 ? store::backups::touch(tx, user, found.version) : found;
    }));
}

} // namespace hearth::services
