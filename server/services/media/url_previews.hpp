// SPDX-License-Identifier: Apache-2.0
// UrlPreviews: what a link leads to, as Open Graph data (spec client-server, "preview_url").
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class MediaService;

struct FetchOrder {
    std::string url;
    std::size_t maxBytes = 0;
    std::string accept;
    std::string acceptLanguage;
};
struct Fetched {
    int status = 0;
    std::string finalUrl;
    std::string contentType;
    std::string body;
};
/// Gets a page from the net. It refuses addresses that must not be reached (url_preview_ip_range_…)
/// after every redirect, and throws hearth::Error when there is no answer.
using Fetch = std::function<Fetched(const FetchOrder &)>;

/// Owned by the daemon. Thread-safe.
class UrlPreviews {
public:
    UrlPreviews(MediaService &media, const config::Current &settings, const Clock &clock,
                Fetch fetch);
    /// JSON text.
    [[nodiscard]] std::string get(const Requester &requester, const std::string &url);

private:
    [[nodiscard]] std::string make(const Requester &requester, const std::string &url);
    void requireAllowed(const std::string &url) const;
    void addImage(const Requester &requester, json::object &graph);

    MediaService &m_media;
    const config::Current &m_settings;
    const Clock &m_clock;
    Fetch m_fetch;
    std::mutex m_mutex; // m_busy
    std::condition_variable m_done;
    std::unordered_set<std::string> m_busy; // URLs that somebody fetches at the moment
};

/// Open Graph data of an HTML page; what the page does not say is guessed from its text.
[[nodiscard]] json::object openGraphOf(std::string_view html, std::string_view contentType,
                                       const std::string &url);
/// A URL as it is meant on a page; empty if it is not http or https.
[[nodiscard]] std::string resolveUrl(const std::string &base, const std::string &reference);

} // namespace hearth::services
