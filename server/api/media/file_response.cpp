// SPDX-License-Identifier: Apache-2.0
// How media are sent (spec client-server, "Content repository", "Serving inline content").
#include "server/api/media/media_api.hpp"
#include "server/core/base64.hpp"
#include "server/services/media/media.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hearth::api {
namespace {

/// The list of the specification (MSC2702).
constexpr std::array<std::string_view, 26> inlineTypes{
    "text/css",    "text/plain", "text/csv",    "application/json", "application/ld+json",
    "image/jpeg",  "image/gif",  "image/png",   "image/apng",       "image/webp",
    "image/avif",  "video/mp4",  "video/webm",  "video/ogg",        "video/quicktime",
    "audio/mp4",   "audio/webm", "audio/aac",   "audio/mpeg",       "audio/ogg",
    "audio/wave",  "audio/wav",  "audio/x-wav", "audio/x-pn-wav",   "audio/flac",
    "audio/x-flac"};

std::string essence(std::string_view contentType) {
    std::string out(contentType.substr(0, contentType.find(';')));
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool isToken(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               marks.find(c) != std::string_view::npos;
    });
}

/// RFC 5987: attr-char as it is, everything else in percent form.
std::string extendedValue(std::string_view text) {
    constexpr std::string_view marks = "!#$&+-.^_`|~";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

struct Range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};
enum class RangeVerdict { None, Good, Unsatisfiable };

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return out;
}

/// One range of RFC 9110; several or malformed ones are answered with the whole file.
RangeVerdict readRange(std::string_view header, std::uint64_t size, Range &range) {
    constexpr std::string_view unit = "bytes=";
    if (header.substr(0, unit.size()) != unit || header.find(',') != std::string_view::npos)
        return RangeVerdict::None;
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == std::string_view::npos)
        return RangeVerdict::None;
    const auto first = number(header.substr(0, dash));
    const auto last = number(header.substr(dash + 1));
    if (!first && !last)
        return RangeVerdict::None;
    if (!first) { // the last so many bytes
        if (*last == 0 || size == 0)
            return RangeVerdict::Unsatisfiable;
        range = {size - std::min(size, *last), size - 1};
        return RangeVerdict::Good;
    }
    if (dash + 1 < header.size() && (!last || *last < *first))
        return RangeVerdict::None;
    if (*first >= size)
        return RangeVerdict::Unsatisfiable;
    range = {*first, last ? std::min(*last, size - 1) : size - 1};
    return RangeVerdict::Good;
}

std::string typeHeader(const std::string &contentType) {
    static constexpr std::array<std::string_view, 4> texts{
        "application/json", "application/ld+json", "application/rtf", "image/svg+xml"};
    if (contentType.empty())
        return "application/octet-stream";
    // Without a charset browsers guess, and guess wrong.
    const std::string type = essence(contentType);
    const bool text =
        type.starts_with("text/") || std::find(texts.begin(), texts.end(), type) != texts.end();
    return text && contentType.find("charset") == std::string::npos
               ? contentType + "; charset=UTF-8"
               : contentType;
}

} // namespace

std::string contentDisposition(std::string_view contentType,
                               const std::optional<std::string> &name) {
    const std::string type = essence(contentType);
    const bool shown = std::find(inlineTypes.begin(), inlineTypes.end(), type) != inlineTypes.end();
    std::string out = shown ? "inline" : "attachment";
    if (!name || name->empty())
        return out;
    if (isToken(*name))
        return out + "; filename=" + *name;
    return out + "; filename*=utf-8''" + extendedValue(*name);
}

http::Response fileResponse(const services::MediaFile &file, const http::Request &request,
                            bool isPublic) {
    http::Response out;
    const auto size = static_cast<std::uint64_t>(file.size);
    const std::string etag = "\"" + base64UrlEncode(file.sha256) + "\"";
    out.headers.set("Content-Type", typeHeader(file.contentType));
    out.headers.set("Content-Disposition", contentDisposition(file.contentType, file.name));
    out.headers.set("Content-Security-Policy",
                    "sandbox; default-src 'none'; script-src 'none'; plugin-types "
                    "application/pdf; style-src 'unsafe-inline'; media-src 'self'; object-src "
                    "'self';");
    out.headers.set("X-Content-Type-Options", "nosniff");
    out.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    out.headers.set("Referrer-Policy", "no-referrer");
    out.headers.set("X-Robots-Tag", "noindex, nofollow, noarchive, noimageindex");
    out.headers.set("Cache-Control", isPublic ? "public, immutable, max-age=86400, s-maxage=86400"
                                              : "private, immutable, max-age=31536000");
    out.headers.set("ETag", etag);
    out.headers.set("Accept-Ranges", "bytes");
    const auto known = request.headers.find("if-none-match");
    if (known && (*known == "*" || known->find(etag) != std::string_view::npos)) {
        out.status = 304;
        return out;
    }
    Range range;
    auto verdict = RangeVerdict::None;
    const auto condition = request.headers.find("if-range");
    if (const auto header = request.headers.find("range");
        header && (!condition || *condition == etag))
        verdict = readRange(*header, size, range);
    if (verdict == RangeVerdict::Unsatisfiable) {
        out.status = 416;
        out.headers.set("Content-Range", "bytes */" + std::to_string(size));
        return out;
    }
    if (verdict == RangeVerdict::Good) {
        out.status = 206;
        out.headers.set("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                             std::to_string(range.last) + "/" +
                                             std::to_string(size));
        out.body = http::FileBody{file.path, range.first, range.last - range.first + 1};
        return out;
    }
    out.body = http::FileBody{file.path, 0, size};
    return out;
}

} // namespace hearth::api
