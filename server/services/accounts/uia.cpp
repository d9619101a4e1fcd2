// SPDX-License-Identifier: Apache-2.0
// See uia.hpp.
#include "server/services/accounts/uia.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/passwords.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr const char *ssoStage = "m.login.sso";
constexpr std::int64_t sessionLifetime = 48LL * 3600 * 1000;

json::object withoutAuth(const json::object &body) {
    json::object out = body;
    out.erase("auth");
    return out;
}

bool isComplete(const store::UiaSession &session, const std::vector<UiaFlow> &flows) {
    return std::any_of(flows.begin(), flows.end(), [&](const UiaFlow &flow) {
        return std::all_of(flow.begin(), flow.end(), [&](const std::string &stage) {
            return session.completed.contains(stage);
        });
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
    return Error(400, "M_UNRECOGNIZED", "Unknown authentication type: " + stage);
}

} // namespace

bool isUsable(const store::RegistrationToken &token, Timestamp now) {
    const bool left = !token.usesAllowed || token.pending + token.completed < *token.usesAllowed;
    return left && (!token.expires || *token.expires > now);
}

Uia::Uia(store::Database &database, Accounts &accounts, Passwords &passwords, RateLimiter &limiter,
         const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_accounts(accounts)
    , m_passwords(passwords)
    , m_limiter(limiter)
    , m_settings(settings)
    , m_clock(clock) {}

UiaOutcome Uia::proceed(const UiaRequest &request, const std::vector<UiaFlow> &flows) {
    return run(request, flows, nullptr);
}

std::optional<json::object> Uia::confirm(const UiaRequest &request, const Requester &requester) {
    if (requester.appservice)
        return std::nullopt;
    const std::int64_t timeout = m_settings.get()->uiAuthSessionTimeout;
    const Timestamp now = m_clock.now();
    if (timeout > 0 && requester.tokenId != 0) {
        const std::lock_guard lock(m_mutex);
        const auto it = m_confirmed.find(requester.tokenId);
        if (it != m_confirmed.end() && it->second + timeout > now)
            return std::nullopt;
    }
    auto outcome = run(request, flowsFor(requester), &requester);
    if (outcome.challenge)
        return std::move(outcome.challenge);
    if (const auto *who = outcome.session.completed.if_contains(ssoStage);
        who && *who != json::value(requester.user.str()))
        throw forbidden("This has to be confirmed by the user who asks for it.");
    // Spent: the same session must not confirm a second operation.
    m_database.write([&](store::Transaction &tx) { store::uia::remove(tx, outcome.session.id); });
    if (timeout > 0) {
        const std::lock_guard lock(m_mutex);
        if (m_confirmed.size() > 10000)
            m_confirmed.clear();
        m_confirmed[requester.tokenId] = now;
    }
    return std::nullopt;
}

std::vector<UiaFlow> Uia::flowsFor(const Requester &requester) {
    std::vector<UiaFlow> out;
    const auto account = m_accounts.find(requester.userNid);
    const bool sso = m_sso && m_sso(requester.userNid);
    if (!sso || (account && !account->passwordHash.empty()))
        out.push_back({"m.login.password"});
    if (sso)
        out.push_back({ssoStage});
    return out;
}

void Uia::confirmedBySso(const std::string &sessionId, const std::string &userId) {
    auto session =
        m_database.read([&](store::Reader &reader) { return store::uia::find(reader, sessionId); });
    if (!session)
        throw unknownError("Unknown session ID: " + sessionId);
    session->completed[ssoStage] = userId;
    save(*session);
}

bool Uia::isOpen(const std::string &sessionId) {
    return m_database.read(
        [&](store::Reader &reader) { return store::uia::find(reader, sessionId).has_value(); });
}

UiaOutcome Uia::run(const UiaRequest &request, const std::vector<UiaFlow> &flows,
                    const Requester *requester) {
    const auto *auth = findObject(request.body, "auth");
    UiaOutcome out{std::nullopt, open(request, auth)};
    for (const auto &[key, value] : request.keep)
        out.session.data.insert_or_assign(key, value);
    std::optional<Error> refused;
    if (auth) {
        const auto stage = findString(*auth, "type");
        if (stage) {
            if (requester && *stage == "m.login.password")
                requireOwnName(*auth, *requester);
            try {
                out.session.completed[*stage] =
                    check(*stage, *auth, request, requester, out.session);
            } catch (const Error &error) {
                if (error.status() == 429)
                    throw;
                refused = error;
            }
        }
    }
    const bool done = isComplete(out.session, flows);
    // A one-stage confirmation is over at once: nothing to keep.
    if (!(done && requester))
        save(out.session);
    if (!done) {
        out.challenge = challenge(out.session, flows);
        if (refused) {
            out.challenge->emplace("errcode", refused->errcode());
            out.challenge->emplace("error", refused->message());
            for (const auto &[key, value] : refused->extra())
                out.challenge->insert_or_assign(key, value);
        }
    }
    return out;
}

store::UiaSession Uia::open(const UiaRequest &request, const json::object *auth) {
    const auto id = auth ? findString(*auth, "session") : std::nullopt;
    std::optional<store::UiaSession> known;
    if (id)
        known =
            m_database.read([&](store::Reader &reader) { return store::uia::find(reader, *id); });
    if (known && known->created + sessionLifetime > m_clock.now()) {
        if (known->operation != request.operation)
            throw forbidden(
                "Requested operation has changed during the UI authentication session.");
        json::object body = withoutAuth(request.body);
        // Clients may leave out what they said before.
        if (!body.empty())
            known->body = std::move(body);
        return *std::move(known);
    }
    if (id)
        throw unknownError("Unknown session ID: " + *id);
    store::UiaSession fresh;
    fresh.id = crypto::randomToken(24);
    fresh.created = m_clock.now();
    fresh.operation = request.operation;
    fresh.body = withoutAuth(request.body);
    return fresh;
}

json::value Uia::check(const std::string &stage, const json::object &auth,
                       const UiaRequest &request, const Requester *requester,
                       store::UiaSession &session) {
    if (stage == "m.login.dummy")
        return true;
    if (stage == "m.login.password" && requester) {
        checkPassword(auth, *requester);
        return json::value(requester->user.str());
    }
    if (stage == "m.login.registration_token")
        return checkRegistrationToken(auth, session);
    if (stage == "m.login.recaptcha" && m_captcha) {
        const auto response = findString(auth, "response");
        if (!response)
            throw Error(401, "M_CAPTCHA_NEEDED", "Captcha response is required");
        if (!m_captcha(*response, request.address))
            throw Error(401, "M_CAPTCHA_INVALID", "Captcha authentication failed");
        return true;
    }
    throw unrecognizedStage(stage);
}

/// Somebody else's password confirms nothing, right or wrong.
void Uia::requireOwnName(const json::object &auth, const Requester &requester) {
    const auto user = namedUser(auth);
    const auto named = user ? m_accounts.findTyped(*user) : nullptr;
    if (user && (!named || named->nid != requester.userNid))
        throw forbidden("This has to be confirmed by the user who asks for it.");
}

void Uia::checkPassword(const json::object &auth, const Requester &requester) {
    const std::string password = getString(auth, "password");
    const auto settings = m_settings.get();
    const auto &limit = settings->rc.loginFailedAttempts;
    const std::string key = "failed-login " + requester.user.str();
    if (const auto wait = m_limiter.peek(key, limit.perSecond, limit.burstCount); wait > 0)
        throw limitExceeded(wait);
    const auto account = m_accounts.find(requester.userNid);
    const bool right = account && !account->passwordHash.empty() &&
                       m_passwords.verify(password, account->passwordHash);
    if (right)
        return;
    static_cast<void>(m_limiter.take(key, limit.perSecond, limit.burstCount));
    throw forbidden("Invalid username or password");
}

json::value Uia::checkRegistrationToken(const json::object &auth, store::UiaSession &session) {
    const std::string token = getString(auth, "token");
    const auto before = session.data.find("registration_token");
    if (before != session.data.end() && before->value() == json::value(token))
        return json::value(token);
    const bool taken = m_database.write([&](store::Transaction &tx) {
        auto row = store::registration_tokens::find(tx, token);
        if (!row || !isUsable(*row, m_clock.now()))
            return false;
        ++row->pending;
        store::registration_tokens::update(tx, *row);
        return true;
    });
    if (!taken)
        throw Error(401, "M_UNAUTHORIZED", "Invalid registration token");
    session.data["registration_token"] = token;
    return json::value(token);
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

void Uia::save(const store::UiaSession &session) {
    m_database.write([&](store::Transaction &tx) { store::uia::save(tx, session); });
}

void Uia::removeExpired() {
    m_database.write([&](store::Transaction &tx) {
        store::uia::removeBefore(tx, m_clock.now() - sessionLifetime);
    });
}

} // namespace hearth::services
