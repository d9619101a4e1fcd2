// SPDX-License-Identifier: Apache-2.0
#include "server/net/curl_loop.hpp"

#include "server/net/worker_pool.hpp"

#include <utility>

namespace hearth::net {
namespace {

constexpr int restMs = 60'000;
constexpr int busyMs = 250;
constexpr long idleConnections = 64; // kept open for the next request

struct CurlGlobal {
    CurlGlobal() { curl_global_init(CURL_GLOBAL_DEFAULT); }
};

} // namespace

CurlLoop::CurlLoop(std::string name, std::function<void()> tick, std::function<bool()> wanted)
    : m_name(std::move(name))
    , m_tick(std::move(tick))
    , m_wanted(std::move(wanted)) {
    static const CurlGlobal global;
    m_multi = curl_multi_init();
    // How many may be under way is the business of those who begin them: a limit here would let
    // one peer that is silent hold up all others.
    curl_multi_setopt(m_multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 0L);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, idleConnections);
    m_thread = std::thread([this] {
        nameThisThread(m_name);
        run();
    });
}

CurlLoop::~CurlLoop() {
    stop();
    curl_multi_cleanup(m_multi);
}

void CurlLoop::prepare(CURL *easy) {
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    // A proxy would connect where the ranges forbid it.
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    // The thread that asks the name server is left to itself instead of waited for.
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
}

bool CurlLoop::post(std::function<void()> work) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending)
            return false;
        m_posted.push_back(std::move(work));
    }
    curl_multi_wakeup(m_multi);
    return true;
}

void CurlLoop::begin(CURL *easy, Done done) {
    m_active.emplace(easy, std::move(done));
    if (curl_multi_add_handle(m_multi, easy) != CURLM_OK)
        finish(easy, CURLE_FAILED_INIT);
}

void CurlLoop::stop() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    curl_multi_wakeup(m_multi);
    if (m_thread.joinable())
        m_thread.join();
}

void CurlLoop::runPosted() {
    std::vector<std::function<void()>> taken;
    {
        const std::lock_guard lock(m_mutex);
        taken.swap(m_posted);
    }
    for (const auto &work : taken)
        work();
}

void CurlLoop::finish(CURL *easy, CURLcode code) {
    const auto found = m_active.find(easy);
    if (found == m_active.end())
        return;
    const Done done = std::move(found->second);
    m_active.erase(found);
    curl_multi_remove_handle(m_multi, easy);
    done(code);
}

void CurlLoop::finishDone() {
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left))
        if (message->msg == CURLMSG_DONE)
            finish(message->easy_handle, message->data.result);
}

void CurlLoop::run() {
    while (true) {
        runPosted();
        int running = 0;
        curl_multi_perform(m_multi, &running);
        finishDone();
        if (m_tick)
            m_tick();
        {
            const std::lock_guard lock(m_mutex);
            if (!m_posted.empty())
                continue;
            if (m_ending)
                break;
        }
        const bool busy = !m_active.empty() || (m_wanted && m_wanted());
        curl_multi_poll(m_multi, nullptr, 0, busy ? busyMs : restMs, nullptr);
    }
    while (!m_active.empty())
        finish(m_active.begin()->first, CURLE_ABORTED_BY_CALLBACK);
}

} // namespace hearth::net
