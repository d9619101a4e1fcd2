// SPDX-License-Identifier: Apache-2.0
// AddressProofs: somebody shows that an e-mail address is theirs by opening a link that was sent
// there (spec client-server, "Adding Account Administrative Contact Information", "Password-based
// registration"). A proof serves one purpose, once, to the client that knows its secret.
#pragma once

#include "server/core/clock.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/store/mail_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth {
class RateLimiter;
}
namespace hearth::config {
class Current;
struct Settings;
} // namespace hearth::config

namespace hearth::services {

class MailQueue;

enum class ProofPurpose { Register, ResetPassword, AddAddress };

struct ProofRequest {
    ProofPurpose purpose = ProofPurpose::Register;
    std::string address; // canonical
    std::string clientSecret;
    std::int64_t sendAttempt = 0;
    std::optional<std::string> nextLink;
    std::string language; // that the request asks for
    std::string_view remoteAddress;
};

/// What a link that was opened leads to.
struct OpenedLink {
    std::optional<std::string> nextLink;
    /// Why it is not valid: unknown_session, unknown_token, wrong_secret, expired; empty: it is.
    std::string problem;
};

/// Owned by the daemon. Thread-safe.
class AddressProofs {
public:
    AddressProofs(Accounts &accounts, MailQueue &mails, RateLimiter &limiter,
                  const config::Current &settings, const Clock &clock);

    /// Sends a mail, unless this send_attempt was made before; gives the session's id ("sid").
    /// Throws M_THREEPID_IN_USE, M_THREEPID_NOT_FOUND, M_THREEPID_DENIED, M_INVALID_PARAM, 429.
    [[nodiscard]] std::string request(const ProofRequest &request);
    /// Somebody opened the link of a mail and means it.
    [[nodiscard]] OpenedLink open(std::string_view sid, std::string_view clientSecret,
                                  std::string_view token);

    /// The proof, if the address was shown to be the client's; it is gone afterwards.
    [[nodiscard]] std::optional<store::AddressProof> spend(store::Transaction &tx,
                                                           ProofPurpose purpose,
                                                           std::string_view sid,
                                                           std::string_view clientSecret);

    void removeExpired();

private:
    void checkLimits(const ProofRequest &request);
    [[nodiscard]] std::string begin(store::Transaction &tx, const ProofRequest &request);

    Accounts &m_accounts;
    MailQueue &m_mails;
    RateLimiter &m_limiter;
    const config::Current &m_settings;
    const Clock &m_clock;
};

/// Throws M_INVALID_PARAM.
void requireClientSecret(std::string_view secret);
/// allowed_local_3pids.
[[nodiscard]] bool isAllowedAddress(const config::Settings &settings, std::string_view medium,
                                    std::string_view address);
/// Throws M_INVALID_PARAM for an address that a browser must not be sent to.
void requireNextLink(const config::Settings &settings, std::string_view link);

} // namespace hearth::services
