// SPDX-License-Identifier: Apache-2.0
// Values about e-mail that have a shape of their own, and what must fit together.
#include "server/config/email_checks.hpp"
#include "server/config/shapes.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

namespace hearth::config {
namespace {

constexpr std::array<std::string_view, 14> subjectNames{"message_from_person_in_room",
                                                        "message_from_person",
                                                        "messages_from_person",
                                                        "messages_in_room",
                                                        "messages_in_room_and_others",
                                                        "messages_from_person_and_others",
                                                        "invite_from_person",
                                                        "invite_from_person_to_room",
                                                        "invite_from_person_to_space",
                                                        "password_reset",
                                                        "email_validation",
                                                        "email_already_in_use",
                                                        "password_changed",
                                                        "test"};

bool given(const YAML::Node &node) {
    return node.IsDefined() && !node.IsNull();
}

/// One @ with something on both sides, perhaps in angle brackets behind a name.
bool isMailbox(std::string_view text) {
    if (text.ends_with('>')) {
        const auto open = text.rfind('<');
        if (open == text.npos)
            return false;
        text = text.substr(open + 1, text.size() - open - 2);
    }
    const auto at = text.find('@');
    return at != text.npos && at > 0 && at + 1 < text.size() &&
           text.find_first_of(" \t\r\n<>,;\"@", at + 1) == text.npos &&
           text.substr(0, at).find_first_of(" \t\r\n<>,;\"") == text.npos;
}

bool hasControl(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

} // namespace

void readMailSubjects(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isMap(node, "email.subjects"))
        return;
    for (const auto &item : node) {
        const std::string name = item.first.Scalar();
        if (std::find(subjectNames.begin(), subjectNames.end(), name) == subjectNames.end()) {
            reader.problem(item.first, fmt::format("There is no subject email.subjects.{}.", name));
            continue;
        }
        if (!given(item.second))
            continue;
        auto text = reader.text(item.second, "email.subjects." + name);
        if (text && hasControl(*text))
            reader.problem(item.second, fmt::format("email.subjects.{} must be one line.", name));
        else if (text)
            settings.email.subjects[name] = *std::move(text);
    }
}

void readAllowedThreepids(Reader &reader, const YAML::Node &node, Settings &settings) {
    if (!given(node) || !reader.isList(node, "allowed_local_3pids"))
        return;
    for (const YAML::Node &entry : node) {
        if (!reader.isMap(entry, "Each entry of allowed_local_3pids"))
            continue;
        reader.knownKeys(entry, "allowed_local_3pids", {"medium", "pattern"});
        AllowedThreepid allowed;
        const auto medium = given(entry["medium"])
                                ? reader.text(entry["medium"], "allowed_local_3pids.medium")
                                : std::nullopt;
        const auto pattern = given(entry["pattern"])
                                 ? reader.text(entry["pattern"], "allowed_local_3pids.pattern")
                                 : std::nullopt;
        if (!medium || !pattern) {
            reader.problem(entry, "Each entry of allowed_local_3pids needs medium and pattern.");
            continue;
        }
        if (*medium != "email" && *medium != "msisdn")
            reader.problem(entry, "allowed_local_3pids knows the media email and msisdn.");
        allowed.medium = *medium;
        allowed.pattern = *pattern;
        try {
            allowed.regex.assign(allowed.pattern, std::regex::ECMAScript | std::regex::optimize);
            settings.allowedLocal3pids.push_back(std::move(allowed));
        } catch (const std::regex_error &) {
            reader.problem(entry, fmt::format("The pattern \"{}\" in allowed_local_3pids is no "
                                              "regular expression.",
                                              allowed.pattern));
        }
    }
}

void checkEmail(const Settings &s, const Complain &problem, const Complain &note) {
    const Email &email = s.email;
    const auto wants = [&](const char *kind) {
        return std::find(s.registrationsRequire3pid.begin(), s.registrationsRequire3pid.end(),
                         kind) != s.registrationsRequire3pid.end();
    };
    for (const std::string &kind : s.registrationsRequire3pid)
        if (kind != "email" && kind != "msisdn")
            problem("registrations_require_3pid",
                    fmt::format("registrations_require_3pid knows email and msisdn, not \"{}\".",
                                kind));
    if (wants("email") && !email.enabled)
        problem("registrations_require_3pid",
                "registrations_require_3pid asks for an e-mail address, but the group email is "
                "not set: no address can be proven.");
    if (wants("msisdn") && !s.disableMsisdnRegistration)
        problem("registrations_require_3pid",
                "registrations_require_3pid asks for a telephone number, but hearthd cannot prove "
                "any.");
    if (!email.enabled)
        return;
    if (email.notifFrom.empty())
        problem("email", "email needs notif_from: the address that mail comes from.");
    else if (!isMailbox(email.notifFrom) || hasControl(email.notifFrom))
        problem("email", fmt::format("\"{}\" in email.notif_from is no address: write Name "
                                     "<somebody@example.org>.",
                                     email.notifFrom));
    if (email.smtpHost.empty() || hasControl(email.smtpHost) ||
        email.smtpHost.find_first_of(" /@?#") != std::string::npos)
        problem("email", "email.smtp_host is no name of a server.");
    if (hasControl(email.tlsName) || email.tlsName.find_first_of(" /@?#:") != std::string::npos)
        problem("email", "email.tlsname is no name of a server.");
    if (email.forceTls && !email.enableTls)
        problem("email", "email.force_tls needs email.enable_tls to be true.");
    if (email.requireTransportSecurity && !email.enableTls)
        problem("email", "email.require_transport_security needs email.enable_tls to be true.");
    if (!email.smtpUser.empty() && email.smtpPass.empty())
        problem("email", "email.smtp_user needs email.smtp_pass or email.smtp_pass_path.");
    if (email.smtpUser.empty() && !email.smtpPass.empty())
        problem("email", "email.smtp_pass needs email.smtp_user.");
    if (email.enableNotifs && s.macaroonSecretKey.empty())
        problem("email",
                "email.enable_notifs needs macaroon_secret_key: it protects the links that "
                "end such mail.");
    if (email.validationTokenLifetime <= 0)
        problem("email", "email.validation_token_lifetime must be longer than nothing.");
    if (!email.clientBaseUrl.empty() && !email.clientBaseUrl.starts_with("https://") &&
        !email.clientBaseUrl.starts_with("http://"))
        problem("email", "email.client_base_url must begin with https:// or http://.");
    if (s.publicBaseurl.empty())
        note("email", fmt::format("public_baseurl is not set: links in mail lead to https://{}/.",
                                  s.serverName));
    if (!email.smtpUser.empty() && !email.forceTls && !email.requireTransportSecurity)
        note("email", "Without force_tls or require_transport_security, smtp_pass goes over the "
                      "network readable for everybody if the server offers no TLS.");
}

} // namespace hearth::config
