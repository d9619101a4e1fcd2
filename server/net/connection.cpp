// SPDX-License-Identifier: Apache-2.0
#include "server/net/connection.hpp"

#include "server/net/client_connection_read.hpp"
#include "server/net/client_connection_write.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace hearth::net {
namespace {

/// A client whose network has gone without a word is noticed within about two minutes.
void watchPeer(int descriptor) {
    const auto set = [&](int level, int name, int value) {
        ::setsockopt(descriptor, level, name, &value, sizeof value);
    };
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
    set(IPPROTO_TCP, TCP_KEEPCNT, 4);
}

} // namespace

void startConnection(IoThread &thread, Socket socket, const Entrance &entrance) {
    using namespace detail;
    Code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    watchPeer(socket.native_handle());
    if (entrance.tls)
        std::make_shared<Connection<TlsStream>>(thread, entrance, std::move(socket), *entrance.tls)
            ->start();
    else
        std::make_shared<Connection<Socket>>(thread, entrance, std::move(socket))->start();
}

} // namespace hearth::net
