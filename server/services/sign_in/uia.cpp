// SPDX-License-Identifier: Apache-2.0
// See uia.hpp.
#include "server/services/sign_in/uia.hpp"

#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/captcha.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/sign_in/cas.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr const char *ssoStage = "m.login.sso";
constexpr const char *tokenStage = "m.login.registration_token";
constexpr std::int64_t sessionLifetime = 48LL * 3600 * 1000;
// Open sessions: the oldest make room for new ones.
constexpr std::int64_t mostOfOneUser = 20;
constexpr std::int64_t mostOfNobody = 10000; // registrations under way
constexpr unsigned countEvery = 64; // registrations between two looks at how many there are

bool isComplete(const json::object &completed, const std::vector<UiaFlow> &flows) {
    return std::any_of(flows.begin(), flows.end(), [&](const UiaFlow &flow) {
        return std::all_of(flow.begin(), flow.end(),
                           [&](const std::string &stage) { return completed.contains(stage); });
    });
}

/// The user an auth dict names: identifier of type m.id.user, or "user" of older clients.
std::optional<std::string> namedUser(const json::object &auth) {
    if (const auto *identifier = findObject(auth, "identifier")) {
        if (getString(*identifier, "type") != "m.id.user")
            throw unknownError("Only identifiers of type m.id.user can be used here.");
        return getString(*identifier, "user");
    }
    return findString(auth, "user");
}

Error unrecognizedStage(const std::string &stage) {
    return Error(400, "M_UNRECOGNIZED", "Unknown authentication type: " + stage.substr(0, 100));
}

Error unknownSession(std::string_view id) {
    return unknownError("Unknown session ID: " + std::string(id.substr(0, 100)));
}

} // namespace

bool isUsable(const store::RegistrationToken &token, Timestamp now) {
    const bool left = !token.usesAllowed || token.pending + token.completed < *token.usesAllowed;
    return left && (!token.expires || *token.expires > now);
}

Uia::Uia(const Parts &parts)
    : m_database(parts.database)
    , m_accounts(parts.accounts)
    , m_passwords(parts.passwords)
    , m_limits(parts.limiter, parts.settings)
    , m_settings(parts.settings)
    , m_clock(parts.clock)
    , m_addressProofs(parts.proofs)
    , m_captcha(parts.captcha)
    , m_cas(parts.cas) {}

bool Uia::canCheckCaptcha() const {
    return !m_settings.get()->recaptchaPrivateKey.empty();
}

UiaOutcome Uia::proceed(const UiaRequest &request, const std::vector<UiaFlow> &flows) {
    auto out = run(request, flows, nullptr);
    if (!out.challenge)
        out.proof =
            Proof([this, id = out.session.id, flows](store::Transaction &tx, store::UserNid user) {
                spendRegistration(tx, id, flows, user);
            });
    return out;
}

UiaOutcome Uia::recover(const UiaRequest &request, const std::vector<UiaFlow> &flows) {
    auto out = run(request, flows, nullptr);
    if (!out.challenge)
        out.proof = Proof([id = out.session.id](store::Transaction &tx, store::UserNid) {
            if (!store::uia::remove(tx, id))
                throw unknownSession(id);
        });
    return out;
}

UiaOutcome Uia::confirm(const UiaRequest &request, const Requester &requester) {
    if (requester.appservice || confirmedLately(requester))
        return {std::nullopt, {}, Proof::trusted()};
    auto out = run(request, flowsFor(requester), &requester);
    if (const auto *who = out.session.completed.if_contains(ssoStage);
        !out.challenge && who && *who != json::value(requester.user.str()))
        throw forbidden("This has to be confirmed by the user who asks for it.");
    return out;
}

std::optional<store::UiaSession> Uia::find(const std::string &operation, const json::object &body) {
    const auto *auth = body.if_contains("auth");
    const auto *id =
        auth && auth->is_object() ? auth->get_object().if_contains("session") : nullptr;
    if (!id || !id->is_string())
        return std::nullopt;
    auto known = m_database.read(
        [&](store::Reader &reader) { return store::uia::find(reader, view(id->get_string())); });
    if (known && known->operation == operation && known->created + sessionLifetime > m_clock.now())
        return known;
    return std::nullopt;
}

bool Uia::confirmedLately(const Requester &requester) {
    const std::int64_t timeout = m_settings.get()->uiAuthSessionTimeout;
    if (timeout <= 0 || requester.tokenId == 0)
        return false;
    const std::lock_guard lock(m_mutex);
    const auto it = m_confirmed.find(requester.tokenId);
    return it != m_confirmed.end() && it->second + timeout > m_clock.now();
}

void Uia::noteConfirmed(std::int64_t tokenId) {
    const std::lock_guard lock(m_mutex);
    if (m_confirmed.size() > 10000)
        m_confirmed.clear();
    m_confirmed[tokenId] = m_clock.now();
}

std::vector<UiaFlow> Uia::flowsFor(const Requester &requester) {
    std::vector<UiaFlow> out;
    const auto account = m_accounts.find(requester.userNid);
    const bool sso = m_cas.enabled() && m_cas.isLinked(requester.userNid);
    if (!sso || (account && !account->passwordHash.empty()))
        out.push_back({"m.login.password"});
    if (sso)
        out.push_back({ssoStage});
    return out;
}

void Uia::confirmedBySso(const std::string &sessionId, const std::string &userId) {
    m_database.write([&](store::Transaction &tx) {
        auto session = store::uia::find(tx, sessionId);
        if (!session)
            throw unknownSession(sessionId);
        session->completed[ssoStage] = userId;
        store::uia::update(tx, *session);
    });
}

store::UiaSession Uia::requireOpen(const std::string &sessionId) {
    auto known =
        m_database.read([&](store::Reader &reader) { return store::uia::find(reader, sessionId); });
    if (!known || known->created + sessionLifetime <= m_clock.now() ||
        known->data.contains("registered_ts"))
        throw unknownSession(sessionId);
    return *std::move(known);
}

void Uia::completeInBrowser(const std::string &sessionId, const json::object &auth,
                            std::string_view address) {
    Opened opened{requireOpen(sessionId), false};
    const std::string name = getString(auth, "type");
    if (opened.session.completed.contains(name))
        return;
    const auto account = opened.session.user ? m_accounts.find(opened.session.user) : nullptr;
    const auto requester = account ? std::optional(requesterFor(*account)) : std::nullopt;
    const json::object body;
    const UiaRequest request{
        opened.session.operation, body, address, {}, purposeOf(opened.session)};
    std::optional<Stage> stage = check(name, auth, request, requester ? &*requester : nullptr);
    std::optional<Error> refused;
    keep(opened, request, stage, refused);
    if (refused)
        throw *refused;
}

ProofPurpose Uia::purposeOf(const store::UiaSession &session) {
    return session.operation.ends_with("/register") ? ProofPurpose::Register
                                                    : ProofPurpose::ResetPassword;
}

void Uia::note(const std::string &sessionId, std::string_view name, json::value value) {
    m_database.write([&](store::Transaction &tx) {
        auto session = store::uia::find(tx, sessionId);
        if (!session)
            throw unknownSession(sessionId);
        session->data[name] = value;
        store::uia::update(tx, *session);
    });
}

UiaOutcome Uia::run(const UiaRequest &request, const std::vector<UiaFlow> &flows,
                    const Requester *requester) {
    const auto *auth = findObject(request.body, "auth");
    Opened opened = open(request, auth, requester);
    const auto name = auth ? findString(*auth, "type") : std::nullopt;
    std::optional<Stage> stage;
    std::optional<Error> refused;
    const bool registered = !requester && opened.session.user;
    if (name && !registered && !opened.session.completed.contains(*name)) {
        if (requester && *name == "m.login.password")
            requireOwnName(*auth, *requester);
        try {
            stage = check(*name, *auth, request, requester);
        } catch (const Error &error) {
            if (error.status() == 429 || error.status() >= 500)
                throw;
            refused = error;
        }
    }
    auto completed = opened.session.completed;
    if (stage)
        completed[stage->name] = stage->result;
    UiaOutcome out;
    // A one-stage confirmation is over at once: there is nothing to keep.
    if (requester && isComplete(completed, flows)) {
        out.proof = proofOfUser(opened, *requester, stage ? stage->recheck : Proof::Spend{});
        out.session = std::move(opened.session);
        out.session.completed = std::move(completed);
        return out;
    }
    keep(opened, request, stage, refused);
    out.session = std::move(opened.session);
    if (isComplete(out.session.completed, flows))
        return out;
    out.challenge = challenge(out.session, flows);
    if (refused) {
        out.challenge->emplace("errcode", refused->errcode());
        out.challenge->emplace("error", refused->message());
        for (const auto &[key, value] : refused->extra())
            out.challenge->insert_or_assign(key, value);
    }
    return out;
}

Uia::Opened Uia::open(const UiaRequest &request, const json::object *auth,
                      const Requester *requester) {
    const auto id = auth ? findString(*auth, "session") : std::nullopt;
    if (!id) {
        Opened out{{}, true};
        out.session.id = crypto::randomToken(24);
        out.session.created = m_clock.now();
        out.session.operation = request.operation;
        out.session.user = requester ? requester->userNid : store::UserNid{};
        return out;
    }
    auto known =
        m_database.read([&](store::Reader &reader) { return store::uia::find(reader, *id); });
    if (!known || known->created + sessionLifetime <= m_clock.now())
        throw unknownSession(*id);
    if (known->operation != request.operation)
        throw forbidden("Requested operation has changed during the UI authentication session.");
    if (requester && known->user != requester->userNid)
        throw unknownSession(*id);
    return {*std::move(known), false};
}

/// Writes what the step brought. The stage is judged and taken in the same transaction as far as
/// the database knows about it; then it may be refused here.
void Uia::keep(Opened &opened, const UiaRequest &request, std::optional<Stage> &stage,
               std::optional<Error> &refused) {
    const bool says = !request.remembered.empty() && request.remembered != opened.session.body;
    const auto save = [&](const Stage *with) {
        opened.session = m_database.write(
            [&](store::Transaction &tx) { return write(tx, opened, request, with); });
        opened.fresh = false;
    };
    if (stage && stage->registrationToken) {
        auto guess = m_limits.guess(Limited::RegistrationToken, request.address);
        try {
            save(&*stage);
            guess.succeeded();
            return;
        } catch (const Error &error) {
            if (error.status() != 401)
                throw;
            refused = error;
            stage.reset();
        }
    }
    if (stage && stage->address) {
        try {
            return save(&*stage);
        } catch (const Error &error) {
            if (error.status() != 401)
                throw;
            refused = error;
            stage.reset();
        }
    }
    if (opened.fresh || stage || says)
        save(stage ? &*stage : nullptr);
}

store::UiaSession Uia::write(store::Transaction &tx, const Opened &opened,
                             const UiaRequest &request, const Stage *stage) {
    auto session = opened.session;
    if (!opened.fresh) {
        auto found = store::uia::find(tx, session.id);
        if (!found)
            throw unknownSession(session.id);
        session = *std::move(found);
    }
    if (!opened.fresh && session.user && !opened.session.user)
        return session; // it has made its account meanwhile
    // Clients may leave out what they said before.
    if (!request.remembered.empty())
        session.body = request.remembered;
    if (stage) {
        if (stage->registrationToken)
            takeToken(tx, session, *stage->registrationToken);
        if (!stage->address)
            session.completed[stage->name] = stage->result;
        else if (!session.completed.contains(stage->name))
            session.completed[stage->name] = takeAddress(tx, *stage->address);
    }
    if (!opened.fresh) {
        store::uia::update(tx, session);
        return session;
    }
    makeRoom(tx, session.user);
    store::uia::insert(tx, session);
    return session;
}

void Uia::makeRoom(store::Transaction &tx, store::UserNid user) {
    if (!user && m_begun++ % countEvery != 0)
        return;
    const std::int64_t most = user ? mostOfOneUser : mostOfNobody;
    const std::int64_t open = store::uia::count(tx, user);
    if (open >= most)
        store::uia::removeOldest(tx, user, open - most + 1);
}

Uia::Stage Uia::check(const std::string &stage, const json::object &auth, const UiaRequest &request,
                      const Requester *requester) {
    Stage out{stage, true, std::nullopt, std::nullopt, {}};
    if (stage == "m.login.password" && requester) {
        out.recheck = checkPassword(auth, *requester, request.address);
        out.result = requester->user.str();
    } else if (stage == tokenStage) {
        out.registrationToken = getString(auth, "token");
        out.result = *out.registrationToken;
    } else if (stage == emailStage && request.addressProves) {
        const auto *given = findObject(auth, "threepid_creds");
        if (!given && !(given = findObject(auth, "threepidCreds"))) // as older clients write it
            throw missingParam("Missing threepid_creds");
        out.address = {*request.addressProves, getString(*given, "sid"),
                       getString(*given, "client_secret")};
    } else if (stage == "m.login.recaptcha" && canCheckCaptcha()) {
        requireCaptcha(auth, request.address);
    } else if (stage != "m.login.dummy") {
        throw unrecognizedStage(stage);
    }
    return out;
}

/// Somebody else's password confirms nothing, right or wrong.
void Uia::requireOwnName(const json::object &auth, const Requester &requester) {
    const auto user = namedUser(auth);
    const auto named = user ? m_accounts.findTyped(*user) : nullptr;
    if (user && (!named || named->nid != requester.userNid))
        throw forbidden("This has to be confirmed by the user who asks for it.");
}

Proof::Spend Uia::checkPassword(const json::object &auth, const Requester &requester,
                                std::string_view address) {
    const std::string password = getString(auth, "password");
    // Apart from sign-ins, so that strangers who guess cannot keep users from confirming.
    auto byUser = m_limits.guess(Limited::FailedLogin, "uia " + requester.user.str());
    auto byAddress = m_limits.guess(Limited::Login, "uia " + std::string(address));
    const auto account = m_accounts.find(requester.userNid);
    if (!account || account->passwordHash.empty() ||
        !m_passwords.verify(password, account->passwordHash))
        throw forbidden("Invalid username or password");
    byUser.succeeded();
    byAddress.succeeded();
    return [hash = account->passwordHash](store::Transaction &tx, store::UserNid user) {
        const auto row = store::accounts::find(tx, user);
        if (!row || row->passwordHash != hash)
            throw forbidden("The password has been changed meanwhile.");
    };
}

void Uia::requireCaptcha(const json::object &auth, std::string_view address) {
    const auto response = findString(auth, "response");
    if (!response)
        throw Error(401, "M_CAPTCHA_NEEDED", "Captcha response is required");
    auto guess = m_limits.guess(Limited::Registration, "captcha " + std::string(address));
    if (!m_captcha.isRight(*response, address))
        throw Error(401, "M_CAPTCHA_INVALID", "Captcha authentication failed");
    guess.succeeded();
}

/// Reserves a use of the token for the session, once.
void Uia::takeToken(store::Transaction &tx, store::UiaSession &session, const std::string &token) {
    if (session.data.contains("registration_token"))
        return;
    auto row = store::registration_tokens::find(tx, token);
    if (!row || !isUsable(*row, m_clock.now()))
        throw Error(401, "M_UNAUTHORIZED", "Invalid registration token");
    ++row->pending;
    store::registration_tokens::update(tx, *row);
    session.data["registration_token"] = token;
}

/// The proof of the address becomes the session's, once.
json::value Uia::takeAddress(store::Transaction &tx, const AddressClaim &claim) {
    const auto proof = m_addressProofs.spend(tx, claim.purpose, claim.sid, claim.clientSecret);
    if (!proof)
        throw Error(401, "M_UNAUTHORIZED", "Unable to get validated threepid");
    return json::object{
        {"medium", "email"}, {"address", proof->address}, {"validated_at", *proof->validated}};
}

Proof Uia::proofOfUser(const Opened &opened, const Requester &requester, Proof::Spend recheck) {
    std::optional<std::string> id;
    if (!opened.fresh)
        id = opened.session.id;
    return Proof([this, id = std::move(id), recheck = std::move(recheck),
                  tokenId = requester.tokenId](store::Transaction &tx, store::UserNid user) {
        if (recheck)
            recheck(tx, user);
        if (id && !store::uia::remove(tx, *id))
            throw unknownSession(*id);
        if (tokenId != 0)
            tx.onCommit([this, tokenId] { noteConfirmed(tokenId); });
    });
}

/// The session makes this account, and no other.
void Uia::spendRegistration(store::Transaction &tx, const std::string &id,
                            const std::vector<UiaFlow> &flows, store::UserNid user) {
    auto session = store::uia::find(tx, id);
    if (!session || !isComplete(session->completed, flows))
        throw unknownSession(id);
    if (session->user)
        throw unknownError("This session has made its account.");
    if (const auto name = findString(session->data, "registration_token")) {
        if (auto token = store::registration_tokens::find(tx, *name)) {
            token->pending = std::max<std::int64_t>(0, token->pending - 1);
            ++token->completed;
            store::registration_tokens::update(tx, *token);
        }
    }
    session->user = user;
    session->data.erase("password_hash");
    session->data["registered_ts"] = m_clock.now();
    store::uia::update(tx, *session);
}

json::object Uia::challenge(const store::UiaSession &session,
                            const std::vector<UiaFlow> &flows) const {
    json::array offered;
    json::object params;
    for (const auto &flow : flows) {
        json::array stages;
        for (const auto &stage : flow) {
            stages.emplace_back(stage);
            if (stage == "m.login.recaptcha")
                params[stage] = json::object{{"public_key", m_settings.get()->recaptchaPublicKey}};
        }
        offered.push_back(json::object{{"stages", std::move(stages)}});
    }
    json::object out{
        {"session", session.id}, {"flows", std::move(offered)}, {"params", std::move(params)}};
    json::array done;
    for (const auto &[stage, result] : session.completed)
        done.emplace_back(stage);
    out["completed"] = std::move(done);
    return out;
}

void Uia::keepPassword(const std::string &sessionId, const std::string &hash) {
    m_database.write([&](store::Transaction &tx) {
        auto session = store::uia::find(tx, sessionId);
        if (!session || session->user)
            return;
        session->data["password_hash"] = hash;
        store::uia::update(tx, *session);
    });
}

Uia::Claim Uia::claim(const std::string &sessionId) {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_claimed.insert(sessionId).second)
            throw limitExceeded(1000);
    }
    return {*this, sessionId};
}

Uia::Claim::~Claim() {
    const std::lock_guard lock(m_uia.m_mutex);
    m_uia.m_claimed.erase(m_id);
}

void Uia::removeExpired() {
    m_database.write([&](store::Transaction &tx) {
        store::uia::removeBefore(tx, m_clock.now() - sessionLifetime);
    });
}

} // namespace hearth::services
