// SPDX-License-Identifier: Apache-2.0
// See account_services.hpp.
#include "server/services/accounts/account_services.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/http/client.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/rooms/room_service.hpp"
#include "server/services/rooms/rooms.hpp"

namespace hearth::services {
namespace {

/// Asks Google's (or a compatible) service, as recaptcha_siteverify_api says.
CaptchaCheck captchaCheck(http::Client &client, const config::Current &settings) {
    return [&client, &settings](const std::string &response, std::string_view address) {
        const auto current = settings.get();
        http::OutgoingRequest request;
        request.method = http::Method::Post;
        request.url = current->recaptchaSiteverifyApi;
        request.reach = http::OutgoingRequest::Reach::Trusted;
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.body = "secret=" + http::percentEncode(current->recaptchaPrivateKey) +
                       "&response=" + http::percentEncode(response) +
                       "&remoteip=" + http::percentEncode(address);
        const auto answer = client.fetch(std::move(request));
        const auto body = matrix::parseJson(answer.body, matrix::Strictness::Lenient);
        if (!answer.ok() || !body || !body->is_object())
            throw unavailable("The captcha service does not answer.");
        return findBool(body->get_object(), "success").value_or(false);
    };
}

} // namespace

AccountServices::AccountServices(const AccountParts &parts)
    : accounts(parts.database, parts.settings.get()->serverName)
    , appservices(accounts, parts.settings.get()->appServiceConfigFiles)
    , passwords(parts.settings, parts.cores)
    , profiles(accounts, parts.settings)
    , sessions(parts.database, accounts, parts.changes, parts.settings, parts.clock)
    , uia(parts.database, accounts, passwords, parts.limiter, parts.settings, parts.clock)
    , proofs(accounts, parts.mails, parts.limiter, parts.settings, parts.clock)
    , threepids(accounts, proofs, parts.mails, parts.settings, parts.clock)
    , registration(accounts, appservices, profiles, sessions, parts.settings, parts.clock)
    , tokenSignIn(accounts, registration, parts.settings, parts.clock)
    , signIn(accounts, appservices, sessions, passwords, tokenSignIn, parts.limiter, parts.settings)
    , cas(accounts, registration, parts.client, parts.settings)
    , closing(accounts, sessions, passwords, profiles, parts.changes)
    , devices(accounts, sessions, parts.changes, parts.clock)
    , keys(accounts, parts.changes, parts.clock)
    , crossSigning(accounts, parts.changes, parts.clock)
    , backups(accounts)
    , dehydrated(accounts, sessions, keys, parts.changes, parts.clock)
    , media(parts.database, parts.settings, parts.clock, parts.thumbnailProgram, parts.cores)
    , directory(accounts, parts.rooms.members, parts.rooms.registry, parts.settings)
    , userAdmin(accounts, closing, passwords, profiles, registration, sessions, parts.settings,
                parts.clock)
    , sharedSecret(registration, passwords, parts.settings, parts.clock) {
    if (!parts.settings.get()->recaptchaPrivateKey.empty())
        uia.setCaptchaCheck(captchaCheck(parts.client, parts.settings));
    uia.setSsoCheck([this](store::UserNid user) { return cas.enabled() && cas.isLinked(user); });
    auto &rooms = parts.rooms.service();
    parts.rooms.isAliasReserved = [this](const Requester &requester, std::string_view alias) {
        const auto *own = requester.appservice ? appservices.find(*requester.appservice) : nullptr;
        return appservices.isAliasTaken(alias, own);
    };
    registration.setOnRegistered([&rooms](const Requester &user) { rooms.joinAutoRooms(user); });
    closing.setLeaveRooms([&rooms](const Requester &user) { rooms.leaveAllRooms(user); });
    closing.setErasure(
        [&rooms](store::UserNid user, bool erased) { rooms.setErased(user, erased); });
    profiles.setPropagate([&rooms](const Requester &user, const auto &name, const auto &avatar) {
        rooms.updateMemberProfile(user, name, avatar);
    });
}

void AccountServices::flush() {
    sessions.flushSeen();
    media.flushAccesses();
}

void AccountServices::tidyUp() {
    sessions.removeExpired();
    uia.removeExpired();
    proofs.removeExpired();
    media.removeExpired();
}

} // namespace hearth::services
