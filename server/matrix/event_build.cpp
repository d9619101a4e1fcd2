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

/// The PDU but hashes and signatures.
json::object makePdu(const RoomVersion &version, EventDraft &draft) {
    json::object pdu;
    pdu.reserve(16);
    pdu.emplace("auth_events", references(version, draft, draft.authEvents));
    const bool redactsInContent = draft.redacts && version.updatedRedaction;
    if (redactsInContent)
        draft.content["redacts"] = draft.redacts->str();
    pdu.emplace("content", std::move(draft.content));
    pdu.emplace("depth", std::clamp<std::int64_t>(draft.depth, 0, maxCanonicalInt));
    pdu.emplace("origin_server_ts", draft.originServerTs);
    pdu.emplace("prev_events", references(version, draft, draft.prevEvents));
    if (draft.redacts && !redactsInContent)
        pdu.emplace("redacts", draft.redacts->str());
    if (!(version.roomIdIsCreateHash && draft.type == event_type::create))
        pdu.emplace("room_id", draft.roomId.str());
    pdu.emplace("sender", draft.sender.str());
    if (draft.stateKey)
        pdu.emplace("state_key", *draft.stateKey);
    pdu.emplace("type", draft.type);
    return pdu;
}

std::optional<Failure> checkDraft(const RoomVersion &version, const EventDraft &draft) {
    if (draft.type.size() > maxEventKeyBytes)
        return Failure{"too_large", "The event type is longer than 255 bytes."};
    if (draft.stateKey && draft.stateKey->size() > maxEventKeyBytes)
        return Failure{"too_large", "The state key is longer than 255 bytes."};
    if (draft.prevEvents.size() > maxPrevEvents || draft.authEvents.size() > maxAuthEvents)
        return Failure{"bad_event", "The event names too many earlier events."};
    if (version.strictCanonicalJson && !isCanonical(draft.content))
        return Failure{"bad_event",
                       "The content has a number that is not an integer within ±(2^53-1)."};
    return std::nullopt;
}

} // namespace

Result<EventPtr> buildEvent(const RoomVersion &version, EventDraft draft,
                            std::string_view serverName, const crypto::SigningKey &key,
                            std::string_view eventIdLocalpart) {
    if (auto failure = checkDraft(version, draft))
        return tl::unexpected<Failure>(*std::move(failure));
    auto pdu = makePdu(version, draft);
    EventId id;
    if (version.eventIdFormat == EventIdFormat::Explicit) {
        id = EventId::trusted("$" + std::string(eventIdLocalpart) + ":" + std::string(serverName));
        pdu.emplace("event_id", id.str());
    }
    const std::string hashed = canonicalJson(pdu);
    const json::object hashes{{"sha256", base64Encode(crypto::sha256(hashed))}};
    pdu.emplace("hashes", hashes);
    // The same bytes serve for the signature and for the reference hash.
    const std::string bytes = signedBytes(version, pdu);
    if (id.empty())
        id = eventIdFromHash(version, crypto::sha256(bytes));
    json::object signatures;
    signatures.emplace(serverName, json::object{{key.keyId(), base64Encode(key.sign(bytes))}});
    // What the two added members take, without writing the whole event once more.
    const std::size_t size = hashed.size() + canonicalJson(hashes).size() +
                             canonicalJson(signatures).size() +
                             std::string_view(R"(,"hashes":,"signatures":)").size();
    if (size > maxEventBytes)
        return fail("too_large", "The event is larger than 65536 bytes.");
    pdu.emplace("signatures", std::move(signatures));
    return Event::trusted(version, std::move(id), std::move(pdu));
}

} // namespace hearth::matrix
