// SPDX-License-Identifier: Apache-2.0
#include "server/http/message.hpp"

#include "server/core/lane.hpp"

#include <algorithm>
#include <array>

namespace hearth::http {
namespace {

constexpr std::size_t firstPieceBytes = 8 << 10; // most answers are shorter
constexpr std::size_t pieceBytes = 128 << 10;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool sameName(std::string_view a, std::string_view b, bool ignoreCase) {
    if (a.size() != b.size())
        return false;
    if (!ignoreCase)
        return a == b;
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

int hexValue(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool isUnreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

} // namespace

std::string_view toString(Method method) {
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Head:
        return "HEAD";
    case Method::Post:
        return "POST";
    case Method::Put:
        return "PUT";
    case Method::Delete:
        return "DELETE";
    case Method::Options:
        return "OPTIONS";
    case Method::Patch:
        return "PATCH";
    case Method::Other:
        break;
    }
    return "OTHER";
}

void Fields::add(std::string name, std::string value) {
    m_items.emplace_back(std::move(name), std::move(value));
}

void Fields::set(std::string_view name, std::string value) {
    std::erase_if(m_items,
                  [&](const auto &item) { return sameName(item.first, name, m_ignoreCase); });
    m_items.emplace_back(std::string(name), std::move(value));
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
    for (const auto &[key, value] : m_items)
        if (sameName(key, name, m_ignoreCase))
            return value;
    return std::nullopt;
}

std::vector<std::string_view> Fields::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto &[key, value] : m_items)
        if (sameName(key, name, m_ignoreCase))
            values.emplace_back(value);
    return values;
}

Response jsonResponse(const json::value &body, int status) {
    json::serializer serializer;
    serializer.reset(&body);
    std::array<char, firstPieceBytes> buffer; // NOLINT: not read before it is written
    const auto start = serializer.read(buffer.data(), buffer.size());
    std::string first(start.data(), start.size());
    if (serializer.done())
        return jsonTextResponse(std::move(first), status);
    // One text that grows would be copied again and again, and be in memory twice meanwhile.
    Pieces pieces{std::make_shared<const std::string>(std::move(first))};
    while (!serializer.done()) {
        std::string piece(pieceBytes, '\0');
        piece.resize(serializer.read(piece.data(), piece.size()).size());
        noteBytes(piece.size());
        pieces.push_back(std::make_shared<const std::string>(std::move(piece)));
    }
    Response response = jsonTextResponse({}, status);
    response.body = std::move(pieces);
    return response;
}

Response jsonTextResponse(std::string body, int status) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

Response textResponse(std::string body, int status, std::string_view contentType) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", std::string(contentType));
    response.body = std::move(body);
    return response;
}

std::string percentDecode(std::string_view text, bool plusIsSpace) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            const int high = hexValue(text[i + 1]);
            const int low = hexValue(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out += static_cast<char>(high * 16 + low);
                i += 2;
                continue;
            }
        }
        out += plusIsSpace && text[i] == '+' ? ' ' : text[i];
    }
    return out;
}

std::string percentEncode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

void setTarget(Request &request, std::string target) {
    request.target = std::move(target);
    std::string_view rest = request.target;
    if (const auto scheme = rest.find("://"); scheme != rest.npos && !rest.starts_with('/')) {
        // absolute-form, as proxies may send it (RFC 9112, 3.2.2)
        const auto slash = rest.find('/', scheme + 3);
        rest = slash == rest.npos ? std::string_view("/") : rest.substr(slash);
    }
    const auto question = rest.find('?');
    request.path = rest.substr(0, question);
    request.query = question == rest.npos ? Fields() : parseQuery(rest.substr(question + 1));
}

Fields parseQuery(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        const auto end = text.find('&');
        const std::string_view item = text.substr(0, end);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (item.empty())
            continue;
        const auto equals = item.find('=');
        fields.add(percentDecode(item.substr(0, equals), true),
                   equals == item.npos ? std::string()
                                       : percentDecode(item.substr(equals + 1), true));
    }
    return fields;
}

bool isUtf8(std::string_view text) {
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char lead = byteAt(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + length > text.size())
            return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((byteAt(i + k) & 0xC0U) != 0x80U)
                return false;
        const unsigned char second = byteAt(i + 1);
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
            (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F))
            return false;
        i += length;
    }
    return true;
}

std::string_view reasonPhrase(int status) {
    struct Reason {
        int status;
        std::string_view text;
    };
    static constexpr std::array reasons{Reason{200, "OK"},
                                        Reason{201, "Created"},
                                        Reason{202, "Accepted"},
                                        Reason{204, "No Content"},
                                        Reason{206, "Partial Content"},
                                        Reason{301, "Moved Permanently"},
                                        Reason{302, "Found"},
                                        Reason{304, "Not Modified"},
                                        Reason{307, "Temporary Redirect"},
                                        Reason{308, "Permanent Redirect"},
                                        Reason{400, "Bad Request"},
                                        Reason{401, "Unauthorized"},
                                        Reason{403, "Forbidden"},
                                        Reason{404, "Not Found"},
                                        Reason{405, "Method Not Allowed"},
                                        Reason{408, "Request Timeout"},
                                        Reason{409, "Conflict"},
                                        Reason{412, "Precondition Failed"},
                                        Reason{413, "Payload Too Large"},
                                        Reason{415, "Unsupported Media Type"},
                                        Reason{416, "Range Not Satisfiable"},
                                        Reason{429, "Too Many Requests"},
                                        Reason{431, "Request Header Fields Too Large"},
                                        Reason{500, "Internal Server Error"},
                                        Reason{501, "Not Implemented"},
                                        Reason{502, "Bad Gateway"},
                                        Reason{503, "Service Unavailable"},
                                        Reason{504, "Gateway Timeout"}};
    for (const Reason &reason : reasons)
        if (reason.status == status)
            return reason.text;
    return "Status";
}

} // namespace hearth::http
