// SPDX-License-Identifier: Apache-2.0
// See cross_signing.hpp.
#include "server/services/keys/cross_signing.hpp"

#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/signed_json.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/limits/quotas.hpp"
#include "server/services/live/device_changes.hpp"

#include <algorithm>
#include <array>

namespace hearth::services {
namespace {

using Kind = store::CrossSigningKind;

struct KindName {
    Kind kind;
    const char *member; // of the request
    const char *usage;
};
constexpr std::array<KindName, 3> kinds{{{Kind::Master, "master_key", "master"},
                                         {Kind::SelfSigning, "self_signing_key", "self_signing"},
                                         {Kind::UserSigning, "user_signing_key", "user_signing"}}};

Error invalidSignature(const char *message) {
    return Error(400, "M_INVALID_SIGNATURE", message);
}

/// "ed25519:<public key>" of a cross-signing key, checked.
std::string readPublicKey(const json::object &key, std::string_view userId, const char *usage) {
    if (json::serialize(key).size() > quotas::deviceKeysBytes)
        throw tooLarge("A cross-signing key may have at most " +
                       std::to_string(quotas::deviceKeysBytes >> 10) + " KiB.");
    if (getString(key, "user_id") != userId)
        throw invalidParam("'user_id' of a key is not that of the access token");
    const auto &usages = getArray(key, "usage");
    if (std::none_of(usages.begin(), usages.end(), [&](const json::value &value) {
            return value.is_string() && view(value.get_string()) == usage;
        }))
        throw invalidParam(std::string("'usage' must contain '") + usage + "'");
    const auto &keys = getObject(key, "keys");
    if (keys.size() != 1)
        throw invalidParam("A cross-signing key has exactly one public key");
    const auto &[name, value] = *keys.begin();
    constexpr std::string_view prefix = "ed25519:";
    const std::string_view id(name.data(), name.size());
    if (!value.is_string() || id.substr(0, prefix.size()) != prefix ||
        id.substr(prefix.size()) != view(value.get_string()))
        throw invalidParam("The public key must be named ed25519:<public key>");
    const auto bytes = base64Decode(view(value.get_string()));
    if (!bytes || bytes->size() != 32)
        throw invalidParam("The public key is not a base64 Ed25519 key");
    return std::string(view(value.get_string()));
}

bool verify(const json::object &object, std::string_view signer, std::string_view publicKey,
            std::string_view keyName) {
    const auto bytes = base64Decode(publicKey);
    return bytes && matrix::verifyJson(object, signer, "ed25519:" + std::string(keyName), *bytes);
}

/// Whether two objects are the same apart from what is not signed.
bool sameContent(const json::object &a, std::string_view b) {
    constexpr std::array<std::string_view, 2> leftOut{"signatures", "unsigned"};
    const auto other = json::parse({b.data(), b.size()});
    return matrix::canonicalJsonWithout(a, leftOut) ==
           matrix::canonicalJsonWithout(other.as_object(), leftOut);
}

std::string signatureIn(const json::object &object, std::string_view signer,
                        std::string_view keyId) {
    const auto *all = objectAt(object, "signatures");
    const auto *ofSigner = all ? objectAt(*all, signer) : nullptr;
    return ofSigner ? std::string(stringAt(*ofSigner, keyId)) : std::string{};
}

} // namespace

struct CrossSigning::Keys {
    std::array<std::optional<store::CrossSigningKey>, 3> byKind;
    [[nodiscard]] const std::optional<store::CrossSigningKey> &of(Kind kind) const {
        return byKind[static_cast<std::size_t>(kind)];
    }
};

CrossSigning::CrossSigning(Accounts &accounts, Changes &changes, const Clock &clock)
    : m_accounts(accounts)
    , m_changes(changes)
    , m_clock(clock) {}

CrossSigning::Keys CrossSigning::load(store::Reader &reader, store::UserNid user,
                                      const std::string &) const {
    Keys out;
    for (auto &key : store::keys::crossSigning(reader, user))
        out.byKind[static_cast<std::size_t>(key.kind)] = std::move(key);
    return out;
}

/// The keys of an upload that differ from those stored, verified.
std::vector<store::CrossSigningKey> CrossSigning::read(store::Reader &reader,
                                                       const Requester &requester,
                                                       const json::object &body) const {
    const std::string &userId = requester.user.str();
    const Keys stored = load(reader, requester.userNid, userId);
    std::vector<store::CrossSigningKey> out;
    std::string master = stored.of(Kind::Master) ? stored.of(Kind::Master)->publicKey : "";
    for (const auto &[kind, member, usage] : kinds) {
        const auto *given = findObject(body, member);
        if (!given)
            continue;
        const std::string publicKey = readPublicKey(*given, userId, usage);
        if (store::keys::ofDevice(reader, requester.userNid, publicKey))
            throw invalidParam("A device has the id of this public key");
        if (kind == Kind::Master) {
            master = publicKey;
        } else {
            if (master.empty())
                throw invalidParam("No master key");
            if (!verify(*given, userId, master, master))
                throw invalidSignature("The key is not signed by the master key");
        }
        const auto &before = stored.of(kind);
        if (before && before->publicKey == publicKey && sameContent(*given, before->body))
            continue;
        out.push_back({kind, matrix::canonicalJson(*given), publicKey, std::nullopt});
    }
    return out;
}

/// A first upload, or a replacement that an administrator has allowed.
bool CrossSigning::isFree(const Keys &stored) const {
    const auto &master = stored.of(Kind::Master);
    return !master || (master->updatableUntil && *master->updatableUntil > m_clock.now());
}

bool CrossSigning::needsProof(const Requester &requester, const json::object &body) {
    return m_accounts.database().read([&](store::Reader &reader) {
        return !read(reader, requester, body).empty() &&
               !isFree(load(reader, requester.userNid, requester.user.str()));
    });
}

bool CrossSigning::upload(const Requester &requester, const json::object &body,
                          const Proof &proof) {
    return m_accounts.database().write([&](store::Transaction &tx) {
        const auto changed = read(tx, requester, body);
        if (changed.empty() && !proof.isGiven())
            return true;
        const Keys before = load(tx, requester.userNid, requester.user.str());
        if (!isFree(before) && !proof.isGiven())
            return false;
        proof.redeem(tx, requester.userNid);
        write(tx, requester, before, changed);
        return true;
    });
}

void CrossSigning::write(store::Transaction &tx, const Requester &requester, const Keys &stored,
                         const std::vector<store::CrossSigningKey> &changed) {
    if (changed.empty())
        return;
    // The user-signing key is nobody else's business.
    const bool isPrivate = std::all_of(changed.begin(), changed.end(), [](const auto &key) {
        return key.kind == Kind::UserSigning;
    });
    const auto user = requester.userNid;
    const auto position = isPrivate ? deviceListMovedFor(tx, m_changes, user, user)
                                    : deviceListMoved(tx, m_changes, user, {});
    for (const auto &key : changed) {
        if (const auto &before = stored.of(key.kind))
            store::keys::removeSignaturesOf(tx, requester.userNid, before->publicKey);
        store::keys::setCrossSigning(tx, requester.userNid, key, position);
    }
}

json::object CrossSigning::uploadSignatures(const Requester &requester, const json::object &body) {
    json::object failures;
    m_accounts.database().write([&](store::Transaction &tx) {
        failures.clear();
        for (const auto &[userId, keys] : body) {
            if (!keys.is_object())
                throw badJson("The request must map users to keys");
            for (const auto &[keyId, object] : keys.get_object()) {
                try {
                    if (!object.is_object())
                        throw badJson("A signed key must be an object");
                    addOne(tx, requester, userId, keyId, object.get_object());
                } catch (const Error &error) {
                    auto &ofUser = failures[userId];
                    if (!ofUser.is_object())
                        ofUser = json::object{};
                    ofUser.get_object()[keyId] = error.body();
                }
            }
        }
    });
    return {{"failures", std::move(failures)}};
}

void CrossSigning::addOne(store::Transaction &tx, const Requester &requester,
                          std::string_view userId, std::string_view keyId,
                          const json::object &object) {
    if (userId == requester.user.str()) {
        addToOwn(tx, requester, keyId, object);
        return;
    }
    const auto target = m_accounts.isLocal(userId) ? tx.findUser(userId) : store::UserNid{};
    if (!target)
        throw notFound("Unknown user");
    addToOther(tx, requester, target, userId, keyId, object);
}

/// Own devices are signed by the self-signing key, the own master key by own devices.
void CrossSigning::addToOwn(store::Transaction &tx, const Requester &requester,
                            std::string_view keyId, const json::object &object) {
    const std::string &userId = requester.user.str();
    const Keys keys = load(tx, requester.userNid, userId);
    if (const auto device = store::keys::ofDevice(tx, requester.userNid, keyId)) {
        if (!sameContent(object, device->body))
            throw unknownError("The device's keys are not those that were uploaded");
        const auto &selfSigning = keys.of(Kind::SelfSigning);
        if (!selfSigning)
            throw notFound("No self-signing key found");
        const std::string signer = selfSigning->publicKey;
        if (!verify(object, userId, signer, signer))
            throw invalidSignature("Invalid signature by the self-signing key");
        store(tx, requester, requester.userNid, keyId, "ed25519:" + signer, object);
        return;
    }
    const auto &master = keys.of(Kind::Master);
    if (!master || master->publicKey != keyId)
        throw notFound("Unknown device or key");
    if (!sameContent(object, master->body))
        throw unknownError("The master key is not the one that was uploaded");
    bool any = false;
    for (const auto &name : matrix::signatureKeyIds(object, userId)) {
        const std::string deviceId = name.substr(name.find(':') + 1);
        const auto device = store::keys::ofDevice(tx, requester.userNid, deviceId);
        if (!device)
            continue;
        const auto body = json::parse(device->body);
        const auto *deviceKeys = objectAt(body.as_object(), "keys");
        const auto publicKey = deviceKeys ? stringAt(*deviceKeys, name) : std::string_view{};
        if (!verify(object, userId, publicKey, deviceId))
            throw invalidSignature("Invalid signature by the device");
        store(tx, requester, requester.userNid, keyId, name, object);
        any = true;
    }
    if (!any)
        throw invalidSignature("No signature by a known device");
}

/// Other people's master keys are signed by the user-signing key.
void CrossSigning::addToOther(store::Transaction &tx, const Requester &requester,
                              store::UserNid target, std::string_view userId,
                              std::string_view keyId, const json::object &object) {
    const Keys theirs = load(tx, target, std::string(userId));
    const auto &master = theirs.of(Kind::Master);
    if (!master || master->publicKey != keyId)
        throw notFound("Unknown key");
    if (!sameContent(object, master->body))
        throw unknownError("The master key is not the one that was uploaded");
    const Keys own = load(tx, requester.userNid, requester.user.str());
    const auto &userSigning = own.of(Kind::UserSigning);
    if (!userSigning)
        throw notFound("No user-signing key found");
    const std::string signer = userSigning->publicKey;
    if (!verify(object, requester.user.str(), signer, signer))
        throw invalidSignature("Invalid signature by the user-signing key");
    store(tx, requester, target, keyId, "ed25519:" + signer, object);
}

void CrossSigning::store(store::Transaction &tx, const Requester &requester, store::UserNid target,
                         std::string_view key, const std::string &signingKeyId,
                         const json::object &object) {
    store::keys::addSignature(tx, target,
                              {std::string(key), requester.userNid, signingKeyId,
                               signatureIn(object, requester.user.str(), signingKeyId)});
    // What one signs of others' keys is shown to oneself alone.
    if (target == requester.userNid)
        deviceListMoved(tx, m_changes, target, {});
    else
        deviceListMovedFor(tx, m_changes, target, requester.userNid);
}

bool CrossSigning::allowReplacement(store::UserNid user, Timestamp until) {
    return m_accounts.database().write(
        [&](store::Transaction &tx) { return store::keys::allowReplacement(tx, user, until); });
}

} // namespace hearth::services
