// SPDX-License-Identifier: Apache-2.0
#include "server/net/dns_client.hpp"

#include "server/core/log.hpp"
#include "server/net/dns_answers.hpp"
#include "server/net/worker_pool.hpp"

#include <ares.h>
#include <ares_nameser.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <thread>
#include <utility>

namespace hearth::net {
namespace {

constexpr int restMs = 60'000;
constexpr const char *systemFile = "/etc/resolv.conf";

struct Library {
    Library() { ares_library_init(ARES_LIB_INIT_ALL); }
};

std::int64_t changedAt(const char *path) {
    struct stat facts{};
    return ::stat(path, &facts) == 0 ? facts.st_mtim.tv_sec * 1'000'000'000 + facts.st_mtim.tv_nsec
                                     : 0;
}

} // namespace

struct DnsClient::Impl {
    using Ask = std::function<void()>;
    Impl(Executor &executor, DnsClientOptions given)
        : workers(executor)
        , options(std::move(given))
        , wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    ~Impl() { ::close(wake); }

    bool post(Ask ask);
    void run();
    void turn();
    [[nodiscard]] bool wait();
    void openChannel();
    void closeChannel();
    void lookAtSystem();

    /// What c-ares hands back with an answer.
    struct AddressQuestion {
        Impl &impl;
        std::function<void(http::AddressAnswer)> done;
    };
    struct ServiceQuestion {
        Impl &impl;
        std::function<void(http::ServiceAnswer)> done;
    };
    static void onAddresses(void *given, int status, int timeouts, ares_addrinfo *info);
    static void onServices(void *given, int status, int timeouts, unsigned char *message,
                           int length);
    template <class Answer>
    void deliver(std::function<void(Answer)> done, Answer answer) {
        workers.post([done = std::move(done), answer = std::move(answer)] { done(answer); });
    }
    /// The answer to what post() took.
    template <class Answer>
    void finish(std::function<void(Answer)> done, Answer answer) {
        {
            const std::lock_guard lock(mutex);
            --underWay;
        }
        deliver(std::move(done), std::move(answer));
    }

    Executor &workers;
    const DnsClientOptions options;
    const int wake;
    std::mutex mutex; // the next four
    std::vector<Ask> posted;
    std::size_t underWay = 0;
    bool ending = false;
    std::thread thread;
    ares_channel channel = nullptr; // only on the thread, like the next
    std::int64_t systemChanged = 0;
    bool stale = false;
};

bool DnsClient::Impl::post(Ask ask) {
    const std::lock_guard lock(mutex);
    if (ending || underWay >= options.mostAsked)
        return false;
    ++underWay;
    posted.push_back(std::move(ask));
    if (!thread.joinable())
        thread = std::thread([this] {
            nameThisThread("dns");
            run();
        });
    const std::uint64_t one = 1;
    static_cast<void>(::write(wake, &one, sizeof one));
    return true;
}

void DnsClient::Impl::openChannel() {
    ares_options wanted{};
    int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
    wanted.timeout = options.timeoutMs;
    wanted.tries = options.tries;
    std::array<char, 2> onlyServers{'b', '\0'};
    if (!options.servers.empty()) {
        wanted.lookups = onlyServers.data(); // not what the system's hosts file says
        mask |= ARES_OPT_LOOKUPS;
    }
    systemChanged = changedAt(systemFile);
    if (ares_init_options(&channel, &wanted, mask) != ARES_SUCCESS) {
        channel = nullptr;
        return;
    }
    if (options.servers.empty())
        return;
    std::string list;
    for (const std::string &server : options.servers)
        list += (list.empty() ? "" : ",") + server;
    if (const int code = ares_set_servers_ports_csv(channel, list.c_str()); code != ARES_SUCCESS)
        log::error("net", "dns_servers cannot be used: {}", ares_strerror(code));
}

void DnsClient::Impl::closeChannel() {
    if (channel)
        ares_destroy(std::exchange(channel, nullptr)); // answers what is under way
}

/// Computers move between networks while the server runs.
void DnsClient::Impl::lookAtSystem() {
    stale = stale || (options.servers.empty() && changedAt(systemFile) != systemChanged);
    const std::lock_guard lock(mutex);
    if (!channel || (stale && underWay == posted.size())) {
        closeChannel();
        openChannel();
        stale = false;
    }
}

void DnsClient::Impl::run() {
    openChannel();
    while (wait())
        turn();
    closeChannel();
}

/// Runs what was posted; false at the end.
void DnsClient::Impl::turn() {
    lookAtSystem();
    std::vector<Ask> taken;
    {
        const std::lock_guard lock(mutex);
        taken.swap(posted);
    }
    for (const Ask &ask : taken)
        ask();
}

bool DnsClient::Impl::wait() {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const int wanted =
        channel ? ares_getsock(channel, sockets.data(), static_cast<int>(sockets.size())) : 0;
    std::vector<pollfd> watched{{wake, POLLIN, 0}};
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        const auto bits = static_cast<unsigned>(wanted) >> i;
        const bool reads = (bits & 1U) != 0;
        const bool writes = ((bits >> ARES_GETSOCK_MAXNUM) & 1U) != 0;
        if (reads || writes)
            watched.push_back(
                {sockets[i], static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), 0});
    }
    timeval longest{restMs / 1000, 0};
    timeval room{};
    const timeval *left = channel ? ares_timeout(channel, &longest, &room) : &longest;
    ::poll(watched.data(), watched.size(),
           static_cast<int>(left->tv_sec * 1000 + (left->tv_usec + 999) / 1000));
    std::uint64_t count = 0;
    if ((watched.front().revents & POLLIN) != 0)
        static_cast<void>(::read(wake, &count, sizeof count));
    bool acted = false;
    for (std::size_t i = 1; i < watched.size(); ++i) {
        const auto happened = static_cast<unsigned>(watched[i].revents);
        if (happened == 0)
            continue;
        acted = true;
        ares_process_fd(channel,
                        (happened & ~unsigned{POLLOUT}) != 0 ? watched[i].fd : ARES_SOCKET_BAD,
                        (happened & POLLOUT) != 0 ? watched[i].fd : ARES_SOCKET_BAD);
    }
    if (!acted && channel)
        ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); // what has run out of time
    const std::lock_guard lock(mutex);
    return !ending;
}

void DnsClient::Impl::onAddresses(void *given, int status, int /*timeouts*/, ares_addrinfo *info) {
    const std::unique_ptr<AddressQuestion> question(static_cast<AddressQuestion *>(given));
    http::AddressAnswer answer;
    if (status == ARES_SUCCESS && info)
        answer = readAddresses(*info);
    else
        answer.status = nameStatus(status);
    ares_freeaddrinfo(info);
    question->impl.finish(std::move(question->done), std::move(answer));
}

void DnsClient::Impl::onServices(void *given, int status, int /*timeouts*/, unsigned char *message,
                                 int length) {
    const std::unique_ptr<ServiceQuestion> question(static_cast<ServiceQuestion *>(given));
    http::ServiceAnswer answer;
    if (status == ARES_SUCCESS && message && length > 0)
        answer = readServices({message, static_cast<std::size_t>(length)});
    else
        answer.status = nameStatus(status);
    question->impl.finish(std::move(question->done), std::move(answer));
}

DnsClient::DnsClient(Executor &workers, DnsClientOptions options)
    : m_impl(std::make_unique<Impl>(workers, std::move(options))) {
    static const Library library;
}

DnsClient::~DnsClient() {
    stop();
}

void DnsClient::stop() {
    std::thread ended;
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->ending = true;
        ended = std::move(m_impl->thread);
        const std::uint64_t one = 1;
        static_cast<void>(::write(m_impl->wake, &one, sizeof one));
    }
    if (ended.joinable())
        ended.join();
    // What was posted and never asked.
    std::vector<Impl::Ask> left;
    {
        const std::lock_guard lock(m_impl->mutex);
        left.swap(m_impl->posted);
    }
    for (const Impl::Ask &ask : left)
        ask();
}

void DnsClient::addresses(const std::string &host, std::function<void(http::AddressAnswer)> done) {
    Impl *const impl = m_impl.get();
    const bool taken = impl->post([impl, host, done] {
        if (!impl->channel)
            return impl->finish<http::AddressAnswer>(done, {});
        ares_addrinfo_hints hints{};
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = ARES_AI_NOSORT;
        ares_getaddrinfo(impl->channel, host.c_str(), nullptr, &hints, &Impl::onAddresses,
                         new Impl::AddressQuestion{*impl, done});
    });
    if (!taken)
        impl->deliver<http::AddressAnswer>(std::move(done), {});
}

void DnsClient::services(const std::string &name, std::function<void(http::ServiceAnswer)> done) {
    Impl *const impl = m_impl.get();
    const bool taken = impl->post([impl, name, done] {
        if (!impl->channel)
            return impl->finish<http::ServiceAnswer>(done, {});
        ares_query(impl->channel, name.c_str(), ns_c_in, ns_t_srv, &Impl::onServices,
                   new Impl::ServiceQuestion{*impl, done});
    });
    if (!taken)
        impl->deliver<http::ServiceAnswer>(std::move(done), {});
}

} // namespace hearth::net
