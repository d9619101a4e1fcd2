// SPDX-License-Identifier: Apache-2.0
// The seam between net (sockets) and api (pipeline): net hands each request over as an Exchange.
#pragma once

#include "server/core/error.hpp"
#include "server/http/message.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace hearth::http {

/// Takes a large body piece by piece, so that it need not be in memory. Used by one thread at a
/// time, which may block. Destroyed without finish(), it leaves nothing behind.
class BodySink {
public:
    virtual ~BodySink() = default;
    /// Throws hearth::Error to end the request.
    virtual void write(std::string_view piece) = 0;
    /// After the last piece: what was written is durable.
    virtual void finish() = 0;
};

/// What is to become of a request's body.
struct BodyPlan {
    std::size_t limit = 1 << 20; // bytes
    bool toSink = false;         // into Request::sink instead of Request::body
    bool checkFirst = false;     // openSink before a body of more than 64 KiB, to see who sends it
};

/// One request and the way back to its client. Kept alive by whoever still has to answer.
class Exchange {
public:
    virtual ~Exchange() = default;
    Request request;
    /// Exactly once, from any thread. Does nothing if the client has gone.
    virtual void respond(Response response) = 0;
    /// The client closed its connection. May be asked from any thread.
    [[nodiscard]] virtual bool gone() const = 0;
    /// Much that was answered to the client's address was not read yet: a large answer has to wait.
    [[nodiscard]] virtual bool crowded() const { return false; }
    /// Runs action when the client goes, or now if it has gone; at most once, on any thread. It
    /// must not block.
    virtual void onGone(std::function<void()> action) = 0;
};

class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    /// Called on an io thread when the head is complete and a body follows.
    [[nodiscard]] virtual BodyPlan planBody(const Request &head) const = 0;
    /// For plans with toSink or checkFirst: called on a worker thread before the body is read; may
    /// block. Throws hearth::Error to refuse the request. None for those with checkFirst alone.
    [[nodiscard]] virtual std::shared_ptr<BodySink> openSink(const Request &head) = 0;
    /// Called on an io thread with the whole request: must not block.
    virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
    /// The answer to a request that net refuses itself (too large, malformed, too slow).
    [[nodiscard]] virtual Response refuse(const Request &head, const Error &error) const = 0;
};

} // namespace hearth::http
