// SPDX-License-Identifier: Apache-2.0
// Profiles: display name, avatar and further fields of local users, from memory when warm
// (spec client-server, "Profiles").
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/store/database.hpp"

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class Accounts;

using ProfilePtr = std::shared_ptr<const json::object>;

/// Owned by the daemon. Thread-safe.
class Profiles final : public ProfileSource {
public:
    Profiles(Accounts &accounts, const config::Current &settings);
    void addListener(ProfileListener &listener) override { m_listeners.push_back(&listener); }

    /// All fields; empty for users without a profile. Never null.
    [[nodiscard]] ProfilePtr find(store::UserNid user);
    /// The number of a local user; 0 if there is none.
    [[nodiscard]] store::UserNid findUser(std::string_view userId);
    /// Throws unless a profile may have a field of this name.
    static void requireFieldName(std::string_view field);
    /// Throws if the field cannot have this value.
    void requireGoodValue(std::string_view field, const json::value &value) const;
    /// Throws 404 M_NOT_FOUND.
    [[nodiscard]] ProfilePtr get(std::string_view userId);
    MemberProfile memberProfile(store::UserNid user) override;

    /// Sets or (nullopt) removes a field, after checking that `by` may; throws the errors of the
    /// specification.
    void set(const Requester &by, std::string_view userId, std::string_view field,
             const std::optional<json::value> &value, bool propagate = true);

    /// The profile of a new account.
    void begin(store::Transaction &tx, store::UserNid user, const std::string &displayName);
    void deactivated(store::Transaction &tx, store::UserNid user, bool erase);
    void reactivated(store::Transaction &tx, store::UserNid user);
    /// Makes what is derived from a profile anew.
    void refresh(store::Transaction &tx, store::UserNid user);

private:
    void requireAllowed(const Requester &by, std::string_view userId, std::string_view field) const;
    void write(store::Transaction &tx, store::UserNid user, json::object fields,
               std::string_view changed);
    void remember(store::Transaction &tx, store::UserNid user, json::object fields);

    Accounts &m_accounts;
    const config::Current &m_settings;
    std::vector<ProfileListener *> m_listeners;
    std::shared_mutex m_mutex; // m_cache, m_generation
    std::unordered_map<store::UserNid, ProfilePtr> m_cache;
    std::uint64_t m_generation = 0;
};

} // namespace hearth::services
