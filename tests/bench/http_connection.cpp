// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/http_connection.hpp"

#include <boost/json/parse.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cctype>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace hearth::bench {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char &c : out)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

} // namespace

boost::json::value Reply::json() const {
    return boost::json::parse(body);
}

Connection::Connection(std::string host, std::string port, std::string token)
    : m_host(std::move(host))
    , m_port(std::move(port))
    , m_token(std::move(token)) {}

Connection::Connection(Connection &&other) noexcept
    : m_host(std::move(other.m_host))
    , m_port(std::move(other.m_port))
    , m_token(std::move(other.m_token))
    , m_buffer(std::move(other.m_buffer))
    , m_socket(std::exchange(other.m_socket, -1))
    , m_gzip(other.m_gzip) {}

Connection::~Connection() {
    close();
}

void Connection::close() {
    if (m_socket >= 0)
        ::close(m_socket);
    m_socket = -1;
    m_buffer.clear();
}

void Connection::open() {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (getaddrinfo(m_host.c_str(), m_port.c_str(), &hints, &found) != 0)
        throw std::runtime_error("cannot resolve " + m_host);
    for (addrinfo *at = found; at && m_socket < 0; at = at->ai_next) {
        m_socket = ::socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (m_socket >= 0 && ::connect(m_socket, at->ai_addr, at->ai_addrlen) != 0)
            close();
    }
    freeaddrinfo(found);
    if (m_socket < 0)
        throw std::runtime_error("cannot connect to " + m_host + ":" + m_port);
    const int on = 1;
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void Connection::sendAll(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            throw std::runtime_error("connection lost while sending");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

bool Connection::fill() {
    char chunk[65536];
    const auto count = ::recv(m_socket, chunk, sizeof chunk, 0);
    if (count <= 0)
        return false;
    m_buffer.append(chunk, static_cast<std::size_t>(count));
    return true;
}

Reply Connection::readReply() {
    std::size_t head = 0;
    while ((head = m_buffer.find("\r\n\r\n")) == std::string::npos) {
        if (!fill())
            throw std::runtime_error("connection closed by the server");
    }
    const std::string headers = lower(std::string_view(m_buffer).substr(0, head));
    Reply reply;
    reply.status = std::stoi(headers.substr(headers.find(' ') + 1, 3));
    m_buffer.erase(0, head + 4);
    const auto field = [&](std::string_view name) -> std::string {
        const auto at = headers.find("\r\n" + std::string(name) + ":");
        if (at == std::string::npos)
            return {};
        auto from = at + 3 + name.size();
        while (from < headers.size() && headers[from] == ' ')
            ++from;
        return headers.substr(from, headers.find("\r\n", from) - from);
    };
    if (field("transfer-encoding") == "chunked") {
        for (;;) {
            std::size_t line = 0;
            while ((line = m_buffer.find("\r\n")) == std::string::npos) {
                if (!fill())
                    throw std::runtime_error("connection closed in a chunk");
            }
            const auto size = std::stoul(m_buffer.substr(0, line), nullptr, 16);
            while (m_buffer.size() < line + 2 + size + 2) {
                if (!fill())
                    throw std::runtime_error("connection closed in a chunk");
            }
            reply.body.append(m_buffer, line + 2, size);
            m_buffer.erase(0, line + 2 + size + 2);
            if (size == 0)
                break;
        }
    } else {
        const std::string length = field("content-length");
        const std::size_t size = length.empty() ? 0 : std::stoul(length);
        while (m_buffer.size() < size) {
            if (!fill())
                throw std::runtime_error("connection closed in a body");
        }
        reply.body = m_buffer.substr(0, size);
        m_buffer.erase(0, size);
    }
    if (field("connection") == "close")
        close();
    return reply;
}

Reply Connection::request(std::string_view method, std::string_view target, std::string_view body) {
    std::string text;
    text.reserve(256 + body.size());
    text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(m_host);
    if (!m_token.empty())
        text.append("\r\nAuthorization: Bearer ").append(m_token);
    if (m_gzip)
        text.append("\r\nAccept-Encoding: gzip");
    if (!body.empty() || method != "GET")
        text.append("\r\nContent-Type: application/json\r\nContent-Length: ")
            .append(std::to_string(body.size()));
    text.append("\r\n\r\n").append(body);
    const bool fresh = m_socket < 0;
    if (fresh)
        open();
    try {
        sendAll(text);
        return readReply();
    } catch (const std::runtime_error &) {
        close();
        if (fresh)
            throw;
    }
    open();
    sendAll(text);
    return readReply();
}

boost::json::value Connection::call(std::string_view method, std::string_view target,
                                    std::string_view body) {
    const Reply reply = request(method, target, body);
    if (reply.status != 200)
        throw std::runtime_error(std::string(method) + " " + std::string(target) + " answered " +
                                 std::to_string(reply.status) + ": " + reply.body.substr(0, 300));
    return reply.json();
}

} // namespace hearth::bench
