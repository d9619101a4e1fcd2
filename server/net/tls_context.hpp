// SPDX-License-Identifier: Apache-2.0
// A server's TLS settings made from certificate and key files.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>

namespace hearth::net {

/// Throws TlsError with a sentence that names the file.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context>
makeTlsContext(const std::string &certificatePath, const std::string &keyPath);

} // namespace hearth::net
