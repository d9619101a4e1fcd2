// SPDX-License-Identifier: Apache-2.0
// /_synapse/admin/v1/registration_tokens.
#include "server/api/admin/admin_api.hpp"
#include "server/core/error.hpp"
#include "server/core/json_null.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/sign_in/uia.hpp"

#include <algorithm>

namespace hearth::api {
namespace {

namespace tokens = store::registration_tokens;

constexpr std::int64_t maxLength = 64;

json::object shown(const store::RegistrationToken &token) {
    return {{"token", token.token},
            {"uses_allowed", orNull(token.usesAllowed)},
            {"pending", token.pending},
            {"completed", token.completed},
            {"expiry_time", orNull(token.expires)}};
}

store::Database &database(const AdminApi &api) {
    return api.accounts.database();
}

Error unknownRegistrationToken(const std::string &token) {
    return notFound("No such registration token: " + token);
}

/// An integer, null or nothing; M_INVALID_PARAM otherwise.
std::optional<std::int64_t> readNumber(const json::object &body, const char *name) {
    const auto *value = body.if_contains(name);
    if (!value || value->is_null())
        return std::nullopt;
    if (!value->is_int64())
        throw invalidParam(std::string(name) + " must be an integer or null");
    return value->get_int64();
}

/// Reads uses_allowed and expiry_time; members that are absent leave the token as it is.
void readLimits(const AdminApi &api, const json::object &body, store::RegistrationToken &token) {
    if (body.contains("uses_allowed")) {
        token.usesAllowed = readNumber(body, "uses_allowed");
        if (token.usesAllowed && *token.usesAllowed < 0)
            throw invalidParam("uses_allowed must be a non-negative integer or null");
    }
    if (body.contains("expiry_time")) {
        token.expires = readNumber(body, "expiry_time");
        if (token.expires && *token.expires < api.clock.now())
            throw invalidParam("expiry_time must not be in the past");
    }
}

std::string readName(const json::object &body) {
    const auto *given = body.if_contains("token");
    if (given && !given->is_null() && !given->is_string())
        throw invalidParam("token must be a string");
    if (const auto token = findString(body, "token")) {
        const auto good = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '.' || c == '_' || c == '~' || c == '-';
        };
        if (token->empty() || static_cast<std::int64_t>(token->size()) > maxLength ||
            !std::all_of(token->begin(), token->end(), good))
            throw invalidParam("token must be 1 to 64 of the characters A-Z a-z 0-9 . _ ~ -");
        return *token;
    }
    const auto length = readNumber(body, "length").value_or(16);
    if (length < 1 || length > maxLength)
        throw invalidParam("length must be greater than zero and not greater than 64");
    return crypto::randomToken(static_cast<std::size_t>(length));
}

http::Response list(const AdminApi &api, Call &call) {
    const auto valid = call.queryBool("valid");
    const auto rows =
        database(api).read([](store::Reader &reader) { return tokens::list(reader); });
    json::array out;
    for (const auto &token : rows)
        if (!valid || services::isUsable(token, api.clock.now()) == *valid)
            out.push_back(shown(token));
    return http::jsonResponse(json::object{{"registration_tokens", std::move(out)}});
}

http::Response create(const AdminApi &api, Call &call) {
    store::RegistrationToken token;
    token.token = readName(call.body);
    readLimits(api, call.body, token);
    const bool fresh =
        database(api).write([&](store::Transaction &tx) { return tokens::create(tx, token); });
    if (!fresh)
        throw invalidParam("Token already exists: " + token.token);
    return http::jsonResponse(shown(token));
}

http::Response show(const AdminApi &api, Call &call) {
    const auto token = database(api).read(
        [&](store::Reader &reader) { return tokens::find(reader, call.path("token")); });
    if (!token)
        throw unknownRegistrationToken(call.path("token"));
    return http::jsonResponse(shown(*token));
}

http::Response update(const AdminApi &api, Call &call) {
    const auto token = database(api).write([&](store::Transaction &tx) {
        auto row = tokens::find(tx, call.path("token"));
        if (!row)
            throw unknownRegistrationToken(call.path("token"));
        readLimits(api, call.body, *row);
        tokens::update(tx, *row);
        return *row;
    });
    return http::jsonResponse(shown(token));
}

http::Response remove(const AdminApi &api, Call &call) {
    const bool gone = database(api).write(
        [&](store::Transaction &tx) { return tokens::remove(tx, call.path("token")); });
    if (!gone)
        throw unknownRegistrationToken(call.path("token"));
    return http::jsonResponse(json::object{});
}

} // namespace

void addRegistrationTokenRoutes(Router &router, const AdminApi &api) {
    const std::string all = "/_synapse/admin/v1/registration_tokens";
    const std::string one = all + "/{token}";
    using Method = http::Method;
    admin::add(router, api, Method::Get, all, Body::None, list);
    admin::add(router, api, Method::Post, all + "/new", Body::Json, create);
    admin::add(router, api, Method::Get, one, Body::None, show);
    admin::add(router, api, Method::Put, one, Body::Json, update);
    admin::add(router, api, Method::Delete, one, Body::None, remove);
}

} // namespace hearth::api
