// SPDX-License-Identifier: Apache-2.0
// Sender: hands one message to a mail server, as services see it. net has the implementation.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace hearth::mail {

/// The mail server that takes our mail.
struct Relay {
    enum class Tls {
        None,
        IfOffered, // STARTTLS where the server has it
        Required,  // STARTTLS, or nothing is sent
        FromStart  // TLS before the first word
    };
    std::string host;
    std::uint16_t port = 25;
    Tls tls = Tls::IfOffered;
    std::string tlsName;        // that its certificate must be for; empty: host
    std::string user, password; // no user: nobody signs in
    std::string helo;           // who we say we are
};

struct Delivery {
    bool accepted = false;
    /// Trying again is no use: the server refused this message for good.
    bool refused = false;
    std::string problem; // a sentence, without secrets
};

class Sender {
public:
    virtual ~Sender() = default;
    /// from and to are addresses alone, message is what toMime() gave. done runs once, on a worker.
    virtual void send(const Relay &relay, std::string from, std::string to, std::string message,
                      std::function<void(Delivery)> done) = 0;
};

} // namespace hearth::mail
