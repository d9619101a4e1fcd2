// SPDX-License-Identifier: Apache-2.0
// What rooms ask of accounts and account data; implemented by those areas, or absent in tests.
#pragma once

#include "server/core/json.hpp"
#include "server/store/nid.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace hearth::services {

struct MemberProfile {
    std::optional<std::string> displayName;
    std::optional<std::string> avatarUrl;
};

/// Thread-safe; answers from memory when warm.
class ProfileSource {
public:
    virtual ~ProfileSource() = default;
    /// Of a local user; empty for others.
    virtual MemberProfile memberProfile(store::UserNid user) = 0;
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
