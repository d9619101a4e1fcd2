// SPDX-License-Identifier: Apache-2.0
// Local accounts: passwords, flags, third-party ids, external ids, rate-limit overrides.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct RateOverride {
    std::int64_t messagesPerSecond = 0;
    std::int64_t burstCount = 0;
};

struct Account {
    UserNid nid{};
    std::string userId;
    std::string passwordHash; // empty: no password
    Timestamp created = 0;
    bool guest = false;
    bool admin = false;
    bool deactivated = false;
    bool erased = false;
    bool locked = false;
    bool suspended = false;
    bool shadowBanned = false;
    bool approved = true;
    std::string userType;
    std::string appservice; // id of the application service that made it
    std::string consentVersion;
    /// Message rate limit set by an administrator; both 0: no limit. Not written by update().
    std::optional<RateOverride> rateOverride;
};

struct Threepid {
    std::string medium;
    std::string address;
    Timestamp validated = 0;
    Timestamp added = 0;
};

struct ExternalId {
    std::string provider;
    std::string id;
};

/// What the administrator's list of accounts asks for.
struct AccountFilter {
    std::int64_t from = 0;
    std::int64_t limit = 100;
    std::string userId; // part of the user id
    std::string name;   // part of localpart or display name
    std::optional<bool> guests;
    std::optional<bool> deactivated;
    std::optional<bool> locked;
    std::optional<bool> admins;
    std::optional<bool> approved;
    std::vector<std::string> notUserTypes; // "" is: no type
    std::string orderBy = "name";
    bool descending = false;
    bool figures = false; // count devices and media too
};

struct ListedAccount {
    Account account;
    std::optional<std::string> displayName;
    std::optional<std::string> avatarUrl;
    std::optional<Timestamp> lastSeen;
    std::int64_t devices = 0;    ///< only with AccountFilter::figures
    std::int64_t mediaBytes = 0; ///< uploaded here; only with AccountFilter::figures
};

namespace accounts {
[[nodiscard]] std::optional<Account> find(Reader &reader, UserNid user);
/// User ids that differ from userId in case only, itself included.
[[nodiscard]] std::vector<std::string> findIgnoringCase(Reader &reader, std::string_view userId);
/// False if there is one already.
[[nodiscard]] bool create(Transaction &tx, const Account &account);
/// Writes everything except userId and created.
void update(Transaction &tx, const Account &account);
[[nodiscard]] std::optional<Timestamp> lastSeen(Reader &reader, UserNid user);
[[nodiscard]] std::int64_t count(Reader &reader);
[[nodiscard]] std::int64_t countSeenSince(Reader &reader, Timestamp since);
/// Deactivated accounts that have not left all their rooms.
[[nodiscard]] std::vector<UserNid> deactivatedInRooms(Reader &reader);
/// The next accounts in the order of their numbers.
[[nodiscard]] std::vector<UserNid> after(Reader &reader, UserNid last, std::int64_t limit);
[[nodiscard]] std::vector<ListedAccount> list(Reader &reader, const AccountFilter &filter,
                                              std::int64_t &total);

[[nodiscard]] std::vector<Threepid> threepids(Reader &reader, UserNid user);
[[nodiscard]] UserNid findByThreepid(Reader &reader, std::string_view medium,
                                     std::string_view address);
void addThreepid(Transaction &tx, UserNid user, const Threepid &threepid);
bool removeThreepid(Transaction &tx, UserNid user, std::string_view medium,
                    std::string_view address);

[[nodiscard]] std::vector<ExternalId> externalIds(Reader &reader, UserNid user);
[[nodiscard]] UserNid findByExternalId(Reader &reader, std::string_view provider,
                                       std::string_view id);
void setExternalIds(Transaction &tx, UserNid user, const std::vector<ExternalId> &ids);

void setRateOverride(Transaction &tx, UserNid user, const std::optional<RateOverride> &value);
} // namespace accounts

} // namespace hearth::store
