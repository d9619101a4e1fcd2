// SPDX-License-Identifier: Apache-2.0
// Words and icons for rooms.
#pragma once

#include <QString>

namespace hearth::app {
struct DeletionStatus;
struct Room;
} // namespace hearth::app

namespace hearth::ui {

/// Space, open to everybody, or closed.
QString roomIcon(const app::Room &room);
/// "#news" of "#news:example.org"; whole for rooms of other servers.
QString shortAlias(const app::Room &room, const QString &ownServer);
/// "Only people who are invited"
QString whoCanJoinText(const QString &joinRule);
/// "Members, from when they join"
QString historyText(const QString &visibility);
/// "Owner", "Moderator", "Member"
QString powerText(int level);
/// What must be typed before the room is deleted.
QString nameToType(const app::Room &room);
/// "Taking the people out"
QString deletionText(const app::DeletionStatus &status);
/// Versions before 10 have known weaknesses.
bool isOldVersion(const QString &version);

} // namespace hearth::ui
