// SPDX-License-Identifier: Apache-2.0
// What a simplified sliding sync asks for (MSC4186, in the form that clients use today).
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

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
    std::set<std::pair<std::string, std::string>> state; // type and key; "*", "$ME", "$LAZY"

    void add(const SlidingWish &other);
    /// Not for members that are only wanted lazily.
    [[nodiscard]] bool wants(std::string_view type, std::string_view key,
                             std::string_view self) const;
    [[nodiscard]] bool lazyMembers() const;
};

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
    std::vector<std::pair<std::size_t, std::size_t>> ranges; // both ends belong to it
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
