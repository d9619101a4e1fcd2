// SPDX-License-Identifier: Apache-2.0
// Names of the event types that the server itself gives meaning to.
#pragma once

#include <string_view>

namespace hearth::matrix::event_type {

inline constexpr std::string_view create = "m.room.create";
inline constexpr std::string_view member = "m.room.member";
inline constexpr std::string_view joinRules = "m.room.join_rules";
inline constexpr std::string_view powerLevels = "m.room.power_levels";
inline constexpr std::string_view thirdPartyInvite = "m.room.third_party_invite";
inline constexpr std::string_view aliases = "m.room.aliases";
inline constexpr std::string_view canonicalAlias = "m.room.canonical_alias";
inline constexpr std::string_view historyVisibility = "m.room.history_visibility";
inline constexpr std::string_view guestAccess = "m.room.guest_access";
inline constexpr std::string_view redaction = "m.room.redaction";
inline constexpr std::string_view message = "m.room.message";
inline constexpr std::string_view encrypted = "m.room.encrypted";
inline constexpr std::string_view encryption = "m.room.encryption";
inline constexpr std::string_view name = "m.room.name";
inline constexpr std::string_view topic = "m.room.topic";
inline constexpr std::string_view avatar = "m.room.avatar";
inline constexpr std::string_view pinnedEvents = "m.room.pinned_events";
inline constexpr std::string_view serverAcl = "m.room.server_acl";
inline constexpr std::string_view tombstone = "m.room.tombstone";
inline constexpr std::string_view reaction = "m.reaction";
inline constexpr std::string_view spaceChild = "m.space.child";
inline constexpr std::string_view spaceParent = "m.space.parent";

} // namespace hearth::matrix::event_type
