// SPDX-License-Identifier: Apache-2.0
// See sign_in.hpp.
#include "server/services/sign_in/sign_in.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/mail/address.hpp"
#include "server/services/accounts/passwords.hpp"
#include "server/services/appservices/appservices.hpp"
#include "server/services/sign_in/token_sign_in.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::size_t maxDeviceId = 512;
constexpr const char *webToken = "org.matrix.login.jwt"; // the name that Synapse gave it

/// A national number cannot be told from an international one without its country's plan, so only
/// numbers that carry their country code are understood.
std::string phoneDigits(std::string_view number) {
    std::string out;
    for (const char c : number)
        if (c >= '0' && c <= '9')
            out += c;
    return out;
}

SignInOptions readOptions(const json::object &body) {
    SignInOptions out;
    out.deviceId = findString(body, "device_id");
    if (out.deviceId && out.deviceId->empty())
        out.deviceId.reset();
    if (out.deviceId && out.deviceId->size() > maxDeviceId)
        throw invalidParam("device_id cannot be longer than 512 characters.");
    out.deviceName = findString(body, "initial_device_display_name");
    out.refreshable = findBool(body, "refresh_token").value_or(false);
    return out;
}

} // namespace

std::string canonicalAddress(std::string_view medium, std::string_view address) {
    if (medium == "msisdn")
        return phoneDigits(address);
    // What is no address is nobody's.
    return mail::canonicalAddress(address).value_or(std::string());
}

SignIn::SignIn(Accounts &accounts, AppServices &appservices, Sessions &sessions,
               Passwords &passwords, TokenSignIn &tokens, RateLimiter &limiter,
               const config::Current &settings)
    : m_accounts(accounts)
    , m_appservices(appservices)
    , m_sessions(sessions)
    , m_passwords(passwords)
    , m_tokens(tokens)
    , m_limits(limiter, settings)
    , m_settings(settings) {}

json::object SignIn::flows() const {
    const auto settings = m_settings.get();
    json::array flows;
    if (settings->loginViaExistingSession)
        flows.push_back(json::object{{"type", "m.login.token"}, {"get_login_token", true}});
    if (settings->passwordConfig.enabled)
        flows.push_back(json::object{{"type", "m.login.password"}});
    flows.push_back(json::object{{"type", "m.login.application_service"}});
    if (m_tokens.enabled())
        flows.push_back(json::object{{"type", webToken}});
    return {{"flows", std::move(flows)}};
}

SignedIn SignIn::signIn(const json::object &body, const AppService *service) {
    const std::string type = getString(body, "type");
    const SignInOptions options = readOptions(body);
    const Proven proven = [&] {
        if (type == "m.login.password")
            return byPassword(body);
        if (type == "m.login.token")
            return byToken(body);
        if (type == "m.login.application_service")
            return byAppservice(body, service);
        if (type == webToken && m_tokens.enabled())
            return Proven{m_tokens.accountOf(body), Proof::none()};
        throw unknownError("Unknown login type " + type.substr(0, 100));
    }();
    requireOpen(*proven.account);
    // Only sign-ins that succeed are counted for an account, so that nobody can be kept out by
    // strangers who fail.
    const bool limited = type != "m.login.application_service" || (service && service->rateLimited);
    if (limited)
        m_limits.requireFor(Limited::LoginAccount, proven.account->userId);
    return m_sessions.signIn(proven.account->nid, options, proven.proof);
}

SignIn::Proven SignIn::byPassword(const json::object &body) {
    const auto settings = m_settings.get();
    if (!settings->passwordConfig.enabled)
        throw Error(400, "M_UNKNOWN", "Password login has been disabled.");
    const std::string password = getString(body, "password");
    std::string name;
    const auto account = findIdentified(body, name);
    const std::string who = account ? account->userId : name.substr(0, 255);
    // Limits first, the hash last.
    m_limits.peekFor(Limited::LoginAccount, who);
    auto guess = m_limits.guess(Limited::FailedLogin, who);
    if (!account || account->passwordHash.empty() || !settings->passwordConfig.localdbEnabled) {
        m_passwords.pretend(password);
        throw forbidden("Invalid username or password");
    }
    if (!m_passwords.verify(password, account->passwordHash))
        throw forbidden("Invalid username or password");
    guess.succeeded();
    std::string fresh;
    if (m_passwords.needsRehash(account->passwordHash))
        fresh = m_passwords.hash(password);
    const auto spend = [this, verified = account->passwordHash,
                        fresh = std::move(fresh)](store::Transaction &tx, store::UserNid user) {
        const auto row = store::accounts::find(tx, user);
        if (!row || row->passwordHash != verified)
            throw forbidden("Invalid username or password");
        if (!fresh.empty())
            m_accounts.change(tx, user,
                              [&](store::Account &edited) { edited.passwordHash = fresh; });
    };
    return {account, Proof(spend)};
}

SignIn::Proven SignIn::byToken(const json::object &body) {
    auto [user, proof] = m_sessions.loginTokenOf(getString(body, "token"));
    auto account = m_accounts.find(user);
    if (!account)
        throw forbidden("Invalid login token");
    return {std::move(account), std::move(proof)};
}

SignIn::Proven SignIn::byAppservice(const json::object &body, const AppService *service) {
    if (!service)
        throw missingToken();
    if (service->deviceManagement)
        throw Error(400, "M_APPSERVICE_LOGIN_UNSUPPORTED",
                    "This application service makes devices itself and does not log in.");
    std::string name;
    const auto account = findIdentified(body, name);
    if (!account) {
        if (!service->ownsUser(name.empty() || name.front() != '@' ? m_accounts.fullId(name)
                                                                   : name))
            throw Error(403, "M_EXCLUSIVE", "The application service does not own this user.");
        throw forbidden("The application service has not registered this user.");
    }
    if (!service->ownsUser(account->userId))
        throw Error(403, "M_EXCLUSIVE", "The application service does not own this user.");
    return {account, Proof::none()};
}

AccountPtr SignIn::findIdentified(const json::object &body, std::string &name) {
    const auto *identifier = findObject(body, "identifier");
    if (!identifier) {
        if (const auto address = findString(body, "address")) {
            name = *address;
            return findByThreepid(getString(body, "medium"), *address);
        }
        name = getString(body, "user");
        return m_accounts.findTyped(name);
    }
    const std::string type = getString(*identifier, "type");
    if (type == "m.id.user") {
        name = getString(*identifier, "user");
        return m_accounts.findTyped(name);
    }
    if (type == "m.id.thirdparty") {
        name = getString(*identifier, "address");
        return findByThreepid(getString(*identifier, "medium"), name);
    }
    if (type == "m.id.phone") {
        const auto phone = findString(*identifier, "phone");
        name = phone ? *phone : getString(*identifier, "number");
        return findByThreepid("msisdn", name);
    }
    throw unknownError("Unknown login identifier type");
}

AccountPtr SignIn::findByThreepid(std::string_view medium, std::string_view address) {
    const std::string canonical = canonicalAddress(medium, address);
    const auto user = m_accounts.database().read([&](store::Reader &reader) {
        return store::accounts::findByThreepid(reader, medium, canonical);
    });
    return m_accounts.find(user);
}

} // namespace hearth::services
