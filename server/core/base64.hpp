// SPDX-License-Identifier: Apache-2.0
// Base64 as Matrix uses it (spec appendices, "Unpadded Base64") and its URL-safe form.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hearth {

[[nodiscard]] std::string base64Encode(std::string_view bytes);    // unpadded, + and /
[[nodiscard]] std::string base64UrlEncode(std::string_view bytes); // unpadded, - and _
/// Accepts padding or none, and both alphabets. Nothing if the text is not base64.
[[nodiscard]] std::optional<std::string> base64Decode(std::string_view text);
[[nodiscard]] std::string hexEncode(std::string_view bytes);

} // namespace hearth
