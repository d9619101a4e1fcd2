// SPDX-License-Identifier: Apache-2.0
// Ingest: the three states that an event is judged by.
#include "server/matrix/auth_rules.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/ingest_case.hpp"
#include "server/services/rooms/state_resolver.hpp"
#include "server/store/database.hpp"

#include <algorithm>

namespace hearth::services {
namespace {

/// A stored state as the rules read it.
class GroupView final : public matrix::StateView {
public:
    GroupView(const GroupState &state, store::Database &database, EventReader &events)
        : m_state(state)
        , m_database(database)
        , m_events(events) {}
    [[nodiscard]] const matrix::Event *find(std::string_view type,
                                            std::string_view stateKey) const override {
        const store::StateKeyNid key = m_database.read(
            [&](store::Reader &reader) { return reader.findStateKey(type, stateKey); });
        const store::EventNid nid = key ? m_state.find(key) : store::EventNid{};
        const StoredEventPtr stored = nid ? m_events.find(nid) : nullptr;
        if (!stored)
            return nullptr;
        m_held.push_back(m_events.asSent(*stored));
        return m_held.back().get();
    }

private:
    const GroupState &m_state;
    store::Database &m_database;
    EventReader &m_events;
    mutable std::vector<matrix::EventPtr> m_held; // pointers given out live as long as the view
};

class ListView final : public matrix::StateView {
public:
    explicit ListView(const std::vector<matrix::EventPtr> &events)
        : m_events(events) {}
    [[nodiscard]] const matrix::Event *find(std::string_view type,
                                            std::string_view stateKey) const override {
        for (const matrix::EventPtr &event : m_events)
            if (event->is(type, stateKey))
                return event.get();
        return nullptr;
    }

private:
    const std::vector<matrix::EventPtr> &m_events;
};

} // namespace

std::string Ingest::judgeByAuthEvents(const Case &one) {
    std::vector<matrix::EventPtr> events;
    for (const StoredEventPtr &stored : one.auth)
        events.push_back(m.events.asSent(*stored));
    const auto isRejected = [&](const matrix::Event &event) {
        return std::any_of(one.auth.begin(), one.auth.end(), [&](const StoredEventPtr &stored) {
            return stored->rejected && stored->event->id() == event.id();
        });
    };
    const matrix::AuthVerdict list =
        matrix::checkAuthEvents(one.version(), *one.event, events, isRejected);
    if (!list.allowed)
        return list.reason;
    if (one.version().roomIdIsCreateHash) {
        // Not named, but what everything is judged by.
        const StoredEventPtr create = m.events.find("$" + one.room->id().str().substr(1));
        if (!create || create->rejected)
            return "The create event of the room is not known.";
        events.push_back(create->event);
    }
    const matrix::AuthVerdict verdict =
        matrix::checkAuth(one.version(), *one.event, ListView(events));
    return verdict.allowed ? std::string() : verdict.reason;
}

void Ingest::stateBefore(Case &one) {
    std::vector<store::StateGroupNid> groups;
    for (const store::EventHead &head : one.prev)
        if (head.hasState())
            groups.push_back(head.after); // of a rejected one: the state before it
    if (one.how.stateBefore && !one.hasPast()) {
        std::vector<store::EventNid> nids;
        m.database.read([&](store::Reader &reader) {
            for (const matrix::EventId &id : *one.how.stateBefore)
                if (const store::EventNid nid = reader.findEvent(id.str()))
                    nids.push_back(nid);
        });
        StoredEvents events = m.events.load(nids);
        nids.clear();
        for (const StoredEventPtr &event : events)
            if (event->room == one.room->nid())
                nids.push_back(event->nid);
        groups.push_back(asGroup(one, m.groups.of(nids), one.current).id);
    }
    const GroupStatePtr state = m.resolver.resolve(one.version(), groups);
    one.before = asGroup(one, state, groups.front());
}

std::string Ingest::judgeBy(const Case &one, const GroupState &state) {
    const GroupView view(state, m.database, m.events);
    const matrix::AuthVerdict verdict = matrix::checkAuth(one.version(), *one.event, view);
    return verdict.allowed ? std::string() : verdict.reason;
}

std::string Ingest::judgeCurrent(Case &one) {
    const auto isNamed = [&](const Extremity &extremity) {
        return std::any_of(one.prev.begin(), one.prev.end(),
                           [&](const store::EventHead &head) { return head.nid == extremity.nid; });
    };
    const bool line = one.prev.size() == one.extremities.size() && one.unknownPrev.empty() &&
                      std::all_of(one.extremities.begin(), one.extremities.end(), isNamed);
    if (line)
        return {}; // the state before it is the current one
    if (one.hasPast())
        return judgeBy(one, *m.groups.get(one.current));
    // Over a gap our current state knows less than the sender: both together decide.
    std::vector<store::StateGroupNid> groups{one.before.id};
    for (const Extremity &extremity : one.extremities)
        groups.push_back(extremity.group);
    return judgeBy(one, *m.resolver.resolve(one.version(), groups));
}

} // namespace hearth::services
