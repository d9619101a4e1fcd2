// SPDX-License-Identifier: Apache-2.0
// Single sign-on in the browser: to the CAS server, back with a ticket, on to the client
// (spec client-server, "SSO client login/authentication" and "Fallback").
#include "server/api/client/account/pages.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/web_address.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/sessions.hpp"
#include "server/services/sign_in/cas.hpp"
#include "server/services/sign_in/uia.hpp"

#include <algorithm>
#include <array>

namespace hearth::api::account {
namespace {

constexpr std::int64_t loginTokenLifetime = 120000;

/// Addresses that run something instead of leading somewhere, or break out of a header.
void requireHarmless(const std::string &url) {
    const auto colon = url.find(':');
    std::string scheme = url.substr(0, colon);
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    static constexpr std::array<std::string_view, 4> bad{"javascript", "data", "vbscript", "file"};
    const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x21; };
    if (colon == std::string::npos || std::find(bad.begin(), bad.end(), scheme) != bad.end() ||
        std::any_of(url.begin(), url.end(), isControl))
        throw invalidParam("redirectUrl is not an address to go back to.");
}

bool isKnownClient(const std::vector<std::string> &known, const std::string &url) {
    const auto address = WebAddress::parse(url);
    return address && std::any_of(known.begin(), known.end(), [&](const std::string &entry) {
               const auto base = WebAddress::parse(entry);
               return base && isBelow(*address, *base);
           });
}

std::string withToken(const std::string &url, const std::string &token) {
    const auto hash = url.find('#');
    std::string out = url.substr(0, hash);
    out += (out.find('?') == std::string::npos ? "?loginToken=" : "&loginToken=") + token;
    return hash == std::string::npos ? out : out + url.substr(hash);
}

http::Response finishLogin(const AccountApi &api, const Call &call,
                           const services::AccountPtr &account, const std::string &redirectUrl) {
    const std::string url = withToken(
        redirectUrl, api.sessions.makeLoginToken(services::requesterFor(*account),
                                                 loginTokenLifetime, services::Proof::none()));
    if (isKnownClient(api.settings.get()->ssoClientWhitelist, redirectUrl))
        return redirect(url);
    // Nobody is to be signed in to a client they did not choose.
    const std::string shown = redirectUrl.substr(0, redirectUrl.find_first_of("?#"));
    return page(api, call, "sso_continue", 200,
                {{"user", account->userId}, {"client", shown}, {"link", url}});
}

void requireCas(const AccountApi &api) {
    if (!api.cas.enabled())
        throw notFound("This server has no single sign-on.");
}

std::string getQuery(const Call &call, const char *name) {
    const auto value = call.query(name);
    if (!value)
        throw missingParam(std::string("Missing string query parameter '") + name + "'");
    return *value;
}

} // namespace

http::Response getSsoRedirect(const AccountApi &api, Call &call) {
    requireCas(api);
    for (const auto &[name, value] : call.pathParams)
        if (name == "idpId" && value != "cas")
            throw notFound("Unknown identity provider");
    const std::string redirectUrl = getQuery(call, "redirectUrl");
    requireHarmless(redirectUrl);
    return redirect(api.cas.loginUrl("redirectUrl", redirectUrl));
}

http::Response getCasTicket(const AccountApi &api, Call &call) {
    requireCas(api);
    const std::string ticket = getQuery(call, "ticket");
    if (const auto session = call.query("session")) {
        const auto account = api.cas.accountOf(ticket, "session", *session);
        api.uia.confirmedBySso(*session, account->userId);
        return donePage(api, call);
    }
    const std::string redirectUrl = getQuery(call, "redirectUrl");
    requireHarmless(redirectUrl);
    return finishLogin(api, call, api.cas.accountOf(ticket, "redirectUrl", redirectUrl),
                       redirectUrl);
}

http::Response getSsoFallback(const AccountApi &api, Call &call) {
    requireCas(api);
    const std::string session = getQuery(call, "session");
    static_cast<void>(api.uia.requireOpen(session));
    return page(api, call, "sso_confirm", 200, {{"link", api.cas.loginUrl("session", session)}});
}

} // namespace hearth::api::account
