// SPDX-License-Identifier: Apache-2.0
// What differs between room versions 1 to 12 (spec, "Room Versions"), as one table.
#pragma once

#include <span>
#include <string_view>

namespace hearth::matrix {

enum class EventIdFormat { Explicit, HashBase64, HashUrlSafe }; // v1–2, v3, v4+
enum class StateResolution { V1, V2, V21 };

struct RoomVersion {
    std::string_view id;
    EventIdFormat eventIdFormat;
    StateResolution stateResolution;
    bool strictCanonicalJson;      // v6+
    bool aliasesAuthRule;          // v1–5: m.room.aliases special case
    bool keyValidity;              // v5+
    bool notificationsPowerLevels; // v6+
    bool knock;                    // v7+
    bool restrictedJoin;           // v8+
    bool redactKeepsAuthorisedVia; // v9+
    bool knockRestricted;          // v10+
    bool integerPowerLevels;       // v10+
    bool updatedRedaction;         // v11+: redacts in content, create kept whole, …
    bool implicitCreator;          // v11+: no content.creator
    bool privilegedCreators;       // v12+: creators have infinite power
    bool roomIdIsCreateHash;       // v12+: "!" + reference hash of the create event
};

/// nullptr for a version we do not know.
[[nodiscard]] const RoomVersion *findRoomVersion(std::string_view id);
[[nodiscard]] std::span<const RoomVersion> roomVersions();

} // namespace hearth::matrix
