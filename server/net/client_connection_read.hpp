// SPDX-License-Identifier: Apache-2.0
// A connection's way from bytes to requests, and its end.
#pragma once

#include "server/net/client_connection.hpp"
#include "server/net/forwarded.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>

namespace hearth::net::detail {

template <class Stream>
ConnectionExchange<Stream>::~ConnectionExchange() {
    if (!m_connection)
        return;
    // A handler that dropped the exchange without an answer would leave the client hanging.
    if (m_gone)
        Connection<Stream>::abandon(std::move(m_connection));
    else
        respond(http::jsonTextResponse(
            R"({"errcode":"M_UNKNOWN","error":"The request was dropped."})", 500));
}

template <class Stream>
void ConnectionExchange<Stream>::respond(http::Response response) {
    if (m_connection)
        Connection<Stream>::answer(std::move(m_connection), std::move(response));
}

template <class Stream>
void ConnectionExchange<Stream>::onGone(std::function<void()> action) {
    {
        const std::lock_guard lock(m_goneMutex);
        if (!m_gone) {
            m_goneAction = std::move(action);
            return;
        }
    }
    action();
}

template <class Stream>
void ConnectionExchange<Stream>::markGone() {
    std::function<void()> action;
    {
        const std::lock_guard lock(m_goneMutex);
        m_gone = true;
        action.swap(m_goneAction);
    }
    if (action)
        action();
}

template <class Stream>
void Connection<Stream>::start() {
    if constexpr (isTls) {
        m_phase = Phase::Handshake;
        m_deadline = m_thread.now + tlsTimeout;
        // Who says nothing costs nothing.
        lowest().async_wait(Socket::wait_read,
                            [self = this->shared_from_this()](const Code &error) {
                                if (error || self->m_phase == Phase::Closed)
                                    return self->close();
                                self->shakeHands();
                            });
    } else {
        setDeadline(options().idleTimeout);
        read();
    }
}

template <class Stream>
void Connection<Stream>::shakeHands() {
    if constexpr (isTls) {
        if (!countMemory(tlsHandshake))
            return close();
        m_stream.async_handshake([self = this->shared_from_this()](const Code &error, std::size_t) {
            if (error || self->m_phase == Phase::Closed)
                return self->close();
            static_cast<void>(self->countMemory(0));
            self->m_phase = Phase::Idle;
            self->setDeadline(self->options().idleTimeout);
            self->read();
        });
    }
}

template <class Stream>
void Connection<Stream>::read() {
    if (m_reading || m_peerClosed || m_phase == Phase::Closed)
        return;
    // While an answer is in the works, what a client sends ahead is only kept up to a point.
    const bool ahead =
        m_phase == Phase::Handling || m_phase == Phase::Writing || m_phase == Phase::Storing;
    if (ahead && m_in.size() >= (m_phase == Phase::Storing ? largeRead : smallRead))
        return;
    m_reading = true;
    // Not m_in itself: the parser empties that while a read is under way.
    const bool body = m_phase == Phase::Body || m_phase == Phase::Storing;
    std::size_t room = smallRead;
    if (body && m_parser) {
        const auto left = m_parser->content_length_remaining();
        room = left && *left <= smallRead ? smallRead : largeRead;
    }
    if (m_chunk.size() != room) {
        m_chunk.resize(room);
        m_chunk.shrink_to_fit();
    }
    m_stream.async_read_some(asio::buffer(m_chunk), [self = this->shared_from_this()](
                                                        const Code &error, std::size_t count) {
        self->m_reading = false;
        self->onRead(error, count);
    });
}

template <class Stream>
void Connection<Stream>::onRead(const Code &error, std::size_t count) {
    if (m_phase == Phase::Closed)
        return;
    if (error)
        return onPeerClosed();
    if (m_phase == Phase::Draining)
        return read();
    std::memcpy(m_in.prepare(count).data(), m_chunk.data(), count);
    m_in.commit(count);
    if (m_phase == Phase::Handling || m_phase == Phase::Writing || m_phase == Phase::Storing)
        return read();
    process();
}

template <class Stream>
void Connection<Stream>::onPeerClosed() {
    m_peerClosed = true;
    if (m_phase == Phase::Handling || m_phase == Phase::Writing) {
        // Perhaps only the sending half is closed: an answer is still tried, also to what was sent
        // ahead; long polls may end.
        m_lastRequest = m_lastRequest || m_in.size() == 0;
        if (const auto exchange = m_exchange.lock())
            exchange->markGone();
        return;
    }
    if (m_phase == Phase::Storing)
        return; // what has come may be all of it
    close();
}

template <class Stream>
void Connection<Stream>::process() {
    if (m_processing)
        return;
    m_processing = true;
    // Answers that are ready at once loop here instead of recursing.
    while (m_phase == Phase::Idle || m_phase == Phase::Head || m_phase == Phase::Body) {
        if (m_in.size() == 0 || !parseSome())
            break;
    }
    m_processing = false;
    if (m_peerClosed &&
        (m_phase == Phase::Idle || m_phase == Phase::Head || m_phase == Phase::Body))
        return close();
    const bool fits = countMemory(memoryHeld());
    if (!fits && (m_phase == Phase::Head || m_phase == Phase::Body))
        return refuse(overloaded("The server has no room for more requests like this.", 2'000));
    read();
}

/// False when more bytes are needed or the connection is no longer reading requests.
template <class Stream>
bool Connection<Stream>::parseSome() {
    if (m_phase == Phase::Idle) {
        m_parser.emplace();
        m_parser->header_limit(static_cast<std::uint32_t>(options().maxHeaderBytes));
        m_parser->body_limit(boost::none);
        m_phase = Phase::Head;
        m_isHead = false;
        m_unread = false;
        setDeadline(options().headerTimeout);
    }
    Code error;
    const std::size_t used = m_parser->put(m_in.data(), error);
    m_in.consume(used);
    if (error == beast::http::error::need_more)
        return false;
    if (error) {
        if (error == beast::http::error::header_limit)
            refuse({431, "M_TOO_LARGE", "The request's headers are too large."});
        else if (error == beast::http::error::body_limit)
            refuse(tooLarge("The request's body is too large."));
        else
            refuse({400, "M_UNKNOWN", "Malformed HTTP request: " + error.message()});
        return false;
    }
    if (m_phase == Phase::Head && m_parser->is_header_done() && !beginBody())
        return false;
    if (m_sink && (m_parser->is_done() || m_parser->pieceSize() >= sinkPiece)) {
        storePiece();
        return false;
    }
    if (m_parser->is_done())
        dispatchRequest();
    return true;
}

/// The head is complete. False if the request was refused, or the body has to wait for its sink.
template <class Stream>
bool Connection<Stream>::beginBody() {
    http::Request &request = m_parser->request();
    request.remoteAddress = m_entrance.peer;
    request.tls = isTls;
    request.resources = m_entrance.resources;
    request.compress = m_entrance.compress;
    if (m_entrance.xForwarded) {
        noteForwarded(request);
        static_cast<void>(countMemory(0)); // it counts for them from here on
        m_who = neighbourhood(request.remoteAddress);
        if (!m_thread.server.connections.takeRequest(m_who)) {
            refuse(limitExceeded(2'000));
            return false;
        }
        m_requestFor = m_who;
    }
    m_keepAlive = m_parser->keep_alive() && !m_parser->upgrade();
    m_isHead = request.method == http::Method::Head;
    m_head.method = request.method;
    m_head.path = request.path;
    if (m_parser->is_done())
        return true;
    const http::BodyPlan plan = m_thread.server.handler.planBody(request);
    m_parser->limitBody(plan.limit);
    m_parser->eager(true);
    m_phase = Phase::Body;
    const auto length = m_parser->content_length();
    if (length && *length > plan.limit) {
        refuse(tooLarge("The request's body is too large."));
        return false;
    }
    const auto most = length ? *length : plan.limit;
    setDeadline(options().bodyTimeout +
                std::chrono::milliseconds(static_cast<std::int64_t>(most / 16)));
    m_pace.begin(m_thread.now);
    if (plan.toSink || (plan.checkFirst && most > freeBody)) {
        openSink();
        return false;
    }
    if (m_parser->expectsContinue() && m_in.size() == 0)
        sayContinue();
    return true;
}

/// Bytes of a request on its way in, with what the buffers have beyond what is in them.
template <class Stream>
std::uint64_t Connection<Stream>::memoryHeld() const {
    return m_chunk.capacity() + m_in.capacity() + m_bodyHeld +
           (m_parser ? m_parser->bodyCapacity() : 0);
}

/// False if there is no room for that much.
template <class Stream>
bool Connection<Stream>::countMemory(std::uint64_t bytes) {
    if (bytes == m_counted)
        return true;
    if (!m_thread.server.memory.change(m_who, m_counted, bytes))
        return false;
    m_counted = bytes;
    return true;
}

/// The answer is written, or never will be.
template <class Stream>
void Connection<Stream>::endRequest() {
    if (!m_requestFor.empty())
        m_thread.server.connections.giveRequest(std::exchange(m_requestFor, {}));
}

template <class Stream>
template <class Work, class Then>
void Connection<Stream>::runOnWorker(Work work, Then then) {
    m_thread.server.files.post(
        [self = this->shared_from_this(), work = std::move(work), then]() mutable {
            auto result = work();
            // The worker's share goes back with the result: connections must be destroyed on their
            // own thread.
            const auto executor = self->m_stream.get_executor();
            asio::post(executor, [self = std::move(self), result = std::move(result), then] {
                if (self->m_phase != Phase::Closed)
                    then(*self, result);
            });
        });
}

/// Asks for a place for the body, before the client is told to go on.
template <class Stream>
void Connection<Stream>::openSink() {
    m_phase = Phase::Storing;
    m_bodyDeadline = std::exchange(m_deadline, never);
    m_storingSince = m_thread.now;
    runOnWorker(
        [&handler = m_thread.server.handler, head = &m_parser->request()] {
            Stored out;
            try {
                out.sink = handler.openSink(*head);
            } catch (const Error &error) {
                out.error = error;
            }
            return out;
        },
        [](Connection &self, const Stored &stored) {
            if (!self.resumeBody(stored))
                return;
            self.m_sink = stored.sink;
            if (self.m_parser->expectsContinue() && self.m_in.size() == 0)
                self.sayContinue();
            self.process();
        });
}

template <class Stream>
void Connection<Stream>::storePiece() {
    m_phase = Phase::Storing;
    m_bodyDeadline = std::exchange(m_deadline, never);
    m_storingSince = m_thread.now;
    const bool last = m_parser->is_done();
    m_bodyHeld = m_parser->bodyCapacity();
    runOnWorker(
        [sink = m_sink, piece = m_parser->takePiece(), last] {
            Stored out;
            try {
                if (!piece.empty())
                    sink->write(piece);
                if (last)
                    sink->finish();
            } catch (const Error &error) {
                out.error = error;
            }
            return out;
        },
        [last](Connection &self, const Stored &stored) {
            if (!self.resumeBody(stored))
                return;
            if (last) {
                self.m_parser->request().sink = std::move(self.m_sink);
                self.dispatchRequest();
            }
            self.process();
        });
}

/// False if the sink wants no more.
template <class Stream>
bool Connection<Stream>::resumeBody(Stored stored) {
    m_phase = Phase::Body;
    m_bodyHeld = 0;
    m_deadline = m_bodyDeadline + (m_thread.now - m_storingSince);
    if (stored.error)
        refuse(*stored.error);
    return !stored.error;
}

/// Somewhere else: throwing away a large file takes its time.
template <class Stream>
void Connection<Stream>::dropSink() {
    if (m_sink)
        m_thread.server.files.post([sink = std::move(m_sink)] {});
    m_sink.reset();
}

template <class Stream>
void Connection<Stream>::sayContinue() {
    static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
    m_continuing = true;
    asio::async_write(m_stream, asio::buffer(line),
                      [self = this->shared_from_this()](const Code &error, std::size_t) {
                          self->m_continuing = false;
                          if (error)
                              return self->close();
                          if (self->m_deferred) {
                              http::Response response = *std::move(self->m_deferred);
                              self->m_deferred.reset();
                              self->send(std::move(response));
                          }
                      });
}

template <class Stream>
void Connection<Stream>::noteForwarded(http::Request &request) const {
    // The last entry of the last line is the one our own proxy added; the rest anybody can write.
    if (auto address = ipAddress(lastEntry(request.headers.all("X-Forwarded-For"))))
        request.remoteAddress = *std::move(address);
    if (const auto scheme = lastEntry(request.headers.all("X-Forwarded-Proto")); !scheme.empty())
        request.tls = beast::iequals(scheme, "https");
}

template <class Stream>
void Connection<Stream>::dispatchRequest() {
    auto exchange = std::make_shared<ConnectionExchange<Stream>>(this->shared_from_this(), m_who,
                                                                 m_thread.server.answers);
    m_bodyHeld = m_parser->bodyCapacity();
    exchange->request = m_parser->take();
    m_parser.reset();
    m_exchange = exchange;
    if (m_peerClosed) {
        m_lastRequest = m_lastRequest || m_in.size() == 0;
        exchange->markGone();
    }
    m_phase = Phase::Handling;
    m_deadline = never;
    m_thread.server.handler.handle(std::move(exchange));
}

template <class Stream>
void Connection<Stream>::refuse(const Error &error) {
    m_keepAlive = false;
    m_unread = m_phase == Phase::Body;
    m_phase = Phase::Handling;
    dropSink();
    if (m_parser && m_parser->is_header_done() == false)
        m_head = m_parser->request();
    m_parser.reset();
    static_cast<void>(countMemory(memoryHeld()));
    send(m_thread.server.handler.refuse(m_head, error));
}

template <class Stream>
void Connection<Stream>::close() {
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    m_deadline = never;
    if (const auto exchange = m_exchange.lock())
        exchange->markGone();
    dropSink();
    Code ignored;
    lowest().close(ignored);
}

template <class Stream>
void Connection<Stream>::finishSoon() {
    m_lastRequest = true;
    if (m_phase == Phase::Idle || m_phase == Phase::Handshake)
        close();
}

/// When memory is tight, bodies and large answers have to move at a pace: those of somebody who has
/// much of it at one that ends soon.
template <class Stream>
bool Connection<Stream>::isTooSlow(std::int64_t now) {
    const ServerContext &server = m_thread.server;
    if (m_phase == Phase::Body)
        return m_pace.isSlow(now, m_parser->bodyBytes(), paceBytes) &&
               m_counted > MemoryShares::freeBytes && server.memory.isTight();
    if (m_phase != Phase::Writing || m_output <= MemoryShares::freeBytes ||
        !server.answers.isTight())
        return false;
    const std::uint64_t least =
        server.answers.isTightFor(m_who) ? std::max(paceBytes, m_output / paceWindows) : paceBytes;
    return m_pace.isSlow(now, m_written, least);
}

template <class Stream>
void Connection<Stream>::sweep(std::int64_t now) {
    if (now < m_deadline && !isTooSlow(now))
        return;
    const auto keep = this->shared_from_this();
    if (m_phase == Phase::Head || m_phase == Phase::Body)
        return refuse({408, "M_UNKNOWN", "The request took too long to arrive."});
    close();
}

} // namespace hearth::net::detail
