// SPDX-License-Identifier: Apache-2.0
// See shared_secret.hpp.
#include "server/services/admin/shared_secret.hpp"

#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/accounts/registration.hpp"
#include "server/services/admin/user_admin.hpp"

#include <algorithm>
#include <cctype>

namespace hearth::services {
namespace {

constexpr std::int64_t nonceLifetime = 60000;
constexpr std::size_t maxNonces = 10000;
constexpr std::string_view zero("\0", 1);

void requireText(std::string_view text, const char *what) {
    if (text.empty() || text.size() > 512 || text.find('\0') != std::string_view::npos)
        throw unknownError(std::string("Invalid ") + what);
}

/// As Synapse has it: M_BAD_JSON for what is missing, M_UNKNOWN for what is no text.
std::string requireMember(const json::object &body, const char *name) {
    const auto *value = body.if_contains(name);
    if (!value)
        throw badJson(std::string(name) + " must be specified");
    if (!value->is_string())
        throw unknownError(std::string("Invalid ") + name);
    return std::string(view(value->get_string()));
}

} // namespace

std::string sharedSecretMac(std::string_view secret, std::string_view nonce, std::string_view user,
                            std::string_view password, bool admin, std::string_view userType) {
    std::string text;
    for (const auto part : {nonce, user, password})
        text.append(part).append(zero);
    text += admin ? "admin" : "notadmin";
    if (!userType.empty())
        text.append(zero).append(userType);
    return hexEncode(crypto::hmacSha1(secret, text));
}

SharedSecret::SharedSecret(Registration &registration, Passwords &passwords,
                           const config::Current &settings, const Clock &clock)
    : m_registration(registration)
    , m_passwords(passwords)
    , m_settings(settings)
    , m_clock(clock) {}

void SharedSecret::requireSecret() const {
    if (m_settings.get()->registrationSharedSecret.empty())
        throw unknownError("Shared secret registration is not enabled");
}

std::string SharedSecret::nonce() {
    requireSecret();
    const Timestamp now = m_clock.now();
    const std::lock_guard lock(m_mutex);
    for (auto it = m_nonces.begin(); it != m_nonces.end();)
        it = it->second + nonceLifetime < now ? m_nonces.erase(it) : std::next(it);
    if (m_nonces.size() >= maxNonces)
        throw limitExceeded(nonceLifetime);
    std::string out = hexEncode(crypto::randomBytes(32));
    m_nonces[out] = now;
    return out;
}

bool SharedSecret::takeNonce(const std::string &nonce) {
    const std::lock_guard lock(m_mutex);
    const auto it = m_nonces.find(nonce);
    if (it == m_nonces.end())
        return false;
    const bool good = it->second + nonceLifetime >= m_clock.now();
    m_nonces.erase(it);
    return good;
}

SignedIn SharedSecret::registerUser(const json::object &body) {
    requireSecret();
    const std::string nonce = requireMember(body, "nonce");
    if (!takeNonce(nonce))
        throw unknownError("unrecognised nonce");
    const std::string username = requireMember(body, "username");
    requireText(username, "username");
    const std::string password = requireMember(body, "password");
    requireText(password, "password");
    const bool admin = findBool(body, "admin").value_or(false);
    const std::string userType = findString(body, "user_type").value_or("");
    const auto settings = m_settings.get();
    requireUserType(*settings, userType);
    const std::string mac = requireMember(body, "mac");
    const std::string wanted = sharedSecretMac(settings->registrationSharedSecret, nonce, username,
                                               password, admin, userType);
    if (!crypto::equalInConstantTime(mac, wanted))
        throw Error(403, "M_UNKNOWN", "HMAC incorrect");

    NewAccount account;
    std::string localpart = username;
    std::transform(localpart.begin(), localpart.end(), localpart.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    account.localpart = localpart;
    account.displayName = findString(body, "displayname");
    account.admin = admin;
    account.userType = userType;
    m_registration.requireUsable(localpart, nullptr);
    account.passwordHash = m_passwords.hash(password);
    SignInOptions options;
    if (findBool(body, "inhibit_login").value_or(false)) {
        SignedIn out;
        out.userId = m_registration.create(account)->userId;
        return out;
    }
    return m_registration.createAndSignIn(account, options);
}

} // namespace hearth::services
