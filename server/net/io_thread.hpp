// SPDX-License-Identifier: Apache-2.0
// IoThread: one io_context with the connections that live on it. Everything a connection does
// happens on this thread, so connections need no locks.
#pragma once

#include "server/core/executor.hpp"
#include "server/http/exchange.hpp"
#include "server/net/server.hpp"
#include "server/net/shares.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/wait_traits.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <unordered_set>

namespace hearth::net {

namespace asio = boost::asio;
using IoExecutor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, IoExecutor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, IoExecutor>;
using SteadyTimer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, IoExecutor>;

/// What the sweep and the shutdown see of a connection.
class ConnectionBase {
public:
    virtual ~ConnectionBase() = default;
    /// Acts on deadlines; called twice a second.
    virtual void sweep(std::int64_t now) = 0;
    /// Ends now if idle, otherwise after the answer in progress.
    virtual void finishSoon() = 0;
    virtual void close() = 0;
};

/// What all connections of a server share.
struct ServerContext {
    http::RequestHandler &handler;
    Executor &files;
    ServerOptions options;
    ConnectionShares connections;
    MemoryShares memory;  // of requests on their way in
    MemoryShares answers; // on their way out
    std::atomic<bool> stopping{false};
};

class IoThread {
public:
    explicit IoThread(ServerContext &server);
    ~IoThread();
    void start(int number);
    void stop();

    ServerContext &server;
    // Before context, whose destructor may destroy the last connections.
    std::unordered_set<ConnectionBase *> connections; // only on this thread
    asio::io_context context{1};
    std::int64_t now = 0; // milliseconds, renewed by the sweep
    std::string date;     // header value, renewed by the sweep

    /// Milliseconds that never run backwards.
    [[nodiscard]] static std::int64_t steadyNow();

private:
    void tick();

    asio::executor_work_guard<IoExecutor> m_work;
    SteadyTimer m_timer;
    std::thread m_thread;
};

} // namespace hearth::net
