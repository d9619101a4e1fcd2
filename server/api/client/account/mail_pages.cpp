// SPDX-License-Identifier: Apache-2.0
// The pages that links in mails lead to, in the browser's language: an address is confirmed,
// notifications end. Templates: server/mail/README.md.
#include "server/api/client/account/pages.hpp"
#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/services/accounts/address_proofs.hpp"
#include "server/services/accounts/threepids.hpp"
#include "server/services/mail/mail_queue.hpp"

namespace hearth::api::account {
namespace {

/// Of the query, or of a form.
std::string field(const Call &call, const char *name) {
    if (const auto value = call.query(name))
        return *value;
    const auto form = http::parseQuery(call.request.body);
    if (const auto value = form.find(name); value && http::isUtf8(*value))
        return std::string(*value);
    throw missingParam(std::string("Missing string query parameter '") + name + "'");
}

struct Link {
    std::string sid, secret, token;
};

Link readLink(const Call &call) {
    Link out{field(call, "sid"), field(call, "client_secret"), field(call, "token")};
    services::requireClientSecret(out.secret);
    return out;
}

/// purpose is the beginning of the pages' names.
http::Response openLink(const AccountApi &api, Call &call, const std::string &purpose) {
    const Link link = readLink(call);
    const auto opened = api.proofs.open(link.sid, link.secret, link.token);
    if (!opened.problem.empty())
        return page(api, call, purpose + "_failure", 400,
                    {{"reason", sentence(api, call, "reasons", opened.problem)},
                     {"failure_reason", sentence(api, call, "reasons", opened.problem)}});
    if (!opened.nextLink)
        return page(api, call, purpose + "_success", 200, {});
    return redirect(*opened.nextLink);
}

} // namespace

http::Response openRegistrationLink(const AccountApi &api, Call &call) {
    if (call.path("medium") != "email")
        throw unknownError("This medium is currently not supported for registration");
    if (!api.mails.enabled())
        throw unknownError("Email-based registration is disabled on this server");
    return openLink(api, call, "registration");
}

http::Response openAddLink(const AccountApi &api, Call &call) {
    if (!api.mails.enabled())
        throw Error(400, "M_THREEPID_MEDIUM_NOT_SUPPORTED",
                    "Adding an email to your account is disabled on this server");
    return openLink(api, call, "add_threepid");
}

/// Programs open links, too; only a person presses a button.
http::Response askBeforeReset(const AccountApi &api, Call &call) {
    if (!api.mails.enabled())
        throw unrecognized(404, "Unrecognized request");
    const Link link = readLink(call);
    const auto entry = [](const char *name, const std::string &value) {
        return json::object{{"name", name}, {"value", value}};
    };
    return page(api, call, "password_reset_confirmation", 200,
                {{"sid", link.sid},
                 {"token", link.token},
                 {"client_secret", link.secret},
                 {"fields", json::array{entry("sid", link.sid), entry("token", link.token),
                                        entry("client_secret", link.secret)}}});
}

http::Response openResetLink(const AccountApi &api, Call &call) {
    if (!api.mails.enabled())
        throw unrecognized(404, "Unrecognized request");
    return openLink(api, call, "password_reset");
}

http::Response unsubscribe(const AccountApi &api, Call &call) {
    const bool done = api.threepids.unsubscribe(field(call, "access_token"), field(call, "app_id"),
                                                field(call, "pushkey"));
    return page(api, call, done ? "unsubscribed" : "unsubscribe_failure", done ? 200 : 403, {});
}

} // namespace hearth::api::account
