// SPDX-License-Identifier: Apache-2.0
#include "server/net/tls_context.hpp"

#include "server/net/server.hpp"

#include <openssl/ssl.h>

#include <string_view>

namespace hearth::net {
namespace {

namespace ssl = boost::asio::ssl;

/// We speak HTTP/1.1 only; clients that offer nothing of ours go on without ALPN.
int chooseProtocol(SSL * /*connection*/, const unsigned char **out, unsigned char *outLength,
                   const unsigned char *in, unsigned int inLength, void * /*context*/) {
    constexpr std::string_view ours = "http/1.1";
    for (unsigned int i = 0; i < inLength; i += in[i] + 1U) {
        const unsigned int length = in[i];
        if (i + 1 + length > inLength)
            break;
        if (length == ours.size() && std::equal(ours.begin(), ours.end(), in + i + 1)) {
            *out = in + i + 1;
            *outLength = static_cast<unsigned char>(length);
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_NOACK;
}

} // namespace

std::shared_ptr<ssl::context> makeTlsContext(const std::string &certificatePath,
                                             const std::string &keyPath) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                         ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificatePath, error);
    if (error)
        throw TlsError("The TLS certificate " + certificatePath +
                       " cannot be used: " + error.message() + ".");
    context->use_private_key_file(keyPath, ssl::context::pem, error);
    if (error)
        throw TlsError("The TLS key " + keyPath + " cannot be used: " + error.message() + ".");
    if (SSL_CTX_check_private_key(context->native_handle()) != 1)
        throw TlsError("The TLS key " + keyPath + " does not belong to the certificate " +
                       certificatePath + ".");
    // Idle connections give their buffers back: tens of KiB each. Answers go out record by record.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS |
                                                   SSL_MODE_ENABLE_PARTIAL_WRITE |
                                                   SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Clients that renegotiate make work that no answer is worth; TLS 1.3 has no such thing.
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), chooseProtocol, nullptr);
    return context;
}

} // namespace hearth::net
