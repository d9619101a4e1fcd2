// SPDX-License-Identifier: Apache-2.0
// Sessions: access and refresh tokens. Every request asks here who it comes from, so answers come
// from memory and the note of where a device was seen is written later, many at once.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/proof.hpp"
#include "server/services/requester.hpp"
#include "server/store/account_store.hpp"
#include "server/store/session_store.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Accounts;
class Changes;
class UsageLimits;

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

/// Throws M_USER_DEACTIVATED or M_USER_LOCKED: nobody signs in to such an account.
void requireOpen(const store::Account &account);

/// Owned by the daemon. Thread-safe.
class Sessions {
public:
    Sessions(store::Database &database, Accounts &accounts, Changes &changes, UsageLimits &usage,
             const config::Current &settings, const Clock &clock);
    ~Sessions();

    /// Throws 401 M_UNKNOWN_TOKEN; soft_logout when the token has only expired, unless that does
    /// not matter.
    [[nodiscard]] Requester authenticate(std::string_view token, bool evenExpired = false);
    /// Notes that a device was used. Cheap: nothing is written here.
    void seen(const Requester &requester, std::string_view address, std::string_view userAgent);
    /// Writes what seen() noted; called every few seconds, before lists of devices, and at the end.
    void flushSeen();

    /// Reads the account again in the transaction that signs it in: throws if it has been closed or
    /// locked, or the proof does not hold any more; 403 M_RESOURCE_LIMIT_EXCEEDED where the account
    /// may not use the server.
    [[nodiscard]] SignedIn signIn(store::UserNid user, const SignInOptions &options,
                                  const Proof &proof);
    /// Same, in a transaction that does more (registration).
    [[nodiscard]] SignedIn signIn(store::Transaction &tx, const store::Account &account,
                                  const SignInOptions &options);
    [[nodiscard]] SignedIn refresh(std::string_view refreshToken);
    /// The device goes with its token.
    void signOut(const Requester &requester);

    /// For the requester's next device. It ends with the sign-in that asked for it.
    [[nodiscard]] std::string makeLoginToken(const Requester &requester, std::int64_t lifetime,
                                             const Proof &proof);
    /// Whose login token this is, and the proof that spends it. Throws 403 M_FORBIDDEN.
    [[nodiscard]] std::pair<store::UserNid, Proof> loginTokenOf(std::string_view token);
    /// It ends with the sign-in that asked for it.
    [[nodiscard]] std::string makeOpenIdToken(const Requester &requester, std::int64_t lifetime);
    /// The user id; empty if the token does not hold, or its user may not act at the moment.
    [[nodiscard]] std::string openIdUser(std::string_view token);

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
    void forget(store::UserNid user);
    [[nodiscard]] Timestamp endOf(const Requester &requester, std::int64_t lifetime) const;
    static void requireStillSignedIn(store::Transaction &tx, const Requester &requester);
    void useFirstTime(const EntryPtr &entry);
    void addTokens(store::Transaction &tx, const store::Account &account, store::DeviceNid device,
                   const SignInOptions &options, const store::RefreshToken *previous,
                   SignedIn &out);

    store::Database &m_database;
    Accounts &m_accounts;
    Changes &m_changes;
    UsageLimits &m_usage;
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
