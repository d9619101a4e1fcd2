// SPDX-License-Identifier: Apache-2.0
// State resolution v2 (room versions 2 to 11) and v2.1 (12).
#include "server/matrix/auth_graph.hpp"
#include "server/matrix/event_types.hpp"
#include "server/matrix/state_resolution_parts.hpp"

#include <queue>

#include <algorithm>
#include <tuple>

namespace hearth::matrix::resolution {
namespace {

using Order = std::vector<AuthGraph::Node>;

/// The state so far; what it lacks comes from the auth events of the event being judged.
class PartialState : public StateView {
public:
    PartialState(const RoomVersion &version, AuthGraph &graph)
        : m_version(version)
        , m_graph(graph) {}

    void set(const StateKeyPair &key, AuthGraph::Node node) { m_state[key] = node; }
    [[nodiscard]] const std::map<StateKeyPair, AuthGraph::Node> &all() const { return m_state; }

    [[nodiscard]] const Event *find(std::string_view type,
                                    std::string_view stateKey) const override {
        const StateKeyPair key(type, stateKey);
        if (const auto found = m_state.find(key); found != m_state.end())
            return m_graph.event(found->second).get();
        const auto fallback = m_fallback.find(key);
        return fallback == m_fallback.end() ? nullptr : fallback->second;
    }

    /// Applies the events one after the other, leaving out those that are not allowed.
    void apply(const Order &order) {
        for (const auto node : order) {
            const Event &event = *m_graph.event(node);
            if (!event.stateKey())
                continue;
            readFallback(node);
            if (checkAuth(m_version, event, *this).allowed)
                set(StateKeyPair(event.type(), *event.stateKey()), node);
        }
    }

private:
    void readFallback(AuthGraph::Node node) {
        m_fallback.clear();
        for (const auto parent : m_graph.parents(node)) {
            const auto &event = m_graph.event(parent);
            if (event->stateKey() && !m_graph.isRejected(parent))
                m_fallback[StateKeyPair(event->type(), *event->stateKey())] = event.get();
        }
        // From v12 on the create event is not named: the room id stands for it.
        if (const auto *create = m_graph.create(node))
            m_fallback[StateKeyPair(event_type::create, "")] = create;
    }

    const RoomVersion &m_version;
    AuthGraph &m_graph;
    std::map<StateKeyPair, AuthGraph::Node> m_state;
    std::map<StateKeyPair, const Event *> m_fallback;
};

/// Events that may take someone's rights away.
bool isPowerEvent(const Event &event) {
    if (!event.stateKey())
        return false;
    if (event.type() == event_type::powerLevels || event.type() == event_type::joinRules)
        return true;
    return event.type() == event_type::member &&
           (event.membership() == Membership::Leave || event.membership() == Membership::Ban) &&
           event.sender().str() != *event.stateKey();
}

/// Level of the sender by the event's own auth events.
std::int64_t senderLevel(const RoomVersion &version, AuthGraph &graph, AuthGraph::Node node) {
    const Event *create = graph.create(node);
    const Event *levels = nullptr;
    for (const auto parent : graph.parents(node)) {
        const auto &event = graph.event(parent);
        if (event->is(event_type::create, ""))
            create = event.get();
        else if (event->is(event_type::powerLevels, ""))
            levels = event.get();
    }
    const auto sender = graph.event(node)->sender().str();
    if (create)
        return PowerLevels(version, create, levels).ofUser(sender);
    if (!levels || !levels->powerLevels())
        return 0;
    const auto &content = *levels->powerLevels();
    return content.users.find(sender).value_or(content.usersDefault.value_or(0));
}

/// The smallest topological order of the power events and of the conflicted events they build on.
class PowerOrdering {
public:
    PowerOrdering(const RoomVersion &version, AuthGraph &graph, const AuthGraph::Set &conflicted)
        : m_version(version)
        , m_graph(graph)
        , m_conflicted(conflicted) {}

    Order sort() {
        for (const auto node : m_conflicted.nodes())
            if (isPowerEvent(*m_graph.event(node)))
                add(node);
        std::priority_queue<Key, std::vector<Key>, std::greater<>> ready;
        for (const auto node : m_picked.nodes())
            if (m_waitsFor[node] == 0)
                ready.push(key(node));
        Order order;
        while (!ready.empty()) {
            const auto node = std::get<3>(ready.top());
            ready.pop();
            order.push_back(node);
            for (const auto child : m_children[node])
                if (--m_waitsFor[child] == 0)
                    ready.push(key(child));
        }
        return order;
    }

private:
    // Highest level first, so it is stored inverted; ~ cannot overflow as - could.
    using Key = std::tuple<std::int64_t, std::int64_t, std::string, AuthGraph::Node>;

    Key key(AuthGraph::Node node) {
        const auto &event = m_graph.event(node);
        return {~senderLevel(m_version, m_graph, node), event->originServerTs(), event->id().str(),
                node};
    }

    void add(AuthGraph::Node start) {
        if (!m_picked.insert(start))
            return;
        std::vector<AuthGraph::Node> stack{start};
        while (!stack.empty()) {
            const auto node = stack.back();
            stack.pop_back();
            for (const auto parent : m_graph.parents(node)) {
                if (!m_conflicted.contains(parent))
                    continue;
                ++m_waitsFor[node];
                m_children[parent].push_back(node);
                if (m_picked.insert(parent))
                    stack.push_back(parent);
            }
        }
    }

    const RoomVersion &m_version;
    AuthGraph &m_graph;
    const AuthGraph::Set &m_conflicted;
    AuthGraph::Set m_picked;
    std::map<AuthGraph::Node, std::vector<AuthGraph::Node>> m_children;
    std::map<AuthGraph::Node, std::size_t> m_waitsFor;
};

/// Orders events by how far up the line of power levels they stand.
class MainlineOrdering {
public:
    MainlineOrdering(AuthGraph &graph, std::optional<AuthGraph::Node> powerLevels)
        : m_graph(graph) {
        std::int64_t position = 0;
        for (auto node = powerLevels; node; node = powerLevelsOf(*node))
            if (!m_mainline.emplace(*node, position++).second)
                break;
    }

    void sort(Order &nodes) {
        using Key = std::tuple<std::int64_t, std::int64_t, std::string, AuthGraph::Node>;
        std::vector<Key> keys;
        keys.reserve(nodes.size());
        for (const auto node : nodes) {
            const auto &event = m_graph.event(node);
            keys.emplace_back(-positionOf(node), event->originServerTs(), event->id().str(), node);
        }
        std::sort(keys.begin(), keys.end());
        std::transform(keys.begin(), keys.end(), nodes.begin(),
                       [](const Key &key) { return std::get<3>(key); });
    }

private:
    static constexpr std::int64_t nowhere = std::numeric_limits<std::int64_t>::max();

    std::optional<AuthGraph::Node> powerLevelsOf(AuthGraph::Node node) {
        for (const auto parent : m_graph.parents(node))
            if (m_graph.event(parent)->is(event_type::powerLevels, ""))
                return parent;
        return std::nullopt;
    }

    std::int64_t positionOf(AuthGraph::Node node) {
        std::vector<AuthGraph::Node> walked;
        std::int64_t position = nowhere;
        for (auto at = powerLevelsOf(node); at; at = powerLevelsOf(*at)) {
            if (const auto found = m_mainline.find(*at); found != m_mainline.end()) {
                position = found->second;
                break;
            }
            if (const auto known = m_known.find(*at); known != m_known.end()) {
                position = known->second;
                break;
            }
            walked.push_back(*at);
        }
        for (const auto at : walked)
            m_known[at] = position;
        return position;
    }

    AuthGraph &m_graph;
    std::map<AuthGraph::Node, std::int64_t> m_mainline;
    std::map<AuthGraph::Node, std::int64_t> m_known; // off the mainline
};

struct Division {
    StateMap agreed;
    std::vector<AuthGraph::Set> disputed; // one set for each state
};

Division divide(std::span<const StateMap> states, AuthGraph &graph) {
    std::map<StateKeyPair, std::pair<const EventId *, std::size_t>> seen;
    for (const auto &state : states)
        for (const auto &[key, id] : state) {
            auto &[first, count] = seen.try_emplace(key, &id, 0).first->second;
            if (*first == id)
                ++count;
        }
    Division division;
    for (const auto &[key, entry] : seen)
        if (entry.second == states.size())
            division.agreed[key] = *entry.first;
    for (const auto &state : states) {
        auto &set = division.disputed.emplace_back();
        for (const auto &[key, id] : state)
            if (!division.agreed.contains(key))
                if (const auto node = graph.add(id))
                    set.insert(*node);
    }
    return division;
}

} // namespace

StateMap resolveV2(const RoomVersion &version, std::span<const StateMap> states,
                   EventSource &source) {
    AuthGraph graph(version, source);
    const auto division = divide(states, graph);
    const bool fromEmpty = version.stateResolution == StateResolution::V21;
    const auto conflicted = graph.fullConflictedSet(division.disputed, division.agreed, fromEmpty);

    PartialState state(version, graph);
    if (!fromEmpty)
        for (const auto &[key, id] : division.agreed)
            if (const auto node = graph.add(id))
                state.set(key, *node);
    const auto powerOrder = PowerOrdering(version, graph, conflicted).sort();
    state.apply(powerOrder);

    AuthGraph::Set done;
    for (const auto node : powerOrder)
        done.insert(node);
    Order rest;
    for (const auto node : conflicted.nodes())
        if (!done.contains(node))
            rest.push_back(node);
    const auto levels = state.all().find(StateKeyPair(event_type::powerLevels, ""));
    MainlineOrdering(graph,
                     levels == state.all().end() ? std::nullopt : std::optional(levels->second))
        .sort(rest);
    state.apply(rest);

    StateMap out = division.agreed;
    for (const auto &[key, node] : state.all())
        out.emplace(key, graph.event(node)->id()); // what the states agree on stays
    return out;
}

} // namespace hearth::matrix::resolution
