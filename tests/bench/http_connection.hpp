// SPDX-License-Identifier: Apache-2.0
// A small blocking HTTP/1.1 client over one kept-alive connection, cheap enough that the load
// program takes little of the machine it shares with the server under test.
#pragma once

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace hearth::bench {

struct Reply {
    int status = 0;
    std::string body;
    [[nodiscard]] boost::json::value json() const;
};

/// Not thread-safe: one connection for each thread. Throws std::runtime_error on broken transport.
class Connection {
public:
    Connection(std::string host, std::string port, std::string token = {});
    ~Connection();
    Connection(Connection &&other) noexcept;
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    void setToken(std::string token) { m_token = std::move(token); }
    /// Asks for gzip; bodies are given as they come.
    void acceptGzip() { m_gzip = true; }
    /// Sends a request and reads the whole answer. Reconnects once if the server had closed.
    Reply request(std::string_view method, std::string_view target, std::string_view body = {});
    /// The same, and throws unless the status is 200.
    boost::json::value call(std::string_view method, std::string_view target,
                            std::string_view body = {});

private:
    void open();
    void close();
    void sendAll(std::string_view bytes);
    bool fill();
    Reply readReply();

    std::string m_host;
    std::string m_port;
    std::string m_token;
    std::string m_buffer;
    int m_socket = -1;
    bool m_gzip = false;
};

} // namespace hearth::bench
