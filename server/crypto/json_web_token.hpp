// SPDX-License-Identifier: Apache-2.0
// JSON web tokens (RFC 7519, 7515): whether one was signed with a key.
#pragma once

#include "server/core/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hearth::crypto {

/// The claims of a token, or nothing if it is malformed, names another algorithm, or was signed
/// with another key. algorithm: HS…, RS…, PS… and ES… with 256, 384 or 512, or EdDSA. key: the
/// secret of HS…; else the public key as PEM.
[[nodiscard]] std::optional<json::object>
readSignedToken(std::string_view token, std::string_view algorithm, std::string_view key);

} // namespace hearth::crypto
