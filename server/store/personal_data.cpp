// SPDX-License-Identifier: Apache-2.0
// See personal_data.hpp. Where Synapse keeps or removes the same, so does this list.
#include "server/store/personal_data.hpp"

#include "server/store/sql.hpp"

#include <array>
#include <string>

namespace hearth::store {

namespace {

using enum PersonalFate;

constexpr std::string_view ofDevice = "device_nid";
constexpr std::string_view ofPusher = "pusher_nid";
constexpr std::string_view ofUser = "user_nid";

constexpr std::array personal{
    // Keys and messages of devices, then the devices.
    PersonalTable{"to_device", ofDevice},
    PersonalTable{"one_time_key", ofDevice},
    PersonalTable{"fallback_key", ofDevice},
    PersonalTable{"dehydrated_device", ofUser},
    PersonalTable{"device_key", ofUser},
    PersonalTable{"cross_signing_key", ofUser},
    PersonalTable{"key_signature", "signer_nid"},
    PersonalTable{"key_signature", "target_nid"},
    PersonalTable{"backup_key", ofUser},
    PersonalTable{"backup_version", ofUser},
    PersonalTable{"device", ofUser},
    // Ways to sign in, and what was signed in with.
    PersonalTable{"access_token", ofUser},
    PersonalTable{"access_token", "puppets_nid"},
    PersonalTable{"refresh_token", ofUser},
    PersonalTable{"login_token", ofUser},
    PersonalTable{"openid_token", ofUser},
    PersonalTable{"ui_auth_session", ofUser},
    PersonalTable{"threepid", ofUser},
    PersonalTable{"external_id", ofUser},
    // What the person's clients kept here.
    PersonalTable{"account_data", ofUser},
    PersonalTable{"account_data_use", ofUser},
    PersonalTable{"filter", ofUser},
    PersonalTable{"push_rule", ofUser},
    PersonalTable{"pusher_throttle", ofPusher},
    PersonalTable{"pusher", ofUser},
    PersonalTable{"mail", ofUser},
    PersonalTable{"delayed_event", ofUser},
    PersonalTable{"notif_count", ofUser},
    PersonalTable{"txn_client", ofUser},
    // Traces.
    PersonalTable{"presence", ofUser},
    PersonalTable{"user_ip", ofUser},
    PersonalTable{"monthly_active", ofUser},
    PersonalTable{"user_directory", ofUser},
    PersonalTable{"user_directory_word", ofUser},
    PersonalTable{"profile", ofUser, Erasure},
    // What is not the person's alone.
    PersonalTable{"account", ofUser, Stays,
                  "the name stays taken; the columns about the person are emptied"},
    PersonalTable{"users", ofUser, Stays, "the number behind an id that events name"},
    PersonalTable{"ratelimit_override", ofUser, Stays, "set by an administrator"},
    PersonalTable{"receipt", ofUser, Stays, "part of what the room shows"},
    PersonalTable{"member", ofUser, Stays, "part of the room; without names after erasure"},
    PersonalTable{"member", "sender_nid", Stays, "part of the room"},
    PersonalTable{"event", "sender_nid", Stays,
                  "part of the room; hidden after erasure from those who come later"},
    PersonalTable{"relation", "sender_nid", Stays, "part of the room"},
    PersonalTable{"to_device", "sender_nid", Stays, "others' messages"},
    PersonalTable{"room", "creator_nid", Stays, "part of the room"},
    PersonalTable{"room_alias", "creator_nid", Stays, "part of the room"},
    PersonalTable{"media", ofUser, Stays,
                  "shown in rooms; administrators can remove what a user uploaded"},
    PersonalTable{"event_report", "reporter_nid", Stays, "for those who moderate"},
    PersonalTable{"event_report", "target_nid", Stays, "for those who moderate"},
    PersonalTable{"user_report", "reporter_nid", Stays, "for those who moderate"},
    PersonalTable{"user_report", "target_nid", Stays, "for those who moderate"},
    PersonalTable{"task", "requester_nid", Stays, "what administrators ordered"},
    PersonalTable{"journal", ofUser, Stays, "numbers only; pruned with its age"},
    PersonalTable{"device_change", ofUser, Stays, "others' clients learn from it what is gone"},
    PersonalTable{"device_change", "only_for", Stays, "numbers only"},
    PersonalTable{"remote_device_list", ofUser, Stays, "of persons of other servers"},
    PersonalTable{"remote_device", ofUser, Stays, "of persons of other servers"},
};

constexpr auto impersonal = std::to_array<std::string_view>({"address_proof",
                                                             "address_proof_token",
                                                             "appservice_state",
                                                             "appservice_txn",
                                                             "back_extremity",
                                                             "blocked_room",
                                                             "chain",
                                                             "chain_link",
                                                             "counter",
                                                             "dest",
                                                             "dest_edu",
                                                             "dest_room",
                                                             "event_auth",
                                                             "event_edge",
                                                             "event_fail",
                                                             "event_json",
                                                             "event_type",
                                                             "fed_inbox",
                                                             "forgotten_room",
                                                             "fwd_extremity",
                                                             "partial_room",
                                                             "partial_server",
                                                             "policy_signature",
                                                             "quarantine_change",
                                                             "quarantined_hash",
                                                             "redaction",
                                                             "registration_token",
                                                             "room_network",
                                                             "room_retention",
                                                             "room_state",
                                                             "room_summary",
                                                             "search_word",
                                                             "server",
                                                             "server_key",
                                                             "server_value",
                                                             "state_delta",
                                                             "state_group",
                                                             "state_key",
                                                             "thumbnail",
                                                             "to_device_seen",
                                                             "txn_in",
                                                             "url_cache"});

} // namespace

std::span<const PersonalTable> personalTables() {
    return personal;
}

std::span<const std::string_view> impersonalTables() {
    return impersonal;
}

void removePersonalData(Transaction &tx, UserNid user, bool erase) {
    for (const PersonalTable &one : personal) {
        if (one.fate == Stays || (one.fate == Erasure && !erase))
            continue;
        std::string sql = "DELETE FROM " + std::string(one.table) + " WHERE ";
        if (one.column == ofDevice)
            sql += "device_nid IN (SELECT device_nid FROM device WHERE user_nid = $1)";
        else if (one.column == ofPusher)
            sql += "pusher_nid IN (SELECT pusher_nid FROM pusher WHERE user_nid = $1)";
        else
            sql += std::string(one.column) + " = $1";
        tx.post(sql, user);
    }
    if (!erase)
        return;
    tx.post("UPDATE account SET display_name = NULL, avatar = NULL, search_name = localpart,"
            " consent_version = NULL, consent_ts = NULL, last_seen_ts = NULL WHERE user_nid = $1",
            user);
}

std::vector<EventNid> memberEventsOf(Reader &reader, RoomNid room, UserNid user) {
    const auto key = reader.findStateKey("m.room.member", reader.userId(user));
    if (!key)
        return {};
    return collectNids<EventNid>(reader.query("SELECT new_nid FROM state_delta WHERE room_nid = $1"
                                              " AND skey_nid = $2 AND new_nid IS NOT NULL"
                                              " UNION SELECT event_nid FROM room_state"
                                              " WHERE room_nid = $1 AND skey_nid = $2",
                                              room, key));
}

void replaceEventBody(Transaction &tx, EventNid event, std::string_view body) {
    tx.post("UPDATE event_json SET codec = 0, body = $2 WHERE event_nid = $1", event, Blob{body});
}

void forgetMemberNames(Transaction &tx, UserNid user) {
    tx.post("UPDATE member SET display_name = NULL, avatar = NULL WHERE user_nid = $1", user);
}

} // namespace hearth::store
