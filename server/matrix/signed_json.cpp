// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/signed_json.hpp"

#include "server/core/base64.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/redaction.hpp"

#include <algorithm>
#include <array>

namespace hearth::matrix {
namespace {

constexpr std::array<std::string_view, 2> notSigned{"signatures", "unsigned"};
constexpr std::string_view algorithm = "ed25519:";

std::string bytesToSign(const json::object &object) {
    return canonicalJsonWithout(object, notSigned);
}

void addSignature(json::object &object, std::string_view signer, std::string_view keyId,
                  std::string_view signature) {
    auto &signatures = object["signatures"];
    if (!signatures.is_object())
        signatures.emplace_object();
    auto &ofSigner = signatures.get_object()[signer];
    if (!ofSigner.is_object())
        ofSigner.emplace_object();
    ofSigner.get_object()[keyId] = base64Encode(signature);
}

/// Signatures of one signer; nullptr if there are none.
const json::object *signaturesOf(const json::object &object, std::string_view signer) {
    const auto *signatures = objectAt(object, "signatures");
    return signatures ? objectAt(*signatures, signer) : nullptr;
}

bool verifyBytes(const json::object &signatures, std::string_view keyId, std::string_view publicKey,
                 std::string_view bytes) {
    if (!keyId.starts_with(algorithm))
        return false;
    const auto signature = base64Decode(stringAt(signatures, keyId));
    return signature && crypto::verifyEd25519(publicKey, bytes, *signature);
}

void addOnce(std::vector<std::string> &servers, std::string_view server) {
    if (std::find(servers.begin(), servers.end(), server) == servers.end())
        servers.emplace_back(server);
}

json::object requestJson(const SignedRequest &request, bool withDestination) {
    json::object object;
    object.emplace("method", request.method);
    object.emplace("uri", request.uri);
    object.emplace("origin", request.origin);
    if (withDestination)
        object.emplace("destination", request.destination);
    if (request.content)
        object.emplace("content", *request.content);
    return object;
}

void skipBlanks(std::string_view &text) {
    const auto start = text.find_first_not_of(" \t");
    text.remove_prefix(std::min(start, text.size()));
}

/// A quoted string with backslash escapes, or everything up to a comma (older servers put colons
/// into values without quoting them). Nothing if a quote is not closed.
std::optional<std::string> readValue(std::string_view &text) {
    std::string value;
    if (!text.starts_with('"')) {
        const auto end = std::min(text.find_first_of(", \t"), text.size());
        value = text.substr(0, end);
        text.remove_prefix(end);
        return value;
    }
    text.remove_prefix(1);
    while (!text.empty() && text.front() != '"') {
        if (text.front() == '\\')
            text.remove_prefix(1);
        if (text.empty())
            return std::nullopt;
        value += text.front();
        text.remove_prefix(1);
    }
    if (text.empty())
        return std::nullopt;
    text.remove_prefix(1);
    return value;
}

std::string lowerCase(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// Cuts name=value off the front; false at a syntax error.
bool readParameter(std::string_view &text, RequestSignature &into) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return false;
    const auto name = lowerCase(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    auto value = readValue(text);
    if (!value)
        return false;
    std::string *const place = name == "origin"        ? &into.origin
                               : name == "destination" ? &into.destination
                               : name == "key"         ? &into.keyId
                               : name == "sig"         ? &into.signature
                                                       : nullptr;
    if (!place)
        return true;
    if (!place->empty())
        return false; // which of the two is meant is anybody's guess
    *place = *std::move(value);
    return true;
}

} // namespace

void signJson(json::object &object, std::string_view signer, const crypto::SigningKey &key) {
    addSignature(object, signer, key.keyId(), key.sign(bytesToSign(object)));
}

bool verifyJson(const json::object &object, std::string_view signer, std::string_view keyId,
                std::string_view publicKey) {
    const auto *signatures = signaturesOf(object, signer);
    return signatures && verifyBytes(*signatures, keyId, publicKey, bytesToSign(object));
}

bool hasSignatureBy(const json::object &object, std::string_view publicKey) {
    const auto *signatures = objectAt(object, "signatures");
    if (!signatures)
        return false;
    const auto bytes = bytesToSign(object);
    for (const auto &signer : *signatures) {
        const auto *keys = signer.value().if_object();
        if (!keys)
            continue;
        for (const auto &key : *keys)
            if (verifyBytes(*keys, {key.key().data(), key.key().size()}, publicKey, bytes))
                return true;
    }
    return false;
}

std::vector<std::string> signatureKeyIds(const json::object &object, std::string_view signer) {
    std::vector<std::string> ids;
    if (const auto *signatures = signaturesOf(object, signer))
        for (const auto &key : *signatures)
            if (const std::string_view id(key.key().data(), key.key().size());
                id.starts_with(algorithm))
                ids.emplace_back(id);
    return ids;
}

std::vector<std::string> requiredSigners(const Event &event) {
    std::vector<std::string> servers;
    const bool thirdParty = event.type() == event_type::member &&
                            event.membership() == Membership::Invite &&
                            event.content().contains("third_party_invite");
    // The server that sends a third-party invite need not be that of the sender.
    if (!thirdParty)
        addOnce(servers, domain(event.sender().str()));
    if (event.version().eventIdFormat == EventIdFormat::Explicit)
        addOnce(servers, domain(event.id().str()));
    if (event.version().restrictedJoin && event.type() == event_type::member)
        if (const auto via = stringAt(event.content(), "join_authorised_via_users_server");
            !via.empty())
            addOnce(servers, domain(via));
    return servers;
}

bool verifyEvent(const Event &event, std::string_view server, std::string_view keyId,
                 std::string_view publicKey) {
    const json::object pdu = event.pdu();
    const auto *signatures = signaturesOf(pdu, server);
    return signatures &&
           verifyBytes(*signatures, keyId, publicKey, signedBytes(event.version(), pdu));
}

EventPtr withSignature(const Event &event, std::string_view server, const crypto::SigningKey &key) {
    auto pdu = event.pdu();
    addSignature(pdu, server, key.keyId(), key.sign(signedBytes(event.version(), pdu)));
    return Event::trusted(event.version(), event.id(), pdu);
}

std::string authorizationHeader(const SignedRequest &request, const crypto::SigningKey &key) {
    const auto signature = base64Encode(key.sign(bytesToSign(requestJson(request, true))));
    return "X-Matrix origin=\"" + std::string(request.origin) + "\",destination=\"" +
           std::string(request.destination) + "\",key=\"" + key.keyId() + "\",sig=\"" + signature +
           "\"";
}

Result<RequestSignature> parseAuthorizationHeader(std::string_view header) {
    constexpr std::string_view scheme = "x-matrix ";
    const auto bad = [] {
        return fail("invalid_authorization",
                    "The Authorization header is not a valid X-Matrix one.");
    };
    if (lowerCase(header.substr(0, scheme.size())) != scheme)
        return bad();
    header.remove_prefix(scheme.size());
    RequestSignature signature;
    for (skipBlanks(header); !header.empty(); skipBlanks(header)) {
        if (header.front() == ',') {
            header.remove_prefix(1);
            continue;
        }
        if (!readParameter(header, signature))
            return bad();
    }
    if (!isServerName(signature.origin) || signature.keyId.empty() || signature.signature.empty())
        return bad();
    return signature;
}

bool verifyRequest(const SignedRequest &request, const RequestSignature &signature,
                   std::string_view publicKey) {
    const auto decoded = base64Decode(signature.signature);
    if (!decoded || !signature.keyId.starts_with(algorithm))
        return false;
    // Servers that do not send the destination may still have signed it, or not.
    const auto isSigned = [&](bool withDestination) {
        return crypto::verifyEd25519(publicKey, bytesToSign(requestJson(request, withDestination)),
                                     *decoded);
    };
    return isSigned(true) || (signature.destination.empty() && isSigned(false));
}

} // namespace hearth::matrix
