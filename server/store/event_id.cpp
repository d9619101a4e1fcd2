// SPDX-License-Identifier: Apache-2.0
// Event ids as bytes.
#include "server/store/event_id.hpp"

#include "server/core/base64.hpp"

namespace hearth::store {
namespace {
constexpr std::size_t hashBytes = 32;
constexpr std::size_t hashText = 43;
} // namespace

std::string eventIdToBytes(std::string_view eventId) {
    if (eventId.size() == hashText + 1 && eventId.front() == '$') {
        const auto text = eventId.substr(1);
        auto bytes = base64Decode(text);
        // Other spellings of the same bytes are other ids: they stay text.
        if (bytes && bytes->size() == hashBytes && base64UrlEncode(*bytes) == text)
            return *std::move(bytes);
    }
    std::string text(eventId);
    if (text.size() == hashBytes)
        text.push_back('\0'); // so that 32 bytes always are a hash
    return text;
}

std::string eventIdFromBytes(std::string_view bytes) {
    if (bytes.size() == hashBytes)
        return "$" + base64UrlEncode(bytes);
    if (!bytes.empty() && bytes.back() == '\0')
        bytes.remove_suffix(1);
    return std::string(bytes);
}

} // namespace hearth::store
