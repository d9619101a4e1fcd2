// SPDX-License-Identifier: Apache-2.0
// See sessions.hpp.
#include "server/services/accounts/sessions.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/usage_limits.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/services/live/device_changes.hpp"
#include "server/store/device_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t cachedTokens = 50000;
constexpr std::int64_t noteEvery = 120000; // ms between two notes of the same device and address

std::string newDeviceId() {
    const std::string bytes = crypto::randomBytes(10);
    std::string out;
    for (const char c : bytes)
        out += static_cast<char>('A' + static_cast<unsigned char>(c) % 26);
    return out;
}

/// The earlier of two moments of which each may be missing.
std::optional<Timestamp> earlier(std::optional<Timestamp> a, std::optional<Timestamp> b) {
    if (!a)
        return b;
    return b ? std::min(*a, *b) : a;
}

std::optional<Timestamp> after(Timestamp now, std::optional<std::int64_t> lifetime) {
    if (!lifetime)
        return std::nullopt;
    return now + *lifetime;
}

} // namespace

void requireOpen(const store::Account &account) {
    if (account.deactivated)
        throw Error(403, "M_USER_DEACTIVATED", "This account has been deactivated");
    if (account.locked)
        throw Error(401, "M_USER_LOCKED", "This account has been locked",
                    json::object{{"soft_logout", true}});
}

Sessions::Sessions(store::Database &database, Accounts &accounts, Changes &changes,
                   UsageLimits &usage, const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_accounts(accounts)
    , m_changes(changes)
    , m_usage(usage)
    , m_settings(settings)
    , m_clock(clock) {}

Sessions::~Sessions() = default;

Sessions::EntryPtr Sessions::find(const std::string &hash) {
    std::uint64_t generation = 0;
    {
        const std::shared_lock lock(m_mutex);
        const auto it = m_byHash.find(hash);
        if (it != m_byHash.end())
            return it->second;
        generation = m_generation;
    }
    auto row = m_database.read(
        [&](store::Reader &reader) { return store::sessions::findAccess(reader, hash); });
    if (!row)
        return nullptr;
    auto entry = std::make_shared<Entry>();
    entry->used = row->used;
    entry->token = *std::move(row);
    const std::unique_lock lock(m_mutex);
    // Not if tokens were removed meanwhile: this could be one of them.
    if (generation == m_generation) {
        if (m_byHash.size() >= cachedTokens) {
            m_byHash.clear();
            m_hashesOf.clear();
        }
        m_byHash[hash] = entry;
        m_hashesOf[entry->token.user].push_back(hash);
    }
    return entry;
}

Requester Sessions::authenticate(std::string_view token, bool evenExpired) {
    const auto entry = find(crypto::sha256(token));
    if (!entry)
        throw unknownToken(false);
    const bool expired = entry->token.expires && *entry->token.expires <= m_clock.now();
    if (expired && !evenExpired)
        throw unknownToken(true);
    const auto account = m_accounts.find(entry->token.user);
    if (!account || account->deactivated)
        throw unknownToken(false);
    // Who acts as somebody else must be able to act at all.
    if (entry->token.puppeteer) {
        const auto by = m_accounts.find(entry->token.puppeteer);
        if (!by || by->deactivated || by->locked)
            throw unknownToken(false);
    }
    if (entry->token.refreshId != 0 && !entry->used.load() && !expired)
        useFirstTime(entry);
    Requester out = requesterFor(*account);
    out.deviceId = entry->token.deviceId;
    out.deviceNid = entry->token.device;
    out.tokenId = entry->token.id;
    out.puppeteer = entry->token.puppeteer;
    out.expires = entry->token.expires;
    out.refreshable = entry->token.refreshId != 0;
    return out;
}

/// The first use of a refreshed token ends those before it (spec, "Refreshing access tokens").
void Sessions::useFirstTime(const EntryPtr &entry) {
    m_database.write([&](store::Transaction &tx) {
        store::sessions::markUsed(tx, entry->token.id, m_clock.now());
        store::sessions::removePredecessors(tx, entry->token.refreshId);
        forgetAfter(tx, entry->token.user);
    });
    entry->used = true;
}

void Sessions::seen(const Requester &requester, std::string_view address,
                    std::string_view userAgent) {
    const auto settings = m_settings.get();
    if (requester.tokenId == 0 && !(requester.appservice && settings->trackAppserviceUserIps))
        return;
    const Timestamp now = m_clock.now();
    {
        // Users of application services have no tokens of their own.
        const std::int64_t key =
            requester.tokenId != 0 ? requester.tokenId : -requester.userNid.value;
        const std::lock_guard lock(m_notedMutex);
        auto &[when, where] = m_noted[key];
        if (when + noteEvery > now && where == address)
            return;
        when = now;
        where = address;
        if (m_noted.size() > cachedTokens)
            m_noted.clear();
    }
    m_usage.seen(requester.puppeteer ? requester.puppeteer : requester.userNid);
    const std::string agent(userAgent.substr(0, 256));
    const std::lock_guard lock(m_seenMutex);
    if (requester.puppeteer)
        m_seen.push_back({requester.puppeteer, {}, std::string(address), agent, now});
    if (!requester.puppeteer || settings->trackPuppetedUserIps)
        m_seen.push_back(
            {requester.userNid, requester.deviceNid, std::string(address), agent, now});
}

void Sessions::flushSeen() {
    std::vector<Seen> batch;
    {
        const std::lock_guard lock(m_seenMutex);
        batch.swap(m_seen);
    }
    if (batch.empty())
        return;
    m_database.write([&](store::Transaction &tx) {
        for (const auto &seen : batch)
            store::devices::seen(tx, seen.user, seen.device, seen.address, seen.userAgent,
                                 seen.when);
    });
}

SignedIn Sessions::signIn(store::UserNid user, const SignInOptions &options, const Proof &proof) {
    if (const auto account = m_accounts.find(user); account && !options.puppeteer)
        m_usage.requireMayUse(*account);
    return m_database.write([&](store::Transaction &tx) {
        const auto account = store::accounts::find(tx, user);
        if (!account)
            throw forbidden("Unknown user");
        requireOpen(*account);
        proof.redeem(tx, user);
        return signIn(tx, *account, options);
    });
}

SignedIn Sessions::signIn(store::Transaction &tx, const store::Account &account,
                          const SignInOptions &options) {
    SignedIn out;
    out.userId = account.userId;
    if (options.deviceName && options.deviceName->size() > quotas::deviceNameBytes)
        throw tooLarge("The name of a device may have at most " +
                       std::to_string(quotas::deviceNameBytes) + " bytes.");
    if (options.withoutDevice) {
        addTokens(tx, account, {}, options, nullptr, out);
        return out;
    }
    out.deviceId = options.deviceId ? *options.deviceId : newDeviceId();
    const auto known = store::devices::find(tx, account.nid, out.deviceId);
    if (known && known->hidden)
        throw invalidParam("This device id is taken.");
    store::DeviceNid device{};
    if (known) {
        device = known->nid;
        store::sessions::removeOfDevice(tx, account.nid, device);
        forgetAfter(tx, account.nid);
    } else {
        device = store::devices::create(tx, account.nid, out.deviceId, options.deviceName,
                                        m_clock.now());
        deviceListMoved(tx, m_changes, account.nid, out.deviceId);
    }
    addTokens(tx, account, device, options, nullptr, out);
    return out;
}

void Sessions::addTokens(store::Transaction &tx, const store::Account &account,
                         store::DeviceNid device, const SignInOptions &options,
                         const store::RefreshToken *previous, SignedIn &out) {
    const auto settings = m_settings.get();
    const Timestamp now = m_clock.now();
    store::AccessToken access;
    access.user = account.nid;
    access.device = device;
    access.puppeteer = options.puppeteer;
    const bool refreshable = options.refreshable && settings->refreshableAccessTokenLifetime;
    if (refreshable) {
        store::RefreshToken refresh;
        refresh.user = account.nid;
        refresh.device = device;
        refresh.family = previous ? previous->family : 0;
        refresh.sessionExpires =
            previous ? previous->sessionExpires : after(now, settings->sessionLifetime);
        refresh.expires =
            earlier(after(now, settings->refreshTokenLifetime), refresh.sessionExpires);
        out.refreshToken = "hrt_" + crypto::randomToken(44);
        access.refreshId =
            store::sessions::addRefresh(tx, crypto::sha256(out.refreshToken), refresh, now);
        access.expires =
            earlier(after(now, settings->refreshableAccessTokenLifetime), refresh.sessionExpires);
        if (previous)
            store::sessions::setNext(tx, previous->id, access.refreshId, now);
    } else if (!account.guest) {
        const auto lifetime = settings->nonrefreshableAccessTokenLifetime
                                  ? settings->nonrefreshableAccessTokenLifetime
                                  : settings->sessionLifetime;
        access.expires = earlier(options.expires, after(now, lifetime));
    }
    out.accessToken = "hat_" + crypto::randomToken(44);
    store::sessions::addAccess(tx, crypto::sha256(out.accessToken), access, now);
    if (access.expires)
        out.expiresIn = *access.expires - now;
}

SignedIn Sessions::refresh(std::string_view refreshToken) {
    const std::string hash = crypto::sha256(refreshToken);
    enum class Verdict { Good, Unknown, Expired, Spent } verdict = Verdict::Good;
    auto result = m_database.write([&](store::Transaction &tx) {
        SignedIn out;
        verdict = Verdict::Good;
        const auto token = store::sessions::findRefresh(tx, hash);
        const auto account =
            token ? store::accounts::find(tx, token->user) : std::optional<store::Account>{};
        if (!token || !account || account->deactivated) {
            verdict = Verdict::Unknown;
            return out;
        }
        requireOpen(*account); // nothing is spent while it is locked
        if (token->expires && *token->expires <= m_clock.now()) {
            verdict = Verdict::Expired;
            return out;
        }
        if (token->next != 0) {
            forgetAfter(tx, token->user);
            if (store::sessions::wasUsed(tx, token->next)) {
                // Somebody else has it: end the whole sign-in rather than guess who is right.
                store::sessions::removeFamily(tx, *token);
                verdict = Verdict::Spent;
                return out;
            }
            store::sessions::removeAccessOfRefresh(tx, token->next);
            store::sessions::removeRefresh(tx, token->next);
        }
        SignInOptions options;
        options.refreshable = true;
        out.userId = account->userId;
        addTokens(tx, *account, token->device, options, &*token, out);
        return out;
    });
    if (verdict == Verdict::Expired)
        throw forbidden("The refresh token has expired.");
    if (verdict != Verdict::Good)
        throw unknownToken(false);
    return result;
}

void Sessions::signOut(const Requester &requester) {
    m_database.write([&](store::Transaction &tx) {
        if (requester.deviceNid) {
            removeDevice(tx, m_changes, requester.userNid, requester.deviceNid);
            deviceListMoved(tx, m_changes, requester.userNid, requester.deviceId);
        } else {
            store::sessions::removeAccess(tx, requester.tokenId);
        }
        forgetAfter(tx, requester.userNid);
    });
}

std::string Sessions::makeLoginToken(const Requester &requester, std::int64_t lifetime,
                                     const Proof &proof) {
    std::string token = "hlt_" + crypto::randomToken(40);
    m_database.write([&](store::Transaction &tx) {
        proof.redeem(tx, requester.userNid);
        requireStillSignedIn(tx, requester);
        store::sessions::addLogin(tx, crypto::sha256(token), requester.userNid,
                                  {requester.deviceNid, requester.tokenId},
                                  endOf(requester, lifetime));
    });
    return token;
}

std::pair<store::UserNid, Proof> Sessions::loginTokenOf(std::string_view token) {
    std::string hash = crypto::sha256(token);
    const auto user = m_database.read([&](store::Reader &reader) {
        return store::sessions::findLogin(reader, hash, m_clock.now());
    });
    if (!user)
        throw forbidden("Invalid login token");
    return {user,
            Proof([this, hash = std::move(hash)](store::Transaction &tx, store::UserNid whose) {
                if (store::sessions::takeLogin(tx, hash, m_clock.now()) != whose)
                    throw forbidden("Invalid login token");
            })};
}

std::string Sessions::makeOpenIdToken(const Requester &requester, std::int64_t lifetime) {
    refuseSuspended(requester);
    std::string token = "hoi_" + crypto::randomToken(40);
    m_database.write([&](store::Transaction &tx) {
        requireStillSignedIn(tx, requester);
        store::sessions::addOpenId(tx, crypto::sha256(token), requester.userNid,
                                   {requester.deviceNid, requester.tokenId},
                                   endOf(requester, lifetime), quotas::openIdTokens);
    });
    return token;
}

std::string Sessions::openIdUser(std::string_view token) {
    const auto user = m_database.read([&](store::Reader &reader) {
        return store::sessions::findOpenId(reader, crypto::sha256(token), m_clock.now());
    });
    const auto account = m_accounts.find(user);
    if (!account || account->deactivated || account->locked || account->suspended)
        return {};
    return account->userId;
}

/// Tokens for others do not outlive a sign-in that ends at a fixed time.
Timestamp Sessions::endOf(const Requester &requester, std::int64_t lifetime) const {
    const Timestamp end = m_clock.now() + lifetime;
    return requester.expires && !requester.refreshable ? std::min(end, *requester.expires) : end;
}

/// A sign-out that came in between would not find what is about to be written.
void Sessions::requireStillSignedIn(store::Transaction &tx, const Requester &requester) {
    if (requester.tokenId != 0 &&
        !store::sessions::isSignedIn(tx, requester.userNid, requester.deviceNid, requester.tokenId))
        throw unknownToken(false);
}

void Sessions::forgetAfter(store::Transaction &tx, store::UserNid user) {
    tx.onCommit([this, user] { forget(user); });
    m_accounts.accessChangesAfter(tx, user);
}

void Sessions::forget(store::UserNid user) {
    const std::unique_lock lock(m_mutex);
    ++m_generation;
    const auto it = m_hashesOf.find(user);
    if (it == m_hashesOf.end())
        return;
    for (const auto &hash : it->second)
        m_byHash.erase(hash);
    m_hashesOf.erase(it);
}

void Sessions::removeExpired() {
    m_database.write(
        [&](store::Transaction &tx) { store::sessions::removeExpired(tx, m_clock.now()); });
}

} // namespace hearth::services
