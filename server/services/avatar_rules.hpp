// SPDX-License-Identifier: Apache-2.0
// Which pictures people may show of themselves (max_avatar_size, allowed_avatar_mimetypes).
#pragma once

#include <string_view>

namespace hearth::config {
struct Settings;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

/// Throws 403 M_FORBIDDEN. url: an mxc: address.
void requireAvatarAllowed(const config::Settings &settings, store::Database &database,
                          std::string_view url);

} // namespace hearth::services
