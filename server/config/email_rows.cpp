// SPDX-License-Identifier: Apache-2.0
// The part of THE table about e-mail: sending it, and addresses of users.
#include "server/config/rows.hpp"
#include "server/config/shapes.hpp"

#include <iterator>
#include <utility>

namespace hearth::config {
namespace {

constexpr Ignored fixedNames{"templates have fixed names; see templates.custom_template_directory"};

std::vector<Row> sendingRows() {
    return {
        {"email.smtp_host", HEARTH_AT(Text, email.smtpHost), live, "Server that takes mail."},
        {"email.smtp_port",
         HEARTH_AT(MaybeInt, email.smtpPort),
         live,
         "Its port; null: 465 with force_tls, else 25.",
         Form::Plain,
         {1, 65535, {}}},
        {"email.smtp_user", HEARTH_AT(Text, email.smtpUser), live, "Name to sign in there."},
        {"email.smtp_pass", HEARTH_AT(Text, email.smtpPass), live, "Password to sign in there."},
        {"email.smtp_pass_path", HEARTH_AT(Text, email.smtpPass), live, "File that holds it.",
         Form::File},
        {"email.smtp_pass_file", HEARTH_AT(Text, email.smtpPass), live,
         "Other name of smtp_pass_path.", Form::File},
        {"email.force_tls", HEARTH_AT(bool, email.forceTls), live, "Speak TLS from the start."},
        {"email.require_transport_security", HEARTH_AT(bool, email.requireTransportSecurity), live,
         "Never send without TLS."},
        {"email.enable_tls", HEARTH_AT(bool, email.enableTls), live,
         "Use TLS if the server offers it."},
        {"email.tlsname", HEARTH_AT(Text, email.tlsName), live,
         "Name that the server's certificate must be for; empty: smtp_host."},
        {"email.notif_from", HEARTH_AT(Text, email.notifFrom), live,
         "Who mail comes from: Name <address>. %(app)s stands for app_name."},
        {"email.app_name", HEARTH_AT(Text, email.appName), live, "Stands for %(app)s in texts."},
        {"email.enable_notifs", HEARTH_AT(bool, email.enableNotifs), live,
         "Mail about missed messages."},
        {"email.notif_for_new_users", HEARTH_AT(bool, email.notifForNewUsers), live,
         "For new users at once, if they proved an address."},
        {"email.notif_delay_before_mail", HEARTH_AT(Int, email.notifDelayBeforeMail), live,
         "How long a message may stay unread before there is mail about it.", Form::Duration},
        {"email.client_base_url", HEARTH_AT(Text, email.clientBaseUrl), live,
         "Client that links to rooms lead to; empty: https://matrix.to."},
        {"email.riot_base_url", HEARTH_AT(Text, email.clientBaseUrl), live,
         "Old name of client_base_url."},
        {"email.validation_token_lifetime", HEARTH_AT(Int, email.validationTokenLifetime), live,
         "How long the link in a mail holds.", Form::Duration},
        {"email.invite_client_location",
         Ignored{"it is for identity servers, which hearthd does not use"}, live, ""},
        {"email.subjects", Custom{readMailSubjects}, live, "Subjects of mails, in every language."},
        {"email.language",
         HEARTH_AT(Text, email.language),
         live,
         "Language of mails to those whose own is not known.",
         Form::Plain,
         {{}, {}, {"en", "de"}}},
        {"email.template_dir", HEARTH_AT(Text, email.templateFolder), live,
         "Old form of templates.custom_template_directory.", Form::Path},
        {"templates.custom_template_directory", HEARTH_AT(Text, email.templateFolder), live,
         "Folder of templates for mails and their pages, instead of those built in.", Form::Path},
    };
}

/// Synapse's keys for single templates.
std::vector<Row> templateRows() {
    std::vector<Row> out;
    for (const std::string_view key :
         {"email.notif_template_html", "email.notif_template_text", "email.expiry_template_html",
          "email.expiry_template_text", "email.password_reset_template_html",
          "email.password_reset_template_text", "email.registration_template_html",
          "email.registration_template_text", "email.add_threepid_template_html",
          "email.add_threepid_template_text", "email.already_in_use_template_html",
          "email.already_in_use_template_text", "email.password_reset_template_failure_html",
          "email.password_reset_template_success_html", "email.registration_template_failure_html",
          "email.registration_template_success_html", "email.add_threepid_template_failure_html",
          "email.add_threepid_template_success_html"})
        out.push_back({key, fixedNames, live, ""});
    return out;
}

std::vector<Row> addressRows() {
    return {
        {"registrations_require_3pid", HEARTH_AT(Texts, registrationsRequire3pid), live,
         "email: an address, proven at registration."},
        {"enable_registration_token_3pid_bypass", HEARTH_AT(bool, registrationTokenInsteadOf3pid),
         live, "A registration token does instead of an address."},
        {"allowed_local_3pids", Custom{readAllowedThreepids}, live,
         "Patterns of the addresses that users may have."},
        {"enable_3pid_lookup",
         Ignored{"hearthd asks no identity server, so nobody is looked up by an address"}, live,
         ""},
        {"enable_3pid_changes", HEARTH_AT(bool, enable3pidChanges), live,
         "Users may change their mail addresses."},
        {"request_token_inhibit_3pid_errors", HEARTH_AT(bool, requestTokenInhibit3pidErrors), live,
         "Do not tell whether an address is in use."},
        {"next_link_domain_whitelist", HEARTH_AT(MaybeTexts, nextLinkDomainWhitelist), live,
         "Where a confirmed address may lead on to; empty: nowhere."},
    };
}

} // namespace

std::vector<Row> emailRows() {
    std::vector<Row> all = sendingRows();
    for (std::vector<Row> more : {templateRows(), addressRows()})
        std::move(more.begin(), more.end(), std::back_inserter(all));
    return all;
}

} // namespace hearth::config
