// SPDX-License-Identifier: Apache-2.0
// How hearthctl shows what it found: as JSON for programs, as lines for people.
#pragma once

#include "app/api/types.hpp"
#include "app/core/secrets.hpp"

#include <QJsonObject>

namespace hearth::app::ctl {

[[nodiscard]] QJsonObject toJson(const User &user);
[[nodiscard]] QJsonObject toJson(const UserDetails &details);
[[nodiscard]] QJsonObject toJson(const Device &device);
[[nodiscard]] QJsonObject toJson(const Room &room);
[[nodiscard]] QJsonObject toJson(const RoomDetails &details);
[[nodiscard]] QJsonObject toJson(const ServerStatus &status);

/// "administrator, locked"
[[nodiscard]] QString factsOf(const User &user);
/// Local time, or "never".
[[nodiscard]] QString timeText(qint64 ms);
[[nodiscard]] QString bytesText(qint64 bytes);
/// "Name          value"
[[nodiscard]] QString fact(const char *name, const QString &value);

/// Where the sign-in is kept, in one sentence and in one word.
[[nodiscard]] QString storageSentence(SecretStore::Storage storage);
[[nodiscard]] QString storageName(SecretStore::Storage storage);

} // namespace hearth::app::ctl
