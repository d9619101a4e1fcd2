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
    json::object body;      // of the request, without "auth"
    json::object completed; // stage → result
    json::object data;      // kept by us: registered_user, registration_token
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
void save(Transaction &tx, const UiaSession &session);
void remove(Transaction &tx, std::string_view id);
/// Forgets sessions created before a time; gives back the pending uses of registration tokens.
void removeBefore(Transaction &tx, Timestamp before);
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
