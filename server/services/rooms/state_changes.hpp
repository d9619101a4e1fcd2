// SPDX-License-Identifier: Apache-2.0
// StateChanges: what an event does to the current state of its room, entry by entry. A state event
// of a line changes its own entry; where branches meet an event may change any, or none.
#pragma once

#include "server/matrix/event.hpp"
#include "server/store/nid.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hearth::services {

/// (type, state_key) of an entry of the state.
using StateKey = std::pair<std::string, std::string>;
struct StateKeyLess {
    using is_transparent = void;
    using Text = std::pair<std::string_view, std::string_view>;
    template <class A, class B>
    bool operator()(const A &a, const B &b) const {
        return Text(a.first, a.second) < Text(b.first, b.second);
    }
};

/// One entry of the state, before and after.
struct ChangedEntry {
    StateKey key;
    store::EventNid before{};  // 0: nothing stood there
    store::EventNid after{};   // 0: state resolution took the entry away
    matrix::EventPtr previous; // of before; null with it
    matrix::EventPtr event;    // of after; null with it
    store::UserNid sender{};   // of event

    // Of m.room.member only.
    store::UserNid target{}; // whom the entry is about
    bool local = false;      // a user of this server
    matrix::Membership was = matrix::Membership::None;
    matrix::Membership now = matrix::Membership::None;

    [[nodiscard]] bool isMember() const { return static_cast<bool>(target); }
    [[nodiscard]] bool joins() const {
        return now == matrix::Membership::Join && was != matrix::Membership::Join;
    }
    [[nodiscard]] bool leaves() const {
        return was == matrix::Membership::Join && now != matrix::Membership::Join;
    }
};

/// Each key at most once.
using StateChanges = std::vector<ChangedEntry>;

} // namespace hearth::services
