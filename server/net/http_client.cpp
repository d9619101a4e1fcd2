// SPDX-License-Identifier: Apache-2.0
#include "server/net/http_client.hpp"

#include "server/net/curl_loop.hpp"
#include "server/net/ip_ranges.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <deque>
#include <unordered_map>
#include <utility>

namespace hearth::net {
namespace {

using Done = std::function<void(http::IncomingResponse)>;

/// Bytes of an answer, among those of all answers.
struct Lease {
    explicit Lease(std::shared_ptr<std::atomic<std::size_t>> of)
        : all(std::move(of)) {}
    ~Lease() { all->fetch_sub(bytes); }
    Lease(const Lease &) = delete;
    Lease &operator=(const Lease &) = delete;
    std::shared_ptr<std::atomic<std::size_t>> all;
    std::size_t bytes = 0;
};

/// One request on its way; libcurl holds pointers into it.
struct Transfer {
    http::OutgoingRequest request;
    Done done;
    http::IncomingResponse response;
    const IpRanges *ranges = nullptr;
    CURL *easy = nullptr;
    curl_slist *headers = nullptr;
    curl_slist *target = nullptr;
    std::shared_ptr<Lease> lease;
    std::size_t mostHeld = 0; // of all answers
    std::string peer;
    std::int64_t deadline = 0;
    bool blocked = false;
    bool unwanted = false; // by the request's mayVisit
    bool crowded = false;

    Transfer() = default;
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer() { cleanUp(); }
    /// Where the handle was used, and no longer is.
    void cleanUp() {
        if (easy)
            curl_easy_cleanup(std::exchange(easy, nullptr));
        curl_slist_free_all(std::exchange(headers, nullptr));
        curl_slist_free_all(std::exchange(target, nullptr));
    }
};

constexpr std::size_t smallAnswer = 64 << 10; // not counted: the number of requests limits these

std::int64_t steadyNow() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

/// "https://host:port" in lower case: those who share the places of a peer.
std::string peerOf(const std::string &url) {
    const auto scheme = url.find("://");
    const auto begin = scheme == url.npos ? 0 : scheme + 3;
    std::string host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
    if (const auto user = host.rfind('@'); user != host.npos)
        host.erase(0, user + 1);
    std::string out = url.substr(0, begin) + host;
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

std::size_t onBody(char *data, std::size_t size, std::size_t count, void *user) {
    auto &transfer = *static_cast<Transfer *>(user);
    const std::size_t bytes = size * count;
    if (transfer.response.body.size() + bytes > transfer.request.maxBytes) {
        transfer.response.tooLarge = true;
        return 0;
    }
    const std::size_t soFar = transfer.response.body.size() + bytes;
    if (soFar > smallAnswer) {
        const std::size_t more = soFar - transfer.lease->bytes;
        transfer.lease->bytes = soFar;
        if (transfer.lease->all->fetch_add(more) + more > transfer.mostHeld) {
            transfer.crowded = true;
            return 0;
        }
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

/// Whether the address that is to be visited now, perhaps after redirects, may be.
bool mayVisit(Transfer &transfer) {
    if (!transfer.request.mayVisit)
        return true;
    const char *url = nullptr;
    curl_easy_getinfo(transfer.easy, CURLINFO_EFFECTIVE_URL, &url);
    transfer.unwanted = !url || !transfer.request.mayVisit(url);
    return !transfer.unwanted;
}

/// The one place that sees the address a name stood for, after every redirect.
curl_socket_t onSocket(void *user, curlsocktype purpose, curl_sockaddr *address) {
    auto &transfer = *static_cast<Transfer *>(user);
    if (purpose == CURLSOCKTYPE_IPCXN && transfer.ranges &&
        !transfer.ranges->permits(&address->addr)) {
        transfer.blocked = true;
        return CURL_SOCKET_BAD;
    }
    if (purpose == CURLSOCKTYPE_IPCXN && !mayVisit(transfer))
        return CURL_SOCKET_BAD;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// A connection that another request left open was not asked for by onSocket.
int onConnected(void *user, char *address, char * /*own*/, int /*port*/, int /*ownPort*/) {
    auto &transfer = *static_cast<Transfer *>(user);
    if (!mayVisit(transfer))
        return CURL_PREREQFUNC_ABORT;
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

void setCertificates(CURL *easy, const HttpClientOptions &options, bool federation) {
    if (!(federation ? options.checkFederationCertificates : options.checkCertificates)) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (!federation || options.federationAuthorities.empty())
        return;
    // The text outlives the handle, as the options do.
    curl_blob blob{};
    blob.data = const_cast<char *>(options.federationAuthorities.data());
    blob.len = options.federationAuthorities.size();
    blob.flags = CURL_BLOB_NOCOPY;
    curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
}

void setWaits(const Transfer &transfer) {
    const http::OutgoingRequest &request = transfer.request;
    const std::int64_t left = std::max<std::int64_t>(1, transfer.deadline - steadyNow());
    curl_easy_setopt(transfer.easy, CURLOPT_TIMEOUT_MS, static_cast<long>(left));
    curl_easy_setopt(transfer.easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(std::min(left, request.connectTimeoutMs)));
    if (request.idleTimeoutMs > 0) {
        curl_easy_setopt(transfer.easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(transfer.easy, CURLOPT_LOW_SPEED_TIME,
                         static_cast<long>((request.idleTimeoutMs + 999) / 1000));
    }
}

void prepare(Transfer &transfer, const HttpClientOptions &options) {
    transfer.easy = curl_easy_init();
    CURL *easy = transfer.easy;
    CurlLoop::prepare(easy);
    const http::OutgoingRequest &request = transfer.request;
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    setWaits(transfer);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, request.followRedirects ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, options.userAgent.c_str());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    setCertificates(easy, options, request.reach == http::OutgoingRequest::Reach::Federation);
    if (!request.connectTo.empty()) {
        transfer.target = curl_slist_append(nullptr, ("::" + request.connectTo).c_str());
        curl_easy_setopt(easy, CURLOPT_CONNECT_TO, transfer.target);
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

using TransferPtr = std::shared_ptr<Transfer>;

/// The places of one kind of reach. Only on the client's thread.
class Places {
public:
    Places(const HttpClientOptions &options, std::size_t mostActive)
        : m_options(options)
        , m_mostActive(mostActive) {}

    /// False if too many wait already.
    bool add(TransferPtr transfer) {
        const auto waits = [](const Shares &shares, const std::string &name) {
            const auto found = shares.find(name);
            return found == shares.end() ? 0 : found->second.waiting;
        };
        const std::string &party = transfer->request.party;
        if (m_waiting >= m_options.mostWaiting ||
            waits(m_peers, transfer->peer) >= m_options.mostWaitingForPeer ||
            (!party.empty() && waits(m_parties, party) >= m_options.mostWaitingForParty))
            return false;
        Line &line = m_lines[transfer->peer + '\n' + party];
        if (line.waiting.empty()) {
            line.peer = &m_peers[transfer->peer];
            line.party = party.empty() ? nullptr : &m_parties[party];
            m_turns.push_back(&line);
        }
        ++line.peer->waiting;
        if (line.party)
            ++line.party->waiting;
        ++m_waiting;
        line.waiting.push_back(std::move(transfer));
        return true;
    }
    /// The next that has a place; none if there is no place or nobody waits.
    TransferPtr next() {
        if (m_active >= m_mostActive)
            return nullptr;
        const auto found = std::find_if(m_turns.begin(), m_turns.end(), [&](const Line *line) {
            return line->peer->active < m_options.mostForPeer &&
                   (!line->party || line->party->active < m_options.mostForParty);
        });
        if (found == m_turns.end())
            return nullptr;
        Line &line = **found;
        m_turns.erase(found);
        TransferPtr out = std::move(line.waiting.front());
        line.waiting.pop_front();
        const auto begins = [](Share *share) {
            if (share) {
                --share->waiting;
                ++share->active;
            }
        };
        begins(line.peer);
        begins(line.party);
        --m_waiting;
        ++m_active;
        if (line.waiting.empty())
            m_lines.erase(lineOf(*out));
        else
            m_turns.push_back(&line);
        return out;
    }
    void ended(const Transfer &transfer) {
        --m_active;
        end(m_peers, transfer.peer);
        if (!transfer.request.party.empty())
            end(m_parties, transfer.request.party);
    }
    /// Takes out those whose time is up, or all.
    std::vector<TransferPtr> takeLate(std::int64_t now, bool all = false) {
        std::vector<TransferPtr> out;
        std::erase_if(m_turns, [&](Line *line) {
            const std::size_t before = out.size();
            std::erase_if(line->waiting, [&](TransferPtr &transfer) {
                if (!all && transfer->deadline > now)
                    return false;
                out.push_back(std::move(transfer));
                return true;
            });
            line->peer->waiting -= out.size() - before;
            if (line->party)
                line->party->waiting -= out.size() - before;
            return line->waiting.empty();
        });
        m_waiting -= out.size();
        for (const TransferPtr &late : out) {
            const auto found = m_lines.find(lineOf(*late));
            if (found != m_lines.end() && found->second.waiting.empty())
                m_lines.erase(found);
            forget(m_peers, late->peer);
            forget(m_parties, late->request.party);
        }
        return out;
    }
    [[nodiscard]] bool anyWaits() const { return m_waiting > 0; }

private:
    struct Share {
        std::size_t active = 0;
        std::size_t waiting = 0;
    };
    using Shares = std::unordered_map<std::string, Share>;
    /// Those who wait for one peer on behalf of one party.
    struct Line {
        std::deque<TransferPtr> waiting;
        Share *peer = nullptr;
        Share *party = nullptr;
    };
    static std::string lineOf(const Transfer &transfer) {
        return transfer.peer + '\n' + transfer.request.party;
    }
    static void forget(Shares &shares, const std::string &name) {
        const auto found = shares.find(name);
        if (found != shares.end() && found->second.active == 0 && found->second.waiting == 0)
            shares.erase(found);
    }
    static void end(Shares &shares, const std::string &name) {
        --shares.at(name).active;
        forget(shares, name);
    }

    const HttpClientOptions &m_options;
    const std::size_t m_mostActive;
    Shares m_peers, m_parties;
    std::unordered_map<std::string, Line> m_lines; // with somebody waiting
    std::deque<Line *> m_turns;                    // all of them; they take turns
    std::size_t m_active = 0;
    std::size_t m_waiting = 0;
};

} // namespace

struct HttpClient::Impl {
    Impl(Executor &executor, const HttpClientOptions &clientOptions)
        : workers(executor)
        , options(clientOptions)
        , general(options.denied, options.allowed)
        , preview(options.previewDenied, options.previewAllowed)
        , federation(options.federationDenied, options.allowed)
        , places{Places(options, options.mostActive), Places(options, options.mostActive),
                 Places(options, options.mostActive), Places(options, options.mostActiveFederation)}
        , loop(
              "http-client", [this] { tick(); },
              [this] {
                  return std::any_of(places.begin(), places.end(),
                                     [](const Places &one) { return one.anyWaits(); });
              }) {}

    Places &placesFor(const Transfer &transfer) {
        return places.at(static_cast<std::size_t>(transfer.request.reach));
    }
    void take(const TransferPtr &transfer);
    void beginNext();
    void tick();
    void ended(const TransferPtr &transfer, CURLcode code);
    void giveUp(const TransferPtr &transfer, std::string why);
    void deliver(const TransferPtr &transfer);

    Executor &workers;
    const HttpClientOptions options;
    const IpRanges general, preview, federation;
    const std::shared_ptr<std::atomic<std::size_t>> held =
        std::make_shared<std::atomic<std::size_t>>(0);
    std::array<Places, 4> places; // by Reach; only on the loop's thread
    CurlLoop loop;
};

void HttpClient::Impl::take(const TransferPtr &transfer) {
    using Reach = http::OutgoingRequest::Reach;
    if (transfer->request.reach == Reach::General)
        transfer->ranges = &general;
    else if (transfer->request.reach == Reach::Preview)
        transfer->ranges = &preview;
    else if (transfer->request.reach == Reach::Federation)
        transfer->ranges = &federation;
    if (placesFor(*transfer).add(transfer))
        beginNext();
    else
        giveUp(transfer, "Too many requests are waiting for this already.");
}

void HttpClient::Impl::beginNext() {
    for (Places &one : places) {
        while (const TransferPtr transfer = one.next()) {
            prepare(*transfer, options);
            loop.begin(transfer->easy, [this, transfer](CURLcode code) { ended(transfer, code); });
        }
    }
}

void HttpClient::Impl::tick() {
    const std::int64_t now = steadyNow();
    for (Places &one : places)
        for (const TransferPtr &late : one.takeLate(now))
            giveUp(late, "There was no answer in time.");
    beginNext();
}

void HttpClient::Impl::ended(const TransferPtr &transfer, CURLcode code) {
    http::IncomingResponse &response = transfer->response;
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        response.status = static_cast<int>(status);
    } else if (transfer->blocked) {
        response.error = "The address is in a network that must not be reached.";
    } else if (transfer->unwanted) {
        response.error = "The address leads to one that must not be visited.";
    } else if (response.tooLarge) {
        response.error = "The answer is too large.";
    } else if (transfer->crowded) {
        response.error = "There is no room for more answers at the moment.";
    } else {
        response.error = curl_easy_strerror(code);
    }
    curl_off_t begun = 0; // 0 until all of the connection stands
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &begun);
    response.sent = code == CURLE_OK || begun != 0;
    const char *url = nullptr;
    curl_easy_getinfo(transfer->easy, CURLINFO_EFFECTIVE_URL, &url);
    response.url = url ? url : transfer->request.url;
    transfer->cleanUp();
    placesFor(*transfer).ended(*transfer);
    deliver(transfer);
}

void HttpClient::Impl::giveUp(const TransferPtr &transfer, std::string why) {
    transfer->response.error = std::move(why);
    transfer->response.sent = false;
    transfer->response.url = transfer->request.url;
    deliver(transfer);
}

void HttpClient::Impl::deliver(const TransferPtr &transfer) {
    transfer->response.lease = std::move(transfer->lease);
    workers.post([transfer] {
        const Done done = std::move(transfer->done);
        done(std::move(transfer->response));
    });
}

HttpClient::HttpClient(Executor &workers, const HttpClientOptions &options)
    : m_impl(std::make_unique<Impl>(workers, options)) {}

HttpClient::~HttpClient() {
    stop();
}

void HttpClient::stop() {
    // Those who wait for a place end like those who have one.
    static_cast<void>(m_impl->loop.post([this] {
        for (Places &one : m_impl->places)
            for (const TransferPtr &waiting : one.takeLate(0, true))
                m_impl->giveUp(waiting, "The server is shutting down.");
    }));
    m_impl->loop.stop();
}

void HttpClient::send(http::OutgoingRequest request, Done done) {
    const auto transfer = std::make_shared<Transfer>();
    transfer->peer = peerOf(request.url);
    transfer->deadline = steadyNow() + request.timeoutMs;
    transfer->request = std::move(request);
    transfer->done = std::move(done);
    transfer->lease = std::make_shared<Lease>(m_impl->held);
    transfer->mostHeld = m_impl->options.mostHeldBytes;
    if (!m_impl->loop.post([this, transfer] { m_impl->take(transfer); }))
        m_impl->giveUp(transfer, "The server is shutting down.");
}

} // namespace hearth::net
