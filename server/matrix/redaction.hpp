// SPDX-License-Identifier: Apache-2.0
// What redaction leaves of an event, and the hashes built on it (spec server-server, "Signing
// Events"; "Redactions" of each room version). redact() itself is declared in event.hpp.
#pragma once

#include "server/matrix/event.hpp"

#include <string>
#include <string_view>

namespace hearth::matrix {

/// 32 bytes over the whole event but hashes, signatures and unsigned.
[[nodiscard]] std::string contentHash(const json::object &pdu);
/// Whether hashes.sha256 is the content hash. If not, a server has to work with the redacted event.
[[nodiscard]] bool hasGoodContentHash(const json::object &pdu);
/// The bytes that a signature of the event covers; their SHA-256 is the reference hash.
[[nodiscard]] std::string signedBytes(const RoomVersion &version, const json::object &pdu);
/// What redaction leaves of the content of an event of a type.
[[nodiscard]] json::object redactContent(const RoomVersion &version, std::string_view type,
                                         const json::object &content);
/// 32 bytes over the redacted event; the event id of v3+.
[[nodiscard]] std::string referenceHash(const RoomVersion &version, const json::object &pdu);
/// For v3+ only.
[[nodiscard]] EventId eventIdFromHash(const RoomVersion &version, std::string_view hash);

} // namespace hearth::matrix
