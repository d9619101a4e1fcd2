// SPDX-License-Identifier: Apache-2.0
// Uia: user-interactive authentication (spec client-server, "User-Interactive Authentication API").
// A session is bound to its operation and its user and is kept in the database. It ends in a Proof,
// which the operation redeems in its own transaction.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/error.hpp"
#include "server/core/json.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/limits/limits.hpp"
#include "server/services/proof.hpp"
#include "server/services/requester.hpp"
#include "server/store/uia_store.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Accounts;
class Captcha;
class Cas;
class Passwords;

using UiaFlow = std::vector<std::string>;
/// Somebody shows that an e-mail address is theirs. Its result: medium, address, validated_at.
inline constexpr const char *emailStage = "m.login.email.identity";

struct UiaRequest {
    std::string operation; // "POST /_matrix/client/v3/account/password"
    const json::object &body;
    std::string_view address;
    /// Of the body: what repetitions of the request may leave out. Small: it is stored.
    json::object remembered{};
    /// What a proven e-mail address is good for here (m.login.email.identity).
    std::optional<ProofPurpose> addressProves{};
};

struct UiaOutcome {
    /// Body of the 401 answer while stages are missing.
    std::optional<json::object> challenge;
    /// The request as it was first made: body, completed stages, data.
    store::UiaSession session;
    /// Holds when there is no challenge.
    Proof proof = Proof::none();
};

/// Whether a registration token admits one more registration.
[[nodiscard]] bool isUsable(const store::RegistrationToken &token, Timestamp now);

/// Thread-safe.
class Uia {
public:
    struct Parts {
        store::Database &database;
        Accounts &accounts;
        Passwords &passwords;
        AddressProofs &proofs;
        Captcha &captcha;
        Cas &cas;
        RateLimiter &limiter;
        const config::Current &settings;
        const Clock &clock;
    };
    explicit Uia(const Parts &parts);

    [[nodiscard]] bool canCheckCaptcha() const;

    /// One step of a conversation with anybody (registration). The proof makes one account, and the
    /// session then knows it (store::UiaSession::user).
    [[nodiscard]] UiaOutcome proceed(const UiaRequest &request, const std::vector<UiaFlow> &flows);
    /// The same for somebody who cannot sign in any more and has another way to show who they are.
    /// The proof holds once, and the session with it.
    [[nodiscard]] UiaOutcome recover(const UiaRequest &request, const std::vector<UiaFlow> &flows);
    /// A signed-in user confirms who they are. Application services are trusted with their users.
    [[nodiscard]] UiaOutcome confirm(const UiaRequest &request, const Requester &requester);
    /// The session that a request goes on with; nothing if it begins one or makes one up.
    [[nodiscard]] std::optional<store::UiaSession> find(const std::string &operation,
                                                        const json::object &body);

    /// Somebody came back from single sign-on. Throws 400 for an unknown session.
    void confirmedBySso(const std::string &sessionId, const std::string &userId);
    /// The session, if its operation may still happen; throws 400 M_UNKNOWN.
    [[nodiscard]] store::UiaSession requireOpen(const std::string &sessionId);
    /// Somebody does a stage of a session in the browser (spec, "Fallback"). auth: as in a request.
    /// Throws what a request would be answered with.
    void completeInBrowser(const std::string &sessionId, const json::object &auth,
                           std::string_view address);
    /// What a proven e-mail address is good for in the session's operation.
    [[nodiscard]] static ProofPurpose purposeOf(const store::UiaSession &session);
    /// Keeps something with the session that clients do not see.
    void note(const std::string &sessionId, std::string_view name, json::value value);

    /// Keeps the hash of the password that a registration began with.
    void keepPassword(const std::string &sessionId, const std::string &hash);
    void removeExpired();

    /// Only one request at a time finishes a session: the others need not hash what cannot be used.
    class Claim {
    public:
        Claim(Uia &uia, std::string id)
            : m_uia(uia)
            , m_id(std::move(id)) {}
        ~Claim();
        Claim(const Claim &) = delete;
        Claim &operator=(const Claim &) = delete;

    private:
        Uia &m_uia;
        std::string m_id;
    };
    /// Throws 429 while another request finishes the session.
    [[nodiscard]] Claim claim(const std::string &sessionId);

private:
    struct AddressClaim {
        ProofPurpose purpose = ProofPurpose::Register;
        std::string sid, clientSecret;
    };
    /// What one stage came to, and what of it is spent with the operation.
    struct Stage {
        std::string name;
        json::value result;
        std::optional<std::string> registrationToken; // to be taken in the step's transaction
        std::optional<AddressClaim> address;          // likewise
        Proof::Spend recheck;
    };
    struct Opened {
        store::UiaSession session;
        bool fresh = false;
    };
    [[nodiscard]] UiaOutcome run(const UiaRequest &request, const std::vector<UiaFlow> &flows,
                                 const Requester *requester);
    [[nodiscard]] Opened open(const UiaRequest &request, const json::object *auth,
                              const Requester *requester);
    [[nodiscard]] Stage check(const std::string &stage, const json::object &auth,
                              const UiaRequest &request, const Requester *requester);
    void requireOwnName(const json::object &auth, const Requester &requester);
    [[nodiscard]] Proof::Spend checkPassword(const json::object &auth, const Requester &requester,
                                             std::string_view address);
    void requireCaptcha(const json::object &auth, std::string_view address);
    [[nodiscard]] store::UiaSession write(store::Transaction &tx, const Opened &opened,
                                          const UiaRequest &request, const Stage *stage);
    void keep(Opened &opened, const UiaRequest &request, std::optional<Stage> &stage,
              std::optional<Error> &refused);
    void takeToken(store::Transaction &tx, store::UiaSession &session, const std::string &token);
    [[nodiscard]] json::value takeAddress(store::Transaction &tx, const AddressClaim &claim);
    void makeRoom(store::Transaction &tx, store::UserNid user);
    [[nodiscard]] Proof proofOfUser(const Opened &opened, const Requester &requester,
                                    Proof::Spend recheck);
    void spendRegistration(store::Transaction &tx, const std::string &id,
                           const std::vector<UiaFlow> &flows, store::UserNid user);
    void noteConfirmed(std::int64_t tokenId);
    [[nodiscard]] bool confirmedLately(const Requester &requester);
    [[nodiscard]] std::vector<UiaFlow> flowsFor(const Requester &requester);
    [[nodiscard]] json::object challenge(const store::UiaSession &session,
                                         const std::vector<UiaFlow> &flows) const;

    store::Database &m_database;
    Accounts &m_accounts;
    Passwords &m_passwords;
    Limits m_limits;
    const config::Current &m_settings;
    const Clock &m_clock;
    AddressProofs &m_addressProofs;
    Captcha &m_captcha;
    Cas &m_cas;
    std::atomic<unsigned> m_begun{0};
    std::mutex m_mutex; // the two below
    std::unordered_set<std::string> m_claimed;
    std::unordered_map<std::int64_t, Timestamp> m_confirmed; // by access token
};

} // namespace hearth::services
