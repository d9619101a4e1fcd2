// SPDX-License-Identifier: Apache-2.0
// See address_proofs.hpp.
#include "server/services/accounts/address_proofs.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/crypto/hash.hpp"
#include "server/http/message.hpp"
#include "server/services/mail/mail_queue.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t longestSecret = 255;
constexpr std::size_t longestLink = 2048;
constexpr std::size_t sidLength = 16;
constexpr std::int64_t proofLifetime = 48LL * 3'600'000; // that of interactive authentication

struct PurposeNames {
    const char *purpose; // in the database
    const char *mail;
};

PurposeNames namesOf(ProofPurpose purpose) {
    switch (purpose) {
    case ProofPurpose::Register:
        return {"register", "registration"};
    case ProofPurpose::ResetPassword:
        return {"password", "password_reset"};
    default:
        return {"add", "add_threepid"};
    }
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Name of the machine in an address of the web, in lower case.
std::string hostOf(std::string_view url) {
    const auto begin = url.find("://") + 3;
    std::string_view authority = url.substr(begin);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    authority.remove_prefix(std::min(authority.rfind('@') + 1, authority.size()));
    if (authority.starts_with('['))
        authority = authority.substr(0, authority.find(']') + 1);
    else
        authority = authority.substr(0, authority.find(':'));
    std::string out(authority);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string withSid(const std::string &link, const std::string &sid) {
    return link + (link.find('?') == std::string::npos ? "?sid=" : "&sid=") +
           http::percentEncode(sid);
}

} // namespace

void requireClientSecret(std::string_view secret) {
    const bool good = std::all_of(secret.begin(), secret.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '.' || c == '=' || c == '_' || c == '-';
    });
    if (secret.empty() || secret.size() > longestSecret || !good)
        throw invalidParam("Invalid client_secret parameter");
}

bool isAllowedAddress(const config::Settings &settings, std::string_view medium,
                      std::string_view address) {
    const auto &allowed = settings.allowedLocal3pids;
    return allowed.empty() ||
           std::any_of(allowed.begin(), allowed.end(), [&](const config::AllowedThreepid &one) {
               return one.medium == medium &&
                      std::regex_search(address.begin(), address.end(), one.regex,
                                        std::regex_constants::match_continuous);
           });
}

void requireNextLink(const config::Settings &settings, std::string_view link) {
    std::string beginning(link.substr(0, 8));
    std::transform(beginning.begin(), beginning.end(), beginning.begin(), lower);
    const bool web = beginning.starts_with("http://") || beginning.starts_with("https://");
    // Browsers take a backslash for a slash, which hides where an address leads.
    const bool clean = std::none_of(link.begin(), link.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '\\';
    });
    bool good = web && clean && link.size() <= longestLink && !hostOf(link).empty();
    if (const auto &list = settings.nextLinkDomainWhitelist; good && list)
        good = std::find(list->begin(), list->end(), hostOf(link)) != list->end();
    if (!good)
        throw invalidParam("'next_link' domain not included in whitelist, or not http(s)");
}

AddressProofs::AddressProofs(Accounts &accounts, MailQueue &mails, RateLimiter &limiter,
                             const config::Current &settings, const Clock &clock)
    : m_accounts(accounts)
    , m_mails(mails)
    , m_limiter(limiter)
    , m_settings(settings)
    , m_clock(clock) {}

void AddressProofs::checkLimits(const ProofRequest &request) {
    const auto settings = m_settings.get();
    const auto &limit = settings->rc.threepidValidation;
    m_limiter.require("3pid email " + std::string(request.remoteAddress), limit.perSecond,
                      limit.burstCount);
    m_limiter.require("3pid email " + request.address, limit.perSecond, limit.burstCount);
}

std::string AddressProofs::request(const ProofRequest &request) {
    const auto settings = m_settings.get();
    requireClientSecret(request.clientSecret);
    if (request.purpose != ProofPurpose::ResetPassword &&
        !isAllowedAddress(*settings, "email", request.address))
        throw Error(403, "M_THREEPID_DENIED",
                    "Addresses like this are not allowed on this server.");
    if (request.nextLink)
        requireNextLink(*settings, *request.nextLink);
    checkLimits(request);
    return m_accounts.database().write([&](store::Transaction &tx) { return begin(tx, request); });
}

std::string AddressProofs::begin(store::Transaction &tx, const ProofRequest &request) {
    const auto settings = m_settings.get();
    const store::UserNid owner = store::accounts::findByThreepid(tx, "email", request.address);
    const bool reset = request.purpose == ProofPurpose::ResetPassword;
    const bool fits = reset == static_cast<bool>(owner);
    if (!fits && !settings->requestTokenInhibit3pidErrors)
        throw reset ? Error(400, "M_THREEPID_NOT_FOUND", "Email not found")
                    : Error(400, "M_THREEPID_IN_USE", "Email is already in use");
    const auto [purpose, kind] = namesOf(request.purpose);
    const std::string hash = crypto::sha256(request.clientSecret);
    auto proof = store::proofs::findOpen(tx, request.address, purpose, hash);
    if (proof && request.sendAttempt <= proof->sendAttempt)
        return proof->id;
    if (!proof) {
        proof.emplace();
        proof->id = crypto::randomToken(sidLength);
        proof->address = request.address;
        proof->purpose = purpose;
        proof->secretHash = hash;
        proof->created = m_clock.now();
    }
    proof->sendAttempt = request.sendAttempt;
    proof->nextLink.reset();
    if (request.nextLink)
        proof->nextLink = withSid(*request.nextLink, proof->id);
    store::proofs::put(tx, *proof);
    store::mails::removeOfProof(tx, proof->id); // the one before this attempt, if it still waits
    NewMail mail;
    mail.address = request.address;
    mail.user = owner;
    mail.language = mail::Texts::bestLanguage(request.language);
    if (fits) {
        mail.kind = kind;
        mail.data["client_secret"] = request.clientSecret;
        mail.proof = proof->id;
        m_mails.add(tx, mail);
    } else if (request.purpose == ProofPurpose::Register) {
        mail.kind = "already_in_use";
        m_mails.add(tx, mail);
    }
    // Otherwise nothing is sent; to the asker it looks the same, and takes as long.
    return proof->id;
}

OpenedLink AddressProofs::open(std::string_view sid, std::string_view clientSecret,
                               std::string_view token) {
    const bool hide = m_settings.get()->requestTokenInhibit3pidErrors;
    const std::string secretHash = crypto::sha256(clientSecret);
    const std::string tokenHash = crypto::sha256(token);
    bool fresh = false;
    const auto judge = [&](store::Reader &reader) -> OpenedLink {
        const auto proof = store::proofs::find(reader, sid);
        if (!proof)
            return {std::nullopt, hide ? "unknown_token" : "unknown_session"};
        const auto expires = store::proofs::tokenExpiry(reader, sid, tokenHash);
        if (!expires)
            return {std::nullopt, "unknown_token"};
        if (!crypto::equalInConstantTime(secretHash, proof->secretHash))
            return {std::nullopt, "wrong_secret"};
        fresh = !proof->validated;
        if (fresh && *expires <= m_clock.now())
            return {std::nullopt, "expired"};
        return {proof->nextLink, {}};
    };
    // Strangers who guess do not get as far as the writer.
    const OpenedLink seen = m_accounts.database().read(judge);
    if (!seen.problem.empty() || !fresh)
        return seen;
    return m_accounts.database().write([&](store::Transaction &tx) {
        auto opened = judge(tx);
        if (opened.problem.empty() && fresh) {
            store::proofs::setValidated(tx, sid, m_clock.now());
            store::mails::removeOfProof(tx, sid);
        }
        return opened;
    });
}

namespace {

bool serves(const std::optional<store::AddressProof> &proof, ProofPurpose purpose,
            std::string_view clientSecret) {
    return proof && proof->validated && proof->purpose == namesOf(purpose).purpose &&
           crypto::equalInConstantTime(crypto::sha256(clientSecret), proof->secretHash);
}

} // namespace

std::optional<store::AddressProof> AddressProofs::spend(store::Transaction &tx,
                                                        ProofPurpose purpose, std::string_view sid,
                                                        std::string_view clientSecret) {
    auto proof = store::proofs::find(tx, sid);
    if (!serves(proof, purpose, clientSecret))
        return std::nullopt;
    store::proofs::remove(tx, sid);
    return proof;
}

void AddressProofs::removeExpired() {
    m_accounts.database().write([&](store::Transaction &tx) {
        store::proofs::removeBefore(tx, m_clock.now() - proofLifetime);
        store::throttles::removeOrphans(tx);
    });
}

} // namespace hearth::services
