// SPDX-License-Identifier: Apache-2.0
// The options of all commands.
#pragma once

#include "app/api/types.hpp"

#include <QCommandLineParser>

namespace hearth::app::ctl {

void addOptions(QCommandLineParser &parser);

/// "yes", "no" and "any"; nothing for other words.
[[nodiscard]] std::optional<Filter> filterFrom(const QString &word);
/// The column a list is sorted by, as in the answers of the server: "name", "creation_ts", ….
[[nodiscard]] std::optional<UserOrder> userOrderFrom(const QString &word);
[[nodiscard]] std::optional<RoomOrder> roomOrderFrom(const QString &word);

} // namespace hearth::app::ctl
