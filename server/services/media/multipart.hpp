// SPDX-License-Identifier: Apache-2.0
// Multipart bodies, as servers give media to one another (RFC 2046, 5.1).
#pragma once

#include "server/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

struct BodyPart {
    http::Fields headers{true};
    std::string_view content; // into the body
};

/// The parts of a body, at most `most` of them; nothing if it is not whole.
[[nodiscard]] std::optional<std::vector<BodyPart>>
readParts(std::string_view contentType, std::string_view body, std::size_t most = 4);

/// A parameter of a header such as Content-Type or Content-Disposition; "name*" is decoded.
[[nodiscard]] std::optional<std::string> headerParameter(std::string_view header,
                                                         std::string_view name);

} // namespace hearth::services
