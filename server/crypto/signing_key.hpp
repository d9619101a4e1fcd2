// SPDX-License-Identifier: Apache-2.0
// SigningKey: an Ed25519 key pair with its Matrix key id ("ed25519:a_abcd").
#pragma once

#include "server/core/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace hearth::crypto {

/// Thread-safe after construction: sign() may run on several threads at once.
class SigningKey {
public:
    [[nodiscard]] static SigningKey generate(std::string_view version = {});
    /// One line as Synapse writes it: "ed25519 a_abcd <unpadded base64 seed>".
    [[nodiscard]] static Result<SigningKey> parse(std::string_view line);
    [[nodiscard]] static Result<SigningKey> fromSeed(std::string_view version,
                                                     std::string_view seed); // 32 bytes
    [[nodiscard]] std::string serialize() const;

    [[nodiscard]] const std::string &keyId() const { return m_keyId; } // "ed25519:a_abcd"
    [[nodiscard]] std::string publicKey() const;                       // 32 bytes
    [[nodiscard]] std::string sign(std::string_view message) const;    // 64 bytes

    SigningKey(SigningKey &&) noexcept;
    SigningKey &operator=(SigningKey &&) noexcept;
    ~SigningKey();

private:
    struct Impl;
    explicit SigningKey(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
    std::string m_keyId;
};

[[nodiscard]] bool verifyEd25519(std::string_view publicKey, std::string_view message,
                                 std::string_view signature);

} // namespace hearth::crypto
