// SPDX-License-Identifier: Apache-2.0
// Letter: one e-mail as a value, and as the text that goes over the wire (RFC 5322, 2045, 2047).
#pragma once

#include "server/core/clock.hpp"
#include "server/mail/address.hpp"

#include <string>
#include <string_view>

namespace hearth::mail {

struct Letter {
    Mailbox from;
    std::string to; // an address alone
    std::string subject;
    std::string text;      // plain, UTF-8
    std::string html;      // the same once more; may be empty
    std::string messageId; // without the angle brackets; the same each time it is sent again
    Timestamp date = 0;
    std::string unsubscribe; // address that ends such mail; empty where there is none to end
};

/// The whole message with CRLF. No field can begin another header: control characters become
/// spaces, and what is not ASCII is encoded.
[[nodiscard]] std::string toMime(const Letter &letter);
/// A header's text as ASCII: as it is, or as encoded words on folded lines.
[[nodiscard]] std::string encodedHeader(std::string_view text);
[[nodiscard]] std::string quotedPrintable(std::string_view text);
/// "Sat, 28 Nov 2026 22:11:34 +0000"
[[nodiscard]] std::string mailDate(Timestamp when);

} // namespace hearth::mail
