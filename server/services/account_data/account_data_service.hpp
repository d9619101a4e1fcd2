// SPDX-License-Identifier: Apache-2.0
// AccountDataService: what clients keep with their account: global data, data of rooms, tags.
#pragma once

#include "server/core/json.hpp"
#include "server/services/live/user_cache.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/store/account_data_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::services {

class Changes;
class PushRuleService;

/// Thread-safe. Only who is ignored is kept in memory: all that one person stores may be MiB, so
/// that nothing but /sync and administrators reads the whole.
class AccountDataService final : public AccountDataSource {
public:
    AccountDataService(store::Database &database, Changes &changes, PushRuleService &pushRules);

    // ---- For other services ---------------------------------------------------------------------
    std::optional<json::object> globalAccountData(store::UserNid user,
                                                  std::string_view type) override;
    void carryOver(store::UserNid user, store::RoomNid from, store::RoomNid to) override;
    /// After all data of a user was removed elsewhere.
    void forget(store::UserNid user);
    [[nodiscard]] std::shared_ptr<const IgnoredUsers> ignoredUsers(store::UserNid user) override;
    /// Global and of rooms: for administrators and for /sync. What is much is only read on the lane
    /// for that (core/lane), like what changed.
    [[nodiscard]] std::vector<store::AccountDatum> all(store::UserNid user);
    [[nodiscard]] std::vector<store::AccountDatum> ofRoom(store::UserNid user, store::RoomNid room);
    [[nodiscard]] std::vector<store::AccountDatum>
    changed(store::UserNid user, store::Position after, store::Position upTo);

    // ---- For clients ----------------------------------------------------------------------------
    /// Throws 404 M_NOT_FOUND. room 0: global.
    [[nodiscard]] json::object get(store::UserNid user, store::RoomNid room, std::string_view type);
    /// Throws 405 M_BAD_JSON for types that have an API of their own.
    void set(store::UserNid user, store::RoomNid room, std::string_view type,
             const json::object &content);
    void remove(store::UserNid user, store::RoomNid room, std::string_view type);
    /// Without the check of set(): for the fully read marker.
    void setTrusted(store::UserNid user, store::RoomNid room, std::string_view type,
                    const json::object &content);

    [[nodiscard]] json::object tags(store::UserNid user, store::RoomNid room);
    void setTag(store::UserNid user, store::RoomNid room, std::string_view tag,
                const json::object &content);
    void removeTag(store::UserNid user, store::RoomNid room, std::string_view tag);

private:
    void count(store::Transaction &tx, store::UserNid user, const store::AccountDatum &datum,
               bool limited);
    void put(store::Transaction &tx, store::UserNid user, store::RoomNid room,
             std::string_view type, std::optional<std::string> body, bool limited = true);
    void editTags(store::Transaction &tx, store::UserNid user, store::RoomNid room,
                  const std::function<void(json::object &)> &edit);

    store::Database &m_database;
    Changes &m_changes;
    PushRuleService &m_pushRules;
    UserCache<IgnoredUsers> m_ignored;
};

} // namespace hearth::services
