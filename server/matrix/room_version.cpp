// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/room_version.hpp"

#include <algorithm>
#include <array>

namespace hearth::matrix {
namespace {

constexpr RoomVersion base{.id = "1",
                           .eventIdFormat = EventIdFormat::Explicit,
                           .stateResolution = StateResolution::V1,
                           .strictCanonicalJson = false,
                           .aliasesAuthRule = true,
                           .keyValidity = false,
                           .notificationsPowerLevels = false,
                           .knock = false,
                           .restrictedJoin = false,
                           .redactKeepsAuthorisedVia = false,
                           .knockRestricted = false,
                           .integerPowerLevels = false,
                           .updatedRedaction = false,
                           .implicitCreator = false,
                           .privilegedCreators = false,
                           .roomIdIsCreateHash = false};

/// Each version is the one before it and its changes.
constexpr std::array<RoomVersion, 12> makeVersions() {
    std::array<RoomVersion, 12> all{};
    constexpr std::array<std::string_view, 12> ids{"1", "2", "3", "4",  "5",  "6",
                                                   "7", "8", "9", "10", "11", "12"};
    RoomVersion version = base;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t number = i + 1;
        version.id = ids[i];
        if (number == 2)
            version.stateResolution = StateResolution::V2;
        if (number == 3)
            version.eventIdFormat = EventIdFormat::HashBase64;
        if (number == 4)
            version.eventIdFormat = EventIdFormat::HashUrlSafe;
        if (number == 5)
            version.keyValidity = true;
        if (number == 6) {
            version.strictCanonicalJson = true;
            version.aliasesAuthRule = false;
            version.notificationsPowerLevels = true;
        }
        if (number == 7)
            version.knock = true;
        if (number == 8)
            version.restrictedJoin = true;
        if (number == 9)
            version.redactKeepsAuthorisedVia = true;
        if (number == 10) {
            version.knockRestricted = true;
            version.integerPowerLevels = true;
        }
        if (number == 11) {
            version.updatedRedaction = true;
            version.implicitCreator = true;
        }
        if (number == 12) {
            version.stateResolution = StateResolution::V21;
            version.privilegedCreators = true;
            version.roomIdIsCreateHash = true;
        }
        all[i] = version;
    }
    return all;
}

constexpr auto versions = makeVersions();

} // namespace

const RoomVersion *findRoomVersion(std::string_view id) {
    const auto *const found = std::find_if(versions.begin(), versions.end(),
                                           [id](const RoomVersion &v) { return v.id == id; });
    return found == versions.end() ? nullptr : found;
}

std::span<const RoomVersion> roomVersions() {
    return versions;
}

} // namespace hearth::matrix
