// SPDX-License-Identifier: Apache-2.0
// See pages.hpp.
#include "server/api/client/account/pages.hpp"

#include "server/config/settings.hpp"
#include "server/crypto/hash.hpp"
#include "server/mail/texts.hpp"
#include "server/services/mail/mail_queue.hpp"

namespace hearth::api::account {
namespace {

std::string languageOf(const AccountApi &api, const Call &call) {
    const std::string best =
        mail::Texts::bestLanguage(call.request.headers.find("Accept-Language").value_or(""));
    return best.empty() ? api.settings.get()->email.language : best;
}

std::string policy(PageScripts scripts, const std::string &nonce) {
    std::string out = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action "
                      "'self'; frame-ancestors 'none'; base-uri 'none'";
    switch (scripts) {
    case PageScripts::None:
        break;
    case PageScripts::Done:
        out += "; script-src 'nonce-" + nonce + "'";
        break;
    case PageScripts::Captcha:
        out += "; script-src https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/"
               "; frame-src https://www.google.com/recaptcha/"
               "; connect-src https://www.google.com/recaptcha/";
        break;
    case PageScripts::Login:
        out += "; script-src 'self'; connect-src 'self'";
        break;
    }
    return out;
}

} // namespace

http::Response page(const AccountApi &api, const Call &call, std::string_view name, int status,
                    json::object values, PageScripts scripts) {
    const auto settings = api.settings.get();
    values["app"] = settings->email.appName;
    values["app_name"] = settings->email.appName;
    values["server_name"] = settings->serverName;
    const std::string nonce =
        scripts == PageScripts::Done ? crypto::randomToken(16) : std::string();
    values["nonce"] = nonce;
    auto out =
        http::textResponse(services::textsOf(*settings).page(name, languageOf(api, call), values),
                           status, "text/html; charset=utf-8");
    // The address of the page has secrets in it: nobody else is to learn it.
    out.headers.set("Content-Security-Policy", policy(scripts, nonce));
    out.headers.set("Referrer-Policy", "no-referrer");
    out.headers.set("Cache-Control", "no-store");
    out.headers.set("X-Content-Type-Options", "nosniff");
    out.headers.set("X-Frame-Options", "DENY");
    out.headers.set("X-Robots-Tag", "noindex");
    return out;
}

std::string sentence(const AccountApi &api, const Call &call, std::string_view group,
                     std::string_view name) {
    return mail::Texts::sentence(group, name, languageOf(api, call));
}

http::Response redirect(const std::string &url) {
    auto out = http::textResponse("", 302);
    out.headers.set("Location", url);
    out.headers.set("Referrer-Policy", "no-referrer");
    out.headers.set("Cache-Control", "no-store");
    return out;
}

http::Response donePage(const AccountApi &api, const Call &call) {
    return page(api, call, "auth_done", 200, {{"done", true}}, PageScripts::Done);
}

} // namespace hearth::api::account
