// SPDX-License-Identifier: Apache-2.0
// MailQueue: from a row of the queue to the message that goes to the server.
#include "server/config/settings.hpp"
#include "server/core/json_read.hpp"
#include "server/http/message.hpp"
#include "server/mail/letter.hpp"
#include "server/services/mail/mail_queue.hpp"

#include <stdexcept>

namespace hearth::services {
namespace {

/// Where the links of mails with tokens lead; the names that Synapse gave them.
constexpr std::pair<const char *, const char *> linkPaths[] = {
    {"registration", "_matrix/client/unstable/registration/email/submit_token"},
    {"add_threepid", "_matrix/client/unstable/add_threepid/email/submit_token"},
    {"password_reset", "_synapse/client/password_reset/email/submit_token"}};

std::string_view subjectOf(std::string_view kind) {
    if (kind == "registration" || kind == "add_threepid")
        return "email_validation";
    if (kind == "already_in_use")
        return "email_already_in_use";
    return kind; // password_reset, password_changed, test
}

json::object valuesOf(const config::Settings &settings, const store::QueuedMail &mail,
                      const std::string &token) {
    boost::system::error_code failure;
    const json::value stored = json::parse(mail.data, failure);
    json::object values = stored.is_object() ? stored.get_object() : json::object{};
    if (!values.contains("app"))
        values["app"] = settings.email.appName;
    // Not from values["app"]: a new key may move what stands at the old one.
    values["app_name"] = json::value(values.at("app"));
    values["server_name"] = settings.serverName;
    if (token.empty())
        return values;
    for (const auto &[kind, path] : linkPaths)
        if (mail.kind == kind)
            values["link"] =
                baseUrlOf(settings) + path + "?token=" + http::percentEncode(token) +
                "&client_secret=" + http::percentEncode(stringAt(values, "client_secret")) +
                "&sid=" + http::percentEncode(*mail.proof);
    return values;
}

} // namespace

mail::Relay relayOf(const config::Settings &settings) {
    const config::Email &email = settings.email;
    mail::Relay out;
    out.host = email.smtpHost;
    out.port = static_cast<std::uint16_t>(email.smtpPort.value_or(email.forceTls ? 465 : 25));
    using Tls = mail::Relay::Tls;
    out.tls = email.forceTls                   ? Tls::FromStart
              : email.requireTransportSecurity ? Tls::Required
              : email.enableTls                ? Tls::IfOffered
                                               : Tls::None;
    out.tlsName = email.tlsName;
    out.user = email.smtpUser;
    out.password = email.smtpPass;
    const bool isName = settings.serverName.find_first_of("[:") == std::string::npos;
    out.helo =
        isName ? settings.serverName : settings.serverName.substr(0, settings.serverName.find(':'));
    if (out.helo.empty() || out.helo.front() == '[')
        out.helo = "localhost";
    return out;
}

mail::Texts textsOf(const config::Settings &settings) {
    return {settings.email.templateFolder, settings.email.subjects};
}

std::string baseUrlOf(const config::Settings &settings) {
    return settings.publicBaseurl.empty() ? "https://" + settings.serverName + "/"
                                          : settings.publicBaseurl;
}

Envelope written(const config::Settings &settings, const store::QueuedMail &mail,
                 const std::string &token, Timestamp now) {
    const json::object values = valuesOf(settings, mail, token);
    const auto from = mail::parseMailbox(mail::filledIn(settings.email.notifFrom, values));
    if (!from)
        throw std::runtime_error("email.notif_from is no address");
    const mail::Texts texts = textsOf(settings);
    const mail::Written text =
        mail.kind == "notification"
            ? texts.filled("notif_mail", std::string(stringAt(values, "summary_text")), mail.lang,
                           values)
            : texts.mail(mail.kind, subjectOf(mail.kind), mail.lang, values);
    mail::Letter letter;
    letter.from = *from;
    letter.to = mail.address;
    letter.subject = text.subject;
    letter.text = text.text;
    letter.html = text.html;
    letter.messageId = mail.messageId;
    letter.date = now;
    letter.unsubscribe = stringAt(values, "unsubscribe_link");
    return {from->address, mail::toMime(letter)};
}

} // namespace hearth::services
