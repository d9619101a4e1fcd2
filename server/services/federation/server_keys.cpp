// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/server_keys.hpp"

#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/signed_json.hpp"
#include "server/services/federation/federation_client.hpp"

#include <algorithm>
#include <atomic>

namespace hearth::services {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t longestTrust = 7LL * 24 * 60 * minute; // spec, room version 5
constexpr std::int64_t askTimeoutMs = 5'000; // twice in a row: who waits for it waits 10 s
constexpr std::size_t mostBytes = 1 << 20;
constexpr std::size_t mostKnown = 20'000;
constexpr std::size_t atOnce = 20;
constexpr std::size_t mostKeys = 100; // of one server in one answer
constexpr std::string_view algorithm = "ed25519:";

std::optional<std::string> publicKey(const json::value &entry) {
    if (!entry.is_object())
        return std::nullopt;
    auto key = base64Decode(stringAt(entry.get_object(), "key"));
    if (!key || key->size() != 32)
        return std::nullopt;
    return key;
}

bool fits(const store::ServerKey &key, const WantedKey &wanted) {
    if (key.keyId != wanted.keyId)
        return false;
    if (wanted.validAt == 0)
        return true;
    return key.expired ? wanted.validAt < *key.expired : wanted.validAt <= key.validUntil;
}

} // namespace

/// One server's keys, asked for at several notaries.
struct ServerKeys::Inquiry {
    WantedKey wanted;
    Lookups<bool>::Answer answer;
    std::vector<config::TrustedKeyServer> notaries;
    std::atomic<std::size_t> left{0};
    std::atomic<bool> found{false};
};

struct ServerKeys::Batch {
    std::mutex mutex; // waiting
    std::deque<WantedKey> waiting;
    std::atomic<std::size_t> running{0};
    std::function<void()> done;
};

ServerKeys::ServerKeys(const Parts &parts)
    : m(parts)
    , m_asked(parts.clock, {mostKnown, atOnce, 500}) {}

ServerKeys::Keys ServerKeys::load(const std::string &server) {
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_known.find(server); found != m_known.end())
            return found->second;
    }
    auto keys = std::make_shared<const std::vector<store::ServerKey>>(m.database.read(
        [&](store::Reader &reader) { return store::server_keys::of(reader, server); }));
    const std::lock_guard lock(m_mutex);
    if (m_known.size() >= mostKnown)
        m_known.clear();
    if (!keys->empty())
        m_known.insert_or_assign(server, keys);
    return keys;
}

std::optional<store::ServerKey> ServerKeys::own(std::string_view keyId) const {
    const Timestamp now = m.clock.now();
    if (keyId == m.key.keyId())
        return store::ServerKey{m.key.keyId(), m.key.publicKey(), now + longestTrust, {}, now, {}};
    for (const config::OldSigningKey &old : m.settings.get()->oldSigningKeys)
        if (old.keyId == keyId)
            return store::ServerKey{old.keyId,     base64Decode(old.key).value_or(""),
                                    old.expiredTs, old.expiredTs,
                                    now,           {}};
    return std::nullopt;
}

std::optional<std::string> ServerKeys::find(const WantedKey &wanted) {
    if (wanted.server == m.client.ownName()) {
        const auto key = own(wanted.keyId);
        return key && fits(*key, wanted) ? std::optional(key->publicKey) : std::nullopt;
    }
    const Keys keys = load(wanted.server);
    const auto found = std::find_if(keys->begin(), keys->end(),
                                    [&](const store::ServerKey &key) { return fits(key, wanted); });
    return found == keys->end() ? std::nullopt : std::optional(found->publicKey);
}

std::string ServerKeys::requireForRequest(const std::string &server, const std::string &keyId) {
    const auto usable = [&]() -> std::optional<std::string> {
        const Timestamp now = m.clock.now();
        const Keys keys = load(server);
        for (const store::ServerKey &key : *keys)
            if (key.keyId == keyId && !key.expired && key.validUntil >= now)
                return key.publicKey;
        return std::nullopt;
    };
    if (auto key = usable())
        return *std::move(key);
    static_cast<void>(m_asked.get(server, asker({server, keyId, m.clock.now()})));
    if (auto key = usable())
        return *std::move(key);
    throw Error(401, "M_UNAUTHORIZED", "The key " + keyId + " of " + server + " cannot be had.");
}

Lookups<bool>::Ask ServerKeys::asker(const WantedKey &wanted) {
    return [this, wanted](const Lookups<bool>::Answer &answer) { askServer(wanted, answer); };
}

void ServerKeys::askServer(const WantedKey &wanted, const Lookups<bool>::Answer &answer) {
    FederationRequest request;
    request.destination = wanted.server;
    request.path = "/_matrix/key/v2/server";
    request.timeoutMs = askTimeoutMs;
    request.maxBytes = mostBytes;
    request.isSigned = false;
    request.urgent = true;
    m.client.send(std::move(request), [this, wanted, answer](const FederationAnswer &came) {
        if (came.ok() && accept(wanted.server, came.body) && (wanted.keyId.empty() || find(wanted)))
            return settle(wanted.server, true, answer);
        auto inquiry = std::make_shared<Inquiry>();
        inquiry->wanted = wanted;
        inquiry->answer = answer;
        inquiry->found = came.ok();
        const auto settings = m.settings.get();
        for (const config::TrustedKeyServer &notary : settings->trustedKeyServers) {
            const bool isItself =
                notary.serverName == wanted.server || notary.serverName == settings->serverName;
            const bool isKnown = !notary.verifyKeys.empty() || notary.acceptKeysInsecurely ||
                                 settings->federationVerifyCertificates;
            if (!isItself && isKnown)
                inquiry->notaries.push_back(notary);
        }
        askNotaries(inquiry);
    });
}

void ServerKeys::askNotaries(const std::shared_ptr<Inquiry> &inquiry) {
    const std::string &server = inquiry->wanted.server;
    if (inquiry->notaries.empty())
        return settle(server, inquiry->found, inquiry->answer);
    inquiry->left = inquiry->notaries.size();
    for (const config::TrustedKeyServer &notary : inquiry->notaries) {
        json::object criteria; // none: all keys
        if (const WantedKey &wanted = inquiry->wanted; !wanted.keyId.empty())
            criteria[wanted.keyId] = wanted.validAt == 0
                                         ? json::object{}
                                         : json::object{{"minimum_valid_until_ts", wanted.validAt}};
        FederationRequest request;
        request.destination = notary.serverName;
        request.method = http::Method::Post;
        request.path = "/_matrix/key/v2/query";
        request.content = json::object{{"server_keys", {{server, std::move(criteria)}}}};
        request.timeoutMs = askTimeoutMs;
        request.maxBytes = mostBytes;
        request.isSigned = false;
        request.urgent = true;
        m.client.send(std::move(request), [this, inquiry, &notary](const FederationAnswer &came) {
            if (takeFromNotary(notary, inquiry->wanted.server, came))
                inquiry->found = true;
            if (--inquiry->left == 0)
                settle(inquiry->wanted.server, inquiry->found, inquiry->answer);
        });
    }
}

bool ServerKeys::takeFromNotary(const config::TrustedKeyServer &notary, const std::string &server,
                                const FederationAnswer &answer) {
    const json::array *sets = arrayAt(answer.body, "server_keys");
    if (!answer.ok() || !sets)
        return false;
    bool taken = false;
    for (const json::value &set : *sets) {
        if (!set.is_object() || stringAt(set.get_object(), "server_name") != server)
            continue;
        const auto &keys = notary.verifyKeys;
        const bool isSigned = std::any_of(keys.begin(), keys.end(), [&](const auto &key) {
            return matrix::verifyJson(set.get_object(), notary.serverName, key.first,
                                      base64Decode(key.second).value_or(""));
        });
        if (keys.empty() || isSigned)
            taken = accept(server, set.get_object()) || taken;
    }
    return taken;
}

std::optional<ServerKeys::Published> ServerKeys::read(const std::string &server,
                                                      const json::object &body, Timestamp now) {
    const json::object *current = objectAt(body, "verify_keys");
    const auto until = intAt(body, "valid_until_ts");
    if (stringAt(body, "server_name") != server || !current || !until || *until < 0)
        return std::nullopt;
    Published out;
    out.validUntil = *until;
    json::object kept = body;
    kept.erase("signatures");
    if (const json::object *all = objectAt(body, "signatures"))
        if (const json::object *ofServer = objectAt(*all, server))
            kept["signatures"] = {{server, *ofServer}}; // those of notaries say nothing later
    const std::string text = json::serialize(kept);
    bool isSigned = false;
    for (const auto &[id, entry] : *current) {
        const auto key = publicKey(entry);
        if (!key || !id.starts_with(algorithm) || out.keys.size() >= mostKeys)
            continue;
        isSigned = isSigned || matrix::verifyJson(body, server, id, *key);
        out.keys.push_back(
            {std::string(id), *key, std::min(*until, now + longestTrust), {}, now, text});
    }
    if (!isSigned)
        return std::nullopt;
    if (const json::object *old = objectAt(body, "old_verify_keys"))
        for (const auto &[id, entry] : *old) {
            const auto key = publicKey(entry);
            const auto expired =
                entry.is_object() ? intAt(entry.get_object(), "expired_ts") : std::nullopt;
            if (key && expired && id.starts_with(algorithm) && !current->contains(id) &&
                out.keys.size() < mostKeys)
                out.keys.push_back({std::string(id), *key, *expired, *expired, now, text});
        }
    return out;
}

bool ServerKeys::accept(const std::string &server, const json::object &body) {
    const auto set = read(server, body, m.clock.now());
    if (!set) {
        log::info("federation", "What came as the keys of {} is not that.", server);
        return false;
    }
    m.database.write(
        [&](store::Transaction &tx) { store::server_keys::put(tx, server, set->keys); });
    const std::lock_guard lock(m_mutex);
    m_known.erase(server);
    return true;
}

/// Those who do not answer are asked less and less often: after 1 min … 1 h.
void ServerKeys::settle(const std::string &server, bool found,
                        const Lookups<bool>::Answer &answer) {
    std::int64_t kept = minute;
    {
        const std::lock_guard lock(m_mutex);
        if (found) {
            m_failures.erase(server);
        } else {
            if (m_failures.size() >= mostKnown)
                m_failures.clear();
            const int before = m_failures[server]++;
            kept = std::min(minute << std::min(before, 6), 60 * minute);
        }
    }
    answer(found, kept);
}

void ServerKeys::fetch(std::vector<WantedKey> wanted, std::function<void()> done) {
    std::erase_if(wanted, [this](const WantedKey &key) { return find(key).has_value(); });
    auto batch = std::make_shared<Batch>();
    batch->done = std::move(done);
    // One question for each server; it gives all its keys.
    for (WantedKey &key : wanted) {
        const auto same =
            std::find_if(batch->waiting.begin(), batch->waiting.end(),
                         [&](const WantedKey &other) { return other.server == key.server; });
        if (same == batch->waiting.end())
            batch->waiting.push_back(std::move(key));
        else
            same->validAt = std::max(same->validAt, key.validAt);
    }
    if (batch->waiting.empty())
        return batch->done();
    const std::size_t starts = std::min(atOnce, batch->waiting.size());
    batch->running = starts;
    for (std::size_t i = 0; i < starts; ++i)
        next(batch);
}

void ServerKeys::next(const std::shared_ptr<Batch> &batch) {
    std::optional<WantedKey> wanted;
    {
        const std::lock_guard lock(batch->mutex);
        if (!batch->waiting.empty()) {
            wanted = std::move(batch->waiting.front());
            batch->waiting.pop_front();
        }
    }
    if (!wanted) {
        if (--batch->running == 0)
            batch->done();
        return;
    }
    m_asked.ask(wanted->server, asker(*wanted), [this, batch] { next(batch); });
}

json::object ServerKeys::published() const {
    const auto settings = m.settings.get();
    json::object old;
    for (const config::OldSigningKey &key : settings->oldSigningKeys)
        old[key.keyId] = {{"key", key.key}, {"expired_ts", key.expiredTs}};
    json::object body{
        {"server_name", settings->serverName},
        {"valid_until_ts", m.clock.now() + settings->keyRefreshInterval},
        {"verify_keys", {{m.key.keyId(), {{"key", base64Encode(m.key.publicKey())}}}}},
        {"old_verify_keys", std::move(old)}};
    matrix::signJson(body, settings->serverName, m.key);
    return body;
}

/// anyAge: nothing newer is to be had.
std::optional<json::object> ServerKeys::signedSet(const std::string &server, Timestamp minimum,
                                                  bool anyAge) {
    if (server == m.client.ownName())
        return published();
    const Keys keys = load(server);
    const auto newest = std::max_element(
        keys->begin(), keys->end(),
        [](const store::ServerKey &a, const store::ServerKey &b) { return a.fetched < b.fetched; });
    if (newest == keys->end())
        return std::nullopt;
    auto parsed = matrix::parseJson(newest->body, matrix::Strictness::Lenient);
    if (!parsed || !parsed->is_object())
        return std::nullopt;
    json::object body = std::move(parsed->get_object());
    const Timestamp until = intAt(body, "valid_until_ts").value_or(0);
    const Timestamp halfLife = newest->fetched + (until - newest->fetched) / 2;
    if (!anyAge && (halfLife < m.clock.now() || until < minimum))
        return std::nullopt;
    matrix::signJson(body, m.client.ownName(), m.key);
    return body;
}

json::array ServerKeys::notarise(const std::vector<std::pair<std::string, Timestamp>> &minimums) {
    json::array out;
    Together together;
    std::size_t fetched = 0;
    for (const auto &[server, minimum] : minimums) {
        auto set = signedSet(server, minimum, false);
        if (!set && fetched++ < mostFetched &&
            together.get([&] { return m_asked.get(server, asker({server, {}, minimum})); }))
            set = signedSet(server, minimum, false);
        if (!set)
            set = signedSet(server, minimum, true);
        if (set)
            out.push_back(*std::move(set));
    }
    together.require();
    return out;
}

} // namespace hearth::services
