// SPDX-License-Identifier: Apache-2.0
// Digests, random bytes and comparison that takes the same time for every input.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace hearth::crypto {

[[nodiscard]] std::string sha256(std::string_view bytes); // 32 bytes
/// The same for content that comes in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    void add(std::string_view bytes);
    [[nodiscard]] std::string finish(); // once

private:
    struct Context;
    std::unique_ptr<Context> m_context;
};
[[nodiscard]] std::string sha1(std::string_view bytes); // 20 bytes; only old room versions need it
[[nodiscard]] std::string hmacSha1(std::string_view key, std::string_view text); // 20 bytes
[[nodiscard]] std::string hmacSha256(std::string_view key, std::string_view text);
[[nodiscard]] std::string randomBytes(std::size_t count);
/// Letters and digits, about 5.95 bits each.
[[nodiscard]] std::string randomToken(std::size_t length);
[[nodiscard]] bool equalInConstantTime(std::string_view a, std::string_view b);

} // namespace hearth::crypto
