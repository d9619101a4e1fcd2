// SPDX-License-Identifier: Apache-2.0
// Signatures on JSON objects and events (spec appendices, "Signing JSON").
#pragma once

#include "server/core/json.hpp"
#include "server/core/result.hpp"
#include "server/matrix/event.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hearth::matrix {

/// Adds signatures.<signer>.<key id>; signatures that are there stay.
void signJson(json::object &object, std::string_view signer, const crypto::SigningKey &key);

/// Whether signatures.<signer>.<keyId> is there and was made with publicKey (32 bytes).
[[nodiscard]] bool verifyJson(const json::object &object, std::string_view signer,
                              std::string_view keyId, std::string_view publicKey);
/// Whether any signature on the object, whoever signed, was made with publicKey.
[[nodiscard]] bool hasSignatureBy(const json::object &object, std::string_view publicKey);
/// Key ids of the algorithm ed25519 under signatures.<signer>.
[[nodiscard]] std::vector<std::string> signatureKeyIds(const json::object &object,
                                                       std::string_view signer);

/// Servers whose signature an event needs: the sender's, in v1 and v2 that of the event id, in v8+
/// that of the user who vouches for a restricted join.
[[nodiscard]] std::vector<std::string> requiredSigners(const Event &event);
/// Whether the event, redacted, carries that signature.
[[nodiscard]] bool verifyEvent(const Event &event, std::string_view server, std::string_view keyId,
                               std::string_view publicKey);
/// The PDU with one more signature, as servers add to invites and restricted joins.
[[nodiscard]] EventPtr withSignature(const Event &event, std::string_view server,
                                     const crypto::SigningKey &key);

/// The header "Authorization: X-Matrix …" of requests between servers (spec server-server,
/// "Request Authentication").
struct RequestSignature {
    std::string origin;
    std::string destination; // empty if the header does not name it
    std::string keyId;
    std::string signature; // base64
};

/// What is signed of a request; content is null for requests without a JSON body.
struct SignedRequest {
    std::string_view method;
    std::string_view uri; // path and query as sent
    std::string_view origin;
    std::string_view destination;
    const json::value *content = nullptr;
};

[[nodiscard]] std::string authorizationHeader(const SignedRequest &request,
                                              const crypto::SigningKey &key);
/// Failure code "invalid_authorization".
[[nodiscard]] Result<RequestSignature> parseAuthorizationHeader(std::string_view header);
[[nodiscard]] bool verifyRequest(const SignedRequest &request, const RequestSignature &signature,
                                 std::string_view publicKey);

} // namespace hearth::matrix
