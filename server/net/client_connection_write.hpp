// SPDX-License-Identifier: Apache-2.0
// A connection's way from an answer to bytes.
#pragma once

#include "server/net/client_connection.hpp"
#include "server/net/response_writer.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace hearth::net::detail {

template <class Stream>
void Connection<Stream>::answer(std::shared_ptr<Connection> self, http::Response response) {
    const auto executor = self->m_stream.get_executor();
    asio::dispatch(executor, [self = std::move(self), response = std::move(response)]() mutable {
        if (self->m_phase == Phase::Handling)
            self->send(std::move(response));
    });
}

/// The client has gone and nobody will answer it.
template <class Stream>
void Connection<Stream>::abandon(std::shared_ptr<Connection> self) {
    const auto executor = self->m_stream.get_executor();
    asio::dispatch(executor, [self = std::move(self)] {
        if (self->m_phase == Phase::Handling)
            self->close();
    });
}

template <class Stream>
void Connection<Stream>::send(http::Response response) {
    if (m_continuing) {
        m_deferred = std::move(response);
        return;
    }
    m_phase = Phase::Writing;
    setDeadline(options().writeTimeout);
    m_response = std::move(response);
    m_exchange.reset();
    const bool fromFile = std::holds_alternative<http::FileBody>(m_response.body);
    if (!countOutput(fromFile ? 0 : bodyLength(m_response)))
        m_response = m_thread.server.handler.refuse(
            m_head, overloaded("The answers that wait to be read are too many.", 2'000));
    if (m_lastRequest || m_thread.server.stopping.load(std::memory_order_relaxed))
        m_keepAlive = false;
    const bool withBody = !m_isHead && bodyLength(m_response) > 0;
    if (withBody && std::holds_alternative<http::FileBody>(m_response.body))
        return openFile();
    writeHead(withBody);
}

template <class Stream>
void Connection<Stream>::writeHead(bool withBody) {
    m_out = responseHead(m_response, m_thread.date, m_keepAlive);
    m_buffers.clear();
    gather(withBody);
    if (m_buffers.size() == 1)
        writeAll(asio::buffer(m_out), &Connection::onWritten);
    else
        writeAll(m_buffers, &Connection::onWritten);
}

template <class Stream>
void Connection<Stream>::gather(bool withBody) {
    // TLS makes one record of each buffer, so there everything is joined.
    const bool join = isTls || bodyLength(m_response) <= joinBelow;
    const auto put = [&](const std::string &part) {
        if (join)
            m_out += part;
        else
            m_buffers.push_back(asio::buffer(part));
    };
    if (withBody) {
        if (const auto *text = std::get_if<std::string>(&m_response.body))
            put(*text);
        else if (const auto *pieces = std::get_if<http::Pieces>(&m_response.body))
            for (const auto &piece : *pieces)
                put(*piece);
    }
    m_buffers.insert(m_buffers.begin(), asio::buffer(m_out));
    if (join) // once is enough
        m_response.body = std::string();
}

/// False, and nothing is counted, if there is no room for such an answer.
template <class Stream>
bool Connection<Stream>::countOutput(std::uint64_t bytes) {
    m_pace.begin(m_thread.now);
    m_written = 0;
    if (!m_thread.server.answers.change(m_who, m_output, bytes))
        return false;
    m_output = bytes;
    return true;
}

template <class Stream>
template <class Buffers>
void Connection<Stream>::writeAll(const Buffers &buffers, void (Connection::*next)()) {
    const auto progress = [this](const Code &error, std::size_t written) -> std::size_t {
        setDeadline(options().writeTimeout);
        m_written = written;
        return error ? 0 : largeRead * 16;
    };
    asio::async_write(m_stream, buffers, progress,
                      [self = this->shared_from_this(), next](const Code &error, std::size_t) {
                          if (self->m_phase == Phase::Closed)
                              return;
                          if (error)
                              return self->close();
                          (self.get()->*next)();
                      });
}

/// Opens the file and reads its first part before the head is written, so that a file that is not
/// there becomes an error answer.
template <class Stream>
void Connection<Stream>::openFile() {
    m_file = std::make_shared<FileReader>(std::get<http::FileBody>(m_response.body));
    runOnWorker([file = m_file] { return file->open() && file->readPart(); },
                [](Connection &self, bool good) {
                    if (!good) {
                        self.m_file.reset();
                        self.m_phase = Phase::Handling;
                        return self.send(self.m_thread.server.handler.refuse(
                            self.m_head, internal("The file cannot be read.")));
                    }
                    self.m_out =
                        responseHead(self.m_response, self.m_thread.date, self.m_keepAlive);
                    self.writeAll(asio::buffer(self.m_out), &Connection::sendFilePart);
                });
}

template <class Stream>
void Connection<Stream>::sendFilePart() {
    if (m_file->part().empty()) {
        // The file ended early: the promised length cannot be kept.
        if (!m_file->complete())
            return close();
        return onWritten();
    }
    m_out.swap(m_file->part());
    writeAll(asio::buffer(m_out), &Connection::onFilePartWritten);
}

template <class Stream>
void Connection<Stream>::onFilePartWritten() {
    m_file->part().clear();
    if (m_file->complete())
        return onWritten();
    runOnWorker([file = m_file] { return file->readPart(); },
                [](Connection &self, bool) { self.sendFilePart(); });
}

template <class Stream>
void Connection<Stream>::onWritten() {
    m_response = {};
    m_file.reset();
    m_bodyHeld = 0;
    static_cast<void>(countOutput(0));
    endRequest();
    if (m_in.capacity() > smallRead)
        m_in.shrink_to_fit();
    static_cast<void>(countMemory(memoryHeld()));
    if (m_out.capacity() > largeRead)
        m_out = {};
    if (!m_keepAlive || m_lastRequest)
        return shutDown();
    m_phase = Phase::Idle;
    setDeadline(options().idleTimeout);
    process();
}

/// Says goodbye and drains what still comes, so that the last answer is not lost in a reset.
template <class Stream>
void Connection<Stream>::shutDown() {
    m_phase = Phase::Draining;
    m_deadline = m_thread.now + drainTimeout;
    if (isTls && m_unread && !m_peerClosed) {
        // Data that comes after a goodbye would reset the connection before the answer is read.
        m_in.consume(m_in.size());
        return read();
    }
    if constexpr (isTls) {
        m_stream.async_shutdown(
            [self = this->shared_from_this()](const Code &, std::size_t) { self->close(); });
    } else {
        Code ignored;
        m_stream.shutdown(Socket::shutdown_send, ignored);
        m_in.consume(m_in.size());
        if (m_peerClosed)
            return close();
        read();
    }
}

} // namespace hearth::net::detail
