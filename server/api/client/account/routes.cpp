// SPDX-License-Identifier: Apache-2.0
// Routes of accounts: signing in and out, registration, passwords, third-party ids.
#include "server/api/routes.hpp"

#include "server/api/client/account/account_api.hpp"
#include "server/api/client/account/pages.hpp"
#include "server/services/sign_in/uia.hpp"

namespace hearth::api {
namespace {

void addForLocked(Router &router, Endpoint endpoint) {
    endpoint.allowLocked = true;
    router.add(std::move(endpoint));
}

} // namespace

void addAccountRoutes(Router &router, const AccountApi &api) {
    using namespace account;
    const Routes routes(router, api);
    const Routes root = routes.under("");
    routes.get("/login", Auth::None, getLogin, Rate::None);
    routes.post("/login", Auth::MaybeAppservice, postLogin, Rate::Login);
    routes.get("/login/sso/redirect", Auth::None, getSsoRedirect, Rate::Login);
    routes.get("/login/sso/redirect/{idpId}", Auth::None, getSsoRedirect, Rate::Login);
    routes.get("/login/cas/redirect", Auth::None, getSsoRedirect, Rate::Login);
    routes.get("/login/cas/ticket", Auth::None, getCasTicket, Rate::None);
    routes.get("/auth/m.login.sso/fallback/web", Auth::None, getSsoFallback, Rate::None);
    routes.get("/auth/{stage}/fallback/web", Auth::None, getFallback, Rate::None);
    routes.post("/auth/{stage}/fallback/web", Auth::None, postFallback, Rate::None, Body::Raw);
    root.get("/_matrix/static/client/login/", Auth::None, getLoginPage, Rate::None);
    root.get("/_matrix/static/client/login", Auth::None, getLoginPage, Rate::None);
    root.get("/_matrix/static/client/login/login.js", Auth::None, getLoginScript, Rate::None);
    root.post("/_matrix/client/<v1|unstable|unstable/org.matrix.msc3882>/login/get_token",
              Auth::User, postGetLoginToken, Rate::Write, Body::Json);
    root.post("/_matrix/client/<v1|r0|v3|unstable/org.matrix.msc2918.refresh>/refresh", Auth::None,
              postRefresh, Rate::None);
    addForLocked(router, routes.row(http::Method::Post, "/logout", Auth::Guest, Rate::None,
                                    Body::None, postLogout));
    addForLocked(router, routes.row(http::Method::Post, "/logout/all", Auth::Guest, Rate::None,
                                    Body::None, postLogoutAll));

    Endpoint registration = routes.row(http::Method::Post, "/register", Auth::MaybeAppservice,
                                       Rate::Register, Body::RequiredJson, postRegister);
    registration.maxBodyBytes = 64 << 10;
    // Only sessions that this server has opened: a made-up one is counted like a beginning.
    registration.goesOn = [&uia = api.uia](const Call &call) {
        return uia.find(operationOf(call), call.body).has_value();
    };
    router.add(std::move(registration));
    routes.get("/register/available", Auth::None, getRegisterAvailable, Rate::Register);
    root.get("/_matrix/client/v1/register/m.login.registration_token/validity", Auth::None,
             getTokenValidity, Rate::None);
    // Limited by rc_3pid_validation, for each address of both kinds.
    routes.post("/register/email/requestToken", Auth::None, requestRegisterToken, Rate::None);
    routes.post("/register/msisdn/requestToken", Auth::None, requestPhoneToken, Rate::None);
    routes.get("/registration/{medium}/submit_token", Auth::None, openRegistrationLink, Rate::None);

    routes.get("/account/whoami", Auth::Guest, getWhoami);
    routes.post("/account/password", Auth::Optional, postPassword, Rate::Write);
    routes.post("/account/password/email/requestToken", Auth::None, requestPasswordToken,
                Rate::None);
    routes.post("/account/password/msisdn/requestToken", Auth::None, requestPhoneToken, Rate::None);
    for (const char *path :
         {"/_synapse/client/password_reset/email/submit_token",
          "/_matrix/client/<r0|v3|unstable>/password_reset/email/submit_token"}) {
        root.get(path, Auth::None, askBeforeReset, Rate::None);
        root.post(path, Auth::None, openResetLink, Rate::None, Body::Raw);
    }
    routes.post("/account/deactivate", Auth::User, postDeactivate, Rate::Write, Body::Json);
    routes.get("/password_policy", Auth::None, getPasswordPolicy, Rate::None);
    routes.get("/capabilities", Auth::Guest, getCapabilities);

    routes.get("/account/3pid", Auth::User, getThreepids);
    routes.post("/account/3pid", Auth::User, postThreepid);
    routes.post("/account/3pid/add", Auth::User, addThreepid);
    routes.post("/account/3pid/bind", Auth::User, bindThreepid);
    routes.post("/account/3pid/delete", Auth::User, deleteThreepid);
    routes.post("/account/3pid/unbind", Auth::User, unbindThreepid);
    routes.post("/account/3pid/email/requestToken", Auth::None, requestAddToken, Rate::None);
    routes.post("/account/3pid/msisdn/requestToken", Auth::None, requestPhoneToken, Rate::None);
    routes.get("/add_threepid/email/submit_token", Auth::None, openAddLink, Rate::None);
    for (const char *path :
         {"/_synapse/client/unsubscribe", "/_matrix/client/<r0|v3|unstable>/pushers/remove"}) {
        root.get(path, Auth::None, unsubscribe, Rate::None);
        root.post(path, Auth::None, unsubscribe, Rate::None, Body::Raw);
    }

    routes.post("/user/{userId}/openid/request_token", Auth::User, postOpenIdToken, Rate::Write,
                Body::Json);
    root.get("/_matrix/federation/v1/openid/userinfo", Auth::None, getOpenIdUserInfo, Rate::None);
    routes.get("/voip/turnServer", Auth::Guest, getTurnServer);
    root.get("/_matrix/client/<v1|unstable/org.matrix.msc4143>/rtc/transports", Auth::Guest,
             getRtcTransports);
}

} // namespace hearth::api
