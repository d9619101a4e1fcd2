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
inline constexpr std::string_view historyVisibility = "m.room.history_visibility";
inline constexpr std::string_view redaction = "m.room.redaction";

} // namespace hearth::matrix::event_type
