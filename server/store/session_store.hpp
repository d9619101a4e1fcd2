// SPDX-License-Identifier: Apache-2.0
// Tokens: access, refresh, login and OpenID. Only their SHA-256 is stored.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

struct AccessToken {
    std::int64_t id = 0;
    UserNid user{};
    DeviceNid device{};
    std::string deviceId;
    std::optional<Timestamp> expires;
    UserNid puppeteer{};        // administrator who logged in as the user
    std::int64_t refreshId = 0; // refresh token it was given out with
    bool used = false;
};

struct RefreshToken {
    std::int64_t id = 0;
    UserNid user{};
    DeviceNid device{};
    std::int64_t family = 0; // id of the first one of this sign-in
    std::int64_t next = 0;   // its successor, once it was used
    std::optional<Timestamp> expires;
    std::optional<Timestamp> sessionExpires; // for it and its successors
};

/// The sign-in that something was asked for with; it ends when the sign-in ends.
struct Origin {
    DeviceNid device{};
    std::int64_t accessId = 0; // only counts without a device: access tokens are renewed
};

namespace sessions {
[[nodiscard]] std::optional<AccessToken> findAccess(Reader &reader, std::string_view hash);
std::int64_t addAccess(Transaction &tx, std::string_view hash, const AccessToken &token,
                       Timestamp now);
void markUsed(Transaction &tx, std::int64_t accessId, Timestamp when);
// Whatever ends a sign-in also ends the login and OpenID tokens that were asked for with it, and,
// unless the device signs in anew, its delayed events.
/// The device signs in anew.
void removeOfDevice(Transaction &tx, UserNid user, DeviceNid device);
/// The device ends.
void endDevice(Transaction &tx, UserNid user, DeviceNid device);
/// Whether the device, or the token of one without device, is still signed in.
[[nodiscard]] bool isSignedIn(Reader &reader, UserNid user, DeviceNid device,
                              std::int64_t accessId);
/// A token without a device.
void removeAccess(Transaction &tx, std::int64_t id);
/// Access tokens given out with a refresh token.
void removeAccessOfRefresh(Transaction &tx, std::int64_t refreshId);
/// Refresh tokens that led to this one, and their access tokens.
void removePredecessors(Transaction &tx, std::int64_t refreshId);
/// Every token of one sign-in: a spent refresh token came again.
void removeFamily(Transaction &tx, const RefreshToken &spent);
/// All of a user's, but for those of one device.
void removeOfUser(Transaction &tx, UserNid user, DeviceNid keep);
/// Tokens with which an administrator acts as the user; they outlive the user's own sign-ins.
void removePuppeteersOf(Transaction &tx, UserNid user);
/// Tokens with which the user acts as others; gives those others.
[[nodiscard]] std::vector<UserNid> removePuppetsOf(Transaction &tx, UserNid user);

[[nodiscard]] std::optional<RefreshToken> findRefresh(Reader &reader, std::string_view hash);
std::int64_t addRefresh(Transaction &tx, std::string_view hash, const RefreshToken &token,
                        Timestamp now);
void setNext(Transaction &tx, std::int64_t refreshId, std::int64_t next, Timestamp when);
void removeRefresh(Transaction &tx, std::int64_t id);
/// Whether an access token of this refresh token, or its successor, was used.
[[nodiscard]] bool wasUsed(Reader &reader, std::int64_t refreshId);

void addLogin(Transaction &tx, std::string_view hash, UserNid user, const Origin &origin,
              Timestamp expires);
/// Whose token it is, without spending it. No user if unknown, spent or expired.
[[nodiscard]] UserNid findLogin(Reader &reader, std::string_view hash, Timestamp now);
/// Takes the token out: it holds once. No user if unknown, spent or expired.
[[nodiscard]] UserNid takeLogin(Transaction &tx, std::string_view hash, Timestamp now);

/// most: so many of a user stay, the newest.
void addOpenId(Transaction &tx, std::string_view hash, UserNid user, const Origin &origin,
               Timestamp expires, std::int64_t most);
[[nodiscard]] UserNid findOpenId(Reader &reader, std::string_view hash, Timestamp now);

void removeExpired(Transaction &tx, Timestamp now);
} // namespace sessions

} // namespace hearth::store
