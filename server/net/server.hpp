// SPDX-License-Identifier: Apache-2.0
// Server: listeners, connections and io threads. Hands requests to one http::RequestHandler.
#pragma once

#include "server/core/executor.hpp"
#include "server/http/exchange.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace hearth::net {

struct ServerOptions {
    int ioThreads = 1;
    std::size_t maxConnections = 8192;
    std::size_t maxHeaderBytes = 16 << 10;
    std::uint64_t maxInputMemory = 96 << 20;         // of requests on their way in, all together
    std::uint64_t fairOutputMemory = 40 << 20;       // of answers; above it slow readers go
    std::uint64_t maxOutputMemory = 192 << 20;       // of answers; half of it for one address
    std::chrono::milliseconds headerTimeout{10'000}; // from the first byte to the end of the head
    std::chrono::milliseconds idleTimeout{60'000};   // between requests
    std::chrono::milliseconds bodyTimeout{30'000};   // plus the time that 16 KiB/s would take
    std::chrono::milliseconds writeTimeout{60'000};  // without any progress
};

struct ListenerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; // 0: any free port
    bool tls = false;
    bool xForwarded = false; // believe X-Forwarded-For and X-Forwarded-Proto
    std::vector<std::string> resources;
    bool compress = false; // see Request
};

struct BoundListener {
    std::string address;
    std::uint16_t port = 0;
    bool tls = false;
};

class ListenError : public std::exception {
public:
    enum class Kind { PortInUse, AddressUnavailable, NotAllowed, Other };
    ListenError(Kind kind, std::string message)
        : m_kind(kind)
        , m_message(std::move(message)) {}
    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] const char *what() const noexcept override { return m_message.c_str(); }

private:
    Kind m_kind;
    std::string m_message;
};

/// Certificate or key cannot be used; what() is a sentence.
class TlsError : public std::exception {
public:
    explicit TlsError(std::string message)
        : m_message(std::move(message)) {}
    [[nodiscard]] const char *what() const noexcept override { return m_message.c_str(); }

private:
    std::string m_message;
};

class Server {
public:
    /// files reads file bodies. Both references must outlive the Server.
    Server(http::RequestHandler &handler, Executor &files, const ServerOptions &options);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    /// Before listen() with tls, and again to replace the certificate of new connections.
    void loadCertificate(const std::string &certificatePath, const std::string &keyPath);
    /// Throws ListenError. Connections queue up in the system until start().
    BoundListener listen(const ListenerOptions &options);
    void start();
    /// Closes the listeners and idle connections; others end with their answer, or at the deadline.
    void stop(std::chrono::milliseconds deadline);
    [[nodiscard]] std::size_t openConnections() const;
    /// Bytes of answers that are not written yet, as far as they are counted.
    [[nodiscard]] std::uint64_t outputMemory() const;
    /// Bytes of requests on their way in, as far as they are counted.
    [[nodiscard]] std::uint64_t inputMemory() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace hearth::net
