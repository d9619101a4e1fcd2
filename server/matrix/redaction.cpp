// SPDX-License-Identifier: Apache-2.0
// Redaction of events and the two hashes that depend on it.
#include "server/matrix/redaction.hpp"

#include "server/core/base64.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"

#include <algorithm>
#include <array>

namespace hearth::matrix {
namespace {

// spec v1.19 rooms, "Redactions": members of the event that stay in every version, and those that
// stay before version 11.
constexpr std::array<std::string_view, 12> keptMembers{
    "event_id", "type",  "room_id",     "sender",      "state_key",  "content",
    "hashes",   "depth", "prev_events", "auth_events", "signatures", "origin_server_ts"};
constexpr std::array<std::string_view, 3> keptBeforeV11{"prev_state", "origin", "membership"};

constexpr std::array<std::string_view, 8> keptPowerLevels{
    "ban", "events", "events_default", "kick", "redact", "state_default", "users", "users_default"};

constexpr std::array<std::string_view, 2> notSigned{"signatures", "unsigned"};
constexpr std::array<std::string_view, 3> notHashed{"hashes", "signatures", "unsigned"};

template <class Keys>
bool has(const Keys &keys, std::string_view key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

void keep(json::object &out, const json::object &in, std::string_view key) {
    if (const auto *value = in.if_contains(key))
        out.emplace(key, *value);
}

json::object redactMember(const RoomVersion &version, const json::object &content) {
    json::object out;
    keep(out, content, "membership");
    if (version.redactKeepsAuthorisedVia)
        keep(out, content, "join_authorised_via_users_server");
    if (!version.updatedRedaction)
        return out;
    if (const auto *invite = objectAt(content, "third_party_invite")) {
        json::object kept;
        keep(kept, *invite, "signed");
        out.emplace("third_party_invite", std::move(kept));
    }
    return out;
}

} // namespace

json::object redactContent(const RoomVersion &version, std::string_view type,
                           const json::object &content) {
    json::object out;
    if (type == event_type::member)
        return redactMember(version, content);
    if (type == event_type::create) {
        if (version.updatedRedaction)
            return content;
        keep(out, content, "creator");
    } else if (type == event_type::joinRules) {
        keep(out, content, "join_rule");
        if (version.restrictedJoin)
            keep(out, content, "allow");
    } else if (type == event_type::powerLevels) {
        for (const auto key : keptPowerLevels)
            keep(out, content, key);
        if (version.updatedRedaction)
            keep(out, content, "invite");
    } else if (type == event_type::aliases) {
        if (version.aliasesAuthRule)
            keep(out, content, "aliases");
    } else if (type == event_type::historyVisibility) {
        keep(out, content, "history_visibility");
    } else if (type == event_type::redaction && version.updatedRedaction) {
        keep(out, content, "redacts");
    }
    return out;
}

json::object redact(const RoomVersion &version, const json::object &pdu) {
    json::object out;
    out.reserve(pdu.size());
    const auto type = stringAt(pdu, "type");
    for (const auto &member : pdu) {
        const std::string_view key(member.key().data(), member.key().size());
        if (key == "content") {
            const auto *content = member.value().if_object();
            out.emplace(key, content ? redactContent(version, type, *content) : json::object());
        } else if (has(keptMembers, key) ||
                   (!version.updatedRedaction && has(keptBeforeV11, key))) {
            out.emplace(key, member.value());
        }
    }
    return out;
}

std::string contentHash(const json::object &pdu) {
    return crypto::sha256(canonicalJsonWithout(pdu, notHashed));
}

bool hasGoodContentHash(const json::object &pdu) {
    const auto *hashes = objectAt(pdu, "hashes");
    const auto claimed = hashes ? base64Decode(stringAt(*hashes, "sha256")) : std::nullopt;
    return claimed && *claimed == contentHash(pdu);
}

std::string signedBytes(const RoomVersion &version, const json::object &pdu) {
    return canonicalJsonWithout(redact(version, pdu), notSigned);
}

std::string referenceHash(const RoomVersion &version, const json::object &pdu) {
    return crypto::sha256(signedBytes(version, pdu));
}

EventId eventIdFromHash(const RoomVersion &version, std::string_view hash) {
    return EventId::trusted("$" + (version.eventIdFormat == EventIdFormat::HashBase64
                                       ? base64Encode(hash)
                                       : base64UrlEncode(hash)));
}

} // namespace hearth::matrix
