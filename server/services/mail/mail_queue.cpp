// SPDX-License-Identifier: Apache-2.0
#include "server/services/mail/mail_queue.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/log.hpp"
#include "server/crypto/hash.hpp"
#include "server/store/pusher_store.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

constexpr std::int64_t firstPauseMs = 5'000;
constexpr std::int64_t longestPauseMs = 3'600'000;
constexpr std::int64_t longestWait = 24LL * 3'600'000; // then a mail is given up
constexpr std::int64_t mostAttempts = 40;
constexpr std::int64_t leaseMs = 300'000; // longer than the sender takes for one mail
constexpr std::int64_t mostUnderWay = 8;
constexpr std::int64_t mostWaiting = 10'000;
constexpr std::int64_t lookAgainMs = 60'000;
constexpr std::size_t tokenLength = 32;

std::int64_t pauseAfter(std::int64_t attempts) {
    std::int64_t pause = firstPauseMs;
    for (std::int64_t i = 1; i < attempts && pause < longestPauseMs; ++i)
        pause *= 3;
    return std::min(pause, longestPauseMs);
}

/// What one of the user's pushers says.
std::string languageOf(store::Reader &reader, store::UserNid user) {
    if (user)
        for (const auto &pusher : store::pushers::listOfUser(reader, user))
            if (auto best = mail::Texts::bestLanguage(pusher.lang); !best.empty())
                return best;
    return {};
}

} // namespace

MailQueue::MailQueue(store::Database &database, const config::Current &settings, const Clock &clock)
    : m_database(database)
    , m_settings(settings)
    , m_clock(clock) {}

bool MailQueue::enabled() const {
    return m_settings.get()->email.enabled;
}

void MailQueue::add(store::Transaction &tx, const NewMail &mail) {
    if (store::mails::count(tx) >= mostWaiting)
        throw unavailable("Too much mail waits to be sent.");
    const auto settings = m_settings.get();
    store::QueuedMail row;
    row.kind = mail.kind;
    row.address = mail.address;
    row.user = mail.user;
    row.lang = mail::Texts::has(mail.language) ? mail.language : languageOf(tx, mail.user);
    if (row.lang.empty())
        row.lang = settings->email.language;
    row.data = json::serialize(mail.data);
    row.proof = mail.proof;
    row.messageId = crypto::randomToken(30) + "@" + relayOf(*settings).helo;
    row.created = row.next = m_clock.now();
    store::mails::add(tx, row);
    tx.onCommit([this] { wake(); });
}

void MailQueue::start(mail::Sender &sender, Executor &executor) {
    // What was under way when the last process ended is not waited for.
    m_database.write([&](store::Transaction &tx) { store::mails::makeDue(tx, m_clock.now()); });
    {
        const std::lock_guard lock(m_mutex);
        m_sender = &sender;
        m_executor = &executor;
    }
    wake();
}

void MailQueue::stop() {
    const std::lock_guard lock(m_mutex);
    if (m_executor)
        m_executor->cancel(m_timer);
    m_sender = nullptr;
}

MailFigures MailQueue::figures() const {
    return {m_sent, m_failed, m_givenUp};
}

std::int64_t MailQueue::waiting() {
    return m_database.read(&store::mails::count);
}

void MailQueue::wake() {
    const std::lock_guard lock(m_mutex);
    if (!m_sender)
        return;
    m_again = true;
    if (std::exchange(m_running, true))
        return;
    m_executor->post([this] { run(); });
}

void MailQueue::run() {
    for (;;) {
        std::int64_t room = 0;
        {
            const std::lock_guard lock(m_mutex);
            if (!m_sender || !std::exchange(m_again, false)) {
                m_running = false;
                break;
            }
            room = mostUnderWay - m_underWay;
        }
        try {
            if (room <= 0 || !enabled())
                continue;
            const auto taken = take(room);
            for (const Taken &one : taken)
                sendOne(one);
            if (std::ssize(taken) == room) {
                const std::lock_guard lock(m_mutex);
                m_again = true; // there may be more
            }
        } catch (const std::exception &failure) {
            log::error("mail", "Mail cannot be read from the queue: {}", failure.what());
        }
    }
    try {
        plan();
    } catch (const std::exception &failure) {
        log::error("mail", "The queue of mail cannot be read: {}", failure.what());
    }
}

/// Nothing more is to be done about it.
bool MailQueue::isOver(store::Transaction &tx, const store::QueuedMail &mail) {
    if (mail.proof) {
        const auto proof = store::proofs::find(tx, *mail.proof);
        if (!proof || proof->validated)
            return true;
    }
    if (mail.attempts < mostAttempts && mail.created + longestWait > m_clock.now())
        return false;
    tx.onCommit([this, kind = mail.kind, address = mail.address, attempts = mail.attempts] {
        ++m_givenUp;
        log::error("mail", "Gave up sending a mail ({}) to {} after {} attempts.", kind, address,
                   attempts);
    });
    return true;
}

std::vector<MailQueue::Taken> MailQueue::take(std::int64_t howMany) {
    const auto settings = m_settings.get();
    return m_database.write([&](store::Transaction &tx) {
        const Timestamp now = m_clock.now();
        std::vector<Taken> out;
        for (const auto &mail : store::mails::due(tx, now, howMany)) {
            if (isOver(tx, mail)) {
                store::mails::remove(tx, mail.id);
                continue;
            }
            Taken one{mail, {}};
            ++one.mail.attempts;
            store::mails::setNext(tx, mail.id, one.mail.attempts, now + leaseMs);
            if (mail.proof) {
                one.token = crypto::randomToken(tokenLength);
                store::proofs::addToken(tx, *mail.proof, crypto::sha256(one.token),
                                        now + settings->email.validationTokenLifetime);
            }
            out.push_back(std::move(one));
        }
        return out;
    });
}

void MailQueue::sendOne(const Taken &taken) {
    const auto settings = m_settings.get();
    const store::QueuedMail &mail = taken.mail;
    mail::Sender *sender = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        sender = m_sender;
        if (!sender)
            return; // it is taken up after the restart
        ++m_underWay;
    }
    try {
        Envelope envelope = written(*settings, mail, taken.token, m_clock.now());
        sender->send(relayOf(*settings), std::move(envelope.from), mail.address,
                     std::move(envelope.message),
                     [this, mail](const mail::Delivery &delivery) { finished(mail, delivery); });
    } catch (const std::exception &failure) {
        finished(mail, {false, false, failure.what()});
    }
}

void MailQueue::finished(const store::QueuedMail &mail, const mail::Delivery &delivery) {
    {
        const std::lock_guard lock(m_mutex);
        --m_underWay;
    }
    const std::int64_t pause = pauseAfter(mail.attempts);
    const bool again = !delivery.accepted && !delivery.refused;
    m_database.submit(
        [this, id = mail.id, attempts = mail.attempts, again, pause](store::Transaction &tx) {
            if (again)
                store::mails::setNext(tx, id, attempts, m_clock.now() + pause);
            else
                store::mails::remove(tx, id);
            tx.onCommit([this] { wake(); });
        },
        [](std::exception_ptr) {}); // its lease ends, and it is sent once more
    if (delivery.accepted) {
        ++m_sent;
        log::info("mail", "Sent a mail ({}) to {}.", mail.kind, mail.address);
        return;
    }
    ++m_failed;
    if (again) {
        log::warn("mail", "A mail ({}) to {} could not be sent, trying again in {} s: {}",
                  mail.kind, mail.address, pause / 1000, delivery.problem);
    } else {
        ++m_givenUp;
        log::error("mail", "A mail ({}) to {} was refused for good: {}", mail.kind, mail.address,
                   delivery.problem);
    }
}

/// Looks again when the next mail is due.
void MailQueue::plan() {
    const auto next = m_database.read(&store::mails::nextDue);
    const std::lock_guard lock(m_mutex);
    if (!m_sender)
        return;
    m_executor->cancel(m_timer);
    m_timer = {};
    if (!next)
        return;
    const std::int64_t wait = std::clamp(*next - m_clock.now(), std::int64_t{1'000}, lookAgainMs);
    m_timer = m_executor->postAfter(wait, [this] { wake(); });
}

} // namespace hearth::services
