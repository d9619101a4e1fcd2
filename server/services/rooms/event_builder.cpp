// SPDX-License-Identifier: Apache-2.0
// Building events on the head of a room.
#include "server/services/rooms/event_builder.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/crypto/hash.hpp"
#include "server/crypto/signing_key.hpp"
#include "server/matrix/auth_rules.hpp"
#include "server/matrix/canonical_json.hpp"
#include "server/matrix/redaction.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/store/database.hpp"
#include "server/store/relation_store.hpp"

#include <algorithm>
#include <array>

namespace hearth::services {
namespace {

constexpr std::int64_t nidBlock = 65536;

Error refusal(const Failure &failure) {
    return failure.code == "too_large" ? tooLarge(failure.message) : badJson(failure.message);
}

/// The head's state as the authorization rules read it.
class HeadState final : public matrix::StateView {
public:
    HeadState(const RoomView &view, EventBuilder &builder)
        : m_view(view)
        , m_builder(builder) {}
    [[nodiscard]] const matrix::Event *find(std::string_view type,
                                            std::string_view stateKey) const override {
        if (type != "m.room.member")
            return m_view.find(type, stateKey);
        matrix::EventPtr event = m_builder.memberEvent(m_view.members.find(stateKey));
        m_held.push_back(event);
        return event.get();
    }

private:
    const RoomView &m_view;
    EventBuilder &m_builder;
    mutable std::vector<matrix::EventPtr> m_held; // pointers given out live as long as the view
};

/// Empty: all of them are named.
std::vector<Extremity> fewerNamed(const Room::Head &head) {
    return head.extremities.size() > mostNamedExtremities ? head.named() : std::vector<Extremity>();
}

struct AuthEvents {
    std::vector<matrix::EventId> ids;
    std::vector<store::EventNid> nids;
    std::vector<matrix::EventPtr> events;
};

AuthEvents authEvents(const matrix::RoomVersion &version, const RoomView &view,
                      EventBuilder &builder, const NewEvent &event, const json::object &fields) {
    AuthEvents out;
    const auto keys =
        matrix::authEventKeys(version, event.type, event.stateKey, event.sender.str(), fields);
    for (const auto &[type, stateKey] : keys) {
        matrix::EventPtr found;
        store::EventNid nid{};
        if (type == "m.room.member") {
            const Member *member = view.members.find(stateKey);
            found = builder.memberEvent(member);
            nid = member ? member->nid : store::EventNid{};
        } else if (const StateEntry *entry = view.findEntry(type, stateKey)) {
            found = entry->event;
            nid = entry->nid;
        }
        if (!found)
            continue;
        out.ids.push_back(found->id());
        out.nids.push_back(nid);
        out.events.push_back(std::move(found));
    }
    return out;
}

} // namespace

EventBuilder::EventBuilder(store::Database &database, EventReader &events, const Clock &clock,
                           const crypto::SigningKey &key, const config::Current &settings)
    : m_database(database)
    , m_events(events)
    , m_clock(clock)
    , m_key(key)
    , m_settings(settings)
    , m_serverName(settings.get()->serverName)
    , m_eventNids(database, "event_block", nidBlock, 1)
    , m_groupNids(database, "state_group_block", nidBlock, 1) {}

matrix::EventPtr EventBuilder::memberEvent(const Member *member) {
    if (!member)
        return nullptr;
    if (member->event)
        return member->event;
    const StoredEventPtr stored = m_events.find(member->nid);
    return stored ? stored->event : nullptr;
}

matrix::DraftContent EventBuilder::write(const matrix::RoomVersion &version, std::string_view type,
                                         const json::object &content) {
    auto written = matrix::DraftContent::make(version, type, content);
    if (!written)
        throw refusal(written.error());
    return *std::move(written);
}

StoredEvents EventBuilder::named(const NewEvent &event) {
    StoredEvents out;
    if (event.redacts)
        out.push_back(m_events.find(event.redacts->str()));
    const json::object *relates = objectAt(event.content, "m.relates_to");
    if (const std::string_view id = relates ? stringAt(*relates, "event_id") : std::string_view();
        !id.empty())
        out.push_back(m_events.find(id));
    return out;
}

BuiltEvent EventBuilder::build(Room &room, Room::Head &head, const NewEvent &event,
                               const json::object &fields, const matrix::DraftContent &content) {
    const matrix::RoomVersion &version = room.version();
    AuthEvents auth = authEvents(version, *head.view, *this, event, fields);
    matrix::EventDraft draft;
    draft.roomId = room.id();
    draft.sender = event.sender;
    draft.type = event.type;
    draft.stateKey = event.stateKey;
    draft.redacts = event.redacts;
    draft.depth = std::min(head.depth + 1, matrix::maxCanonicalInt);
    draft.originServerTs = event.originTs.value_or(m_clock.now());
    draft.authEvents = auth.ids;
    std::string localpart;
    const std::vector<Extremity> few = fewerNamed(head);
    const std::vector<Extremity> &prev = few.empty() ? head.extremities : few;
    for (const Extremity &extremity : prev)
        draft.prevEvents.push_back(extremity.id);
    if (version.eventIdFormat == matrix::EventIdFormat::Explicit) {
        localpart = crypto::randomToken(18);
        for (const matrix::EventPtr &named : auth.events)
            draft.referenceHashes[named->id()] = matrix::referenceHash(version, named->pdu());
        for (const Extremity &extremity : prev)
            if (const matrix::EventPtr named = extremity.event ? extremity.event : [&] {
                    const auto stored = m_events.find(extremity.nid);
                    return stored ? stored->event : nullptr;
                }())
                draft.referenceHashes[named->id()] = matrix::referenceHash(version, named->pdu());
    }
    Result<matrix::EventPtr> built =
        matrix::buildEvent(version, draft, fields, content, m_serverName, m_key, localpart);
    if (!built)
        throw refusal(built.error());
    const HeadState state(*head.view, *this);
    const matrix::AuthVerdict verdict = matrix::checkAuth(version, **built, state);
    if (!verdict.allowed)
        throw forbidden(verdict.reason);
    return finish(room, head, *std::move(built), event, fields, std::move(auth.nids));
}

matrix::EventPtr EventBuilder::buildCreate(const matrix::RoomVersion &version,
                                           const NewEvent &event, const std::string &roomId) {
    matrix::EventDraft draft;
    if (!version.roomIdIsCreateHash)
        draft.roomId = matrix::RoomId::trusted(roomId);
    draft.sender = event.sender;
    draft.type = event.type;
    draft.stateKey = event.stateKey;
    draft.content = event.content;
    draft.depth = 1;
    draft.originServerTs = event.originTs.value_or(nextCreateTs());
    Result<matrix::EventPtr> built =
        matrix::buildEvent(version, std::move(draft), m_serverName, m_key, crypto::randomToken(18));
    if (!built)
        throw refusal(built.error());
    class : public matrix::StateView {
        [[nodiscard]] const matrix::Event *find(std::string_view, std::string_view) const override {
            return nullptr;
        }
    } const empty;
    const matrix::AuthVerdict verdict = matrix::checkAuth(version, **built, empty);
    if (!verdict.allowed)
        throw badJson(verdict.reason);
    return *std::move(built);
}

Timestamp EventBuilder::nextCreateTs() {
    // In room versions whose ids are the create event's hash, two rooms that one user makes in the
    // same millisecond would be the same room.
    const Timestamp now = m_clock.now();
    Timestamp last = m_lastCreateTs.load();
    Timestamp next = 0;
    do {
        next = std::max(now, last + 1);
    } while (!m_lastCreateTs.compare_exchange_weak(last, next));
    return next;
}

BuiltEvent EventBuilder::adoptCreate(Room &room, Room::Head &head, matrix::EventPtr create,
                                     const NewEvent &event) {
    return finish(room, head, std::move(create), event, event.content, {});
}

BuiltEvent EventBuilder::finish(Room &room, Room::Head &head, matrix::EventPtr event,
                                const NewEvent &from, const json::object &fields,
                                std::vector<store::EventNid> auth) {
    BuiltEvent built;
    built.event = std::move(event);
    built.auth = std::move(auth);
    const std::vector<Extremity> few = fewerNamed(head);
    for (const Extremity &extremity : few.empty() ? head.extremities : few)
        built.prev.push_back(extremity.nid);
    built.stored = std::make_shared<StoredEvent>();
    StoredEvent &stored = *built.stored;
    stored.nid = store::EventNid{m_eventNids.take()};
    stored.room = room.nid();
    stored.sender = from.senderNid;
    stored.event = built.event;
    stored.receivedTs = m_clock.now();
    stored.device = from.device;
    stored.txnId = from.txnId;
    built.live = std::make_shared<LiveEvent>();
    LiveEvent &live = *built.live;
    live.nid = stored.nid;
    live.room = room.nid();
    live.sender = from.senderNid;
    live.stored = built.stored;
    live.event = built.event;
    built.before = head.layers.group();
    if (built.event->isState())
        applyState(built, head, from);
    findRelation(built, *head.view, fields);
    findRedaction(built, *head.view);
    if (built.redaction.target)
        if (const StoredEventPtr target = m_events.find(built.redaction.target))
            head.view = withRedacted(head.view, built.redaction.target, *target->event);
    built.behind = head.layers.group();
    stored.before = built.before;
    stored.after = built.behind;
    built.after = head.view;
    live.after = head.view;
    head.depth = std::max(head.depth, built.event->depth());
    std::erase_if(head.extremities, [&](const Extremity &extremity) {
        return std::find(built.prev.begin(), built.prev.end(), extremity.nid) != built.prev.end();
    });
    head.extremities.push_back(
        {stored.nid, built.event->id(), built.event->depth(), built.event, built.behind});
    return built;
}

void EventBuilder::applyState(BuiltEvent &built, Room::Head &head, const NewEvent &from) {
    const matrix::Event &event = *built.event;
    ChangedEntry change;
    change.key = StateKey(std::string(event.type()), *event.stateKey());
    change.after = built.stored->nid;
    change.event = built.event;
    change.sender = from.senderNid;
    if (event.type() == "m.room.member") {
        const Member *old = head.view->members.find(*event.stateKey());
        change.previous = memberEvent(old);
        change.before = old ? old->nid : store::EventNid{};
        change.target = from.target;
        change.local = matrix::domain(*event.stateKey()) == m_serverName;
        change.was = old ? old->membership : matrix::Membership::None;
        change.now = event.membership();
        if (change.now == matrix::Membership::Invite || change.now == matrix::Membership::Knock)
            built.stripped = strippedState(*head.view, event);
    } else if (const StateEntry *old = head.view->findEntry(event.type(), *event.stateKey())) {
        change.previous = old->event;
        change.before = old->nid;
    }
    built.stored->replaces = change.before;
    StateChanges &changes = built.live->changes;
    changes.push_back(std::move(change));
    head.view = withChanges(*head.view, changes);
    built.groups.push_back(head.layers.apply(store::StateGroupNid{m_groupNids.take()}, changes));
}

std::string EventBuilder::strippedState(const RoomView &view, const matrix::Event &event) {
    static constexpr std::array<std::string_view, 8> types{
        "m.room.create", "m.room.join_rules",        "m.room.canonical_alias",
        "m.room.avatar", "m.room.encryption",        "m.room.name",
        "m.room.topic",  "m.room.history_visibility"};
    const auto settings = m_settings.get();
    const config::PrejoinState &wanted = settings->roomPrejoinState;
    json::array out;
    if (!wanted.disableDefaults)
        for (const std::string_view type : types)
            if (const matrix::Event *entry = view.find(type))
                out.push_back(EventSerializer::stripped(*entry));
    for (const auto &[type, key] : wanted.additional) {
        const bool usual =
            !wanted.disableDefaults && std::find(types.begin(), types.end(), type) != types.end();
        for (const auto &[stateKey, entry] : *view.state)
            if (stateKey.first == type && (!key || stateKey.second == *key) &&
                !(usual && stateKey.second.empty()))
                out.push_back(EventSerializer::stripped(*entry.event));
    }
    if (event.sender().str() != *event.stateKey())
        if (const matrix::EventPtr sender = memberEvent(view.members.find(event.sender().str())))
            out.push_back(EventSerializer::stripped(*sender));
    json::object own = EventSerializer::stripped(event);
    own["event_id"] = event.id().str();
    own["origin_server_ts"] = event.originServerTs();
    out.push_back(std::move(own));
    return json::serialize(out);
}

void EventBuilder::findRelation(BuiltEvent &built, const RoomView &view,
                                const json::object &fields) {
    const json::object *relates = objectAt(fields, "m.relates_to");
    if (!relates || built.event->isState())
        return;
    const std::string_view type = stringAt(*relates, "rel_type");
    const std::string_view parentId = stringAt(*relates, "event_id");
    if (type.empty() || parentId.empty())
        return;
    const StoredEventPtr parent = m_events.find(parentId);
    if (!parent || parent->room != view.nid)
        return;
    built.relation.parent = parent->nid;
    built.relation.type = type;
    if (type == "m.annotation")
        built.relation.key = stringAt(*relates, "key");
    built.live->relatesTo = parent->nid;
}

void EventBuilder::findRedaction(BuiltEvent &built, const RoomView &view) {
    const auto redacts = built.event->redacts();
    if (!redacts)
        return;
    built.redaction.id = redacts->str();
    const StoredEventPtr target = m_events.find(redacts->str());
    if (!target || target->room != view.nid)
        return;
    const bool own = target->event->sender() == built.event->sender();
    const std::string &redactor = built.event->sender().str();
    if (!own && view.powerLevels->ofUser(redactor) < view.powerLevels->toRedact())
        throw forbidden("You don't have permission to redact events");
    built.redaction.target = target->nid;
    built.redaction.member = target->event->type() == "m.room.member";
    built.live->redacts = target->nid;
}

} // namespace hearth::services
