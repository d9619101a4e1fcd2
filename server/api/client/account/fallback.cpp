// SPDX-License-Identifier: Apache-2.0
// Stages of user-interactive authentication, and signing in, in the browser: for apps that do not
// know a stage, or how to sign in (spec client-server, "Fallback" and "Login fallback").
#include "server/api/client/account/pages.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/mail/address.hpp"
#include "server/mail/texts.hpp"
#include "server/services/accounts/accounts.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/mail/mail_queue.hpp"
#include "server/services/sign_in/cas.hpp"
#include "server/services/sign_in/uia.hpp"

#include <array>

namespace hearth::api::account {
namespace {

/// A stage: its page, and what the page's form asks for.
struct Stage {
    const char *name;
    const char *page;
    const char *field; // of the form; also the member of the auth dict
    const char *type;  // of the input
    const char *autocomplete;
};
constexpr const char *captcha = "m.login.recaptcha";
constexpr std::array<Stage, 5> stages{{
    {"m.login.dummy", "auth_dummy", "", "", ""},
    {"m.login.registration_token", "auth_token", "token", "text", "off"},
    {"m.login.password", "auth_password", "password", "password", "current-password"},
    {captcha, "auth_captcha", "", "", ""},
    {services::emailStage, "auth_email", "address", "email", "email"},
}};

const Stage &requireStage(const std::string &name) {
    for (const Stage &stage : stages)
        if (name == stage.name)
            return stage;
    throw Error(404, "M_UNKNOWN", "Unknown auth stage type");
}

/// Of the form that the page has sent.
std::string formField(const Call &call, const char *name) {
    const auto form = http::parseQuery(call.request.body);
    const auto value = form.find(name);
    return value && http::isUtf8(*value) ? std::string(*value) : std::string();
}

json::object input(const char *name, const std::string &label, const char *type,
                   const char *autocomplete) {
    return {{"name", name}, {"label", label}, {"type", type}, {"autocomplete", autocomplete}};
}

http::Response stagePage(const AccountApi &api, const Call &call, const Stage &stage,
                         const store::UiaSession &session, const std::string &error) {
    json::object values{{"error", error}};
    if (session.user)
        if (const auto account = api.accounts.find(session.user))
            values["user"] = account->userId;
    if (*stage.field != '\0')
        values["inputs"] =
            json::array{input(stage.field, sentence(api, call, "inputs", stage.field), stage.type,
                              stage.autocomplete)};
    if (stage.name == std::string_view(services::emailStage) && !call.query("again") &&
        session.data.contains("fallback_mail")) {
        values["address"] = session.data.at("fallback_mail").as_object().at("address");
        values["link"] = "?session=" + http::percentEncode(session.id) + "&again=1";
        values.erase("inputs");
        return page(api, call, "auth_email_sent", 200, std::move(values));
    }
    if (stage.name != std::string_view(captcha))
        return page(api, call, stage.page, 200, std::move(values));
    values["captcha_key"] = api.settings.get()->recaptchaPublicKey;
    return page(api, call, stage.page, 200, std::move(values), PageScripts::Captcha);
}

/// The first step of the stage: a mail with a link. What belongs to it stays on this server.
void sendMail(const AccountApi &api, const Call &call, const store::UiaSession &session) {
    const auto address = mail::canonicalAddress(formField(call, "address"));
    if (!address)
        throw invalidParam("Invalid e-mail address");
    services::ProofRequest wanted;
    wanted.purpose = services::Uia::purposeOf(session);
    wanted.address = *address;
    wanted.clientSecret = crypto::randomToken(32);
    wanted.sendAttempt = 1;
    wanted.language = mail::Texts::bestLanguage(
        call.request.headers.find("Accept-Language").value_or(std::string_view{}));
    wanted.remoteAddress = call.request.remoteAddress;
    const std::string sid = api.proofs.request(wanted);
    api.uia.note(session.id, "fallback_mail",
                 json::object{{"sid", sid},
                              {"client_secret", wanted.clientSecret},
                              {"address", wanted.address}});
}

json::object authOf(const Call &call, const Stage &stage, const store::UiaSession &session) {
    json::object auth{{"type", stage.name}};
    if (stage.name == std::string_view(captcha))
        auth["response"] = formField(call, "g-recaptcha-response");
    else if (stage.name == std::string_view(services::emailStage))
        auth["threepid_creds"] = session.data.at("fallback_mail");
    else if (*stage.field != '\0')
        auth[stage.field] = formField(call, stage.field);
    return auth;
}

store::UiaSession requireSession(const AccountApi &api, const Call &call) {
    const auto id = call.query("session");
    if (!id || id->empty())
        throw unknownError("No session supplied");
    return api.uia.requireOpen(*id);
}

} // namespace

http::Response getFallback(const AccountApi &api, Call &call) {
    const Stage &stage = requireStage(call.path("stage"));
    const auto session = requireSession(api, call);
    if (session.completed.contains(stage.name))
        return donePage(api, call);
    return stagePage(api, call, stage, session, {});
}

http::Response postFallback(const AccountApi &api, Call &call) {
    const Stage &stage = requireStage(call.path("stage"));
    const auto session = requireSession(api, call);
    const bool mail = stage.name == std::string_view(services::emailStage);
    try {
        if (mail &&
            (!session.data.contains("fallback_mail") || !formField(call, "address").empty())) {
            if (!api.mails.enabled())
                throw unknownError("This server sends no mail");
            sendMail(api, call, session);
            return redirect("?session=" + http::percentEncode(session.id));
        }
        api.uia.completeInBrowser(session.id, authOf(call, stage, session),
                                  call.request.remoteAddress);
    } catch (const Error &error) {
        if (error.status() >= 500)
            throw;
        const char *reason = error.status() == 429 ? "too_often" : "refused";
        return stagePage(api, call, stage, session,
                         sentence(api, call, "reasons", mail ? "mail_refused" : reason));
    }
    return donePage(api, call);
}

http::Response getLoginPage(const AccountApi &api, Call &call) {
    const auto settings = api.settings.get();
    json::object values{{"failed", sentence(api, call, "reasons", "refused")},
                        {"finished", sentence(api, call, "inputs", "finished")},
                        {"script", "/_matrix/static/client/login/login.js"}};
    const bool password = settings->passwordConfig.enabled;
    if (password)
        values["inputs"] =
            json::array{input("user", sentence(api, call, "inputs", "user"), "text", "username"),
                        input("password", sentence(api, call, "inputs", "password"), "password",
                              "current-password")};
    if (api.cas.enabled()) {
        values["link"] = "/_matrix/client/v3/login/sso/redirect";
        values["link_text"] = settings->cas.idpName;
    }
    return page(api, call, password ? "login" : "login_elsewhere", 200, std::move(values),
                PageScripts::Login);
}

http::Response getLoginScript(const AccountApi & /*api*/, Call & /*call*/) {
    auto out =
        http::textResponse(mail::Texts::script("login.js"), 200, "text/javascript; charset=utf-8");
    out.headers.set("X-Content-Type-Options", "nosniff");
    out.headers.set("Cache-Control", "no-cache");
    return out;
}

} // namespace hearth::api::account
