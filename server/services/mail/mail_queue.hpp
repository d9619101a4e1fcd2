// SPDX-License-Identifier: Apache-2.0
// MailQueue: mail from the transaction that asks for it to the mail server. A mail is kept in the
// database until the server has taken it, is tried again with growing pauses, and given up after a
// day. Texts are made when it is sent; so are the tokens of links, of which the database only gets
// hashes. After a crash a mail may be sent a second time, with the same Message-ID.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/executor.hpp"
#include "server/core/json.hpp"
#include "server/mail/sender.hpp"
#include "server/mail/texts.hpp"
#include "server/store/mail_store.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace hearth::config {
class Current;
struct Settings;
} // namespace hearth::config

namespace hearth::services {

struct NewMail {
    std::string kind; // registration, add_threepid, password_reset, …, notification
    std::string address;
    store::UserNid user{};
    std::string language; // empty: the user's, or that of the settings
    json::object data{};
    std::optional<std::string> proof{}; // address_proof for whose token the link is
};

struct MailFigures {
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;  // attempts
    std::uint64_t givenUp = 0; // mails
};

/// Owned by the daemon. Thread-safe.
class MailQueue {
public:
    MailQueue(store::Database &database, const config::Current &settings, const Clock &clock);

    /// Whether the settings say how mail is sent.
    [[nodiscard]] bool enabled() const;
    /// Sends once the transaction is durable. Throws 503 when too many wait.
    void add(store::Transaction &tx, const NewMail &mail);

    /// From here on mail is sent; what waits from before the restart at once.
    void start(mail::Sender &sender, Executor &executor);
    void stop();

    [[nodiscard]] MailFigures figures() const;
    [[nodiscard]] std::int64_t waiting();

private:
    struct Taken {
        store::QueuedMail mail;
        std::string token; // of the link; empty where there is none
    };
    void wake();
    void run();
    void sendOne(const Taken &taken);
    void finished(const store::QueuedMail &mail, const mail::Delivery &delivery);
    [[nodiscard]] std::vector<Taken> take(std::int64_t howMany);
    [[nodiscard]] bool isOver(store::Transaction &tx, const store::QueuedMail &mail);
    void plan();

    store::Database &m_database;
    const config::Current &m_settings;
    const Clock &m_clock;
    std::atomic<std::uint64_t> m_sent{0}, m_failed{0}, m_givenUp{0};

    std::mutex m_mutex; // everything below
    mail::Sender *m_sender = nullptr;
    Executor *m_executor = nullptr;
    Executor::Timer m_timer;
    bool m_running = false;
    bool m_again = false;
    std::int64_t m_underWay = 0;
};

/// How the settings say that mail is sent.
[[nodiscard]] mail::Relay relayOf(const config::Settings &settings);
[[nodiscard]] mail::Texts textsOf(const config::Settings &settings);
/// public_baseurl, or what Synapse takes in its place.
[[nodiscard]] std::string baseUrlOf(const config::Settings &settings);
/// The whole message, ready to be sent; from is the address that goes into the envelope.
struct Envelope {
    std::string from, message;
};
[[nodiscard]] Envelope written(const config::Settings &settings, const store::QueuedMail &mail,
                               const std::string &token, Timestamp now);

} // namespace hearth::services
