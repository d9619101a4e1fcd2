// SPDX-License-Identifier: Apache-2.0
#include "server/daemon/mail_check.hpp"

#include "server/core/clock.hpp"
#include "server/crypto/hash.hpp"
#include "server/mail/address.hpp"
#include "server/net/mail_sender.hpp"
#include "server/net/worker_pool.hpp"
#include "server/services/mail/mail_queue.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <future>

namespace hearth::daemon {

bool checkTemplates(const config::Settings &settings) {
    const auto problems = services::textsOf(settings).problems();
    for (const std::string &problem : problems)
        fmt::print(stderr, "{}: {}\n", settings.configFile, problem);
    return problems.empty();
}

int sendTestMail(const config::Settings &settings, const std::string &address) {
    const auto to = mail::canonicalAddress(address);
    if (!to) {
        fmt::print(stderr, "hearthd: \"{}\" is no e-mail address.\n", address);
        return 2;
    }
    if (!settings.email.enabled) {
        fmt::print(stderr, "hearthd: the group email is not set, so no mail is sent.\n");
        return 1;
    }
    std::signal(SIGPIPE, SIG_IGN); // a server that hangs up is an error like others
    store::QueuedMail mail;
    mail.kind = "test";
    mail.address = *to;
    mail.lang = settings.email.language;
    mail.data = "{}";
    mail.messageId = crypto::randomToken(30) + "@" + services::relayOf(settings).helo;
    services::Envelope envelope = services::written(settings, mail, {}, SystemClock().now());
    net::WorkerPool workers("mail-check", 1, 8);
    std::promise<mail::Delivery> answer;
    auto future = answer.get_future();
    {
        net::MailSender sender(workers);
        sender.send(services::relayOf(settings), envelope.from, *to, envelope.message,
                    [&](const mail::Delivery &delivery) { answer.set_value(delivery); });
        future.wait();
    }
    workers.stop();
    const mail::Delivery delivery = future.get();
    if (delivery.accepted)
        fmt::print("The mail server took a test mail to {}.\n", *to);
    else
        fmt::print(stderr, "hearthd: the test mail was not sent: {}\n", delivery.problem);
    return delivery.accepted ? 0 : 1;
}

} // namespace hearth::daemon
