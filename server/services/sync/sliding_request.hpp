// SPDX-License-Identifier: Apache-2.0
// What a simplified sliding sync asks for (MSC4186, in the form that clients use today).
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"
#include "server/services/sync/wanted_state.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

/// How much of a room a client wants. What several lists want is put together.
struct SlidingWish {
    std::int64_t timelineLimit = 0;
    WantedState::Ptr state = WantedState::nothing();

    void add(const SlidingWish &other, WantedUnions &unions);
    [[nodiscard]] bool wants(std::string_view type, std::string_view key,
                             std::string_view self) const {
        return state->wants(type, key, self);
    }
    [[nodiscard]] bool lazyMembers() const { return state->has("m.room.member", "$LAZY"); }
};

/// What one request may ask for; more is refused. Clients ask for some twenty pairs.
namespace sliding_bounds {
inline constexpr std::size_t connectionName = 255; // bytes
inline constexpr std::size_t lists = 100;
inline constexpr std::size_t rooms = 1000; // subscriptions
inline constexpr std::size_t ranges = 20;  // of one list
inline constexpr std::size_t pairs = 500;  // required_state of one list or room
inline constexpr std::size_t allPairs = 5000;
inline constexpr std::size_t names = 1000; // in any other list of names
} // namespace sliding_bounds

struct SlidingFilter {
    std::optional<bool> isDirect;
    std::optional<bool> isInvite;
    std::optional<bool> isEncrypted;
    std::optional<std::set<std::string>> roomTypes; // "" stands for null
    std::set<std::string> notRoomTypes;
    std::optional<std::set<std::string>> spaces;
    std::optional<std::set<std::string>> tags;
    std::set<std::string> notTags;
    std::optional<std::string> nameLike; // in folded case
};

struct SlidingList {
    std::string name;
    // Both ends belong to a range. In order; what overlapped is one range.
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    SlidingWish wish;
    SlidingFilter filter;
};

/// The rooms that an extension tells about: those of lists and those subscribed to. None given
/// stands for all.
struct SlidingScope {
    std::optional<std::set<std::string>> lists;
    std::optional<std::set<std::string>> rooms;
    [[nodiscard]] bool all() const { return !lists && !rooms; }
};

struct SlidingExtensions {
    bool toDevice = false;
    std::optional<std::int64_t> toDeviceSince;
    bool encryption = false;
    bool accountData = false;
    bool receipts = false;
    bool typing = false;
    SlidingScope accountDataOf;
    SlidingScope receiptsOf;
    SlidingScope typingOf;
};

struct SlidingRequest {
    Requester requester;
    std::string connection;
    std::string pos; // empty: a new connection
    std::vector<SlidingList> lists;
    std::map<std::string, SlidingWish> rooms; // subscriptions by room id
    SlidingExtensions extensions;
};

/// Throws 400 M_BAD_JSON or M_INVALID_PARAM.
[[nodiscard]] SlidingRequest parseSlidingRequest(const json::object &body);

} // namespace hearth::services
