// SPDX-License-Identifier: Apache-2.0
// Numeric ids: every name (user, room, event, …) is interned once and stored as a 64-bit integer.
// A nid is identity, never order; order is a Position.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace hearth::store {

template <class Tag>
struct Nid {
    std::int64_t value = 0; // 0 = none
    explicit operator bool() const { return value != 0; }
    friend bool operator==(const Nid &, const Nid &) = default;
    friend auto operator<=>(const Nid &, const Nid &) = default;
};

using ServerNid = Nid<struct ServerNidTag>;
using UserNid = Nid<struct UserNidTag>;
using RoomNid = Nid<struct RoomNidTag>;
using TypeNid = Nid<struct TypeNidTag>;
using StateKeyNid = Nid<struct StateKeyNidTag>; // one for each (type, state_key)
using EventNid = Nid<struct EventNidTag>;
using DeviceNid = Nid<struct DeviceNidTag>;
using StateGroupNid = Nid<struct StateGroupNidTag>;

/// Place in the one order of all durable changes (architecture: "gpos"). Given inside the commit.
struct Position {
    std::int64_t value = 0;
    friend bool operator==(const Position &, const Position &) = default;
    friend auto operator<=>(const Position &, const Position &) = default;
};

} // namespace hearth::store

template <class Tag>
struct std::hash<hearth::store::Nid<Tag>> {
    std::size_t operator()(const hearth::store::Nid<Tag> &nid) const noexcept {
        return std::hash<std::int64_t>{}(nid.value);
    }
};
