// SPDX-License-Identifier: Apache-2.0
// The server's signing key, which others know it by: it is never replaced by accident.
#pragma once

#include "server/config/settings.hpp"
#include "server/crypto/signing_key.hpp"

#include <optional>

namespace hearth::store {
class Database;
}

namespace hearth::daemon {

/// The key in signing_key_path; nothing if there is no such file. Throws Fatal where the file
/// cannot be used.
[[nodiscard]] std::optional<crypto::SigningKey> readSigningKey(const config::Settings &settings);

/// The key that the server signs with from now on. A new one is made only for a database that
/// nobody has used, and only where no other key lies beside the missing one. Throws Fatal; also if
/// it is another key than that of the last start and old_signing_keys does not name the former.
[[nodiscard]] crypto::SigningKey openSigningKey(const config::Settings &settings,
                                                store::Database &database);

} // namespace hearth::daemon
