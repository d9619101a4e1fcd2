// SPDX-License-Identifier: Apache-2.0
// See url_previews.hpp.
#include "server/services/media/url_previews.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/core/log.hpp"
#include "server/core/web_address.hpp"
#include "server/matrix/fold.hpp"
#include "server/matrix/glob.hpp"
#include "server/services/media/image_size.hpp"
#include "server/services/media/media.hpp"

#include <algorithm>
#include <regex>

namespace hearth::services {
namespace {

constexpr std::int64_t keepFor = 3600000;
constexpr std::int64_t failureKept = 60000;
constexpr std::int64_t retryAfter = 2000;

struct UrlParts {
    std::string scheme, user, password, host, port, path, query, fragment;
    [[nodiscard]] std::string netloc() const { return port.empty() ? host : host + ":" + port; }
};

/// What a client writes as people do (spaces, letters of other scripts) as servers get it.
std::string escaped(std::string_view url) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : url) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > ' ' && byte < 0x7f && c != '\\') {
            out += c;
            continue;
        }
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

/// Normalised, so that no address can be written in a way that the blacklist does not know. A port
/// that goes without saying is left out.
std::optional<UrlParts> split(const std::string &url) {
    // std::regex goes as deep as the text is long: an endless one would use up a thread's stack.
    constexpr std::size_t maxUrl = 2048;
    if (url.size() > maxUrl)
        return std::nullopt;
    const auto address = WebAddress::parse(escaped(url));
    if (!address || !address->isWeb() || address->host.empty())
        return std::nullopt;
    UrlParts out;
    out.scheme = address->scheme;
    out.host = address->host;
    out.path = address->path;
    if (address->port != (address->scheme == "https" ? 443 : 80))
        out.port = std::to_string(address->port);
    const auto colon = address->userinfo.find(':');
    out.user = address->userinfo.substr(0, colon);
    if (colon != std::string::npos)
        out.password = address->userinfo.substr(colon + 1);
    out.query = address->query();
    if (const auto mark = address->rest.find('#'); mark != std::string::npos)
        out.fragment = address->rest.substr(mark + 1);
    return out;
}

std::string partOf(const UrlParts &url, std::string_view name) {
    if (name == "scheme")
        return url.scheme;
    if (name == "netloc")
        return url.netloc();
    if (name == "hostname")
        return url.host;
    if (name == "port")
        return url.port;
    if (name == "path")
        return url.path;
    if (name == "query")
        return url.query;
    if (name == "username")
        return url.user;
    if (name == "password")
        return url.password;
    return url.fragment;
}

bool fits(const std::string &value, const std::string &pattern) {
    if (!pattern.empty() && pattern.front() == '^')
        return std::regex_search(value, std::regex(pattern));
    return matrix::Glob(pattern).matches(value);
}

/// Whether a row of url_preview_url_blacklist is about the URL: all its members have to fit.
bool isListed(const UrlParts &url, const json::object &row) {
    return std::all_of(row.begin(), row.end(), [&](const auto &member) {
        const std::string value = partOf(url, member.key());
        if (member.value().is_null())
            return value.empty();
        return member.value().is_string() &&
               fits(value, std::string(view(member.value().get_string())));
    });
}

/// Media types are the same in either case (RFC 9110, 8.3.1).
bool isType(std::string_view contentType, std::string_view start) {
    return matrix::foldCase(contentType.substr(0, start.size())) == start;
}

bool isHtml(std::string_view contentType) {
    return isType(contentType, "text/html") || isType(contentType, "application/xhtml+xml");
}

} // namespace

std::string resolveUrl(const std::string &base, const std::string &reference) {
    if (reference.find("://") != std::string::npos)
        return split(reference) ? reference : std::string{};
    const auto parts = split(base);
    if (!parts || reference.empty())
        return {};
    if (reference.compare(0, 2, "//") == 0)
        return parts->scheme + ":" + reference;
    const std::string root = parts->scheme + "://" + parts->netloc();
    if (reference.front() == '/')
        return root + reference;
    if (reference.find(':') < reference.find('/')) // data: and its like
        return {};
    const auto slash = parts->path.rfind('/');
    return root + (slash == std::string::npos ? "/" : parts->path.substr(0, slash + 1)) + reference;
}

UrlPreviews::UrlPreviews(MediaService &media, const config::Current &settings, const Clock &clock,
                         Lanes &lanes, Fetch fetch)
    : m_media(media)
    , m_settings(settings)
    , m_clock(clock)
    , m_lanes(lanes)
    , m_fetch(std::move(fetch))
    , m_outcomes(clock, {2000, 500, 200}) {}

bool UrlPreviews::isAllowed(const std::string &url) const {
    const auto parts = split(url);
    if (!parts)
        return false;
    const auto settings = m_settings.get();
    const json::array &rows = settings->urlPreviewUrlBlacklist;
    return std::none_of(rows.begin(), rows.end(), [&](const json::value &row) {
        return row.is_object() && isListed(*parts, row.get_object());
    });
}

void UrlPreviews::requireAllowed(const std::string &url) const {
    if (!split(url))
        throw invalidParam("Only http and https addresses can be previewed.");
    if (!isAllowed(url))
        throw forbidden("Previews of this address are not allowed on this server.");
}

std::optional<std::string> UrlPreviews::stored(const std::string &url) {
    const auto known = m_media.database().read(
        [&](store::Reader &reader) { return store::previews::find(reader, url, m_clock.now()); });
    return known ? std::optional(known->openGraph) : std::nullopt;
}

std::string UrlPreviews::get(const Requester &requester, const std::string &url) {
    requireAllowed(url);
    if (auto text = stored(url))
        return *std::move(text);
    const auto outcome = m_outcomes.get(url, [this, requester, url](auto answer) {
        begin(std::make_shared<Making>(Making{requester, url, std::move(answer), {}}));
    });
    if (outcome && *outcome)
        throw **outcome;
    auto text = stored(url);
    if (!text)
        throw unavailable("There is no preview of this address at the moment.");
    return *std::move(text);
}

template <class Work>
void UrlPreviews::guard(const MakingPtr &making, Work &&work) {
    try {
        work();
    } catch (const Error &error) {
        const bool passes = error.status() == 429 || error.status() == 503;
        making->done(error, passes ? 0 : failureKept);
    } catch (const std::exception &failure) {
        log::error("media", "A preview could not be made: {}", failure.what());
        making->done(internal("There is no preview of this address."), failureKept);
    }
}

void UrlPreviews::begin(const MakingPtr &making) {
    const auto settings = m_settings.get();
    std::string languages;
    for (const auto &language : settings->urlPreviewAcceptLanguage)
        languages += (languages.empty() ? "" : ", ") + language;
    m_fetch({making->url, static_cast<std::size_t>(settings->maxSpiderSize),
             "text/html,image/*;q=0.9,*/*;q=0.5", languages, making->requester.user.str(),
             [this](const std::string &address) { return isAllowed(address); }},
            [this, making](Fetched page) {
                guard(making, [&] {
                    if (page.status == 0)
                        throw Error(502, "M_UNKNOWN", "The page cannot be reached: " + page.error);
                    if (!page.ok())
                        throw Error(502, "M_UNKNOWN", "The address answers with an error.");
                    const auto shared = std::make_shared<const Fetched>(std::move(page));
                    const auto late = [making] {
                        making->done(overloaded("Too many previews are being made.", retryAfter),
                                     0);
                    };
                    m_lanes.enter(
                        Lane::Pictures, making->requester.user.str(),
                        {[this, making, shared] { guard(making, [&] { read(making, *shared); }); },
                         late,
                         {}});
                });
            });
}

void UrlPreviews::read(const MakingPtr &making, const Fetched &page) {
    json::object &graph = making->graph;
    if (isType(page.contentType, "image/")) {
        graph["og:image"] = page.finalUrl;
    } else if (isHtml(page.contentType)) {
        graph = openGraphOf(page.body, page.contentType, page.finalUrl);
        if (const auto image = findString(graph, "og:image"))
            graph["og:image"] = resolveUrl(page.finalUrl, *image);
    }
    fetchImage(making);
}

/// The picture is fetched too, so that clients need not tell its server that they look at it.
void UrlPreviews::fetchImage(const MakingPtr &making) {
    json::object &graph = making->graph;
    const auto url = findString(graph, "og:image");
    for (const char *name : {"og:image", "og:image:url", "og:image:secure_url", "og:image:width",
                             "og:image:height", "og:image:type"})
        graph.erase(name);
    if (!url || url->empty())
        return finish(making);
    try {
        requireAllowed(*url);
    } catch (const Error &error) {
        log::info("media", "The picture of a preview was not to be had: {}", error.message());
        return finish(making);
    }
    m_fetch({*url, static_cast<std::size_t>(m_settings.get()->maxSpiderSize), "image/*", "",
             making->requester.user.str(),
             [this](const std::string &address) { return isAllowed(address); }},
            [this, making](const Fetched &image) {
                guard(making, [&] {
                    addImage(making, image);
                    finish(making);
                });
            });
}

void UrlPreviews::addImage(const MakingPtr &making, const Fetched &image) {
    if (!image.ok() || !isType(image.contentType, "image/")) {
        log::info("media", "The picture of a preview was not to be had: {}",
                  image.status == 0 ? image.error : std::to_string(image.status));
        return;
    }
    try {
        if (m_media.isQuarantined(image.body))
            return;
        Upload upload;
        upload.bytes = image.body;
        upload.contentType = image.contentType;
        upload.kind = store::MediaKind::Preview;
        json::object &graph = making->graph;
        graph["og:image"] = m_media.upload(making->requester, upload);
        graph["og:image:type"] = image.contentType;
        graph["matrix:image:size"] = static_cast<std::int64_t>(image.body.size());
        if (const auto size = imageSize(image.body)) {
            graph["og:image:width"] = size->width;
            graph["og:image:height"] = size->height;
        }
    } catch (const Error &error) {
        log::info("media", "The picture of a preview was not to be had: {}", error.message());
    }
}

void UrlPreviews::finish(const MakingPtr &making) {
    const std::string text = json::serialize(making->graph);
    const Timestamp now = m_clock.now();
    m_media.database().write([&](store::Transaction &tx) {
        store::previews::put(tx, making->url, {text, 200}, now, now + keepFor);
    });
    making->done(std::nullopt, 0);
}

} // namespace hearth::services
