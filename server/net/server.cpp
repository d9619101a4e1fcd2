// SPDX-License-Identifier: Apache-2.0
#include "server/net/server.hpp"

#include "server/core/log.hpp"
#include "server/core/neighbourhood.hpp"
#include "server/net/connection.hpp"
#include "server/net/io_thread.hpp"
#include "server/net/tls_context.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <array>
#include <future>
#include <mutex>
#include <thread>

namespace hearth::net {
namespace {

using Code = boost::system::error_code;
using tcp = asio::ip::tcp;

ListenError listenError(const Code &error, const ListenerOptions &options) {
    using Kind = ListenError::Kind;
    const std::string where = "Port " + std::to_string(options.port) + " on " + options.address;
    if (error == asio::error::address_in_use)
        return {Kind::PortInUse, where + " is taken by another program."};
    if (error == asio::error::access_denied)
        return {Kind::NotAllowed, where + " may not be opened by this user."};
    if (error.value() == EADDRNOTAVAIL || error.value() == EAFNOSUPPORT)
        return {Kind::AddressUnavailable,
                "This computer has no network address " + options.address + "."};
    return {Kind::Other, where + " cannot be opened: " + error.message() + "."};
}

tcp::endpoint endpointOf(const ListenerOptions &options) {
    Code error;
    const std::string text = options.address == "localhost" ? "127.0.0.1" : options.address;
    const asio::ip::address address = asio::ip::make_address(text, error);
    if (error)
        throw ListenError(ListenError::Kind::AddressUnavailable,
                          "\"" + options.address + "\" is not an IP address.");
    return {address, options.port};
}

std::string peerOf(const Socket &socket) {
    Code ignored;
    const asio::ip::address address = socket.remote_endpoint(ignored).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

} // namespace

struct Server::Impl {
    struct Listening {
        Listening(IoThread &thread, ListenerOptions listenerOptions)
            : options(std::move(listenerOptions))
            , acceptor(thread.context.get_executor())
            , pause(thread.context.get_executor())
            , resources(std::make_shared<const std::vector<std::string>>(options.resources)) {}
        ListenerOptions options;
        Acceptor acceptor;
        SteadyTimer pause;
        std::shared_ptr<const std::vector<std::string>> resources;
    };

    Impl(http::RequestHandler &handler, Executor &files, const ServerOptions &options)
        : shared{handler,
                 files,
                 options,
                 ConnectionShares(options.maxConnections),
                 MemoryShares(options.maxInputMemory, options.maxInputMemory / 2),
                 MemoryShares(options.maxOutputMemory, options.fairOutputMemory,
                              MemoryShares::Alone::Anything),
                 {}} {
        for (int i = 0; i < std::max(1, options.ioThreads); ++i)
            threads.push_back(std::make_unique<IoThread>(shared));
    }

    void accept(Listening &listening);
    void onAccept(Listening &listening, IoThread &thread, const Code &error, Socket socket);
    void turnAway(Socket &socket) const;
    template <class F>
    void onEveryThread(F action);

    ServerContext shared;
    std::mutex tlsMutex;
    std::shared_ptr<asio::ssl::context> tls;
    std::vector<std::unique_ptr<IoThread>> threads;
    std::vector<std::unique_ptr<Listening>> listeners;
    std::size_t nextThread = 0;
    bool started = false;
};

void Server::Impl::accept(Listening &listening) {
    IoThread &thread = *threads[nextThread++ % threads.size()];
    listening.acceptor.async_accept(thread.context,
                                    [this, &listening, &thread](const Code &error, Socket socket) {
                                        onAccept(listening, thread, error, std::move(socket));
                                    });
}

void Server::Impl::onAccept(Listening &listening, IoThread &thread, const Code &error,
                            Socket socket) {
    if (error == asio::error::operation_aborted || shared.stopping)
        return;
    if (error) {
        // Most likely out of file descriptors: the others get time to go.
        log::warn("net", "A connection could not be accepted: {}", error.message());
        listening.pause.expires_after(std::chrono::milliseconds(200));
        listening.pause.async_wait([this, &listening](const Code &stopped) {
            if (!stopped)
                accept(listening);
        });
        return;
    }
    Entrance entrance{listening.options.xForwarded, listening.options.compress, listening.resources,
                      nullptr, peerOf(socket)};
    // A trusted proxy brings the connections of many: its requests are counted instead.
    if (!shared.connections.take(entrance.xForwarded ? std::string()
                                                     : neighbourhood(entrance.peer))) {
        turnAway(socket);
        return accept(listening);
    }
    if (listening.options.tls) {
        const std::lock_guard lock(tlsMutex);
        entrance.tls = tls;
    }
    if (&thread == threads.front().get())
        startConnection(thread, std::move(socket), entrance);
    else
        asio::post(thread.context, [&thread, entrance, moved = std::move(socket)]() mutable {
            startConnection(thread, std::move(moved), entrance);
        });
    accept(listening);
}

void Server::Impl::turnAway(Socket &socket) const {
    static constexpr std::string_view body =
        R"({"errcode":"M_UNKNOWN","error":"The server has no room for more connections."})";
    static const std::string answer =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    Code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(answer), ignored);
    socket.shutdown(Socket::shutdown_both, ignored);
}

template <class F>
void Server::Impl::onEveryThread(F action) {
    for (const auto &thread : threads) {
        // Shared: set_value may still be at work when the wait is over.
        const auto done = std::make_shared<std::promise<void>>();
        asio::post(thread->context, [&, done] {
            const std::vector<ConnectionBase *> all(thread->connections.begin(),
                                                    thread->connections.end());
            for (ConnectionBase *connection : all)
                if (thread->connections.contains(connection))
                    action(*connection);
            done->set_value();
        });
        done->get_future().wait();
    }
}

Server::Server(http::RequestHandler &handler, Executor &files, const ServerOptions &options)
    : m_impl(std::make_unique<Impl>(handler, files, options)) {}

Server::~Server() {
    stop(std::chrono::milliseconds(0));
}

void Server::loadCertificate(const std::string &certificatePath, const std::string &keyPath) {
    auto fresh = makeTlsContext(certificatePath, keyPath);
    const std::lock_guard lock(m_impl->tlsMutex);
    m_impl->tls.swap(fresh);
}

BoundListener Server::listen(const ListenerOptions &options) {
    if (options.tls && !m_impl->tls)
        throw TlsError("A listener has tls: true, but there is no certificate.");
    const tcp::endpoint endpoint = endpointOf(options);
    auto listening = std::make_unique<Impl::Listening>(*m_impl->threads.front(), options);
    Code error;
    const auto check = [&] {
        if (error)
            throw listenError(error, options);
    };
    listening->acceptor.open(endpoint.protocol(), error);
    check();
    listening->acceptor.set_option(Acceptor::reuse_address(true), error);
    if (endpoint.protocol() == tcp::v6())
        listening->acceptor.set_option(asio::ip::v6_only(true), error);
    listening->acceptor.bind(endpoint, error);
    check();
    listening->acceptor.listen(1024, error);
    check();
    const tcp::endpoint bound = listening->acceptor.local_endpoint(error);
    check();
    m_impl->listeners.push_back(std::move(listening));
    return {bound.address().to_string(), bound.port(), options.tls};
}

void Server::start() {
    m_impl->started = true;
    for (const auto &listening : m_impl->listeners)
        m_impl->accept(*listening);
    for (std::size_t i = 0; i < m_impl->threads.size(); ++i)
        m_impl->threads[i]->start(static_cast<int>(i));
}

void Server::stop(std::chrono::milliseconds deadline) {
    if (m_impl->started) {
        m_impl->started = false;
        m_impl->shared.stopping = true;
        const auto closed = std::make_shared<std::promise<void>>();
        asio::post(m_impl->threads.front()->context, [this, closed] {
            for (const auto &listening : m_impl->listeners) {
                Code ignored;
                listening->acceptor.close(ignored);
                listening->pause.cancel();
            }
            closed->set_value();
        });
        closed->get_future().wait();
        m_impl->onEveryThread([](ConnectionBase &connection) { connection.finishSoon(); });
        const std::int64_t until = IoThread::steadyNow() + deadline.count();
        while (m_impl->shared.connections.open() > 0 && IoThread::steadyNow() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        m_impl->onEveryThread([](ConnectionBase &connection) { connection.close(); });
    }
    for (const auto &thread : m_impl->threads)
        thread->stop();
}

std::uint64_t Server::outputMemory() const {
    return m_impl->shared.answers.used();
}

std::uint64_t Server::inputMemory() const {
    return m_impl->shared.memory.used();
}

std::size_t Server::openConnections() const {
    return m_impl->shared.connections.open();
}

} // namespace hearth::net
