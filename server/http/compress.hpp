// SPDX-License-Identifier: Apache-2.0
// Answers as gzip, for clients that ask for it.
#pragma once

#include "server/http/message.hpp"

namespace hearth::http {

/// Whether Accept-Encoding allows gzip (RFC 9110, 12.5.3).
[[nodiscard]] bool acceptsGzip(const Fields &headers);

/// Compresses the body if it is worth it and the client wants it: text from about 1 KiB on, never
/// files, parts, and what is encoded already. Takes its time with large bodies.
void compress(const Request &request, Response &response);

} // namespace hearth::http
