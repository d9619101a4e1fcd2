// SPDX-License-Identifier: Apache-2.0
#include "server/net/http_client.hpp"

#include "server/net/ip_ranges.hpp"
#include "server/net/worker_pool.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace hearth::net {
namespace {

using Done = std::function<void(http::IncomingResponse)>;

struct CurlGlobal {
    CurlGlobal() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

/// One request on its way; libcurl holds pointers into it.
struct Transfer {
    http::OutgoingRequest request;
    Done done;
    http::IncomingResponse response;
    const IpRanges *ranges = nullptr;
    CURL *easy = nullptr;
    curl_slist *headers = nullptr;
    bool blocked = false;
    bool direct = false; // done only wakes a thread that waits: no need for a worker

    Transfer() = default;
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer() {
        if (easy)
            curl_easy_cleanup(easy);
        curl_slist_free_all(headers);
    }
};

std::size_t onBody(char *data, std::size_t size, std::size_t count, void *user) {
    auto &transfer = *static_cast<Transfer *>(user);
    const std::size_t bytes = size * count;
    if (transfer.response.body.size() + bytes > transfer.request.maxBytes) {
        transfer.response.tooLarge = true;
        return 0;
    }
    transfer.response.body.append(data, bytes);
    return bytes;
}

std::size_t onHeader(char *data, std::size_t size, std::size_t count, void *user) {
    auto &transfer = *static_cast<Transfer *>(user);
    const std::size_t bytes = size * count;
    std::string_view line(data, bytes);
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
        line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        transfer.response.headers = http::Fields(true); // a redirect's headers are not the answer's
        return bytes;
    }
    const auto colon = line.find(':');
    if (colon == line.npos)
        return bytes;
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' '))
        value.remove_prefix(1);
    transfer.response.headers.add(std::string(line.substr(0, colon)), std::string(value));
    return bytes;
}

/// The one place that sees the address a name stood for, after every redirect.
curl_socket_t onSocket(void *user, curlsocktype purpose, curl_sockaddr *address) {
    auto &transfer = *static_cast<Transfer *>(user);
    if (purpose == CURLSOCKTYPE_IPCXN && transfer.ranges &&
        !transfer.ranges->permits(&address->addr)) {
        transfer.blocked = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// A connection that another request left open was not asked for by onSocket.
int onConnected(void *user, char *address, char * /*own*/, int /*port*/, int /*ownPort*/) {
    auto &transfer = *static_cast<Transfer *>(user);
    if (!transfer.ranges || (address && transfer.ranges->permits(std::string_view(address))))
        return CURL_PREREQFUNC_OK;
    transfer.blocked = true;
    return CURL_PREREQFUNC_ABORT;
}

void setMethod(Transfer &transfer) {
    CURL *easy = transfer.easy;
    const std::string name(toString(transfer.request.method));
    const auto setBody = [&] {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(transfer.request.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer.request.body.data());
    };
    switch (transfer.request.method) {
    case http::Method::Get:
        break;
    case http::Method::Head:
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        break;
    case http::Method::Post:
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        setBody();
        break;
    default:
        if (!transfer.request.body.empty())
            setBody();
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, name.c_str());
    }
}

void prepare(Transfer &transfer, const HttpClientOptions &options) {
    transfer.easy = curl_easy_init();
    CURL *easy = transfer.easy;
    const http::OutgoingRequest &request = transfer.request;
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    // A proxy would connect where the ranges forbid it.
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeoutMs));
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min<std::int64_t>(request.timeoutMs, 10'000)));
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, request.followRedirects ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.userAgent.c_str());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    if (!options.checkCertificates) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    setMethod(transfer);
    for (const auto &[name, value] : request.headers.items()) {
        const std::string line = value.empty() ? name + ";" : name + ": " + value;
        transfer.headers = curl_slist_append(transfer.headers, line.c_str());
    }
    // Waiting for "100 Continue" costs a second with servers that do not know it.
    transfer.headers = curl_slist_append(transfer.headers, "Expect:");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &onSocket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &onConnected);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, &transfer);
}

} // namespace

struct HttpClient::Impl {
    Impl(Executor &executor, const HttpClientOptions &clientOptions)
        : workers(executor)
        , options(clientOptions)
        , general(options.denied, options.allowed)
        , preview(options.previewDenied, options.previewAllowed) {
        static const CurlGlobal global;
        multi = curl_multi_init();
        curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                          static_cast<long>(options.maxConnections));
        thread = std::thread([this] {
            nameThisThread("http-client");
            run();
        });
    }

    void run();
    void takeNew();
    void finishDone();
    void finish(std::unique_ptr<Transfer> transfer, CURLcode code);

    Executor &workers;
    HttpClientOptions options;
    IpRanges general, preview;
    CURLM *multi = nullptr;
    std::mutex mutex;
    std::vector<std::unique_ptr<Transfer>> fresh;
    bool ending = false;
    std::unordered_map<CURL *, std::unique_ptr<Transfer>> active; // only on the thread
    std::thread thread;
};

void HttpClient::Impl::takeNew() {
    std::vector<std::unique_ptr<Transfer>> taken;
    {
        const std::lock_guard lock(mutex);
        taken.swap(fresh);
    }
    for (auto &transfer : taken) {
        using Reach = http::OutgoingRequest::Reach;
        if (transfer->request.reach == Reach::General)
            transfer->ranges = &general;
        else if (transfer->request.reach == Reach::Preview)
            transfer->ranges = &preview;
        prepare(*transfer, options);
        CURL *easy = transfer->easy;
        active.emplace(easy, std::move(transfer));
        curl_multi_add_handle(multi, easy);
    }
}

void HttpClient::Impl::finish(std::unique_ptr<Transfer> transfer, CURLcode code) {
    http::IncomingResponse &response = transfer->response;
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        response.status = static_cast<int>(status);
    } else if (transfer->blocked) {
        response.error = "The address is in a network that must not be reached.";
    } else if (response.tooLarge) {
        response.error = "The answer is too large.";
    } else {
        response.error = curl_easy_strerror(code);
    }
    const char *url = nullptr;
    curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
    response.url = url ? url : transfer->request.url;
    curl_multi_remove_handle(multi, transfer->easy);
    if (transfer->direct) {
        transfer->done(std::move(response));
        return;
    }
    workers.post([done = std::move(transfer->done), result = std::move(response)]() mutable {
        done(std::move(result));
    });
}

void HttpClient::Impl::finishDone() {
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

void HttpClient::Impl::run() {
    while (true) {
        takeNew();
        int running = 0;
        curl_multi_perform(multi, &running);
        finishDone();
        {
            const std::lock_guard lock(mutex);
            if (ending)
                break;
            if (!fresh.empty())
                continue;
        }
        curl_multi_poll(multi, nullptr, 0, active.empty() ? 60'000 : 1'000, nullptr);
    }
    takeNew();
    while (!active.empty()) {
        auto transfer = std::move(active.begin()->second);
        active.erase(active.begin());
        finish(std::move(transfer), CURLE_ABORTED_BY_CALLBACK);
    }
}

HttpClient::HttpClient(Executor &workers, const HttpClientOptions &options)
    : m_impl(std::make_unique<Impl>(workers, options)) {}

HttpClient::~HttpClient() {
    stop();
    curl_multi_cleanup(m_impl->multi);
}

void HttpClient::stop() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->ending = true;
    }
    curl_multi_wakeup(m_impl->multi);
    if (m_impl->thread.joinable())
        m_impl->thread.join();
}

void HttpClient::send(http::OutgoingRequest request, Done done) {
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->done = std::move(done);
    {
        const std::lock_guard lock(m_impl->mutex);
        if (!m_impl->ending) {
            m_impl->fresh.push_back(std::move(transfer));
            curl_multi_wakeup(m_impl->multi);
            return;
        }
    }
    http::IncomingResponse stopped;
    stopped.error = "The server is shutting down.";
    m_impl->workers.post([callback = std::move(transfer->done), stopped] { callback(stopped); });
}

http::IncomingResponse HttpClient::fetch(http::OutgoingRequest request) {
    // Not through the workers: all of them may be waiting here.
    const auto answer = std::make_shared<std::promise<http::IncomingResponse>>();
    auto future = answer->get_future();
    auto transfer = std::make_unique<Transfer>();
    transfer->request = std::move(request);
    transfer->direct = true;
    transfer->done = [answer](http::IncomingResponse response) {
        answer->set_value(std::move(response));
    };
    {
        const std::lock_guard lock(m_impl->mutex);
        if (m_impl->ending) {
            http::IncomingResponse stopped;
            stopped.error = "The server is shutting down.";
            return stopped;
        }
        m_impl->fresh.push_back(std::move(transfer));
    }
    curl_multi_wakeup(m_impl->multi);
    return future.get();
}

} // namespace hearth::net
