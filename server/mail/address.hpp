// SPDX-License-Identifier: Apache-2.0
// Addresses of e-mail: in the form in which they are kept and compared, and as settings write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hearth::mail {

/// "Local.Part@Example.ORG" → "local.part@example.org" (MSC2265: the local part folded, the domain
/// in lower case). Nothing for what is no address, or could break out of a header or an SMTP
/// command: control characters, spaces, brackets, several @, under 3 or over 500 bytes.
[[nodiscard]] std::optional<std::string> canonicalAddress(std::string_view text);

/// A name and an address: Hearth <noreply@example.org>.
struct Mailbox {
    std::string name; // may be empty
    std::string address;
};

/// Name <address>, "Name" <address> or an address alone.
[[nodiscard]] std::optional<Mailbox> parseMailbox(std::string_view text);

} // namespace hearth::mail
