// SPDX-License-Identifier: Apache-2.0
// What rooms ask of those who stand above them: profiles, account data, application services.
#pragma once

#include "server/core/json.hpp"
#include "server/store/nid.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace hearth::services {

struct Requester;

struct MemberProfile {
    std::optional<std::string> displayName;
    std::optional<std::string> avatarUrl;
};

/// Told when a name or picture of a local user has changed, in the call that changes it. nullopt:
/// the user has none any more.
class ProfileListener {
public:
    virtual ~ProfileListener() = default;
    virtual void onProfileChanged(const Requester &user,
                                  const std::optional<std::string> &displayName,
                                  const std::optional<std::string> &avatarUrl) = 0;
};

/// Thread-safe; answers from memory when warm.
class ProfileSource {
public:
    virtual ~ProfileSource() = default;
    /// Of a local user; empty for others.
    virtual MemberProfile memberProfile(store::UserNid user) = 0;
    /// Listeners call this when they are made, before the first request.
    virtual void addListener(ProfileListener &listener) = 0;
};

/// Application services that own names of rooms. Thread-safe.
class AliasOwners {
public:
    virtual ~AliasOwners() = default;
    /// Whether an alias belongs to an application service other than the requester's.
    [[nodiscard]] virtual bool isReserved(const Requester &requester, std::string_view alias) = 0;
    /// Asks those who own an alias that nobody knows; true: look again. Throws Later meanwhile.
    [[nodiscard]] virtual bool anyKnowsAlias(std::string_view alias) = 0;
};

/// Ids of m.ignored_user_list.
using IgnoredUsers = std::unordered_set<std::string>;

/// Thread-safe; answers from memory when warm.
class AccountDataSource {
public:
    virtual ~AccountDataSource() = default;
    /// Global account data (m.invite_permission_config, m.direct …).
    virtual std::optional<json::object> globalAccountData(store::UserNid user,
                                                          std::string_view type) = 0;
    [[nodiscard]] virtual std::shared_ptr<const IgnoredUsers> ignoredUsers(store::UserNid user) = 0;
    /// After an upgrade: copies tags, m.direct entries and room push rules to the new room.
    virtual void carryOver(store::UserNid user, store::RoomNid from, store::RoomNid to) = 0;
};

} // namespace hearth::services
