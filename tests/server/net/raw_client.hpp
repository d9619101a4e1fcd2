// SPDX-License-Identifier: Apache-2.0
// RawClient: a socket that says exactly what a test wants, also what no well-behaved client says.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace hearth::test {

class RawClient {
public:
    /// from: the address it calls from.
    explicit RawClient(std::uint16_t port, const char *from = "127.0.0.1") {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_addr.s_addr = ::inet_addr(from);
        ::bind(m_socket, reinterpret_cast<sockaddr *>(&own), sizeof own);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected =
            ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    [[nodiscard]] bool connected() const { return m_connected; }
    [[nodiscard]] int descriptor() const { return m_socket; }
    void send(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t count = ::send(m_socket, text.data(), text.size(), MSG_NOSIGNAL);
            if (count <= 0)
                return;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    /// One response: head and body by Content-Length. Empty when the connection ended first.
    std::string response(int timeoutMs = 5000) {
        while (true) {
            const auto head = m_received.find("\r\n\r\n");
            if (head != std::string::npos) {
                const std::size_t total = head + 4 + bodyLength(m_received.substr(0, head));
                if (m_received.size() >= total) {
                    std::string one = m_received.substr(0, total);
                    m_received.erase(0, total);
                    return one;
                }
            }
            if (!receive(timeoutMs))
                return {};
        }
    }
    /// Whether the other side ends the connection within the time.
    bool ended(int timeoutMs) {
        while (receive(timeoutMs))
            ;
        return m_ended;
    }
    /// Everything until the other side ends the connection.
    std::string rest(int timeoutMs) {
        (void)ended(timeoutMs);
        return std::exchange(m_received, {});
    }
    void close() {
        if (m_socket >= 0)
            ::close(m_socket);
        m_socket = -1;
    }
    /// Ends with a reset instead of a goodbye.
    void abort() {
        const linger now{1, 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        close();
    }

private:
    static std::size_t bodyLength(const std::string &head) {
        const auto at = head.find("Content-Length: ");
        if (at == std::string::npos || head.find(" 100 ") != std::string::npos)
            return 0;
        return std::stoul(head.substr(at + 16));
    }
    bool receive(int timeoutMs) {
        pollfd wait{m_socket, POLLIN, 0};
        if (::poll(&wait, 1, timeoutMs) <= 0)
            return false;
        char buffer[65536];
        const ssize_t count = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (count <= 0) {
            m_ended = true;
            return false;
        }
        m_received.append(buffer, static_cast<std::size_t>(count));
        return true;
    }

    int m_socket = -1;
    bool m_connected = false;
    bool m_ended = false;
    std::string m_received;
};

} // namespace hearth::test
