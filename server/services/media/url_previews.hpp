// SPDX-License-Identifier: Apache-2.0
// UrlPreviews: what a link leads to, as Open Graph data (spec client-server, "preview_url").
#pragma once

#include "server/core/json.hpp"
#include "server/core/lookups.hpp"
#include "server/services/requester.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
    std::string party;                                 // see http::OutgoingRequest
    std::function<bool(const std::string &)> mayVisit; // likewise
};
struct Fetched {
    int status = 0; // 0: no answer, see error
    std::string error;
    std::string finalUrl;
    std::string contentType;
    std::string body;
    std::shared_ptr<const void> lease; // see http::IncomingResponse
    [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};
/// Gets a page from the net; done runs once, on a worker. It refuses addresses that must not be
/// reached (url_preview_ip_range_…) after every redirect.
using Fetch = std::function<void(const FetchOrder &, std::function<void(Fetched)> done)>;

/// Owned by the daemon. Thread-safe. Pages are taken apart on the lane for pictures.
class UrlPreviews {
public:
    UrlPreviews(MediaService &media, const config::Current &settings, const Clock &clock,
                Lanes &lanes, Fetch fetch);
    /// JSON text. Throws Later until it is made; one is made for all who ask.
    [[nodiscard]] std::string get(const Requester &requester, const std::string &url);

private:
    /// Why there is no preview; nothing: it is in the database.
    using Outcome = std::optional<Error>;
    /// One preview on its way.
    struct Making {
        Requester requester;
        std::string url;
        std::function<void(Outcome, std::int64_t)> done;
        json::object graph;
    };
    using MakingPtr = std::shared_ptr<Making>;

    [[nodiscard]] std::optional<std::string> stored(const std::string &url);
    void begin(const MakingPtr &making);
    void read(const MakingPtr &making, const Fetched &page);
    void fetchImage(const MakingPtr &making);
    void addImage(const MakingPtr &making, const Fetched &image);
    void finish(const MakingPtr &making);
    /// Runs work, and ends the making if that throws.
    template <class Work>
    static void guard(const MakingPtr &making, Work &&work);
    [[nodiscard]] bool isAllowed(const std::string &url) const;
    void requireAllowed(const std::string &url) const;

    MediaService &m_media;
    const config::Current &m_settings;
    const Clock &m_clock;
    Lanes &m_lanes;
    Fetch m_fetch;
    Lookups<Outcome> m_outcomes; // by URL
};

/// Open Graph data of an HTML page; what the page does not say is guessed from its text.
[[nodiscard]] json::object openGraphOf(std::string_view html, std::string_view contentType,
                                       const std::string &url);
/// A URL as it is meant on a page; empty if it is not http or https.
[[nodiscard]] std::string resolveUrl(const std::string &base, const std::string &reference);

} // namespace hearth::services
