// SPDX-License-Identifier: Apache-2.0
// Ingest, the steps in their order. The others stand in ingest_judging.cpp and ingest_placing.cpp.
#include "server/services/rooms/ingest.hpp"

#include "server/core/error.hpp"
#include "server/core/json_read.hpp"
#include "server/matrix/power_levels.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/ingest_case.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/state_resolver.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::services {

namespace {
constexpr int mostAttempts = 6;

std::vector<std::string> textsOf(const std::vector<matrix::EventId> &ids) {
    std::vector<std::string> out;
    for (const matrix::EventId &id : ids)
        out.push_back(id.str());
    return out;
}
} // namespace

Ingested Ingest::take(store::RoomNid room, const matrix::EventPtr &event, const Arrival &how) {
    for (int i = 0; i < mostAttempts; ++i) {
        Case one(m.registry.find(room), event, how);
        if (!one.room)
            throw notFound("Unknown room");
        try {
            return attempt(one);
        } catch (const RoomChanged &) {
            m.registry.drop(one.room);
        }
    }
    throw unavailable("The room is busy");
}

Ingested Ingest::attempt(Case &one) {
    Ingested out;
    if (!readReferences(one, out)) // 8, 10, 12: is it known, and is what it names here?
        return out;
    intern(one);
    snapshot(one);
    const std::string byAuth = judgeByAuthEvents(one); // 13
    stateBefore(one);                                  // 14
    if (!byAuth.empty())
        return finishAside(one, Standing::Rejected, byAuth);
    std::string reason = judgeBy(one, *one.before.state); // 15
    if (!reason.empty())
        return finishAside(one, Standing::Rejected, std::move(reason));
    stateAfter(one);
    if (one.how.place.value < 0)
        return finishAside(one, Standing::Backfilled, {});
    reason = judgeCurrent(one); // 16
    if (!reason.empty())
        return finishAside(one, Standing::SoftFailed, std::move(reason));
    place(one); // 18 to 20
    out.fate = Ingested::Fate::Accepted;
    out.nid = one.nid;
    return out;
}

bool Ingest::readReferences(Case &one, Ingested &out) {
    constexpr std::int64_t unread = store::event_flag::stub | store::event_flag::outlier;
    const std::vector<std::string> prev = textsOf(one.event->prevEvents());
    const std::vector<std::string> auth = textsOf(one.event->authEvents());
    std::vector<store::EventHead> own;
    std::vector<store::EventHead> prevHeads;
    std::vector<store::EventHead> authHeads;
    m.database.read([&](store::Reader &reader) {
        const std::vector<std::string> self{one.event->id().str()};
        own = store::eventHeads(reader, self);
        prevHeads = store::eventHeads(reader, prev);
        authHeads = store::eventHeads(reader, auth);
    });
    if (!own.empty()) {
        one.nid = out.nid = own.front().nid;
        one.known = true;
        if (!own.front().has(unread)) {
            out.fate = Ingested::Fate::Known;
            return false;
        }
    }
    const auto find = [](const std::vector<store::EventHead> &heads, const std::string &id) {
        return std::find_if(heads.begin(), heads.end(), [&](const store::EventHead &head) {
            return head.eventId == id && !head.has(store::event_flag::stub);
        });
    };
    std::vector<store::EventNid> nids;
    for (const std::string &id : auth) {
        if (const auto head = find(authHeads, id); head != authHeads.end())
            nids.push_back(head->nid);
        else
            out.missing.push_back(matrix::EventId::trusted(id));
    }
    if (!out.missing.empty()) {
        out.missingAuth = true;
        return false;
    }
    one.auth = m.events.load(nids);
    for (const std::string &id : prev) {
        const auto head = find(prevHeads, id);
        if (head == prevHeads.end())
            one.unknownPrev.push_back(id);
        else
            one.prev.push_back(*head);
        if (head == prevHeads.end() || !head->hasState())
            out.missing.push_back(matrix::EventId::trusted(id));
    }
    if (one.hasPast() || one.how.stateBefore)
        out.missing.clear();
    return one.hasPast() || one.how.stateBefore.has_value();
}

void Ingest::intern(Case &one) {
    const matrix::Event &event = *one.event;
    const auto known = m.database.read([&](store::Reader &reader) {
        one.sender = reader.findUser(event.sender().str());
        return one.sender && reader.findType(event.type()) &&
               (!event.isState() || reader.findStateKey(event.type(), *event.stateKey())) &&
               (!event.is("m.room.member", event.stateKey().value_or("")) ||
                reader.findUser(*event.stateKey()));
    });
    if (known)
        return;
    one.sender = m.database.write([&](store::Transaction &tx) {
        tx.internType(event.type());
        if (event.isState())
            tx.internStateKey(event.type(), *event.stateKey());
        if (event.isState() && event.type() == "m.room.member")
            tx.internUser(*event.stateKey());
        return tx.internUser(event.sender().str());
    });
}

BuiltEvent Ingest::build(Case &one, Standing standing) {
    if (!one.nid)
        one.nid = m.sender.builder().takeEventNid();
    BuiltEvent built;
    built.event = one.event;
    built.standing = standing;
    built.foreign.emplace();
    built.foreign->known = one.known;
    built.stored = std::make_shared<StoredEvent>();
    StoredEvent &stored = *built.stored;
    stored.nid = one.nid;
    stored.room = one.room->nid();
    stored.sender = one.sender;
    stored.event = one.event;
    stored.receivedTs = m.clock.now();
    stored.rejected = standing == Standing::Rejected;
    stored.softFailed = standing == Standing::SoftFailed;
    for (const StoredEventPtr &auth : one.auth)
        built.auth.push_back(auth->nid);
    for (const store::EventHead &head : one.prev) {
        built.prev.push_back(head.nid);
        if (!head.hasState())
            built.foreign->outlierPrev.push_back(head.nid);
    }
    for (const std::string &id : one.unknownPrev)
        built.foreign->unknownPrev.emplace_back(id, m.sender.builder().takeEventNid());
    if (standing == Standing::Outlier)
        return built;
    built.before = stored.before = one.before.id;
    built.behind = stored.after = one.after.id;
    built.groups = one.writes;
    if (one.event->isState())
        stored.replaces = m.database.read([&](store::Reader &reader) {
            return one.before.state->find(
                reader.findStateKey(one.event->type(), *one.event->stateKey()));
        });
    if (standing == Standing::Timeline || standing == Standing::Backfilled) {
        findRelation(built);
        findRedaction(one, built);
        findWaitingRedactions(built);
    }
    return built;
}

Ingested Ingest::finishAside(Case &one, Standing standing, std::string reason) {
    if (standing == Standing::Rejected)
        one.after = one.before;
    auto batch = std::make_shared<EventBatch>();
    batch->room = one.room;
    batch->events.push_back(build(one, standing));
    BuiltEvent &built = batch->events.back();
    if (standing == Standing::Rejected)
        built.foreign->rejectCode = reason;
    if (standing == Standing::Backfilled) {
        built.stored->pos = one.how.place;
        built.stored->aside = true;
    }
    m.sender.writer().writeAside(batch);
    Ingested out;
    out.fate = standing == Standing::Rejected     ? Ingested::Fate::Rejected
               : standing == Standing::SoftFailed ? Ingested::Fate::SoftFailed
                                                  : Ingested::Fate::Accepted;
    out.reason = std::move(reason);
    out.nid = one.nid;
    return out;
}

void Ingest::keepOutliers(store::RoomNid room, std::span<const matrix::EventPtr> events) {
    const Arrival how;
    for (const matrix::EventPtr &event : events) {
        Case one(m.registry.find(room), event, how);
        if (!one.room)
            throw notFound("Unknown room");
        Ingested out;
        const bool whole = readReferences(one, out);
        if (out.missingAuth || (!whole && out.fate == Ingested::Fate::Known))
            continue;
        if (one.known && m.events.find(one.nid)) // an outlier that is here
            continue;
        intern(one);
        const std::string reason = judgeByAuthEvents(one);
        auto batch = std::make_shared<EventBatch>();
        batch->room = one.room;
        batch->events.push_back(build(one, Standing::Outlier));
        BuiltEvent &built = batch->events.back();
        if (!reason.empty()) {
            built.foreign->rejectCode = reason;
            built.stored->rejected = true;
        }
        m.sender.writer().writeAside(batch);
    }
}

store::Position Ingest::reservePlaces(store::RoomNid room, std::int64_t count) {
    return m.database.write(
        [&](store::Transaction &tx) { return store::takePlacesBefore(tx, room, count); });
}

void Ingest::findRelation(BuiltEvent &built) {
    const json::object *relates = objectAt(built.event->content(), "m.relates_to");
    if (!relates || built.event->isState())
        return;
    const std::string_view type = stringAt(*relates, "rel_type");
    const std::string_view parentId = stringAt(*relates, "event_id");
    if (type.empty() || parentId.empty() || parentId.front() != '$' || parentId.size() > 255)
        return;
    const StoredEventPtr parent = m.events.find(parentId);
    if (parent && parent->room != built.stored->room)
        return;
    built.relation.type = type;
    if (type == "m.annotation")
        built.relation.key = stringAt(*relates, "key");
    if (parent) {
        built.relation.parent = parent->nid;
        return;
    }
    built.relation.parentId = parentId;
    built.foreign->parentStub = m.sender.builder().takeEventNid();
}

bool Ingest::mayRedact(const matrix::Event &redaction, const matrix::Event &target,
                       store::StateGroupNid stateAtRedaction) {
    // Spec, "Handling redactions" of room version 3.
    if (matrix::domain(redaction.sender().str()) == matrix::domain(target.sender().str()))
        return true;
    const auto entry = [&](std::string_view type) {
        return m.events.find(m.groups.find(stateAtRedaction, type, ""));
    };
    const StoredEventPtr create = entry("m.room.create");
    const StoredEventPtr levels = entry("m.room.power_levels");
    if (!create)
        return false;
    const matrix::PowerLevels rights(redaction.version(), create->event.get(),
                                     levels ? levels->event.get() : nullptr);
    return rights.ofUser(redaction.sender().str()) >= rights.toRedact();
}

void Ingest::findRedaction(Case &one, BuiltEvent &built) {
    const auto redacts =
        built.event->type() == "m.room.redaction" ? built.event->redacts() : std::nullopt;
    if (!redacts)
        return;
    built.redaction.id = redacts->str();
    const StoredEventPtr target = m.events.find(redacts->str());
    if (!target || target->room != built.stored->room)
        return;
    built.redaction.target = target->nid;
    built.redaction.member = target->event->type() == "m.room.member";
    built.redaction.refused = !mayRedact(*built.event, *target->event, one.before.id);
}

void Ingest::findWaitingRedactions(BuiltEvent &built) {
    const auto nids = m.database.read([&](store::Reader &reader) {
        return store::waitingRedactions(reader, built.event->id().str());
    });
    for (const StoredEventPtr &redaction : m.events.load(nids))
        if (redaction->room == built.stored->room)
            built.foreign->redactions.emplace_back(
                redaction->nid, mayRedact(*redaction->event, *built.event, redaction->before));
}

} // namespace hearth::services
