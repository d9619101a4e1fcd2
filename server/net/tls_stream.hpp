// SPDX-License-Identifier: Apache-2.0
// TlsStream: TLS over a socket, as Asio's streams are used. OpenSSL reads and writes the socket
// itself, so a connection that rests holds a few KiB, where asio::ssl::stream holds four buffers of
// 17 KiB each for as long as the connection lives.
#pragma once

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <memory>
#include <utility>

namespace hearth::net {

/// Used by one thread. One read and one write at a time; what was begun ends with an error when the
/// socket is closed, and must not outlive the stream. The process ignores SIGPIPE.
class TlsStream {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Code = boost::system::error_code;
    using executor_type = Socket::executor_type;

    /// context: see makeTlsContext(); it outlives the stream. Nothing is allocated yet.
    TlsStream(Socket socket, boost::asio::ssl::context &context)
        : m_socket(std::move(socket))
        , m_context(context) {}

    executor_type get_executor() { return m_socket.get_executor(); }
    Socket &next_layer() { return m_socket; }

    /// handler(Code, std::size_t), as for all of these; the count means nothing here.
    template <class Handler>
    void async_handshake(Handler &&handler) {
        Code error;
        m_socket.native_non_blocking(true, error);
        m_ssl.reset(error ? nullptr : SSL_new(m_context.native_handle()));
        if (!m_ssl || SSL_set_fd(m_ssl.get(), m_socket.native_handle()) != 1)
            return finish(handler, boost::asio::error::no_memory, 0, false);
        attempt([](SSL *ssl, std::size_t &) { return SSL_accept(ssl); },
                std::forward<Handler>(handler), false);
    }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers &buffers, Handler &&handler) {
        const boost::asio::mutable_buffer into = firstOf<boost::asio::mutable_buffer>(buffers);
        attempt(
            [into](SSL *ssl, std::size_t &count) {
                return SSL_read_ex(ssl, into.data(), into.size(), &count);
            },
            std::forward<Handler>(handler), false);
    }

    template <class Buffers, class Handler>
    void async_write_some(const Buffers &buffers, Handler &&handler) {
        const boost::asio::const_buffer from = firstOf<boost::asio::const_buffer>(buffers);
        if (from.size() == 0)
            return finish(handler, {}, 0, false);
        attempt(
            [from](SSL *ssl, std::size_t &count) {
                return SSL_write_ex(ssl, from.data(), from.size(), &count);
            },
            std::forward<Handler>(handler), false);
    }

    /// Says goodbye and waits for the other's.
    template <class Handler>
    void async_shutdown(Handler &&handler) {
        attempt(
            [](SSL *ssl, std::size_t &) {
                const int result = SSL_shutdown(ssl);
                return result == 0 ? SSL_shutdown(ssl) : result;
            },
            std::forward<Handler>(handler), false);
    }

private:
    struct Free {
        void operator()(SSL *ssl) const { SSL_free(ssl); }
    };

    /// The first that is not empty: TLS writes records, not lists.
    template <class Buffer, class Buffers>
    static Buffer firstOf(const Buffers &buffers) {
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto one = boost::asio::buffer_sequence_begin(buffers); one != end; ++one)
            if (Buffer(*one).size() > 0)
                return *one;
        return {};
    }

    /// Handlers never run inside the call that began the operation.
    template <class Handler>
    void finish(Handler &handler, Code error, std::size_t count, bool inside) {
        if (inside)
            return std::move(handler)(error, count);
        boost::asio::post(m_socket.get_executor(),
                          [handler = std::move(handler), error, count]() mutable {
                              std::move(handler)(error, count);
                          });
    }

    /// Runs step until it has done something, waiting for the socket in between.
    template <class Step, class Handler>
    void attempt(Step step, Handler handler, bool inside) {
        std::size_t count = 0;
        ERR_clear_error();
        errno = 0;
        const int result = step(m_ssl.get(), count);
        if (result > 0)
            return finish(handler, {}, count, inside);
        switch (SSL_get_error(m_ssl.get(), result)) {
        case SSL_ERROR_WANT_READ:
            return await(Socket::wait_read, std::move(step), std::move(handler));
        case SSL_ERROR_WANT_WRITE:
            return await(Socket::wait_write, std::move(step), std::move(handler));
        case SSL_ERROR_ZERO_RETURN:
            return finish(handler, boost::asio::error::eof, 0, inside);
        case SSL_ERROR_SYSCALL:
            return finish(handler,
                          errno == 0 ? Code(boost::asio::error::eof)
                                     : Code(errno, boost::system::system_category()),
                          0, inside);
        default:
            return finish(
                handler,
                Code(static_cast<int>(ERR_get_error()), boost::asio::error::get_ssl_category()), 0,
                inside);
        }
    }

    template <class Step, class Handler>
    void await(Socket::wait_type what, Step step, Handler handler) {
        m_socket.async_wait(what, [this, step = std::move(step),
                                   handler = std::move(handler)](const Code &error) mutable {
            if (error)
                return std::move(handler)(error, std::size_t{0});
            attempt(std::move(step), std::move(handler), true);
        });
    }

    Socket m_socket;
    boost::asio::ssl::context &m_context;
    std::unique_ptr<SSL, Free> m_ssl;
};

} // namespace hearth::net
