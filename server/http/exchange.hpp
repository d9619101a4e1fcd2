// SPDX-License-Identifier: Apache-2.0
// The seam between net (sockets) and api (pipeline): net hands each request over as an Exchange.
#pragma once

#include "server/core/error.hpp"
#include "server/http/message.hpp"

#include <cstddef>
#include <memory>

namespace hearth::http {

/// One request and the way back to its client. Kept alive by whoever still has to answer.
class Exchange {
public:
    virtual ~Exchange() = default;
    Request request;
    /// Exactly once, from any thread. Does nothing if the client has gone.
    virtual void respond(Response response) = 0;
    /// The client closed its connection. May be asked from any thread.
    [[nodiscard]] virtual bool gone() const = 0;
};

class RequestHandler {
public:
    virtual ~RequestHandler() = default;
    /// Called on an io thread when the head is complete: how many bytes of body may follow.
    [[nodiscard]] virtual std::size_t bodyLimit(const Request &head) const = 0;
    /// Called on an io thread with the whole request: must not block.
    virtual void handle(std::shared_ptr<Exchange> exchange) = 0;
    /// The answer to a request that net refuses itself (too large, malformed, too slow).
    [[nodiscard]] virtual Response refuse(const Request &head, const Error &error) const = 0;
};

} // namespace hearth::http
