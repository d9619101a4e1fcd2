// SPDX-License-Identifier: Apache-2.0
// See token_sign_in.hpp.
#include "server/services/sign_in/token_sign_in.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/json_web_token.hpp"
#include "server/services/sign_in/registration.hpp"

#include <algorithm>
#include <cctype>

namespace hearth::services {
namespace {

constexpr Timestamp leeway = 120000; // clocks differ

Error refused(const std::string &why) {
    return forbidden("JWT validation failed: " + why);
}

/// A moment in seconds; fractions are allowed.
std::optional<Timestamp> momentOf(const json::object &claims, const char *name) {
    const auto *value = claims.if_contains(name);
    if (!value)
        return std::nullopt;
    boost::system::error_code failure;
    const auto seconds = value->to_number<double>(failure);
    constexpr double latest = 1e12;
    if (failure || seconds < 0 || seconds > latest)
        throw refused(std::string("the claim ") + name + " is no moment");
    return static_cast<Timestamp>(seconds * 1000);
}

bool namesOneOf(const json::value &audience, const std::vector<std::string> &known) {
    const auto isKnown = [&](const json::value &one) {
        return one.is_string() &&
               std::find(known.begin(), known.end(), view(one.get_string())) != known.end();
    };
    if (!audience.is_array())
        return isKnown(audience);
    const auto &list = audience.get_array();
    return std::any_of(list.begin(), list.end(), isKnown);
}

} // namespace

bool TokenSignIn::enabled() const {
    return m_settings.get()->jwt.enabled;
}

void TokenSignIn::requireClaims(const json::object &claims) const {
    const auto settings = m_settings.get();
    const auto now = m_clock.now();
    if (const auto until = momentOf(claims, "exp"); until && *until + leeway <= now)
        throw refused("the token has expired");
    for (const char *name : {"nbf", "iat"})
        if (const auto since = momentOf(claims, name); since && *since - leeway > now)
            throw refused("the token does not hold yet");
    const std::string &issuer = settings->jwt.issuer;
    if (!issuer.empty() && stringAt(claims, "iss") != issuer)
        throw refused("it was issued by somebody else");
    const auto &known = settings->jwt.audiences;
    const auto *audience = claims.if_contains("aud");
    // A token for somebody in particular is not for everybody (RFC 7519, 4.1.3).
    if (audience ? !namesOneOf(*audience, known) : !known.empty())
        throw refused("it is meant for somebody else");
}

AccountPtr TokenSignIn::accountOf(const json::object &login) {
    const auto settings = m_settings.get();
    const auto token = findString(login, "token");
    if (!token)
        throw forbidden("Token field for JWT is missing");
    const auto claims =
        crypto::readSignedToken(*token, settings->jwt.algorithm, settings->jwt.secret);
    if (!claims)
        throw refused("Signature verification failed");
    requireClaims(*claims);
    const std::string_view subject = stringAt(*claims, settings->jwt.subjectClaim);
    if (subject.empty())
        throw forbidden("Invalid JWT");
    std::string localpart(subject);
    std::transform(localpart.begin(), localpart.end(), localpart.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (auto account = m_accounts.findTyped(localpart))
        return account;
    m_registration.requireUsable(localpart, nullptr);
    NewAccount fresh;
    fresh.localpart = localpart;
    if (const auto name = stringAt(*claims, settings->jwt.displayNameClaim); !name.empty())
        fresh.displayName = std::string(name);
    return m_registration.findOrCreate(
        [&](store::Transaction &tx) -> std::variant<store::Account, NewAccount> {
            const auto user = tx.findUser(m_accounts.fullId(localpart));
            if (auto account = user ? store::accounts::find(tx, user) : std::nullopt)
                return *std::move(account);
            return fresh;
        });
}

} // namespace hearth::services
