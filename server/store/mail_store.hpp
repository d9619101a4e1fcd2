// SPDX-License-Identifier: Apache-2.0
// Mail that waits to be sent, and proofs that somebody owns an address.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct QueuedMail {
    std::int64_t id = 0;
    std::string kind;
    std::string address;
    UserNid user{}; // 0: of nobody yet
    std::string lang;
    std::string data; // JSON object
    std::optional<std::string> proof;
    std::string messageId;
    Timestamp created = 0;
    std::int64_t attempts = 0;
    Timestamp next = 0;
};

namespace mails {
void add(Transaction &tx, const QueuedMail &mail);
/// The ones that are due, oldest first.
[[nodiscard]] std::vector<QueuedMail> due(Reader &reader, Timestamp now, std::int64_t limit);
[[nodiscard]] std::optional<Timestamp> nextDue(Reader &reader);
[[nodiscard]] std::int64_t count(Reader &reader);
void setNext(Transaction &tx, std::int64_t id, std::int64_t attempts, Timestamp next);
/// Nothing waits longer than until now.
void makeDue(Transaction &tx, Timestamp now);
void remove(Transaction &tx, std::int64_t id);
void removeOfProof(Transaction &tx, std::string_view proof);
} // namespace mails

/// A session of .../email/requestToken.
struct AddressProof {
    std::string id; // "sid"
    std::string address;
    std::string purpose;    // register, password, add
    std::string secretHash; // SHA-256 of client_secret
    std::int64_t sendAttempt = 0;
    std::optional<std::string> nextLink;
    Timestamp created = 0;
    std::optional<Timestamp> validated;
};

namespace proofs {
[[nodiscard]] std::optional<AddressProof> find(Reader &reader, std::string_view id);
/// The open one of a client for an address.
[[nodiscard]] std::optional<AddressProof> findOpen(Reader &reader, std::string_view address,
                                                   std::string_view purpose,
                                                   std::string_view secretHash);
void put(Transaction &tx, const AddressProof &proof);
void setValidated(Transaction &tx, std::string_view id, Timestamp when);
void addToken(Transaction &tx, std::string_view id, std::string_view hash, Timestamp expires);
/// When the token expires; nothing if there is no such token.
[[nodiscard]] std::optional<Timestamp> tokenExpiry(Reader &reader, std::string_view id,
                                                   std::string_view hash);
/// With its tokens and waiting mail.
void remove(Transaction &tx, std::string_view id);
void removeBefore(Transaction &tx, Timestamp created);
} // namespace proofs

struct PusherThrottle {
    RoomNid room{};
    Timestamp lastSent = 0;
    std::int64_t throttleMs = 0;
};

namespace throttles {
[[nodiscard]] std::vector<PusherThrottle> ofPusher(Reader &reader, std::int64_t pusher);
void put(Transaction &tx, std::int64_t pusher, const PusherThrottle &throttle);
/// Of pushers that are gone.
void removeOrphans(Transaction &tx);
} // namespace throttles

} // namespace hearth::store
