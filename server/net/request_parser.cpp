// SPDX-License-Identifier: Apache-2.0
#include "server/net/request_parser.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include <algorithm>

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

} // namespace

void RequestParser::on_request_impl(Verb method, Text /*methodText*/, Text target, int /*version*/,
                                    Code & /*error*/) {
    m_request.method = methodOf(method);
    http::setTarget(m_request, std::string(target.data(), target.size()));
}

void RequestParser::on_response_impl(int /*code*/, Text /*reason*/, int /*version*/,
                                     Code & /*error*/) {}

void RequestParser::on_field_impl(beast::http::field name, Text nameText, Text value, Code &error) {
    // Anything else would be read differently by a proxy in front: that is how requests are
    // smuggled past it.
    if (name == beast::http::field::transfer_encoding) {
        if (!beast::iequals(value, "chunked") || std::exchange(m_hasCoding, true))
            error = beast::http::error::bad_transfer_encoding;
    }
    if (name == beast::http::field::expect && beast::iequals(value, "100-continue"))
        m_expectsContinue = true;
    m_request.headers.add(std::string(nameText.data(), nameText.size()),
                          std::string(value.data(), value.size()));
}

void RequestParser::on_header_impl(Code & /*error*/) {}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t> &length, Code &error) {
    if (!length)
        return;
    if (*length > m_bodyLimit) {
        error = beast::http::error::body_limit;
        return;
    }
    // What a client announces is not yet memory it has earned.
    m_request.body.reserve(std::min<std::size_t>(*length, 256 << 10));
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
