// SPDX-License-Identifier: Apache-2.0
// See shared_secret.hpp.
#include "server/services/admin/shared_secret.hpp"

#include "server/config/settings.hpp"
#include "server/core/base64.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/admin/user_admin.hpp"
#include "server/services/sign_in/registration.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace hearth::services {
namespace {

constexpr std::int64_t nonceLifetime = 60000;
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
    , m_clock(clock)
    , m_key(crypto::randomBytes(32)) {}

void SharedSecret::requireSecret() const {
    if (m_settings.get()->registrationSharedSecret.empty())
        throw unknownError("Shared secret registration is not enabled");
}

std::string SharedSecret::signatureOf(std::string_view stamp) const {
    return hexEncode(crypto::hmacSha256(m_key, stamp)).substr(0, 40);
}

std::string SharedSecret::nonce() const {
    requireSecret();
    const std::string stamp =
        std::to_string(m_clock.now()) + "." + hexEncode(crypto::randomBytes(16));
    return stamp + "." + signatureOf(stamp);
}

bool SharedSecret::isFresh(std::string_view nonce) const {
    const auto end = nonce.rfind('.');
    if (end == std::string_view::npos || nonce.size() > 128 ||
        !crypto::equalInConstantTime(nonce.substr(end + 1), signatureOf(nonce.substr(0, end))))
        return false;
    Timestamp made = 0;
    std::from_chars(nonce.data(), nonce.data() + end, made);
    return made + nonceLifetime >= m_clock.now();
}

bool SharedSecret::Used::add(const std::string &nonce, Timestamp now) {
    const std::lock_guard lock(m_mutex);
    while (!m_byTime.empty() &&
           (m_byTime.size() >= m_most || m_byTime.front().first + nonceLifetime < now)) {
        m_nonces.erase(m_byTime.front().second);
        m_byTime.pop_front();
    }
    if (!m_nonces.insert(nonce).second)
        return false;
    m_byTime.emplace_back(now, nonce);
    return true;
}

bool SharedSecret::Used::has(const std::string &nonce) {
    const std::lock_guard lock(m_mutex);
    return m_nonces.contains(nonce);
}

SignedIn SharedSecret::registerUser(const json::object &body) {
    requireSecret();
    const std::string nonce = requireMember(body, "nonce");
    Passwords::prepare();
    if (!isFresh(nonce) || m_wrong.has(nonce) || m_registered.has(nonce))
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
    if (!crypto::equalInConstantTime(mac, wanted)) {
        static_cast<void>(m_wrong.add(nonce, m_clock.now()));
        throw Error(403, "M_UNKNOWN", "HMAC incorrect");
    }
    if (!m_registered.add(nonce, m_clock.now()))
        throw unknownError("unrecognised nonce");

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
        out.userId = m_registration.create(account, Proof::none())->userId;
        return out;
    }
    return m_registration.createAndSignIn(account, options, Proof::none());
}

} // namespace hearth::services
