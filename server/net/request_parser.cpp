// SPDX-License-Identifier: Apache-2.0
#include "server/net/request_parser.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include <algorithm>
#include <array>

namespace hearth::net {
namespace beast = boost::beast;
namespace {

http::Method methodOf(beast::http::verb verb) {
    switch (verb) {
    case beast::http::verb::get:
        return http::Method::Get;
    case beast::http::verb::head:
        return http::Method::Head;
    case beast::http::verb::post:
        return http::Method::Post;
    case beast::http::verb::put:
        return http::Method::Put;
    case beast::http::verb::delete_:
        return http::Method::Delete;
    case beast::http::verb::options:
        return http::Method::Options;
    case beast::http::verb::patch:
        return http::Method::Patch;
    default:
        return http::Method::Other;
    }
}

/// Said twice, one reader takes the first and the next one the last.
constexpr std::array singular{
    "Host",          "Content-Length",   "Transfer-Encoding",   "Authorization", "Content-Type",
    "Content-Range", "Content-Encoding", "Content-Disposition", "Range",         "If-Range",
    "Expect",        "Origin",           "Proxy-Authorization"};
/// Together with those above: what decides how a request is read must come before its body.
constexpr std::array notInTrailers{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host",
                                   "Forwarded",       "X-Real-IP",         "Connection",
                                   "Cookie",          "Cache-Control",     "TE",
                                   "Upgrade",         "Accept-Encoding",   "User-Agent"};

template <std::size_t Size>
bool isOneOf(boost::beast::string_view name, const std::array<const char *, Size> &names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char *one) { return beast::iequals(name, one); });
}

} // namespace

void RequestParser::on_request_impl(Verb method, Text /*methodText*/, Text target, int version,
                                    Code & /*error*/) {
    m_needsHost = version >= 11;
    m_request.method = methodOf(method);
    http::setTarget(m_request, std::string(target.data(), target.size()));
}

void RequestParser::on_response_impl(int /*code*/, Text /*reason*/, int /*version*/,
                                     Code & /*error*/) {}

void RequestParser::on_field_impl(beast::http::field name, Text nameText, Text value, Code &error) {
    const bool once = isOneOf(nameText, singular);
    if (m_hasHead) {
        if (once || isOneOf(nameText, notInTrailers))
            error = beast::http::error::bad_field;
        return; // trailers say nothing that anybody here asks for
    }
    if (once && m_request.headers.has({nameText.data(), nameText.size()})) {
        error = name == beast::http::field::content_length ||
                        name == beast::http::field::transfer_encoding
                    ? beast::http::error::bad_transfer_encoding
                    : beast::http::error::bad_field;
        return;
    }
    // Anything else would be read differently by a proxy in front: that is how requests are
    // smuggled past it.
    if (name == beast::http::field::transfer_encoding) {
        if (!beast::iequals(value, "chunked"))
            error = beast::http::error::bad_transfer_encoding;
    }
    if (name == beast::http::field::expect && beast::iequals(value, "100-continue"))
        m_expectsContinue = true;
    m_request.headers.add(std::string(nameText.data(), nameText.size()),
                          std::string(value.data(), value.size()));
}

void RequestParser::on_header_impl(Code &error) {
    m_hasHead = true;
    const auto host = m_request.headers.find("Host"); // RFC 9112, 3.2
    if (m_needsHost && !host)
        error = beast::http::error::bad_field;
    if (host && host->find_first_of(" \t,/?#@\\\"<>") != host->npos)
        error = beast::http::error::bad_value;
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t> &length, Code &error) {
    if (!length)
        return;
    if (*length > m_bodyLimit) {
        error = beast::http::error::body_limit;
        return;
    }
    // What a client announces is not yet memory it has earned.
    m_request.body.reserve(std::min<std::size_t>(*length, 8 << 10));
}

std::size_t RequestParser::on_body_impl(Text body, Code &error) {
    if (body.size() > m_bodyLimit - m_bodyBytes) {
        error = beast::http::error::body_limit;
        return 0;
    }
    m_bodyBytes += body.size();
    m_request.body.append(body.data(), body.size());
    return body.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t /*size*/, Text /*extensions*/,
                                         Code & /*error*/) {}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t /*remain*/, Text body, Code &error) {
    return on_body_impl(body, error);
}

void RequestParser::on_finish_impl(Code & /*error*/) {}

} // namespace hearth::net
