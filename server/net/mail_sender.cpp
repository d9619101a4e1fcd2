// SPDX-License-Identifier: Apache-2.0
#include "server/net/mail_sender.hpp"

#include "server/net/worker_pool.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>

namespace hearth::net {
namespace {

using Done = std::function<void(mail::Delivery)>;
using SteadyClock = std::chrono::steady_clock;
constexpr std::size_t longestAnswer = 300; // of the server, in our log

struct CurlGlobal {
    CurlGlobal() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

/// One message on its way; libcurl holds pointers into it.
struct Transfer {
    mail::Relay relay;
    std::string from, to, message;
    Done done;
    CURL *easy = nullptr;
    curl_slist *recipients = nullptr;
    curl_slist *connectTo = nullptr;
    std::size_t sent = 0;
    SteadyClock::time_point deadline;
    std::set<curl_socket_t> sockets; // open ones
    std::string verb;                // of our last command: "RCPT", "DATA"; never more of it
    std::string refusal;             // the server's last line that says no
    std::string refusedVerb;         // what it said no to
    bool signedIn = false;
    bool notSignedIn = false; // the server has no way to sign in

    Transfer() = default;
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer() {
        if (easy)
            curl_easy_cleanup(easy);
        curl_slist_free_all(recipients);
        curl_slist_free_all(connectTo);
    }
};

std::size_t onRead(char *buffer, std::size_t size, std::size_t count, void *user) {
    auto &transfer = *static_cast<Transfer *>(user);
    // libcurl goes on without signing in where the server does not offer it.
    if (!transfer.relay.user.empty() && !transfer.signedIn) {
        transfer.notSignedIn = true;
        return CURL_READFUNC_ABORT;
    }
    const std::size_t bytes = std::min(size * count, transfer.message.size() - transfer.sent);
    std::memcpy(buffer, transfer.message.data() + transfer.sent, bytes);
    transfer.sent += bytes;
    return bytes;
}

/// What is said both ways. Of ours only the verb is kept: passwords are among it.
int onTalk(CURL *, curl_infotype type, char *data, std::size_t size, void *user) {
    auto &transfer = *static_cast<Transfer *>(user);
    const std::string_view text(data, size);
    if (type == CURLINFO_HEADER_OUT) {
        const auto end = text.find_first_of(" \r\n");
        const std::string_view verb = text.substr(0, end);
        // An answer to AUTH is one long word; it must not be taken for a verb.
        if (verb == "EHLO" || verb == "HELO" || verb == "STARTTLS" || verb == "AUTH" ||
            verb == "MAIL" || verb == "RCPT" || verb == "DATA" || verb == "QUIT")
            transfer.verb = verb;
    } else if (type == CURLINFO_HEADER_IN) {
        if (text.starts_with("235"))
            transfer.signedIn = true;
        if (text.starts_with('4') || text.starts_with('5')) {
            transfer.refusal = text.substr(0, longestAnswer);
            transfer.refusedVerb = transfer.verb;
        }
    }
    return 0;
}

curl_socket_t onSocket(void *user, curlsocktype, curl_sockaddr *address) {
    const curl_socket_t made =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (made != CURL_SOCKET_BAD)
        static_cast<Transfer *>(user)->sockets.insert(made);
    return made;
}

int onClose(void *user, curl_socket_t socket) {
    static_cast<Transfer *>(user)->sockets.erase(socket);
    return ::close(socket);
}

std::string printable(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= 0x20)
        text.remove_suffix(1);
    std::string out(text);
    std::replace_if(
        out.begin(), out.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return out;
}

/// host as it stands in an address: IPv6 in brackets.
std::string hostText(const std::string &host) {
    return host.find(':') != host.npos && !host.starts_with('[') ? "[" + host + "]" : host;
}

void prepare(Transfer &transfer, const MailSenderOptions &options) {
    transfer.easy = curl_easy_init();
    CURL *easy = transfer.easy;
    const mail::Relay &relay = transfer.relay;
    using Tls = mail::Relay::Tls;
    const std::string name = relay.tlsName.empty() ? relay.host : relay.tlsName;
    const std::string url =
        fmt::format("{}://{}:{}/{}", relay.tls == Tls::FromStart ? "smtps" : "smtp", hostText(name),
                    relay.port, relay.helo);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (name != relay.host) { // the certificate is for another name than that of the machine
        transfer.connectTo = curl_slist_append(
            nullptr, fmt::format("::{}:{}", hostText(relay.host), relay.port).c_str());
        curl_easy_setopt(easy, CURLOPT_CONNECT_TO, transfer.connectTo);
    }
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    // The deadline is ours: after its own ones libcurl would say QUIT and wait for an answer.
    transfer.deadline = SteadyClock::now() + std::chrono::milliseconds(options.timeoutMs);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.timeoutMs) * 2);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &onSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &onClose);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     static_cast<long>(relay.tls == Tls::IfOffered  ? CURLUSESSL_TRY
                                       : relay.tls == Tls::Required ? CURLUSESSL_ALL
                                                                    : CURLUSESSL_NONE));
    if (const char *file = std::getenv("SSL_CERT_FILE"))
        curl_easy_setopt(easy, CURLOPT_CAINFO, file);
    if (!relay.user.empty()) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, relay.user.c_str());
        curl_easy_setopt(easy, CURLOPT_PASSWORD, relay.password.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, ("<" + transfer.from + ">").c_str());
    transfer.recipients = curl_slist_append(nullptr, ("<" + transfer.to + ">").c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, transfer.recipients);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, &onRead);
    curl_easy_setopt(easy, CURLOPT_READDATA, &transfer);
    // Signing in is seen on a new connection only.
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L); // for onTalk; nothing is printed
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, &onTalk);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &transfer);
}

/// What went wrong, for the administrator.
std::string sentence(const Transfer &transfer, CURLcode code) {
    const std::string where =
        fmt::format("the mail server {}:{}", transfer.relay.host, transfer.relay.port);
    const std::string said = printable(transfer.refusal);
    if (transfer.notSignedIn)
        return where + " offers no way to sign in (smtp_user is set).";
    switch (code) {
    case CURLE_LOGIN_DENIED:
        return fmt::format("{} did not accept smtp_user and smtp_pass: {}", where, said);
    case CURLE_OPERATION_TIMEDOUT:
        return where + " did not answer in time.";
    case CURLE_USE_SSL_FAILED:
        return where + " does not speak TLS, which the settings require.";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        return fmt::format(
            "{} has no certificate that can be trusted for {}, or does not speak "
            "TLS: {}.",
            where, transfer.relay.tlsName.empty() ? transfer.relay.host : transfer.relay.tlsName,
            curl_easy_strerror(code));
    default:
        break;
    }
    if (!said.empty())
        return fmt::format("{} refused {}: {}", where,
                           transfer.refusedVerb == "RCPT"   ? "the recipient"
                           : transfer.refusedVerb == "MAIL" ? "the sender (notif_from)"
                           : transfer.refusedVerb == "DATA" ? "the message"
                                                            : "to talk to us",
                           said);
    return fmt::format("{}: {}.", where, curl_easy_strerror(code));
}

} // namespace

struct MailSender::Impl {
    Impl(Executor &executor, const MailSenderOptions &senderOptions)
        : workers(executor)
        , options(senderOptions) {}

    void run();
    void takeNew();
    void finishDone();
    void finishLate();
    void finish(std::unique_ptr<Transfer> transfer, CURLcode code);

    Executor &workers;
    const MailSenderOptions options;
    CURLM *multi = nullptr;
    std::mutex mutex; // fresh, ending, thread's beginning
    std::deque<std::unique_ptr<Transfer>> fresh;
    bool ending = false;
    std::unordered_map<CURL *, std::unique_ptr<Transfer>> active; // only on the thread
    std::thread thread;
};

void MailSender::Impl::takeNew() {
    while (active.size() < options.maxConnections) {
        std::unique_ptr<Transfer> transfer;
        {
            const std::lock_guard lock(mutex);
            if (fresh.empty())
                return;
            transfer = std::move(fresh.front());
            fresh.pop_front();
        }
        prepare(*transfer, options);
        CURL *easy = transfer->easy;
        active.emplace(easy, std::move(transfer));
        curl_multi_add_handle(multi, easy);
    }
}

void MailSender::Impl::finish(std::unique_ptr<Transfer> transfer, CURLcode code) {
    mail::Delivery delivery;
    delivery.accepted = code == CURLE_OK;
    if (!delivery.accepted) {
        delivery.problem = sentence(*transfer, code);
        // Only what is said about this message is final; a wrong password or sender can be mended.
        delivery.refused = transfer->refusal.starts_with('5') &&
                           (transfer->refusedVerb == "RCPT" || transfer->refusedVerb == "DATA");
    }
    if (transfer->easy) {
        // Whoever did not answer so far is not waited for with the goodbye.
        for (const curl_socket_t socket : transfer->sockets)
            ::shutdown(socket, SHUT_RD);
        curl_multi_remove_handle(multi, transfer->easy);
        curl_easy_cleanup(std::exchange(transfer->easy, nullptr));
    }
    workers.post([done = std::move(transfer->done), delivery] { done(delivery); });
}

void MailSender::Impl::finishDone() {
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode code = message->data.result;
        const auto found = active.find(message->easy_handle);
        if (found == active.end())
            continue;
        auto transfer = std::move(found->second);
        active.erase(found);
        finish(std::move(transfer), code);
    }
}

void MailSender::Impl::finishLate() {
    const auto now = SteadyClock::now();
    for (auto it = active.begin(); it != active.end();) {
        if (it->second->deadline > now) {
            ++it;
            continue;
        }
        auto transfer = std::move(it->second);
        it = active.erase(it);
        finish(std::move(transfer), CURLE_OPERATION_TIMEDOUT);
    }
}

void MailSender::Impl::run() {
    while (true) {
        takeNew();
        int running = 0;
        curl_multi_perform(multi, &running);
        finishDone();
        finishLate();
        {
            const std::lock_guard lock(mutex);
            if (ending)
                break;
            if (!fresh.empty() && active.size() < options.maxConnections)
                continue;
        }
        curl_multi_poll(multi, nullptr, 0, active.empty() ? 60'000 : 1'000, nullptr);
    }
    while (!active.empty()) {
        auto transfer = std::move(active.begin()->second);
        active.erase(active.begin());
        finish(std::move(transfer), CURLE_ABORTED_BY_CALLBACK);
    }
    const std::lock_guard lock(mutex);
    for (auto &transfer : fresh)
        finish(std::move(transfer), CURLE_ABORTED_BY_CALLBACK);
    fresh.clear();
}

MailSender::MailSender(Executor &workers, const MailSenderOptions &options)
    : m_impl(std::make_unique<Impl>(workers, options)) {}

MailSender::~MailSender() {
    stop();
    if (m_impl->multi)
        curl_multi_cleanup(m_impl->multi);
}

void MailSender::stop() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->ending = true;
        if (!m_impl->thread.joinable())
            return;
    }
    curl_multi_wakeup(m_impl->multi);
    m_impl->thread.join();
}

void MailSender::send(const mail::Relay &relay, std::string from, std::string to,
                      std::string message, Done done) {
    auto transfer = std::make_unique<Transfer>();
    transfer->relay = relay;
    transfer->from = std::move(from);
    transfer->to = std::move(to);
    transfer->message = std::move(message);
    transfer->done = std::move(done);
    mail::Delivery turnedAway;
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->ending) {
            turnedAway.problem = "The server is shutting down.";
        } else if (m_impl->fresh.size() >= m_impl->options.maxWaiting) {
            turnedAway.problem = "Too many messages wait for the mail server.";
        } else {
            m_impl->fresh.push_back(std::move(transfer));
            if (!m_impl->thread.joinable()) {
                static const CurlGlobal global;
                m_impl->multi = curl_multi_init();
                m_impl->thread = std::thread([impl = m_impl.get()] {
                    nameThisThread("mail");
                    impl->run();
                });
            }
            curl_multi_wakeup(m_impl->multi);
            return;
        }
    }
    m_impl->workers.post(
        [callback = std::move(transfer->done), turnedAway] { callback(turnedAway); });
}

} // namespace hearth::net
