// SPDX-License-Identifier: Apache-2.0
// The class behind startConnection(). Its functions stand in client_connection_read.hpp and
// client_connection_write.hpp.
#pragma once

#include "server/core/error.hpp"
#include "server/core/neighbourhood.hpp"
#include "server/net/connection.hpp"
#include "server/net/file_reader.hpp"
#include "server/net/request_parser.hpp"
#include "server/net/tls_stream.hpp"

#include <boost/beast/core/flat_buffer.hpp>

#include <algorithm>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace hearth::net::detail {

namespace beast = boost::beast;
using Code = boost::system::error_code;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t tlsTimeout = 10'000;
constexpr std::uint64_t tlsHandshake = 64 << 10; // what OpenSSL holds during one
constexpr std::int64_t drainTimeout = 1'500;
// At least so much has to move when memory is tight.
constexpr std::int64_t paceWindow = 5'000;
constexpr std::uint64_t paceBytes = 80 << 10;
constexpr std::uint64_t paceWindows = 6;     // for an answer of somebody who has much of the memory
constexpr std::uint64_t freeBody = 64 << 10; // larger ones only of those who may send them
constexpr std::size_t smallRead = 4 << 10;
constexpr std::size_t largeRead = 64 << 10;
constexpr std::size_t sinkPiece = 256 << 10;
// Bodies up to this size go out in one piece with the head.
constexpr std::size_t joinBelow = 16 << 10;

/// Storing: a worker has the body's sink in its hands.
enum class Phase { Handshake, Idle, Head, Body, Storing, Handling, Writing, Draining, Closed };

/// How much of a body or an answer moved lately.
class Pace {
public:
    void begin(std::int64_t now) {
        m_since = now;
        m_bytes = 0;
    }
    /// bytes: all that moved since begin(). True once in a window in which less than least moved.
    [[nodiscard]] bool isSlow(std::int64_t now, std::uint64_t bytes, std::uint64_t least) {
        if (now - m_since < paceWindow)
            return false;
        m_since = now;
        return bytes - std::exchange(m_bytes, bytes) < least;
    }

private:
    std::int64_t m_since = 0;
    std::uint64_t m_bytes = 0;
};

/// What came of work on a BodySink.
struct Stored {
    std::shared_ptr<http::BodySink> sink;
    std::optional<Error> error;
};

template <class Stream>
class Connection;

template <class Stream>
class ConnectionExchange final : public http::Exchange {
public:
    ConnectionExchange(std::shared_ptr<Connection<Stream>> connection, std::string who,
                       const MemoryShares &answers)
        : m_connection(std::move(connection))
        , m_who(std::move(who))
        , m_answers(answers) {}
    ~ConnectionExchange() override;
    void respond(http::Response response) override;
    [[nodiscard]] bool gone() const override { return m_gone.load(std::memory_order_relaxed); }
    [[nodiscard]] bool crowded() const override { return m_answers.isTightFor(m_who); }
    void onGone(std::function<void()> action) override;
    void markGone();

private:
    // Handed back with the answer: connections must be destroyed on their own thread.
    std::shared_ptr<Connection<Stream>> m_connection;
    const std::string m_who; // as the connection has it
    const MemoryShares &m_answers;
    std::atomic<bool> m_gone{false};
    std::mutex m_goneMutex; // m_goneAction
    std::function<void()> m_goneAction;
};

template <class Stream>
class Connection final : public ConnectionBase,
                         public std::enable_shared_from_this<Connection<Stream>> {
    static constexpr bool isTls = !std::is_same_v<Stream, Socket>;

public:
    template <class... Args>
    Connection(IoThread &thread, const Entrance &entrance, Socket socket, Args &...args)
        : m_thread(thread)
        , m_entrance(entrance)
        , m_stream(std::move(socket), args...) {
        m_thread.connections.insert(this);
        m_who = neighbourhood(m_entrance.peer);
    }
    ~Connection() override {
        m_thread.connections.erase(this);
        endRequest();
        countMemory(0);
        static_cast<void>(countOutput(0));
        m_thread.server.connections.give(m_entrance.xForwarded ? std::string() : m_who);
        dropSink();
    }

    void start();
    void sweep(std::int64_t now) override;
    void finishSoon() override;
    void close() override;
    /// From ConnectionExchange, any thread.
    static void answer(std::shared_ptr<Connection> self, http::Response response);
    static void abandon(std::shared_ptr<Connection> self);

private:
    auto &lowest() {
        if constexpr (isTls)
            return m_stream.next_layer();
        else
            return m_stream;
    }
    const ServerOptions &options() const { return m_thread.server.options; }
    void setDeadline(std::chrono::milliseconds after) { m_deadline = m_thread.now + after.count(); }

    void shakeHands();
    void read();
    void onRead(const Code &error, std::size_t count);
    void onPeerClosed();
    void process();
    bool parseSome();
    bool beginBody();
    [[nodiscard]] std::uint64_t memoryHeld() const;
    bool countMemory(std::uint64_t bytes);
    [[nodiscard]] bool isTooSlow(std::int64_t now);
    bool countOutput(std::uint64_t bytes);
    void endRequest();
    void openSink();
    void storePiece();
    [[nodiscard]] bool resumeBody(Stored stored);
    void dropSink();
    void sayContinue();
    void dispatchRequest();
    void noteForwarded(http::Request &request) const;
    void refuse(const Error &error);
    void send(http::Response response);
    void writeHead(bool withBody);
    void gather(bool withBody);
    template <class Buffers>
    void writeAll(const Buffers &buffers, void (Connection::*next)());
    /// then(connection, work()) follows on this thread, unless the connection was closed meanwhile.
    template <class Work, class Then>
    void runOnWorker(Work work, Then then);
    void openFile();
    void sendFilePart();
    void onFilePartWritten();
    void onWritten();
    void shutDown();

    IoThread &m_thread;
    Entrance m_entrance;
    Stream m_stream;
    std::string m_who;        // as neighbourhood() has it
    std::string m_requestFor; // whom a proxy brought it for, while it is being answered
    std::vector<char> m_chunk;
    beast::flat_buffer m_in;
    std::optional<RequestParser> m_parser;
    Phase m_phase = Phase::Idle;
    std::int64_t m_deadline = never;
    std::uint64_t m_counted = 0;  // of the server's memory for requests
    std::uint64_t m_bodyHeld = 0; // the body's part of it, wherever it is until the answer
    Pace m_pace;
    std::uint64_t m_output = 0;  // of the server's memory for answers
    std::uint64_t m_written = 0; // of the answer so far
    std::shared_ptr<http::BodySink> m_sink;
    std::int64_t m_bodyDeadline = never; // while Storing, which is not the client's time
    std::int64_t m_storingSince = 0;
    bool m_reading = false;
    bool m_processing = false;
    bool m_peerClosed = false;
    bool m_keepAlive = true;
    bool m_lastRequest = false; // set by finishSoon
    bool m_isHead = false;
    bool m_unread = false;                    // refused while the client was still sending
    bool m_continuing = false;                // "100 Continue" is being written
    std::optional<http::Response> m_deferred; // waits for that
    http::Request m_head;                     // what is known of the request, for refusals
    std::weak_ptr<ConnectionExchange<Stream>> m_exchange;
    http::Response m_response;
    std::string m_out;
    std::vector<asio::const_buffer> m_buffers;
    std::shared_ptr<FileReader> m_file;
};

} // namespace hearth::net::detail
