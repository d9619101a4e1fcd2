// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/event.hpp"

#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/power_levels.hpp"
#include "server/matrix/redaction.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hearth::matrix {
namespace {

template <class Value, std::size_t count>
using Names = std::array<std::pair<Value, std::string_view>, count>;

constexpr Names<Membership, 6> memberships{{{Membership::None, ""},
                                            {Membership::Invite, "invite"},
                                            {Membership::Join, "join"},
                                            {Membership::Knock, "knock"},
                                            {Membership::Leave, "leave"},
                                            {Membership::Ban, "ban"}}};

constexpr Names<JoinRule, 6> joinRules{{{JoinRule::Public, "public"},
                                        {JoinRule::Invite, "invite"},
                                        {JoinRule::Knock, "knock"},
                                        {JoinRule::Restricted, "restricted"},
                                        {JoinRule::KnockRestricted, "knock_restricted"},
                                        {JoinRule::Private, "private"}}};

constexpr Names<HistoryVisibility, 4> visibilities{
    {{HistoryVisibility::Invited, "invited"},
     {HistoryVisibility::Joined, "joined"},
     {HistoryVisibility::Shared, "shared"},
     {HistoryVisibility::WorldReadable, "world_readable"}}};

template <class Value, std::size_t count>
std::string_view nameOf(const Names<Value, count> &names, Value value) {
    for (const auto &[candidate, name] : names)
        if (candidate == value)
            return name;
    return {};
}

template <class Value, std::size_t count>
std::optional<Value> valueOf(const Names<Value, count> &names, std::string_view text) {
    for (const auto &[value, name] : names)
        if (name == text && !name.empty())
            return value;
    return std::nullopt;
}

tl::unexpected<Failure> badEvent(std::string message) {
    return fail("bad_event", std::move(message));
}

using Check = std::optional<std::string>; // what is wrong, if anything

Check checkReferences(const RoomVersion &version, const json::object &pdu, std::string_view key,
                      std::size_t limit) {
    const auto *list = arrayAt(pdu, key);
    const std::string name(key);
    if (!list)
        return "'" + name + "' must be a list.";
    if (list->size() > limit)
        return "'" + name + "' has too many entries.";
    for (const auto &entry : *list) {
        const auto *id = entry.if_string();
        if (version.eventIdFormat == EventIdFormat::Explicit) {
            const auto *pair = entry.if_array();
            id = pair && pair->size() == 2 && (*pair)[1].is_object() ? (*pair)[0].if_string()
                                                                     : nullptr;
        }
        if (!id || !parseEventId(view(*id)))
            return "'" + name + "' has an entry that names no event.";
    }
    return std::nullopt;
}

Check checkSignatures(const json::object &pdu) {
    const auto *hashes = objectAt(pdu, "hashes");
    if (!hashes)
        return "'hashes' must be an object.";
    const auto *signatures = objectAt(pdu, "signatures");
    if (!signatures)
        return "'signatures' must be an object.";
    for (const auto &server : *signatures) {
        const auto *keys = server.value().if_object();
        if (!keys || !std::all_of(keys->begin(), keys->end(), [](const auto &signature) {
                return signature.value().is_string();
            }))
            return "'signatures' must hold one object of strings for each server.";
    }
    return std::nullopt;
}

Check checkRoomId(const RoomVersion &version, const json::object &pdu, bool isCreate) {
    if (version.roomIdIsCreateHash && isCreate)
        return std::nullopt; // derived from the event id; the authorization rules want none
    const auto text = stringAt(pdu, "room_id");
    if (!parseRoomId(text))
        return "'room_id' is not a room id.";
    if (version.roomIdIsCreateHash == (text.find(':') != std::string_view::npos))
        return "'room_id' has the form of another room version.";
    return std::nullopt;
}

Check checkNumbers(const RoomVersion &version, const json::object &pdu) {
    const auto depth = intAt(pdu, "depth");
    if (!depth || *depth < 0 || (version.strictCanonicalJson && *depth > maxCanonicalInt))
        return "'depth' is not an integer in the allowed range.";
    if (!intAt(pdu, "origin_server_ts"))
        return "'origin_server_ts' must be an integer.";
    return std::nullopt;
}

Check checkShape(const RoomVersion &version, const json::object &pdu) {
    const auto *type = pdu.if_contains("type");
    if (!type || !type->is_string())
        return "'type' must be a string.";
    if (type->get_string().size() > maxEventKeyBytes)
        return "'type' is longer than 255 bytes.";
    if (!objectAt(pdu, "content"))
        return "'content' must be an object.";
    if (!parseUserId(stringAt(pdu, "sender")))
        return "'sender' is not a user id.";
    const auto *stateKey = pdu.if_contains("state_key");
    if (stateKey && !stateKey->is_string())
        return "'state_key' must be a string.";
    if (stateKey && stateKey->get_string().size() > maxEventKeyBytes)
        return "'state_key' is longer than 255 bytes.";
    if (version.eventIdFormat == EventIdFormat::Explicit &&
        (!parseEventId(stringAt(pdu, "event_id")) || domain(stringAt(pdu, "event_id")).empty()))
        return "'event_id' is not an event id.";
    const bool isCreate = view(type->get_string()) == event_type::create;
    for (auto problem :
         {checkRoomId(version, pdu, isCreate), checkNumbers(version, pdu),
          checkReferences(version, pdu, "prev_events", maxPrevEvents),
          checkReferences(version, pdu, "auth_events", maxAuthEvents), checkSignatures(pdu)})
        if (problem)
            return problem;
    return std::nullopt;
}

} // namespace

std::string_view toString(Membership membership) {
    return nameOf(memberships, membership);
}

std::optional<Membership> parseMembership(std::string_view text) {
    return valueOf(memberships, text);
}

std::string_view toString(JoinRule rule) {
    return nameOf(joinRules, rule);
}

std::optional<JoinRule> parseJoinRule(std::string_view text) {
    return valueOf(joinRules, text);
}

std::string_view toString(HistoryVisibility visibility) {
    return nameOf(visibilities, visibility);
}

std::optional<HistoryVisibility> parseHistoryVisibility(std::string_view text) {
    return valueOf(visibilities, text);
}

Event::Event() = default;
Event::~Event() = default;

Result<EventPtr> Event::parse(const RoomVersion &version, json::object pdu) {
    pdu.erase("unsigned");
    if (auto problem = checkShape(version, pdu))
        return badEvent(*std::move(problem));
    if (version.strictCanonicalJson && !isCanonical(pdu))
        return badEvent("The event has a number that is not an integer within ±(2^53-1).");
    if (canonicalJson(pdu).size() > maxEventBytes)
        return fail("too_large", "The event is larger than 65536 bytes.");
    auto id = version.eventIdFormat == EventIdFormat::Explicit
                  ? EventId::trusted(std::string(stringAt(pdu, "event_id")))
                  : eventIdFromHash(version, referenceHash(version, pdu));
    return trusted(version, std::move(id), std::move(pdu));
}

EventPtr Event::trusted(const RoomVersion &version, EventId id, json::object pdu) {
    const std::shared_ptr<Event> event(new Event);
    event->m_version = &version;
    event->m_id = std::move(id);
    event->m_pdu = std::move(pdu);
    event->readFields();
    return event;
}

void Event::readFields() {
    static const json::object noContent;
    m_type = stringAt(m_pdu, "type");
    m_sender = UserId::trusted(std::string(stringAt(m_pdu, "sender")));
    const auto *stateKey = m_pdu.if_contains("state_key");
    if (stateKey && stateKey->is_string())
        m_stateKey = std::string(view(stateKey->get_string()));
    const auto *content = objectAt(m_pdu, "content");
    m_content = content ? content : &noContent;
    m_depth = intAt(m_pdu, "depth").value_or(0);
    m_originServerTs = intAt(m_pdu, "origin_server_ts").value_or(0);
    if (m_version->roomIdIsCreateHash && m_type == event_type::create)
        m_roomId = RoomId::trusted("!" + m_id.str().substr(1));
    else
        m_roomId = RoomId::trusted(std::string(stringAt(m_pdu, "room_id")));
    readReferences("prev_events", m_prevEvents);
    readReferences("auth_events", m_authEvents);
    readFacets();
}

void Event::readReferences(std::string_view key, std::vector<EventId> &into) const {
    const auto *list = arrayAt(m_pdu, key);
    if (!list)
        return;
    into.reserve(list->size());
    for (const auto &entry : *list) {
        const auto *id = entry.if_string();
        const auto *pair = entry.if_array(); // [id, hashes] in v1 and v2
        if (!id && pair && !pair->empty())
            id = (*pair)[0].if_string();
        if (id)
            into.push_back(EventId::trusted(std::string(view(*id))));
    }
}

void Event::readFacets() {
    if (m_type == event_type::member)
        m_membership =
            parseMembership(stringAt(*m_content, "membership")).value_or(Membership::None);
    if (!m_stateKey || !m_stateKey->empty())
        return;
    if (m_type == event_type::joinRules)
        m_joinRule = parseJoinRule(stringAt(*m_content, "join_rule")).value_or(JoinRule::Private);
    else if (m_type == event_type::historyVisibility)
        m_historyVisibility = parseHistoryVisibility(stringAt(*m_content, "history_visibility"))
                                  .value_or(HistoryVisibility::Shared);
    else if (m_type == event_type::create)
        m_create = std::make_shared<const CreateContent>(*m_version, *m_content, m_sender.str());
    else if (m_type == event_type::powerLevels)
        m_powerLevels = std::make_shared<const PowerLevelContent>(*m_version, *m_content);
}

std::optional<EventId> Event::redacts() const {
    if (m_type != event_type::redaction)
        return std::nullopt;
    const auto target = stringAt(m_version->updatedRedaction ? *m_content : m_pdu, "redacts");
    if (target.empty())
        return std::nullopt;
    return EventId::trusted(std::string(target));
}

} // namespace hearth::matrix
