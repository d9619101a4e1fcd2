// SPDX-License-Identifier: Apache-2.0
#include "server/services/federation/request_auth.hpp"

#include "server/core/error.hpp"
#include "server/matrix/signed_json.hpp"
#include "server/services/federation/destinations.hpp"
#include "server/services/federation/federation_client.hpp"
#include "server/services/federation/server_keys.hpp"

#include <optional>
#include <vector>

namespace hearth::services {
namespace {

constexpr std::size_t mostSignatures = 5;

Error unauthorized(std::string why) {
    return {401, "M_UNAUTHORIZED", std::move(why)};
}

/// One for each key that the request is signed with, all of the same server.
std::vector<matrix::RequestSignature> signaturesOf(const http::Request &request) {
    std::vector<matrix::RequestSignature> out;
    for (const std::string_view header : request.headers.all("Authorization")) {
        auto signature = matrix::parseAuthorizationHeader(header);
        if (!signature)
            throw unauthorized(signature.error().message);
        if (!out.empty() && out.front().origin != signature->origin)
            throw unauthorized("The Authorization headers name several servers.");
        if (out.size() < mostSignatures)
            out.push_back(*std::move(signature));
    }
    if (out.empty())
        throw unauthorized("Missing Authorization headers");
    return out;
}

} // namespace

std::string RequestAuth::authenticate(const http::Request &request, const json::object *content) {
    const auto signatures = signaturesOf(request);
    const std::string origin = signatures.front().origin;
    const std::string own = m_client.ownName();
    if (origin == own)
        throw unauthorized("A request of this server to itself.");
    if (!m_client.isAllowed(origin))
        throw forbidden("Federation denied with " + origin + ".");
    std::optional<json::value> body;
    if (content)
        body.emplace(*content);
    const matrix::SignedRequest what{http::toString(request.method), request.target, origin, own,
                                     body ? &*body : nullptr};
    for (const auto &signature : signatures) {
        if (!signature.destination.empty() && signature.destination != own)
            throw unauthorized("The request is for " + signature.destination + ".");
        const std::string key = m_keys.requireForRequest(origin, signature.keyId);
        if (matrix::verifyRequest(what, signature, key)) {
            m_destinations.heardFrom(origin);
            return origin;
        }
    }
    throw unauthorized("Invalid signature for server " + origin + " with key " +
                       signatures.front().keyId + ".");
}

} // namespace hearth::services
