// SPDX-License-Identifier: Apache-2.0
// Routes of accounts: signing in and out, registration, passwords, third-party ids.
#include "server/api/client/account/account_api.hpp"

namespace hearth::api {
namespace {

using Function = http::Response (*)(const AccountApi &, Call &);

struct Row {
    http::Method method;
    const char *pattern;
    Auth auth;
    Rate rate;
    Body body;
    Function function;
    bool allowLocked = false;
};

constexpr auto Get = http::Method::Get;
constexpr auto Post = http::Method::Post;

#define HEARTH_CLIENT "/_matrix/client/<r0|v3|unstable>"
constexpr Row rows[] = {
    {Get, HEARTH_CLIENT "/login", Auth::None, Rate::None, Body::None, account::getLogin},
    {Post, HEARTH_CLIENT "/login", Auth::None, Rate::Login, Body::RequiredJson, account::postLogin},
    {Get, HEARTH_CLIENT "/login/sso/redirect", Auth::None, Rate::Login, Body::None,
     account::getSsoRedirect},
    {Get, HEARTH_CLIENT "/login/sso/redirect/{idpId}", Auth::None, Rate::Login, Body::None,
     account::getSsoRedirect},
    {Post, "/_matrix/client/<v1|unstable|unstable/org.matrix.msc3882>/login/get_token", Auth::User,
     Rate::Login, Body::Json, account::postGetLoginToken},
    {Post, "/_matrix/client/<v1|r0|v3|unstable/org.matrix.msc2918.refresh>/refresh", Auth::None,
     Rate::Login, Body::RequiredJson, account::postRefresh},
    {Post, HEARTH_CLIENT "/logout", Auth::Guest, Rate::None, Body::None, account::postLogout, true},
    {Post, HEARTH_CLIENT "/logout/all", Auth::Guest, Rate::None, Body::None, account::postLogoutAll,
     true},

    {Post, HEARTH_CLIENT "/register", Auth::None, Rate::Register, Body::RequiredJson,
     account::postRegister},
    {Get, HEARTH_CLIENT "/register/available", Auth::None, Rate::Register, Body::None,
     account::getRegisterAvailable},
    {Get, "/_matrix/client/v1/register/m.login.registration_token/validity", Auth::None, Rate::None,
     Body::None, account::getTokenValidity},
    {Post, HEARTH_CLIENT "/register/<email|msisdn>/requestToken", Auth::None, Rate::Register,
     Body::RequiredJson, account::requestThreepidToken},

    {Get, HEARTH_CLIENT "/account/whoami", Auth::Guest, Rate::Read, Body::None, account::getWhoami},
    {Post, HEARTH_CLIENT "/account/password", Auth::User, Rate::Login, Body::RequiredJson,
     account::postPassword},
    {Post, HEARTH_CLIENT "/account/password/<email|msisdn>/requestToken", Auth::None,
     Rate::Register, Body::RequiredJson, account::requestThreepidToken},
    {Post, HEARTH_CLIENT "/account/deactivate", Auth::User, Rate::Login, Body::Json,
     account::postDeactivate},
    {Get, HEARTH_CLIENT "/password_policy", Auth::None, Rate::None, Body::None,
     account::getPasswordPolicy},
    {Get, HEARTH_CLIENT "/capabilities", Auth::Guest, Rate::Read, Body::None,
     account::getCapabilities},

    {Get, HEARTH_CLIENT "/account/3pid", Auth::User, Rate::Read, Body::None, account::getThreepids},
    {Post, HEARTH_CLIENT "/account/3pid", Auth::User, Rate::Write, Body::RequiredJson,
     account::addThreepid},
    {Post, HEARTH_CLIENT "/account/3pid/add", Auth::User, Rate::Write, Body::RequiredJson,
     account::addThreepid},
    {Post, HEARTH_CLIENT "/account/3pid/bind", Auth::User, Rate::Write, Body::RequiredJson,
     account::bindThreepid},
    {Post, HEARTH_CLIENT "/account/3pid/delete", Auth::User, Rate::Write, Body::RequiredJson,
     account::deleteThreepid},
    {Post, HEARTH_CLIENT "/account/3pid/unbind", Auth::User, Rate::Write, Body::RequiredJson,
     account::unbindThreepid},
    {Post, HEARTH_CLIENT "/account/3pid/<email|msisdn>/requestToken", Auth::None, Rate::Register,
     Body::RequiredJson, account::requestThreepidToken},

    {Post, HEARTH_CLIENT "/user/{userId}/openid/request_token", Auth::User, Rate::Write, Body::Json,
     account::postOpenIdToken},
    {Get, "/_matrix/federation/v1/openid/userinfo", Auth::None, Rate::None, Body::None,
     account::getOpenIdUserInfo},
    {Get, HEARTH_CLIENT "/voip/turnServer", Auth::Guest, Rate::Read, Body::None,
     account::getTurnServer},
};
#undef HEARTH_CLIENT

} // namespace

void addAccountRoutes(Router &router, const AccountApi &api) {
    for (const Row &row : rows) {
        Endpoint endpoint{
            row.method, row.pattern,
            row.auth,   row.rate,
            row.body,   [api, function = row.function](Call &call) {
                              return function(api, call); }};
        endpoint.allowLocked = row.allowLocked;
        router.add(std::move(endpoint));
    }
}

} // namespace hearth::api
