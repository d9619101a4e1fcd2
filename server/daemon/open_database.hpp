// SPDX-License-Identifier: Apache-2.0
// The database that the settings name.
#pragma once

#include "server/config/settings.hpp"
#include "server/daemon/fatal.hpp"
#include "server/store/database.hpp"

#include <memory>

namespace hearth::daemon {

/// Throws Fatal.
[[nodiscard]] std::unique_ptr<store::Database> openDatabase(const config::Settings &settings);
/// What went wrong, in words for people.
[[nodiscard]] Fatal databaseFatal(const store::DatabaseError &error,
                                  const config::Settings &settings);

} // namespace hearth::daemon
