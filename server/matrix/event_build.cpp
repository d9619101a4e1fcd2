// SPDX-License-Identifier: Apache-2.0
// Makes local events: PDU, content hash, signature, event id.
#include "server/core/base64.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/event.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/redaction.hpp"

#include <algorithm>

namespace hearth::matrix {
namespace {

json::array references(const RoomVersion &version, const EventDraft &draft,
                       const std::vector<EventId> &ids) {
    json::array out;
    out.reserve(ids.size());
    for (const auto &id : ids) {
        if (version.eventIdFormat != EventIdFormat::Explicit) {
            out.emplace_back(id.str());
            continue;
        }
        json::object hashes;
        if (const auto hash = draft.referenceHashes.find(id); hash != draft.referenceHashes.end())
            hashes.emplace("sha256", base64Encode(hash->second));
        out.push_back(json::array{json::value(id.str()), std::move(hashes)});
    }
    return out;
}

/// What stands around the content, each written once.
struct Frame {
    std::string authEvents;
    std::string prevEvents;
    std::string explicitId; // v1 and v2
    std::string hashes;
    std::string signatures;
};

void member(std::string &out, std::string_view name, std::string_view json) {
    out += out.size() == 1 ? "\"" : ",\"";
    out += name;
    out += "\":";
    out += json;
}

void textMember(std::string &out, std::string_view name, std::string_view text) {
    member(out, name, {});
    appendJsonString(out, text);
}

/// The members in the order of canonical JSON. Those of the frame that are empty are left out.
std::string write(const RoomVersion &version, const EventDraft &draft, const Frame &frame,
                  std::string_view content, bool withRedacts) {
    std::string out;
    out.reserve(content.size() + frame.authEvents.size() + frame.prevEvents.size() +
                frame.signatures.size() + 512);
    out += '{';
    member(out, "auth_events", frame.authEvents);
    member(out, "content", content);
    member(out, "depth", std::to_string(std::clamp<std::int64_t>(draft.depth, 0, maxCanonicalInt)));
    if (!frame.explicitId.empty())
        textMember(out, "event_id", frame.explicitId);
    if (!frame.hashes.empty())
        member(out, "hashes", frame.hashes);
    member(out, "origin_server_ts", std::to_string(draft.originServerTs));
    member(out, "prev_events", frame.prevEvents);
    if (withRedacts && draft.redacts && !version.updatedRedaction)
        textMember(out, "redacts", draft.redacts->str());
    if (!(version.roomIdIsCreateHash && draft.type == event_type::create))
        textMember(out, "room_id", draft.roomId.str());
    textMember(out, "sender", draft.sender.str());
    if (!frame.signatures.empty())
        member(out, "signatures", frame.signatures);
    if (draft.stateKey)
        textMember(out, "state_key", *draft.stateKey);
    textMember(out, "type", draft.type);
    out += '}';
    return out;
}

std::optional<Failure> checkDraft(const EventDraft &draft) {
    if (draft.type.size() > maxEventKeyBytes)
        return Failure{"too_large", "The event type is longer than 255 bytes."};
    if (draft.stateKey && draft.stateKey->size() > maxEventKeyBytes)
        return Failure{"too_large", "The state key is longer than 255 bytes."};
    if (draft.prevEvents.size() > maxPrevEvents || draft.authEvents.size() > maxAuthEvents)
        return Failure{"bad_event", "The event names too many earlier events."};
    return std::nullopt;
}

} // namespace

/// Local events come from fields that are known: nothing has to be parsed.
class EventMaker {
public:
    static EventPtr make(const RoomVersion &version, EventId id, const EventDraft &draft,
                         const json::object &fields, std::string json) {
        const std::shared_ptr<Event> event(new Event);
        event->m_version = &version;
        event->m_id = std::move(id);
        event->m_json = std::move(json);
        event->m_json.shrink_to_fit();
        event->m_type = draft.type;
        event->m_sender = draft.sender;
        event->m_stateKey = draft.stateKey;
        event->m_depth = std::clamp<std::int64_t>(draft.depth, 0, maxCanonicalInt);
        event->m_originServerTs = draft.originServerTs;
        event->m_hasRoomId = !(version.roomIdIsCreateHash && draft.type == event_type::create);
        event->m_roomId =
            event->m_hasRoomId ? draft.roomId : RoomId::trusted("!" + event->m_id.str().substr(1));
        if (!event->findParts())
            return nullptr; // cannot be: it was just written
        event->readFacets(fields);
        return event;
    }
};

Result<DraftContent> DraftContent::make(const RoomVersion &version, std::string_view type,
                                        const json::object &content) {
    if (version.strictCanonicalJson && !isCanonical(content))
        return fail("bad_event",
                    "The content has a number that is not an integer within ±(2^53-1).");
    DraftContent out;
    out.json = canonicalJson(content);
    out.redacted = canonicalJson(redactContent(version, type, content));
    return out;
}

Result<EventPtr> buildEvent(const RoomVersion &version, EventDraft draft,
                            std::string_view serverName, const crypto::SigningKey &key,
                            std::string_view eventIdLocalpart) {
    if (draft.redacts && version.updatedRedaction)
        draft.content["redacts"] = draft.redacts->str();
    const auto content = DraftContent::make(version, draft.type, draft.content);
    if (!content)
        return tl::unexpected<Failure>(content.error());
    return buildEvent(version, draft, draft.content, *content, serverName, key, eventIdLocalpart);
}

Result<EventPtr> buildEvent(const RoomVersion &version, const EventDraft &draft,
                            const json::object &fields, const DraftContent &content,
                            std::string_view serverName, const crypto::SigningKey &key,
                            std::string_view eventIdLocalpart) {
    if (auto failure = checkDraft(draft))
        return tl::unexpected<Failure>(*std::move(failure));
    Frame frame;
    frame.authEvents = canonicalJson(references(version, draft, draft.authEvents));
    frame.prevEvents = canonicalJson(references(version, draft, draft.prevEvents));
    EventId id;
    if (version.eventIdFormat == EventIdFormat::Explicit) {
        frame.explicitId = "$" + std::string(eventIdLocalpart) + ":" + std::string(serverName);
        id = EventId::trusted(frame.explicitId);
    }
    const std::string hashed = write(version, draft, frame, content.json, true);
    frame.hashes = R"({"sha256":")" + base64Encode(crypto::sha256(hashed)) + "\"}";
    // The same bytes serve for the signature and for the reference hash: what redaction leaves.
    const std::string bytes = write(version, draft, frame, content.redacted, false);
    if (id.empty())
        id = eventIdFromHash(version, crypto::sha256(bytes));
    frame.signatures = "{";
    appendJsonString(frame.signatures, serverName);
    frame.signatures += ":{";
    appendJsonString(frame.signatures, key.keyId());
    frame.signatures += ":\"" + base64Encode(key.sign(bytes)) + "\"}}";
    std::string json = write(version, draft, frame, content.json, true);
    if (json.size() > maxEventBytes)
        return fail("too_large", "The event is larger than 65536 bytes.");
    return EventMaker::make(version, std::move(id), draft, fields, std::move(json));
}

} // namespace hearth::matrix
