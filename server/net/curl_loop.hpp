// SPDX-License-Identifier: Apache-2.0
// CurlLoop: libcurl's multi interface on one thread of its own. Whoever speaks a protocol through
// libcurl makes easy handles on it; nobody ever waits in a call.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace hearth::net {

class CurlLoop {
public:
    using Done = std::function<void(CURLcode)>;

    /// name is seen in the system's thread lists. tick runs on the thread at least every
    /// quarter of a second while a transfer is under way or wanted() says so.
    CurlLoop(std::string name, std::function<void()> tick = {}, std::function<bool()> wanted = {});
    ~CurlLoop();
    CurlLoop(const CurlLoop &) = delete;
    CurlLoop &operator=(const CurlLoop &) = delete;

    /// Runs work on the thread. Any thread may call; false once the loop has ended.
    [[nodiscard]] bool post(std::function<void()> work);
    /// On the thread only: begins a transfer. done runs on the thread, when the handle may be read
    /// and cleaned up.
    void begin(CURL *easy, Done done);
    /// On the thread only.
    [[nodiscard]] std::size_t active() const { return m_active.size(); }
    /// Ends every transfer with CURLE_ABORTED_BY_CALLBACK and the thread. What was posted runs
    /// before that.
    void stop();

    /// What every transfer of this program has in common: no signals, no proxies of the
    /// environment, no waiting for a name server that does not answer when it is cleaned up.
    static void prepare(CURL *easy);

private:
    void run();
    void runPosted();
    void finishDone();
    void finish(CURL *easy, CURLcode code);

    const std::string m_name;
    const std::function<void()> m_tick;
    const std::function<bool()> m_wanted;
    CURLM *m_multi = nullptr;
    std::mutex m_mutex; // m_posted, m_ending
    std::vector<std::function<void()>> m_posted;
    bool m_ending = false;
    std::unordered_map<CURL *, Done> m_active; // only on the thread
    std::thread m_thread;
};

} // namespace hearth::net
