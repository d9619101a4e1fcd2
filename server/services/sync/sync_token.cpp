// SPDX-License-Identifier: Apache-2.0
// SyncToken: reading and writing.
#include "server/services/sync/sync_token.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace hearth::services {

std::string SyncToken::text() const {
    if (toDevice && *toDevice != position)
        return fmt::format("s{}_{}_{}", position, volatilePosition, *toDevice);
    return fmt::format("s{}_{}", position, volatilePosition);
}

std::string SyncToken::timelineText(std::int64_t position) {
    return fmt::format("s{}_0", position);
}

std::optional<SyncToken> SyncToken::parse(std::string_view text) {
    if (text.size() < 2 || text.front() != 's')
        return std::nullopt;
    std::array<std::int64_t, 3> numbers{};
    std::size_t count = 0;
    const char *at = text.data() + 1;
    const char *const end = text.data() + text.size();
    while (count < numbers.size()) {
        const auto [next, error] = std::from_chars(at, end, numbers[count]);
        if (error != std::errc() || numbers[count] < 0)
            return std::nullopt;
        ++count;
        at = next;
        if (at == end)
            break;
        if (*at != '_')
            return std::nullopt;
        ++at;
    }
    if (at != end)
        return std::nullopt;
    SyncToken token;
    token.position = numbers[0];
    token.volatilePosition = numbers[1];
    if (count == 3)
        token.toDevice = numbers[2];
    return token;
}

} // namespace hearth::services
