// SPDX-License-Identifier: Apache-2.0
// MailSender: SMTP (libcurl's multi interface) on one thread of its own, begun with the first mail.
#pragma once

#include "server/core/executor.hpp"
#include "server/mail/sender.hpp"

#include <cstdint>
#include <memory>

namespace hearth::net {

struct MailSenderOptions {
    std::int64_t timeoutMs = 60'000; // for all of one message
    std::size_t maxConnections = 4;  // more messages wait
    std::size_t maxWaiting = 1000;   // more are turned away
};

/// Thread-safe.
class MailSender final : public mail::Sender {
public:
    /// workers runs the callbacks and must outlive the sender.
    explicit MailSender(Executor &workers, const MailSenderOptions &options = {});
    /// Messages under way end with a problem.
    ~MailSender() override;
    /// The certificate of the relay must be one that the system trusts, or that is in the file
    /// named by SSL_CERT_FILE, as with other programs on OpenSSL.
    void send(const mail::Relay &relay, std::string from, std::string to, std::string message,
              std::function<void(mail::Delivery)> done) override;
    /// Ends all that is under way, and later ones at once.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hearth::net
