// SPDX-License-Identifier: Apache-2.0
// Matrix identifiers (spec appendices, "Identifier Grammar"). A value of one of these types has
// passed its grammar, so the rest of the code never checks again.
#pragma once

#include "server/core/result.hpp"

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace hearth::matrix {

/// Base of the identifiers: a checked string. Tag keeps the types apart.
template <class Tag>
class Id {
public:
    Id() = default;
    [[nodiscard]] const std::string &str() const { return m_text; }
    [[nodiscard]] bool empty() const { return m_text.empty(); }
    friend bool operator==(const Id &, const Id &) = default;
    friend auto operator<=>(const Id &, const Id &) = default;

    /// Only for text that was checked before it was stored (database, own construction).
    [[nodiscard]] static Id trusted(std::string text) { return Id(std::move(text)); }

protected:
    explicit Id(std::string text)
        : m_text(std::move(text)) {}
    std::string m_text;
};

using UserId = Id<struct UserTag>;
using RoomId = Id<struct RoomTag>;
using EventId = Id<struct EventTag>;
using RoomAlias = Id<struct AliasTag>;

// Failure codes are "invalid_user_id" and so on. Lengths are limited to 255 bytes.
[[nodiscard]] Result<UserId> parseUserId(std::string_view text); // historical grammar accepted
[[nodiscard]] Result<RoomId> parseRoomId(std::string_view text); // with and without (v12) domain
[[nodiscard]] Result<EventId> parseEventId(std::string_view text);
[[nodiscard]] Result<RoomAlias> parseRoomAlias(std::string_view text);

/// Part between the sigil and the first colon; empty for ids that have no colon.
[[nodiscard]] std::string_view localpart(std::string_view id);
/// Server name after the first colon; empty if there is none.
[[nodiscard]] std::string_view domain(std::string_view id);

[[nodiscard]] bool isServerName(std::string_view text);
/// The grammar for new local users: a-z 0-9 . _ = - / +
[[nodiscard]] bool isLocalpartForNewUsers(std::string_view text);

/// mxc://server/mediaId
struct MxcUri {
    std::string server;
    std::string mediaId;
};
/// Letters, digits, - and _ only.
[[nodiscard]] bool isMediaId(std::string_view text);
[[nodiscard]] Result<MxcUri> parseMxcUri(std::string_view text);

} // namespace hearth::matrix

template <class Tag>
struct std::hash<hearth::matrix::Id<Tag>> {
    std::size_t operator()(const hearth::matrix::Id<Tag> &id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
