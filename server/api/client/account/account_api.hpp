// SPDX-License-Identifier: Apache-2.0
// What the endpoints of this folder work with, and their functions.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/core/clock.hpp"
#include "server/services/limits/limits.hpp"
#include "server/services/proof.hpp"

namespace hearth::config {
class Current;
}
namespace hearth::services {
class Accounts;
class AddressProofs;
class AppServices;
class Cas;
class Closing;
class MailQueue;
class Passwords;
class Registration;
class Sessions;
class SignIn;
class Threepids;
class Uia;
} // namespace hearth::services

namespace hearth::api {

struct AccountApi {
    services::Accounts &accounts;
    services::AppServices &appservices;
    services::Cas &cas;
    services::Closing &closing;
    services::Passwords &passwords;
    services::Registration &registration;
    services::Sessions &sessions;
    services::SignIn &signIn;
    services::Uia &uia;
    services::Limits limits;
    const config::Current &settings;
    const Clock &clock;
    services::AddressProofs &proofs;
    services::Threepids &threepids;
    services::MailQueue &mails;
};

void addAccountRoutes(Router &router, const AccountApi &api);

/// "POST /path": what a user-interactive session is bound to.
[[nodiscard]] std::string operationOf(const Call &call);
/// The access token of a request whose endpoint takes none by itself.
[[nodiscard]] std::string bearerToken(const http::Request &request);
/// How a user's confirmation went: the answer with which the client goes on, or the proof that the
/// operation redeems in its transaction.
struct Confirmed {
    std::optional<http::Response> challenge;
    services::Proof proof;
};
/// Runs user-interactive authentication.
[[nodiscard]] Confirmed confirm(services::Uia &uia, const Call &call);

namespace account {
http::Response getLogin(const AccountApi &api, Call &call);
http::Response postLogin(const AccountApi &api, Call &call);
http::Response postRefresh(const AccountApi &api, Call &call);
http::Response postLogout(const AccountApi &api, Call &call);
http::Response postLogoutAll(const AccountApi &api, Call &call);
http::Response postGetLoginToken(const AccountApi &api, Call &call);

http::Response postRegister(const AccountApi &api, Call &call);
http::Response getRegisterAvailable(const AccountApi &api, Call &call);
http::Response getTokenValidity(const AccountApi &api, Call &call);

http::Response getWhoami(const AccountApi &api, Call &call);
http::Response postPassword(const AccountApi &api, Call &call);
http::Response postDeactivate(const AccountApi &api, Call &call);
http::Response getPasswordPolicy(const AccountApi &api, Call &call);
http::Response getCapabilities(const AccountApi &api, Call &call);

http::Response getThreepids(const AccountApi &api, Call &call);
http::Response postThreepid(const AccountApi &api, Call &call);
http::Response addThreepid(const AccountApi &api, Call &call);
http::Response bindThreepid(const AccountApi &api, Call &call);
http::Response deleteThreepid(const AccountApi &api, Call &call);
http::Response unbindThreepid(const AccountApi &api, Call &call);
http::Response requestAddToken(const AccountApi &api, Call &call);
http::Response requestPasswordToken(const AccountApi &api, Call &call);
http::Response requestRegisterToken(const AccountApi &api, Call &call);
http::Response requestPhoneToken(const AccountApi &api, Call &call);

// mail_pages.cpp
http::Response openRegistrationLink(const AccountApi &api, Call &call);
http::Response openAddLink(const AccountApi &api, Call &call);
http::Response askBeforeReset(const AccountApi &api, Call &call);
http::Response openResetLink(const AccountApi &api, Call &call);
http::Response unsubscribe(const AccountApi &api, Call &call);

http::Response postOpenIdToken(const AccountApi &api, Call &call);
http::Response getOpenIdUserInfo(const AccountApi &api, Call &call);
http::Response getRtcTransports(const AccountApi &api, Call &call);
http::Response getTurnServer(const AccountApi &api, Call &call);

// sso.cpp
http::Response getSsoRedirect(const AccountApi &api, Call &call);
http::Response getCasTicket(const AccountApi &api, Call &call);
http::Response getSsoFallback(const AccountApi &api, Call &call);
} // namespace account

} // namespace hearth::api
