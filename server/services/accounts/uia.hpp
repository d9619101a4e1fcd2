// SPDX-License-Identifier: Apache-2.0
// Uia: user-interactive authentication (spec client-server, "User-Interactive Authentication API").
// A session is bound to the operation it began with and is kept in the database.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/store/uia_store.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth {
class RateLimiter;
}
namespace hearth::config {
class Current;
}

namespace hearth::services {

class Accounts;
class Passwords;

using UiaFlow = std::vector<std::string>;

struct UiaRequest {
    std::string operation; // "POST /_matrix/client/v3/account/password"
    const json::object &body;
    std::string_view address;
    json::object keep{}; // added to the session's data
};

/// Asks the captcha service whether an answer is right.
using CaptchaCheck = std::function<bool(const std::string &response, std::string_view address)>;

struct UiaOutcome {
    /// Body of the 401 answer while stages are missing.
    std::optional<json::object> challenge;
    /// The request as it was first made: body, completed stages, data.
    store::UiaSession session;
};

/// Whether a registration token admits one more registration.
[[nodiscard]] bool isUsable(const store::RegistrationToken &token, Timestamp now);

/// Thread-safe.
class Uia {
public:
    Uia(store::Database &database, Accounts &accounts, Passwords &passwords, RateLimiter &limiter,
        const config::Current &settings, const Clock &clock);

    void setCaptchaCheck(CaptchaCheck check) { m_captcha = std::move(check); }
    /// Tells whether a user can confirm by single sign-on.
    void setSsoCheck(std::function<bool(store::UserNid)> check) { m_sso = std::move(check); }
    [[nodiscard]] bool canCheckCaptcha() const { return bool(m_captcha); }

    /// One step of a conversation with anybody (registration).
    [[nodiscard]] UiaOutcome proceed(const UiaRequest &request, const std::vector<UiaFlow> &flows);
    /// A signed-in user confirms who they are. Gives the challenge, or nothing when all is well.
    /// Application services are trusted with their users.
    [[nodiscard]] std::optional<json::object> confirm(const UiaRequest &request,
                                                      const Requester &requester);

    /// Somebody came back from single sign-on. Throws 400 for an unknown session.
    void confirmedBySso(const std::string &sessionId, const std::string &userId);
    [[nodiscard]] bool isOpen(const std::string &sessionId);

    /// Writes what the service keeps with a session.
    void save(const store::UiaSession &session);
    void removeExpired();

private:
    [[nodiscard]] UiaOutcome run(const UiaRequest &request, const std::vector<UiaFlow> &flows,
                                 const Requester *requester);
    [[nodiscard]] store::UiaSession open(const UiaRequest &request, const json::object *auth);
    json::value check(const std::string &stage, const json::object &auth, const UiaRequest &request,
                      const Requester *requester, store::UiaSession &session);
    void requireOwnName(const json::object &auth, const Requester &requester);
    void checkPassword(const json::object &auth, const Requester &requester);
    json::value checkRegistrationToken(const json::object &auth, store::UiaSession &session);
    [[nodiscard]] std::vector<UiaFlow> flowsFor(const Requester &requester);
    [[nodiscard]] json::object challenge(const store::UiaSession &session,
                                         const std::vector<UiaFlow> &flows) const;

    store::Database &m_database;
    Accounts &m_accounts;
    Passwords &m_passwords;
    RateLimiter &m_limiter;
    const config::Current &m_settings;
    const Clock &m_clock;
    CaptchaCheck m_captcha;
    std::function<bool(store::UserNid)> m_sso;
    std::mutex m_mutex;                                      // m_confirmed
    std::unordered_map<std::int64_t, Timestamp> m_confirmed; // by access token
};

} // namespace hearth::services
