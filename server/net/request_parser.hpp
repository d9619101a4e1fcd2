// SPDX-License-Identifier: Apache-2.0
// RequestParser: Beast's HTTP/1.1 parser, filling a http::Request without detours.
#pragma once

#include "server/http/message.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace hearth::net {

/// Refuses what two programs could read in two ways: fields that decide something said twice or in
/// trailers, no host, another coding than chunked.
class RequestParser final : public boost::beast::http::basic_parser<true> {
public:
    RequestParser() = default;
    [[nodiscard]] http::Request take() { return std::move(m_request); }
    [[nodiscard]] http::Request &request() { return m_request; }
    /// Set when the head is complete; body bytes beyond it stop the parser with body_limit.
    void limitBody(std::size_t limit) { m_bodyLimit = limit; }
    /// What has come of the body since the last call; for bodies that are not kept in memory.
    [[nodiscard]] std::string takePiece() { return std::exchange(m_request.body, {}); }
    [[nodiscard]] std::size_t pieceSize() const { return m_request.body.size(); }
    /// Memory that the body takes here.
    [[nodiscard]] std::size_t bodyCapacity() const { return m_request.body.capacity(); }
    /// What has come of it, wherever it is.
    [[nodiscard]] std::size_t bodyBytes() const { return m_bodyBytes; }
    [[nodiscard]] bool expectsContinue() const { return m_expectsContinue; }

private:
    using Verb = boost::beast::http::verb;
    using Text = boost::beast::string_view;
    using Code = boost::beast::error_code;

    void on_request_impl(Verb method, Text methodText, Text target, int version,
                         Code &error) override;
    void on_response_impl(int code, Text reason, int version, Code &error) override;
    void on_field_impl(boost::beast::http::field name, Text nameText, Text value,
                       Code &error) override;
    void on_header_impl(Code &error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t> &length, Code &error) override;
    std::size_t on_body_impl(Text body, Code &error) override;
    void on_chunk_header_impl(std::uint64_t size, Text extensions, Code &error) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, Text body, Code &error) override;
    void on_finish_impl(Code &error) override;

    http::Request m_request;
    std::size_t m_bodyLimit = 1 << 20;
    std::size_t m_bodyBytes = 0; // so far
    bool m_expectsContinue = false;
    bool m_needsHost = false;
    bool m_hasHead = false; // what comes now are trailers
};

} // namespace hearth::net
