// SPDX-License-Identifier: Apache-2.0
// Sessions of user-interactive authentication, and registration tokens.
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct UiaSession {
    std::string id;
    Timestamp created = 0;
    std::string operation;  // "POST /account/password"
    UserNid user{};         // whose it is; of a registration: the account that it made
    json::object body;      // what the request said that its repetitions may leave out
    json::object completed; // stage → result
    json::object data;      // kept by us: password_hash, registration_token, registered_ts
};

struct RegistrationToken {
    std::string token;
    std::optional<std::int64_t> usesAllowed;
    std::int64_t pending = 0;
    std::int64_t completed = 0;
    std::optional<Timestamp> expires;
};

namespace uia {
[[nodiscard]] std::optional<UiaSession> find(Reader &reader, std::string_view id);
void insert(Transaction &tx, const UiaSession &session);
/// Never brings back a session that is gone.
void update(Transaction &tx, const UiaSession &session);
/// False if it was not there: somebody else has spent it.
[[nodiscard]] bool remove(Transaction &tx, std::string_view id);
/// Sessions that a user has open, or (no user) that belong to nobody yet.
[[nodiscard]] std::int64_t count(Reader &reader, UserNid user);
/// Forgets sessions created before a time; gives back the pending uses of registration tokens.
void removeBefore(Transaction &tx, Timestamp before);
/// The same with the oldest of a user, or (no user) of those that belong to nobody yet.
void removeOldest(Transaction &tx, UserNid user, std::int64_t howMany);
/// What a user began to confirm, and registrations that could be repeated.
void removeOfUser(Transaction &tx, UserNid user);
} // namespace uia

namespace registration_tokens {
[[nodiscard]] std::vector<RegistrationToken> list(Reader &reader);
[[nodiscard]] std::optional<RegistrationToken> find(Reader &reader, std::string_view token);
/// False if there is one of that name.
[[nodiscard]] bool create(Transaction &tx, const RegistrationToken &token);
void update(Transaction &tx, const RegistrationToken &token);
[[nodiscard]] bool remove(Transaction &tx, std::string_view token);
} // namespace registration_tokens

} // namespace hearth::store
