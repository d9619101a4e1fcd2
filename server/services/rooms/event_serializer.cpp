// SPDX-License-Identifier: Apache-2.0
// Events as clients see them.
#include "server/services/rooms/event_serializer.hpp"

#include "server/core/json_read.hpp"
#include "server/core/lane.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/relation_reader.hpp"
#include "server/services/rooms/sight.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace hearth::services {
namespace {

/// The event without "unsigned". A redaction names its target in both places, so that clients of
/// either habit find it (spec client-server, "m.room.redaction").
json::object plain(const matrix::Event &event, const SerializeOptions &options) {
    if (options.format == EventFormat::Federation) {
        json::object pdu = event.pdu();
        if (!pdu.contains("event_id") && options.roomId)
            pdu["event_id"] = event.id().str();
        return pdu;
    }
    json::object out;
    out.reserve(9);
    out["content"] = event.content();
    out["event_id"] = event.id().str();
    out["origin_server_ts"] = event.originServerTs();
    if (options.roomId)
        out["room_id"] = event.roomId().str();
    out["sender"] = event.sender().str();
    if (event.isState())
        out["state_key"] = *event.stateKey();
    out["type"] = event.type();
    if (const auto redacts = event.redacts()) {
        out["redacts"] = redacts->str();
        out["content"].as_object()["redacts"] = redacts->str();
    }
    return out;
}

/// Whoever was never in the room counts as having left (spec, "unsigned.membership").
std::string_view wordOf(matrix::Membership membership) {
    return matrix::toString(membership == matrix::Membership::None ? matrix::Membership::Leave
                                                                   : membership);
}

bool isOwn(const StoredEvent &event, const Sight &sight) {
    return !event.txnId.empty() && sight.user() == event.sender && sight.device() == event.device;
}

} // namespace

EventSerializer::EventSerializer(EventReader &events, RelationReader &relations, const Clock &clock)
    : m_events(events)
    , m_relations(relations)
    , m_clock(clock) {}

StoredEventPtr EventSerializer::replacedBy(const StoredEvent &event, Sight &sight) {
    StoredEventPtr replaced = m_events.find(event.replaces);
    return replaced && sight.showsReplaced(*replaced, event) ? replaced : nullptr;
}

json::object EventSerializer::unsignedOf(const StoredEvent &event, Sight &sight,
                                         const SerializeOptions &options,
                                         const json::object *relations) {
    json::object extra;
    const std::int64_t age = m_clock.now() - event.event->originServerTs();
    extra["age"] = age < 0 ? 0 : age;
    if (const auto membership = options.membership ? sight.membershipAt(event) : std::nullopt)
        extra["membership"] = wordOf(*membership);
    if (isOwn(event, sight))
        extra["transaction_id"] = event.txnId;
    if (options.oldPrev && event.replaces)
        if (const StoredEventPtr previous = replacedBy(event, sight)) {
            extra["replaces_state"] = previous->event->id().str();
            extra["prev_content"] = previous->event->content();
            extra["prev_sender"] = previous->event->sender().str();
        }
    if (event.redactedBy) {
        const StoredEventPtr because = m_events.find(event.redactedBy);
        if (because && sight.shows(*because)) {
            SerializeOptions inner = options;
            inner.bundle = false;
            inner.roomId = true;
            json::object reason = plain(*because->event, inner);
            addUnsigned(reason, *because, sight, inner, nullptr);
            extra["redacted_by"] = because->event->id().str();
            extra["redacted_because"] = std::move(reason);
        }
    }
    if (relations && !relations->empty())
        extra["m.relations"] = *relations;
    return extra;
}

void EventSerializer::addUnsigned(json::object &out, const StoredEvent &event, Sight &sight,
                                  const SerializeOptions &options, const json::object *relations) {
    json::object extra = unsignedOf(event, sight, options, relations);
    if (options.topLevel) {
        for (const char *key : {"age", "redacted_because", "replaces_state", "prev_content"})
            if (const json::value *value = extra.if_contains(key))
                out[key] = *value;
        out["user_id"] = event.event->sender().str();
    }
    out["unsigned"] = std::move(extra);
}

json::object EventSerializer::relationsOf(const Bundle &bundle, Sight &sight,
                                          const SerializeOptions &options) {
    json::object out;
    SerializeOptions inner = options;
    inner.bundle = false;
    const auto whole = [&](const StoredEvent &event, const json::object *relations) {
        json::object json = plain(*shown(event, sight), inner);
        addUnsigned(json, event, sight, inner, relations);
        return json;
    };
    if (bundle.replacement)
        out["m.replace"] = whole(*bundle.replacement, nullptr);
    if (!bundle.references.empty()) {
        json::array chunk;
        for (const std::string &id : bundle.references)
            chunk.push_back(json::object{{"event_id", id}});
        out["m.reference"] = json::object{{"chunk", std::move(chunk)}};
    }
    if (bundle.threadCount > 0 && bundle.threadLatest) {
        json::object nested;
        if (bundle.threadLatestEdit)
            nested["m.replace"] = whole(*bundle.threadLatestEdit, nullptr);
        out["m.thread"] = json::object{
            {"latest_event", whole(*bundle.threadLatest, &nested)},
            {"count", bundle.threadCount},
            {"current_user_participated", bundle.threadParticipated},
        };
    }
    return out;
}

void EventSerializer::setErased(store::UserNid user, bool erased) {
    const std::unique_lock lock(m_erasedMutex);
    if (erased)
        m_erased.insert(user);
    else
        m_erased.erase(user);
}

bool EventSerializer::hiddenByErasure(const StoredEvent &event, Sight &sight) const {
    if (sight.all() || sight.user() == event.sender || event.event->isState())
        return false;
    {
        const std::shared_lock lock(m_erasedMutex);
        if (!m_erased.contains(event.sender))
            return false;
    }
    return sight.membershipAt(event) != matrix::Membership::Join;
}

matrix::EventPtr EventSerializer::shown(const StoredEvent &event, Sight &sight) const {
    return hiddenByErasure(event, sight) ? redactedForm(*event.event) : event.event;
}

json::object EventSerializer::one(const StoredEvent &event, Sight &sight,
                                  const SerializeOptions &options, std::size_t *bytes) {
    const std::array<StoredEventPtr, 1> single{std::make_shared<const StoredEvent>(event)};
    json::array all = list(single, sight, options, bytes);
    return std::move(all.front().as_object());
}

json::object EventSerializer::asJson(const StoredEvent &event, Sight &sight,
                                     const SerializeOptions &options, const Bundle *bundle) {
    json::object json = plain(*shown(event, sight), options);
    json::object relations;
    if (bundle)
        relations = relationsOf(*bundle, sight, options);
    addUnsigned(json, event, sight, options, &relations);
    return json;
}

json::array EventSerializer::list(std::span<const StoredEventPtr> events, Sight &sight,
                                  const SerializeOptions &options, std::size_t *bytes) {
    constexpr std::size_t bundledTogether = 16;
    json::array out;
    out.reserve(events.size());
    std::size_t bundled = 0;
    for (std::size_t at = 0; at < events.size(); at += bundledTogether) {
        const auto part = events.subspan(at, std::min(bundledTogether, events.size() - at));
        std::unordered_map<store::EventNid, Bundle> bundles;
        if (options.bundle && bundled < mostBundled)
            bundles = m_relations.bundles(part, sight);
        std::size_t made = 0;
        for (const auto &[nid, bundle] : bundles)
            made += bundle.bytes();
        bundled += made;
        for (const StoredEventPtr &event : part)
            made += answerBytes(*event);
        noteBytes(made);
        if (bytes)
            *bytes += made;
        for (const StoredEventPtr &event : part) {
            const auto bundle = bundles.find(event->nid);
            out.push_back(asJson(*event, sight, options,
                                 bundle != bundles.end() ? &bundle->second : nullptr));
        }
    }
    return out;
}

std::string EventSerializer::text(const StoredEvent &event, Sight &sight,
                                  const SerializeOptions &options) {
    if (options.format != EventFormat::Client || options.roomId || options.topLevel)
        return json::serialize(one(event, sight, options));
    noteBytes(answerBytes(event));
    std::string out = sharedText(*shown(event, sight));
    out += ",\"unsigned\":";
    out += json::serialize(unsignedOf(event, sight, options, nullptr));
    out += '}';
    return out;
}

std::string EventSerializer::live(const LiveEvent &event, Sight &sight) {
    noteBytes(answerBytes(*event.stored));
    const std::array<StoredEventPtr, 1> single{event.stored};
    std::unordered_map<store::EventNid, Bundle> bundles;
    if (!event.event->isState()) // they have none
        bundles = m_relations.bundles(single, sight);
    // Redacted since: the shared text still has the old content.
    const StoredEventPtr newest = m_events.peek(event.nid);
    if (newest && newest->redactedBy) {
        SerializeOptions options;
        options.roomId = false;
        return json::serialize(one(*newest, sight, options));
    }
    std::string out = hiddenByErasure(*event.stored, sight)
                          ? sharedText(*redactedForm(*event.event))
                          : sharedText(*event.event);
    const std::int64_t age = m_clock.now() - event.event->originServerTs();
    out += R"(,"unsigned":{"age":)";
    out += std::to_string(std::max<std::int64_t>(age, 0));
    const auto add = [&out](std::string_view key, std::string_view text) {
        out += key;
        matrix::appendJsonString(out, text);
    };
    if (const auto membership = sight.membershipAt(*event.stored))
        add(R"(,"membership":)", wordOf(*membership));
    if (isOwn(*event.stored, sight))
        add(R"(,"transaction_id":)", event.stored->txnId);
    if (const StoredEventPtr replaced =
            event.stored->replaces ? replacedBy(*event.stored, sight) : nullptr) {
        add(R"(,"replaces_state":)", replaced->event->id().str());
        add(R"(,"prev_sender":)", replaced->event->sender().str());
        const std::string_view content = replaced->event->contentJson();
        out += R"(,"prev_content":)";
        out += content.empty() ? std::string_view("{}") : content;
    }
    if (const auto it = bundles.find(event.nid); it != bundles.end()) {
        noteBytes(it->second.bytes());
        SerializeOptions options;
        options.roomId = false;
        out += R"(,"m.relations":)";
        out += json::serialize(relationsOf(it->second, sight, options));
    }
    out += "}}";
    return out;
}

json::object EventSerializer::stripped(const matrix::Event &event) {
    json::object out;
    out["type"] = event.type();
    out["state_key"] = event.stateKey().value_or(std::string());
    out["content"] = event.content();
    out["sender"] = event.sender().str();
    return out;
}

std::string EventSerializer::sharedText(const matrix::Event &event) {
    if (event.type() == "m.room.redaction") { // names its target in two places
        SerializeOptions options;
        options.roomId = false;
        std::string text = json::serialize(plain(event, options));
        text.pop_back();
        return text;
    }
    const std::string_view content = event.contentJson();
    std::string text;
    text.reserve(content.size() + 256);
    text += R"({"content":)";
    text += content.empty() ? std::string_view("{}") : content;
    text += R"(,"event_id":)";
    matrix::appendJsonString(text, event.id().str());
    text += R"(,"origin_server_ts":)";
    text += std::to_string(event.originServerTs());
    text += R"(,"sender":)";
    matrix::appendJsonString(text, event.sender().str());
    if (event.isState()) {
        text += R"(,"state_key":)";
        matrix::appendJsonString(text, *event.stateKey());
    }
    text += R"(,"type":)";
    matrix::appendJsonString(text, event.type());
    return text;
}

} // namespace hearth::services
