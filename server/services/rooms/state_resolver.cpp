// SPDX-License-Identifier: Apache-2.0
// StateResolver: from groups to the maps that matrix::resolveState() works on, and back.
#include "server/services/rooms/state_resolver.hpp"

#include "server/matrix/state_resolution.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/store/database.hpp"

#include <algorithm>
#include <unordered_map>

namespace hearth::services {
namespace {

constexpr std::size_t mostMemos = 32;

/// Events as they were signed; what is here only as a name is not there.
class StoredSource final : public matrix::EventSource {
public:
    StoredSource(store::Database &database, EventReader &events)
        : m_database(database)
        , m_events(events) {}
    void know(StoredEventPtr event) { m_known[event->event->id().str()] = std::move(event); }

    [[nodiscard]] matrix::EventPtr find(const matrix::EventId &id) override {
        const StoredEventPtr stored = get(id.str());
        return stored ? m_events.asSent(*stored) : nullptr;
    }
    [[nodiscard]] bool isRejected(const matrix::EventId &id) override {
        const StoredEventPtr stored = get(id.str());
        return stored && stored->rejected;
    }
    void prefetch(std::span<const matrix::EventId> ids) override {
        std::vector<store::EventNid> nids;
        m_database.read([&](store::Reader &reader) {
            for (const matrix::EventId &id : ids)
                if (!m_known.contains(id.str()))
                    if (const store::EventNid nid = reader.findEvent(id.str()))
                        nids.push_back(nid);
        });
        for (StoredEventPtr &event : m_events.load(nids))
            m_known[event->event->id().str()] = std::move(event);
    }

private:
    StoredEventPtr get(const std::string &id) {
        const auto [place, fresh] = m_known.try_emplace(id);
        if (fresh)
            place->second = m_events.find(id);
        return place->second;
    }

    store::Database &m_database;
    EventReader &m_events;
    std::unordered_map<std::string, StoredEventPtr> m_known;
};

/// The events that stand in some of the states only.
std::vector<store::EventNid> disputed(const std::vector<GroupStatePtr> &states) {
    std::vector<GroupState::Entry> all;
    for (const GroupStatePtr &state : states)
        all.insert(all.end(), state->entries.begin(), state->entries.end());
    std::sort(all.begin(), all.end());
    std::vector<store::EventNid> out;
    for (auto first = all.begin(); first != all.end();) {
        const auto last =
            std::find_if(first, all.end(), [&](const auto &entry) { return entry != *first; });
        if (last - first != static_cast<std::ptrdiff_t>(states.size()))
            out.push_back(first->second);
        first = last;
    }
    return out;
}

} // namespace

GroupStatePtr StateResolver::resolve(const matrix::RoomVersion &version,
                                     std::vector<store::StateGroupNid> groups) {
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    if (groups.size() == 1)
        return m_groups.get(groups.front());
    {
        const std::lock_guard lock(m_mutex);
        const auto known = std::find_if(m_memos.begin(), m_memos.end(),
                                        [&](const Memo &memo) { return memo.groups == groups; });
        if (known != m_memos.end()) {
            m_memos.splice(m_memos.begin(), m_memos, known);
            return known->state;
        }
    }
    GroupStatePtr state = compute(version, groups);
    const std::lock_guard lock(m_mutex);
    m_memos.push_front({std::move(groups), state});
    if (m_memos.size() > mostMemos)
        m_memos.pop_back();
    return state;
}

GroupStatePtr StateResolver::compute(const matrix::RoomVersion &version, const Key &groups) {
    std::vector<matrix::StateMap> maps(groups.size());
    std::map<matrix::StateKeyPair, store::StateKeyNid> keys;
    std::unordered_map<std::string, store::EventNid> nids;
    std::vector<GroupStatePtr> states;
    for (const store::StateGroupNid group : groups)
        states.push_back(m_groups.get(group));
    // Where the states differ the events will be read in any case; one of them may be so new that
    // only EventReader has it.
    StoredSource source(m_database, m_events);
    std::unordered_map<store::EventNid, std::string> ids;
    for (StoredEventPtr &event : m_events.load(disputed(states))) {
        ids[event->nid] = event->event->id().str();
        source.know(std::move(event));
    }
    m_database.read([&](store::Reader &reader) {
        for (std::size_t i = 0; i < groups.size(); ++i)
            for (const auto &[key, event] : states[i]->entries) {
                auto name = reader.stateKey(key);
                const auto known = ids.find(event);
                std::string id = known == ids.end() ? reader.eventId(event) : known->second;
                nids[id] = event;
                keys.try_emplace(name, key);
                maps[i].emplace(std::move(name), matrix::EventId::trusted(std::move(id)));
            }
    });
    const matrix::StateMap resolved = matrix::resolveState(version, maps, source);
    auto out = std::make_shared<GroupState>();
    out->entries.reserve(resolved.size());
    m_database.read([&](store::Reader &reader) {
        for (const auto &[name, id] : resolved) {
            // An event of the auth difference may bring a key that no state had.
            const auto key = keys.find(name);
            const auto nid = nids.find(id.str());
            out->entries.emplace_back(
                key == keys.end() ? reader.findStateKey(name.first, name.second) : key->second,
                nid == nids.end() ? reader.findEvent(id.str()) : nid->second);
        }
    });
    std::sort(out->entries.begin(), out->entries.end());
    return out;
}

} // namespace hearth::services
