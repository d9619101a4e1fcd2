// SPDX-License-Identifier: Apache-2.0
// Connection: one client's HTTP/1.1 connection, plain or TLS. Lives on its io thread; requests are
// answered one at a time, in order, from whatever thread.
#pragma once

#include "server/net/io_thread.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace hearth::net {

/// What a connection takes over from the listener it came in by.
struct Entrance {
    bool xForwarded = false;
    bool compress = false;
    std::shared_ptr<const std::vector<std::string>> resources;
    std::shared_ptr<asio::ssl::context> tls; // none: plain
    std::string peer;                        // address; the connection is counted for it already
};

/// Must run on thread's thread.
void startConnection(IoThread &thread, Socket socket, const Entrance &entrance);

} // namespace hearth::net
