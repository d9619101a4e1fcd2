// SPDX-License-Identifier: Apache-2.0
// What belongs to a person: every table of the schema stands in one of the lists below, so a new
// one does not slip through when an account ends (a test reads the schema and compares).
#pragma once

#include "server/store/database.hpp"

#include <span>
#include <string_view>

namespace hearth::store {

/// When rows of a person go.
enum class PersonalFate {
    Closing, // when the account is deactivated
    Erasure, // when its owner asked for erasure too
    Stays,   // `why` says for what reason
};

struct PersonalTable {
    std::string_view table;
    std::string_view
        column; // whose: a user_nid, or the device_nid or pusher_nid of one of the user's
    PersonalFate fate = PersonalFate::Closing;
    std::string_view why = {};
};

/// Tables with rows of persons, in the order in which rows go: what hangs on a device before it.
[[nodiscard]] std::span<const PersonalTable> personalTables();
/// Tables about rooms, servers and the program itself.
[[nodiscard]] std::span<const std::string_view> impersonalTables();

/// The end of an account. erase: its owner wants to be forgotten.
void removePersonalData(Transaction &tx, UserNid user, bool erase);

/// The m.room.member events about a user in a room, the present one included.
[[nodiscard]] std::vector<EventNid> memberEventsOf(Reader &reader, RoomNid room, UserNid user);
/// Puts the redacted form in the place of an event.
void replaceEventBody(Transaction &tx, EventNid event, std::string_view body);
/// What the lists of members say of a user: nothing but the membership.
void forgetMemberNames(Transaction &tx, UserNid user);

} // namespace hearth::store
