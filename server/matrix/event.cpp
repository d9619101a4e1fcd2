// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/event.hpp"

#include "server/core/json_read.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/power_levels.hpp"
#include "server/matrix/redaction.hpp"

#include <boost/json/monotonic_resource.hpp>

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

std::optional<JoinRule> parseJoinRule(std::string_view text) {
    return valueOf(joinRules, text);
}

std::optional<HistoryVisibility> parseHistoryVisibility(std::string_view text) {
    return valueOf(visibilities, text);
}

Event::Event() = default;

Event::~Event() {
    delete m_content.load();
}

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
    return trusted(version, std::move(id), pdu);
}

EventPtr Event::trusted(const RoomVersion &version, EventId id, const json::object &pdu) {
    const std::shared_ptr<Event> event(new Event);
    event->m_version = &version;
    event->m_id = std::move(id);
    event->m_json = canonicalJson(pdu);
    if (!event->findParts())
        return nullptr; // cannot be: it was just written
    event->readFields(pdu);
    return event;
}

EventPtr Event::stored(const RoomVersion &version, EventId id, std::string json) {
    json::parse_options options;
    options.max_depth = maxJsonDepth;
    std::array<unsigned char, 8192> room{};
    json::monotonic_resource memory(room.data(), room.size());
    boost::system::error_code error;
    const json::value parsed = json::parse(json, error, &memory, options);
    if (error || !parsed.is_object())
        return nullptr;
    const std::shared_ptr<Event> event(new Event);
    event->m_version = &version;
    event->m_id = std::move(id);
    event->m_json = std::move(json);
    if (!event->findParts()) {
        event->m_json = canonicalJson(parsed);
        if (!event->findParts())
            return nullptr;
    }
    event->m_json.shrink_to_fit();
    event->readFields(parsed.get_object());
    return event;
}

json::object Event::pdu() const {
    json::parse_options options;
    options.max_depth = maxJsonDepth;
    boost::system::error_code error;
    json::value parsed = json::parse(m_json, error, {}, options);
    return error || !parsed.is_object() ? json::object() : std::move(parsed.get_object());
}

const json::object &Event::content() const {
    const json::object *known = m_content.load(std::memory_order_acquire);
    if (known)
        return *known;
    json::parse_options options;
    options.max_depth = maxJsonDepth;
    boost::system::error_code error;
    json::value parsed = m_contentPart.size == 0 ? json::value(json::object())
                                                 : json::parse(contentJson(), error, {}, options);
    auto made = std::make_unique<json::object>();
    if (!error && parsed.is_object())
        *made = std::move(parsed.get_object());
    // Somebody else may have been faster: everybody has to see the same object.
    if (m_content.compare_exchange_strong(known, made.get(), std::memory_order_acq_rel))
        return *made.release();
    return *known;
}

namespace {

/// Reads canonical JSON only so far as to tell where a value ends.
class Skimmer {
public:
    explicit Skimmer(std::string_view text)
        : m_text(text) {}

    [[nodiscard]] std::size_t at() const { return m_at; }
    [[nodiscard]] bool ended() const { return m_at == m_text.size(); }
    bool take(char c) {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    /// The string without its quotes, as it is written.
    std::optional<std::string_view> string() {
        if (!take('"'))
            return std::nullopt;
        const std::size_t begin = m_at;
        while (m_at < m_text.size() && m_text[m_at] != '"')
            m_at += m_text[m_at] == '\\' ? 2 : 1;
        if (m_at >= m_text.size())
            return std::nullopt;
        return m_text.substr(begin, m_at++ - begin);
    }
    bool value() {
        int depth = 0;
        do {
            if (m_at >= m_text.size())
                return false;
            const char c = m_text[m_at];
            if (c == '"') {
                if (!string())
                    return false;
            } else if (c == '{' || c == '[') {
                ++depth;
                ++m_at;
            } else if (c == '}' || c == ']') {
                --depth;
                ++m_at;
            } else if (depth > 0) {
                ++m_at;
            } else {
                const std::size_t begin = m_at;
                m_at = std::min(m_text.find_first_of(",}]", m_at), m_text.size());
                return m_at > begin;
            }
        } while (depth > 0);
        return depth == 0;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

bool Event::findParts() {
    m_contentPart = m_prevPart = m_authPart = {};
    Skimmer skimmer(m_json);
    if (!skimmer.take('{'))
        return false;
    if (skimmer.take('}'))
        return skimmer.ended();
    do {
        const auto key = skimmer.string();
        if (!key || !skimmer.take(':'))
            return false;
        const auto begin = static_cast<std::uint32_t>(skimmer.at());
        if (!skimmer.value())
            return false;
        const Part part{begin, static_cast<std::uint32_t>(skimmer.at()) - begin};
        if (*key == "content" && m_json[begin] == '{')
            m_contentPart = part;
        else if (*key == "prev_events")
            m_prevPart = part;
        else if (*key == "auth_events")
            m_authPart = part;
    } while (skimmer.take(','));
    return skimmer.take('}') && skimmer.ended();
}

void Event::readFields(const json::object &pdu) {
    static const json::object noContent;
    m_type = stringAt(pdu, "type");
    m_sender = UserId::trusted(std::string(stringAt(pdu, "sender")));
    const auto *stateKey = pdu.if_contains("state_key");
    if (stateKey && stateKey->is_string())
        m_stateKey = std::string(view(stateKey->get_string()));
    m_depth = intAt(pdu, "depth").value_or(0);
    m_originServerTs = intAt(pdu, "origin_server_ts").value_or(0);
    m_hasRoomId = pdu.contains("room_id");
    if (m_version->roomIdIsCreateHash && m_type == event_type::create)
        m_roomId = RoomId::trusted("!" + m_id.str().substr(1));
    else
        m_roomId = RoomId::trusted(std::string(stringAt(pdu, "room_id")));
    const auto *content = objectAt(pdu, "content");
    readFacets(content ? *content : noContent);
}

std::vector<EventId> Event::references(Part part) const {
    std::vector<EventId> out;
    boost::system::error_code error;
    const json::value parsed = part.size == 0 ? json::value() : json::parse(textOf(part), error);
    const auto *list = error ? nullptr : parsed.if_array();
    if (!list)
        return out;
    out.reserve(list->size());
    for (const auto &entry : *list) {
        const auto *id = entry.if_string();
        const auto *pair = entry.if_array(); // [id, hashes] in v1 and v2
        if (!id && pair && !pair->empty())
            id = (*pair)[0].if_string();
        if (id)
            out.push_back(EventId::trusted(std::string(view(*id))));
    }
    return out;
}

void Event::readFacets(const json::object &content) {
    if (m_type == event_type::member)
        m_membership = parseMembership(stringAt(content, "membership")).value_or(Membership::None);
    if (!m_stateKey || !m_stateKey->empty())
        return;
    if (m_type == event_type::joinRules)
        m_joinRule = parseJoinRule(stringAt(content, "join_rule")).value_or(JoinRule::Private);
    else if (m_type == event_type::historyVisibility)
        m_historyVisibility = parseHistoryVisibility(stringAt(content, "history_visibility"))
                                  .value_or(HistoryVisibility::Shared);
    else if (m_type == event_type::create)
        m_create = std::make_shared<const CreateContent>(*m_version, content, m_sender.str());
    else if (m_type == event_type::powerLevels)
        m_powerLevels = std::make_shared<const PowerLevelContent>(*m_version, content);
}

std::optional<EventId> Event::redacts() const {
    if (m_type != event_type::redaction)
        return std::nullopt;
    const json::object whole = m_version->updatedRedaction ? json::object() : pdu();
    const auto target = stringAt(m_version->updatedRedaction ? content() : whole, "redacts");
    if (target.empty())
        return std::nullopt;
    return EventId::trusted(std::string(target));
}

std::size_t Event::bytes() const {
    // A parsed content takes several times its text.
    constexpr std::size_t ofParsed = 5;
    std::size_t size = sizeof(Event) + m_json.capacity() + m_id.str().capacity() +
                       m_roomId.str().capacity() + m_sender.str().capacity() + m_type.capacity();
    if (m_content.load(std::memory_order_relaxed) || m_powerLevels)
        size += m_contentPart.size * ofParsed;
    return size;
}

} // namespace hearth::matrix
