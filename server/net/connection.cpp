// SPDX-License-Identifier: Apache-2.0
#include "server/net/connection.hpp"

#include "server/core/log.hpp"
#include "server/net/file_reader.hpp"
#include "server/net/request_parser.hpp"
#include "server/net/response_writer.hpp"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace hearth::net {
namespace {

namespace beast = boost::beast;
using Code = boost::system::error_code;
using TlsStream = asio::ssl::stream<Socket>;

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t tlsTimeout = 10'000;
constexpr std::int64_t drainTimeout = 1'500;
constexpr std::uint64_t smallBody = 1 << 20; // not counted: the number of connections limits these
constexpr std::size_t smallRead = 4 << 10;
constexpr std::size_t largeRead = 64 << 10;
constexpr std::size_t joinBelow = 16
                                  << 10; // bodies up to this size go out in one piece with the head

enum class Phase { Handshake, Idle, Head, Body, Handling, Writing, Draining, Closed };

template <class Stream>
class Connection;

template <class Stream>
class ConnectionExchange final : public http::Exchange {
public:
    explicit ConnectionExchange(std::shared_ptr<Connection<Stream>> connection)
        : m_connection(std::move(connection)) {}
    ~ConnectionExchange() override;
    void respond(http::Response response) override;
    [[nodiscard]] bool gone() const override { return m_gone.load(std::memory_order_relaxed); }
    void markGone() { m_gone = true; }

private:
    // Handed back with the answer: connections must be destroyed on their own thread.
    std::shared_ptr<Connection<Stream>> m_connection;
    std::atomic<bool> m_gone{false};
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
        m_thread.server.connections.fetch_add(1);
        Code ignored;
        const auto peer = lowest().remote_endpoint(ignored);
        m_peer =
            peer.address().is_v6() && peer.address().to_v6().is_v4_mapped()
                ? asio::ip::make_address_v4(asio::ip::v4_mapped, peer.address().to_v6()).to_string()
                : peer.address().to_string();
    }
    ~Connection() override {
        m_thread.connections.erase(this);
        m_thread.server.connections.fetch_sub(1);
        releaseMemory();
    }

    void start();
    void sweep(std::int64_t now) override;
    void finishSoon() override;
    void close() override;
    /// From ConnectionExchange, any thread.
    static void answer(std::shared_ptr<Connection> self, http::Response response);

private:
    auto &lowest() {
        if constexpr (isTls)
            return m_stream.next_layer();
        else
            return m_stream;
    }
    const ServerOptions &options() const { return m_thread.server.options; }
    void setDeadline(std::chrono::milliseconds after) { m_deadline = m_thread.now + after.count(); }

    void read();
    void onRead(const Code &error, std::size_t count);
    void onPeerClosed();
    void process();
    bool parseSome();
    bool beginBody();
    bool reserveMemory(std::uint64_t bytes);
    void releaseMemory();
    void sayContinue();
    void dispatchRequest();
    void noteForwarded(http::Request &request) const;
    void refuse(const Error &error);
    void send(http::Response response);
    void writeHead(bool withBody);
    void gather(bool withBody);
    template <class Buffers>
    void writeAll(const Buffers &buffers, void (Connection::*next)());
    void openFile();
    void sendFilePart();
    void onFilePartWritten();
    void onWritten();
    void shutDown();

    IoThread &m_thread;
    Entrance m_entrance;
    Stream m_stream;
    std::string m_peer;
    std::vector<char> m_chunk;
    beast::flat_buffer m_in;
    std::optional<RequestParser> m_parser;
    Phase m_phase = Phase::Idle;
    std::int64_t m_deadline = never;
    std::uint64_t m_reserved = 0; // of ServerOptions::maxBodyMemory
    bool m_reading = false;
    bool m_processing = false;
    bool m_peerClosed = false;
    bool m_keepAlive = true;
    bool m_lastRequest = false; // set by finishSoon
    bool m_isHead = false;
    bool m_continuing = false;                // "100 Continue" is being written
    std::optional<http::Response> m_deferred; // waits for that
    http::Request m_head;                     // what is known of the request, for refusals
    std::weak_ptr<ConnectionExchange<Stream>> m_exchange;
    http::Response m_response;
    std::string m_out;
    std::vector<asio::const_buffer> m_buffers;
    std::shared_ptr<FileReader> m_file;
};

template <class Stream>
ConnectionExchange<Stream>::~ConnectionExchange() {
    // A handler that dropped the exchange without an answer would leave the client hanging.
    if (m_connection)
        respond(http::jsonTextResponse(
            R"({"errcode":"M_UNKNOWN","error":"The request was dropped."})", 500));
}

template <class Stream>
void ConnectionExchange<Stream>::respond(http::Response response) {
    if (m_connection)
        Connection<Stream>::answer(std::move(m_connection), std::move(response));
}

template <class Stream>
void Connection<Stream>::start() {
    if constexpr (isTls) {
        m_phase = Phase::Handshake;
        m_deadline = m_thread.now + tlsTimeout;
        m_stream.async_handshake(asio::ssl::stream_base::server,
                                 [self = this->shared_from_this()](const Code &error) {
                                     if (error || self->m_phase == Phase::Closed)
                                         return self->close();
                                     self->m_phase = Phase::Idle;
                                     self->setDeadline(self->options().idleTimeout);
                                     self->read();
                                 });
    } else {
        setDeadline(options().idleTimeout);
        read();
    }
}

template <class Stream>
void Connection<Stream>::read() {
    if (m_reading || m_peerClosed || m_phase == Phase::Closed)
        return;
    // While an answer is in the works, what a client sends ahead is only kept up to a point.
    const bool ahead = m_phase == Phase::Handling || m_phase == Phase::Writing;
    if (ahead && m_in.size() >= largeRead)
        return;
    m_reading = true;
    // Not m_in itself: the parser empties that while a read is under way.
    const std::size_t room = m_phase == Phase::Body ? largeRead : smallRead;
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
    if (m_phase == Phase::Handling || m_phase == Phase::Writing)
        return read();
    process();
}

template <class Stream>
void Connection<Stream>::onPeerClosed() {
    m_peerClosed = true;
    if (m_phase == Phase::Handling || m_phase == Phase::Writing) {
        // Perhaps only the sending half is closed: an answer is still tried, long polls may end.
        m_lastRequest = true;
        if (const auto exchange = m_exchange.lock())
            exchange->markGone();
        return;
    }
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
    if (m_parser->is_done())
        dispatchRequest();
    return true;
}

/// The head is complete. False if the request was refused.
template <class Stream>
bool Connection<Stream>::beginBody() {
    http::Request &request = m_parser->request();
    request.remoteAddress = m_peer;
    request.tls = isTls;
    request.resources = m_entrance.resources;
    if (m_entrance.xForwarded)
        noteForwarded(request);
    m_keepAlive = m_parser->keep_alive() && !m_parser->upgrade();
    m_isHead = request.method == http::Method::Head;
    if (m_parser->is_done())
        return true;
    m_head.method = request.method;
    m_head.path = request.path;
    const std::size_t limit = m_thread.server.handler.bodyLimit(request);
    m_parser->limitBody(limit);
    m_parser->eager(true);
    m_phase = Phase::Body;
    const auto length = m_parser->content_length();
    if (length && *length > limit) {
        refuse(tooLarge("The request's body is too large."));
        return false;
    }
    if (!reserveMemory(length ? *length : limit)) {
        refuse(unavailable("The server has no room for more uploads at the moment."));
        return false;
    }
    const auto allowance = static_cast<std::int64_t>((length ? *length : limit) / 16);
    setDeadline(options().bodyTimeout + std::chrono::milliseconds(allowance));
    if (m_parser->expectsContinue() && m_in.size() == 0)
        sayContinue();
    return true;
}

/// Large bodies of all connections together must leave room for everything else.
template <class Stream>
bool Connection<Stream>::reserveMemory(std::uint64_t bytes) {
    if (bytes <= smallBody)
        return true;
    std::atomic<std::uint64_t> &total = m_thread.server.bodyBytes;
    if (total.fetch_add(bytes) + bytes > options().maxBodyMemory) {
        total.fetch_sub(bytes);
        return false;
    }
    m_reserved = bytes;
    return true;
}

template <class Stream>
void Connection<Stream>::releaseMemory() {
    m_thread.server.bodyBytes.fetch_sub(std::exchange(m_reserved, 0));
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
    if (const auto header = request.headers.find("X-Forwarded-For")) {
        // The last entry is the one our own proxy added.
        std::string_view last = *header;
        if (const auto comma = last.rfind(','); comma != last.npos)
            last.remove_prefix(comma + 1);
        while (last.starts_with(' '))
            last.remove_prefix(1);
        if (!last.empty())
            request.remoteAddress = last;
    }
    if (const auto scheme = request.headers.find("X-Forwarded-Proto"))
        request.tls = *scheme == "https";
}

template <class Stream>
void Connection<Stream>::dispatchRequest() {
    auto exchange = std::make_shared<ConnectionExchange<Stream>>(this->shared_from_this());
    exchange->request = m_parser->take();
    m_parser.reset();
    m_exchange = exchange;
    m_phase = Phase::Handling;
    m_deadline = never;
    m_thread.server.handler.handle(std::move(exchange));
}

template <class Stream>
void Connection<Stream>::refuse(const Error &error) {
    m_keepAlive = false;
    m_phase = Phase::Handling;
    if (m_parser && m_parser->is_header_done() == false)
        m_head = m_parser->request();
    send(m_thread.server.handler.refuse(m_head, error));
}

template <class Stream>
void Connection<Stream>::answer(std::shared_ptr<Connection> self, http::Response response) {
    const auto executor = self->m_stream.get_executor();
    asio::dispatch(executor, [self = std::move(self), response = std::move(response)]() mutable {
        if (self->m_phase == Phase::Handling)
            self->send(std::move(response));
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
}

template <class Stream>
template <class Buffers>
void Connection<Stream>::writeAll(const Buffers &buffers, void (Connection::*next)()) {
    const auto progress = [this](const Code &error, std::size_t) -> std::size_t {
        setDeadline(options().writeTimeout);
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
    m_thread.server.files.post([self = this->shared_from_this(), file = m_file] {
        const bool good = file->open() && file->readPart();
        asio::post(self->m_stream.get_executor(), [self, good] {
            if (self->m_phase == Phase::Closed)
                return;
            if (!good) {
                self->m_file.reset();
                self->m_phase = Phase::Handling;
                return self->send(self->m_thread.server.handler.refuse(
                    self->m_head, internal("The file cannot be read.")));
            }
            self->m_out = responseHead(self->m_response, self->m_thread.date, self->m_keepAlive);
            self->writeAll(asio::buffer(self->m_out), &Connection::sendFilePart);
        });
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
    m_thread.server.files.post([self = this->shared_from_this(), file = m_file] {
        file->readPart();
        asio::post(self->m_stream.get_executor(), [self] {
            if (self->m_phase != Phase::Closed)
                self->sendFilePart();
        });
    });
}

template <class Stream>
void Connection<Stream>::onWritten() {
    m_response = {};
    m_file.reset();
    releaseMemory();
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
    if constexpr (isTls) {
        m_stream.async_shutdown([self = this->shared_from_this()](const Code &) { self->close(); });
    } else {
        Code ignored;
        m_stream.shutdown(Socket::shutdown_send, ignored);
        m_in.consume(m_in.size());
        if (m_peerClosed)
            return close();
        read();
    }
}

template <class Stream>
void Connection<Stream>::close() {
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    m_deadline = never;
    if (const auto exchange = m_exchange.lock())
        exchange->markGone();
    Code ignored;
    lowest().close(ignored);
}

template <class Stream>
void Connection<Stream>::finishSoon() {
    m_lastRequest = true;
    if (m_phase == Phase::Idle || m_phase == Phase::Handshake)
        close();
}

template <class Stream>
void Connection<Stream>::sweep(std::int64_t now) {
    if (now < m_deadline)
        return;
    const auto keep = this->shared_from_this();
    if (m_phase == Phase::Head || m_phase == Phase::Body)
        return refuse({408, "M_UNKNOWN", "The request took too long to arrive."});
    close();
}

} // namespace

void startConnection(IoThread &thread, Socket socket, const Entrance &entrance) {
    Code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (entrance.tls)
        std::make_shared<Connection<TlsStream>>(thread, entrance, std::move(socket), *entrance.tls)
            ->start();
    else
        std::make_shared<Connection<Socket>>(thread, entrance, std::move(socket))->start();
}

} // namespace hearth::net
