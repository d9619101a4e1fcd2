// SPDX-License-Identifier: Apache-2.0
#include "server/http/compress.hpp"

#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace hearth::http {
namespace {

constexpr std::size_t worthIt = 1024;
// JSON of rooms shrinks to a seventh with it; higher levels gain little for two to four times the
// time.
constexpr int level = 4;
constexpr int gzipWindow = 15 + 16; // zlib's way to ask for gzip's frame
constexpr int memoryLevel = 8;
constexpr std::size_t firstRoom = 16 << 10;

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + ('a' - 'A')) : x) == y;
    });
}

/// What is before the separator; text keeps the rest.
std::string_view next(std::string_view &text, char separator) {
    const auto at = text.find(separator);
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(at == text.npos ? text.size() : at + 1);
    return trimmed(part);
}

/// The weight in the parameters of one coding; nonsense counts as a refusal.
double weightOf(std::string_view parameters) {
    while (!parameters.empty()) {
        std::string_view value = next(parameters, ';');
        if (!same(next(value, '='), "q"))
            continue;
        value = trimmed(value);
        double weight = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), weight,
                                                  std::chars_format::fixed);
        return error == std::errc() && end == value.data() + value.size() ? weight : 0;
    }
    return 1;
}

class Deflater {
public:
    Deflater() {
        if (deflateInit2(&m_stream, level, Z_DEFLATED, gzipWindow, memoryLevel,
                         Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("zlib has no memory");
        m_out.resize(firstRoom);
    }
    ~Deflater() { deflateEnd(&m_stream); }
    Deflater(const Deflater &) = delete;
    Deflater &operator=(const Deflater &) = delete;

    void add(std::string_view text) {
        while (!text.empty()) {
            const auto count = std::min<std::size_t>(text.size(), std::size_t{1} << 30);
            run(text.substr(0, count), Z_NO_FLUSH);
            text.remove_prefix(count);
        }
    }
    std::string finish() {
        run({}, Z_FINISH);
        m_out.resize(m_used);
        return std::move(m_out);
    }

private:
    void run(std::string_view text, int flush) {
        m_stream.next_in = reinterpret_cast<const Bytef *>(text.data());
        m_stream.avail_in = static_cast<uInt>(text.size());
        int code = Z_OK;
        do {
            if (m_used == m_out.size())
                m_out.resize(m_out.size() * 2);
            const std::size_t room = std::min<std::size_t>(m_out.size() - m_used, 1U << 30U);
            m_stream.next_out = reinterpret_cast<Bytef *>(m_out.data() + m_used);
            m_stream.avail_out = static_cast<uInt>(room);
            code = deflate(&m_stream, flush);
            m_used += room - m_stream.avail_out;
        } while (m_stream.avail_in > 0 || (flush == Z_FINISH && code != Z_STREAM_END));
    }

    z_stream m_stream{};
    std::string m_out;
    std::size_t m_used = 0;
};

std::size_t textLength(const Response &response) {
    if (const auto *text = std::get_if<std::string>(&response.body))
        return text->size();
    std::size_t total = 0;
    if (const auto *pieces = std::get_if<Pieces>(&response.body))
        for (const auto &piece : *pieces)
            total += piece->size();
    return total;
}

bool isText(const Response &response) {
    const std::string_view type = response.headers.find("Content-Type").value_or("");
    return type.starts_with("application/json") || type.starts_with("text/");
}

std::string gzip(const Response &response) {
    Deflater deflater;
    if (const auto *text = std::get_if<std::string>(&response.body))
        deflater.add(*text);
    else
        for (const auto &piece : std::get<Pieces>(response.body))
            deflater.add(*piece);
    return deflater.finish();
}

} // namespace

bool acceptsGzip(const Fields &headers) {
    std::optional<double> named;
    double any = 0;
    for (std::string_view list : headers.all("Accept-Encoding")) {
        while (!list.empty()) {
            std::string_view entry = next(list, ',');
            const std::string_view coding = next(entry, ';');
            if (same(coding, "gzip") || same(coding, "x-gzip"))
                named = std::max(named.value_or(0), weightOf(entry));
            else if (coding == "*")
                any = weightOf(entry);
        }
    }
    return named.value_or(any) > 0;
}

void compress(const Request &request, Response &response) {
    if (request.method == Method::Head || response.status == 206 ||
        textLength(response) < worthIt || !isText(response) ||
        response.headers.has("Content-Encoding") || response.headers.has("Content-Range") ||
        response.headers.has("ETag"))
        return;
    response.headers.add("Vary", "Accept-Encoding");
    if (!acceptsGzip(request.headers))
        return;
    std::string body = gzip(response);
    if (body.size() >= textLength(response))
        return;
    response.body = std::move(body);
    response.headers.add("Content-Encoding", "gzip");
}

} // namespace hearth::http
