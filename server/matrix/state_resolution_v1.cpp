// SPDX-License-Identifier: Apache-2.0
// State resolution of room version 1 (spec rooms v1, "State resolution").
#include "server/crypto/hash.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/state_resolution_parts.hpp"

#include <algorithm>
#include <set>

namespace hearth::matrix::resolution {
namespace {

using Conflicts = std::map<StateKeyPair, std::vector<EventPtr>>;

class Resolved : public StateView {
public:
    [[nodiscard]] const Event *find(std::string_view type,
                                    std::string_view stateKey) const override {
        const auto found = m_events.find(StateKeyPair(type, stateKey));
        return found == m_events.end() ? nullptr : found->second.get();
    }
    void set(const StateKeyPair &key, EventPtr event) { m_events[key] = std::move(event); }
    [[nodiscard]] const std::map<StateKeyPair, EventPtr> &events() const { return m_events; }

private:
    std::map<StateKeyPair, EventPtr> m_events;
};

/// Highest depth first; within a depth by the hash of the id.
void sortFromTop(std::vector<EventPtr> &events) {
    std::sort(events.begin(), events.end(), [](const EventPtr &a, const EventPtr &b) {
        if (a->depth() != b->depth())
            return a->depth() > b->depth();
        return crypto::sha1(a->id().str()) < crypto::sha1(b->id().str());
    });
}

/// For events that rights depend on: the last of an unbroken line of allowed events, from below.
EventPtr pickAuthEvent(const RoomVersion &version, const StateKeyPair &key,
                       std::vector<EventPtr> events, const Resolved &base) {
    sortFromTop(events);
    Resolved state = base;
    EventPtr picked = events.back();
    state.set(key, picked);
    for (auto event = events.rbegin() + 1; event != events.rend(); ++event) {
        if (!checkAuth(version, **event, state).allowed)
            break;
        picked = *event;
        state.set(key, picked);
    }
    return picked;
}

/// For all others: the highest that is allowed; the lowest if none is.
EventPtr pickOrdinaryEvent(const RoomVersion &version, std::vector<EventPtr> events,
                           const Resolved &state) {
    sortFromTop(events);
    for (const auto &event : events)
        if (checkAuth(version, *event, state).allowed)
            return event;
    return events.back();
}

/// Resolves the conflicts of one type against the state as it is before any of them.
void resolveType(const RoomVersion &version, std::string_view type, const Conflicts &conflicts,
                 Resolved &state) {
    std::vector<std::pair<StateKeyPair, EventPtr>> picked;
    for (const auto &[key, events] : conflicts)
        if (key.first == type)
            picked.emplace_back(key, pickAuthEvent(version, key, events, state));
    for (auto &[key, event] : picked)
        state.set(key, std::move(event));
}

bool isAuthType(std::string_view type) {
    return type == event_type::powerLevels || type == event_type::joinRules ||
           type == event_type::member;
}

} // namespace

StateMap resolveV1(const RoomVersion &version, std::span<const StateMap> states,
                   EventSource &source) {
    std::map<StateKeyPair, std::set<EventId>> candidates;
    for (const auto &state : states)
        for (const auto &[key, id] : state)
            candidates[key].insert(id);
    StateMap out;
    Resolved state;
    Conflicts conflicts;
    for (const auto &[key, ids] : candidates) {
        if (ids.size() == 1) {
            out[key] = *ids.begin();
            if (auto event = source.find(*ids.begin()))
                state.set(key, std::move(event));
            continue;
        }
        for (const auto &id : ids)
            if (auto event = source.find(id))
                conflicts[key].push_back(std::move(event));
    }
    for (const auto type : {event_type::powerLevels, event_type::joinRules, event_type::member})
        resolveType(version, type, conflicts, state);
    const Resolved authState = state;
    for (const auto &[key, events] : conflicts)
        if (!isAuthType(key.first))
            state.set(key, pickOrdinaryEvent(version, events, authState));
    for (const auto &[key, event] : state.events())
        out[key] = event->id();
    return out;
}

} // namespace hearth::matrix::resolution
