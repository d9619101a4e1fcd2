// SPDX-License-Identifier: Apache-2.0
// Sessions: access and refresh tokens. Every request asks here who it comes from, so answers come
// from memory and the note of where a device was seen is written later, many at once.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/requester.hpp"
#include "server/store/account_store.hpp"
#include "server/store/session_store.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Accounts;
class Changes;

struct SignInOptions {
    std::optional<std::string> deviceId; // a new one is made up if none
    std::optional<std::string> deviceName;
    bool refreshable = false;
    bool withoutDevice = false; // administrator's login-as
    store::UserNid puppeteer{};
    std::optional<Timestamp> expires; // of a token without device
};

struct SignedIn {
    std::string userId;
    std::string accessToken;
    std::string deviceId;
    std::string refreshToken;              // empty: none
    std::optional<std::int64_t> expiresIn; // ms
};

/// Owned by the daemon. Thread-safe.
class Sessions {
public:
    Sessions(store::Database &database, Accounts &accounts, Changes &changes,
             const config::Current &settings, const Clock &clock);
    ~Sessions();

    /// Throws 401 M_UNKNOWN_TOKEN; soft_logout when the token has only expired.
    [[nodiscard]] Requester authenticate(std::string_view token);
    /// Notes that a device was used. Cheap: nothing is written here.
    void seen(const Requester &requester, std::string_view address, std::string_view userAgent);
    /// Writes what seen() noted; called every few seconds, before lists of devices, and at the end.
    void flushSeen();

    [[nodiscard]] SignedIn signIn(const store::Account &account, const SignInOptions &options);
    /// Same, in a transaction that does more (registration).
    [[nodiscard]] SignedIn signIn(store::Transaction &tx, const store::Account &account,
                                  const SignInOptions &options);
    [[nodiscard]] SignedIn refresh(std::string_view refreshToken);
    /// The device goes with its token.
    void signOut(const Requester &requester);

    [[nodiscard]] std::string makeLoginToken(store::UserNid user, std::int64_t lifetime);
    /// Throws 403 M_FORBIDDEN.
    [[nodiscard]] store::UserNid takeLoginToken(std::string_view token);
    [[nodiscard]] std::string makeOpenIdToken(store::UserNid user, std::int64_t lifetime);
    /// No user if it does not hold.
    [[nodiscard]] store::UserNid findOpenId(std::string_view token);

    /// Called in every transaction that removes tokens of the user.
    void forgetAfter(store::Transaction &tx, store::UserNid user);
    void removeExpired();

private:
    struct Entry {
        store::AccessToken token;
        std::atomic<bool> used{false};
    };
    using EntryPtr = std::shared_ptr<Entry>;
    struct Seen {
        store::UserNid user{};
        store::DeviceNid device{};
        std::string address, userAgent;
        Timestamp when = 0;
    };
    EntryPtr find(const std::string &hash);
    void useFirstTime(const EntryPtr &entry);
    void addTokens(store::Transaction &tx, const store::Account &account, store::DeviceNid device,
                   const SignInOptions &options, const store::RefreshToken *previous,
                   SignedIn &out);

    store::Database &m_database;
    Accounts &m_accounts;
    Changes &m_changes;
    const config::Current &m_settings;
    const Clock &m_clock;
    std::shared_mutex m_mutex; // the three below
    std::unordered_map<std::string, EntryPtr> m_byHash;
    std::unordered_map<store::UserNid, std::vector<std::string>> m_hashesOf;
    std::uint64_t m_generation = 0;
    std::mutex m_seenMutex; // m_seen
    std::vector<Seen> m_seen;
    std::mutex m_notedMutex;                                                     // m_noted
    std::unordered_map<std::int64_t, std::pair<Timestamp, std::string>> m_noted; // by token id
};

} // namespace hearth::services
