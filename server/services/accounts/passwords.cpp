// SPDX-License-Identifier: Apache-2.0
// See passwords.hpp.
#include "server/services/accounts/passwords.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/lane.hpp"
#include "server/crypto/password.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>

namespace hearth::services {
namespace {

crypto::PasswordSettings hashSettings(const config::Settings &settings) {
    crypto::PasswordSettings out;
    out.pepper = settings.passwordConfig.pepper;
    if (settings.bcryptRounds < 8) { // tests ask for cheap hashes this way
        out.memoryKiB = 64;
        out.iterations = 1;
    }
    return out;
}

/// The same letters are typed as different code points on different devices. Synapse stores hashes
/// of the compatible composed form too (NFKC).
std::string normalized(std::string_view password) {
    if (std::all_of(password.begin(), password.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return std::string(password);
    UErrorCode failure = U_ZERO_ERROR;
    const auto *form = icu::Normalizer2::getNFKCInstance(failure);
    if (U_FAILURE(failure))
        return std::string(password);
    const auto length = static_cast<std::int32_t>(password.size());
    const auto text = form->normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece(password.data(), length)), failure);
    if (U_FAILURE(failure))
        return std::string(password);
    std::string out;
    text.toUTF8String(out);
    return out;
}

} // namespace

void Passwords::prepare() {
    requireLane(Lane::Passwords);
}

std::string Passwords::hash(std::string_view password) {
    prepare();
    const auto settings = hashSettings(*m_settings.get());
    return crypto::hashPassword(normalized(password), settings);
}

bool Passwords::verify(std::string_view password, std::string_view hash) {
    prepare();
    const auto settings = hashSettings(*m_settings.get());
    return crypto::verifyPassword(normalized(password), hash, settings);
}

bool Passwords::needsRehash(std::string_view hash) const {
    return crypto::needsRehash(hash, hashSettings(*m_settings.get()));
}

void Passwords::pretend(std::string_view password) {
    const std::string unused = hash(password);
    static_cast<void>(unused);
}

void Passwords::requirePossible(std::string_view password) {
    if (password.empty() || password.size() > 512)
        throw unknownError("Invalid password");
}

void Passwords::requireGood(std::string_view password) const {
    requirePossible(password);
    const auto settings = m_settings.get();
    const auto &policy = settings->passwordConfig;
    if (!policy.policyEnabled)
        return;
    const auto any = [&](auto &&test) {
        return std::any_of(password.begin(), password.end(),
                           [&](char c) { return test(static_cast<unsigned char>(c)) != 0; });
    };
    const auto refuse = [](const char *errcode, const char *message) {
        throw Error(400, errcode, message);
    };
    if (std::int64_t(password.size()) < policy.minimumLength)
        throw Error(400, "M_PASSWORD_TOO_SHORT",
                    "The password must be at least " + std::to_string(policy.minimumLength) +
                        " characters long");
    if (policy.requireDigit && !any([](unsigned char c) { return std::isdigit(c); }))
        refuse("M_PASSWORD_NO_DIGIT", "The password must include at least one digit");
    if (policy.requireSymbol && !any([](unsigned char c) { return std::isalnum(c) == 0; }))
        refuse("M_PASSWORD_NO_SYMBOL", "The password must include at least one symbol");
    if (policy.requireUppercase && !any([](unsigned char c) { return std::isupper(c); }))
        refuse("M_PASSWORD_NO_UPPERCASE",
               "The password must include at least one uppercase letter");
    if (policy.requireLowercase && !any([](unsigned char c) { return std::islower(c); }))
        refuse("M_PASSWORD_NO_LOWERCASE",
               "The password must include at least one lowercase letter");
}

json::object Passwords::policy() const {
    const auto settings = m_settings.get();
    const auto &policy = settings->passwordConfig;
    json::object out;
    if (!policy.policyEnabled)
        return out;
    if (policy.minimumLength > 0)
        out["m.minimum_length"] = policy.minimumLength;
    const auto flag = [&](const char *name, bool on) {
        if (on)
            out[name] = true;
    };
    flag("m.require_digit", policy.requireDigit);
    flag("m.require_symbol", policy.requireSymbol);
    flag("m.require_lowercase", policy.requireLowercase);
    flag("m.require_uppercase", policy.requireUppercase);
    return out;
}

} // namespace hearth::services
