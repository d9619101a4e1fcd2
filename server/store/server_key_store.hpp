// SPDX-License-Identifier: Apache-2.0
// Keys that other servers sign with.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct ServerKey {
    std::string keyId;     // "ed25519:a_abcd"
    std::string publicKey; // 32 bytes
    Timestamp validUntil = 0;
    std::optional<Timestamp> expired; // its server does not use it any more
    Timestamp fetched = 0;
    std::string body; // JSON of what its server published it with, signed by that server only
};

namespace server_keys {
[[nodiscard]] std::vector<ServerKey> of(Reader &reader, std::string_view server);
/// Adds keys and prolongs known ones. What was known about the same key is never shortened, and
/// keys that are not named stay.
void put(Transaction &tx, std::string_view server, const std::vector<ServerKey> &keys);
} // namespace server_keys

} // namespace hearth::store
