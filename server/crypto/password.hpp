// SPDX-License-Identifier: Apache-2.0
// Password hashes: Argon2id for new ones, and bcrypt as Synapse writes them for imported accounts.
#pragma once

#include <string>
#include <string_view>

namespace hearth::crypto {

struct PasswordSettings {
    std::string pepper;         // Synapse's password_config.pepper, put behind the password
    unsigned memoryKiB = 19456; // Argon2id
    unsigned iterations = 2;
};

/// Slow on purpose: call it on the cpu pool. Gives an encoded "$argon2id$…". No more hashes run at
/// once than the machine has cores; further callers wait, so that memory stays bounded.
[[nodiscard]] std::string hashPassword(std::string_view password, const PasswordSettings &settings);
/// Understands $argon2id$ and $2a$/$2b$/$2y$.
[[nodiscard]] bool verifyPassword(std::string_view password, std::string_view hash,
                                  const PasswordSettings &settings);
/// Whether a hash that just verified should be replaced by hashPassword's.
[[nodiscard]] bool needsRehash(std::string_view hash, const PasswordSettings &settings);

} // namespace hearth::crypto
