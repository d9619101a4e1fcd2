// SPDX-License-Identifier: Apache-2.0
// AuthGraph: the events that state resolution looks at, with the edges of their auth_events.
#pragma once

#include "server/matrix/state_resolution.hpp"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hearth::matrix::resolution {

class AuthGraph {
public:
    using Node = std::uint32_t;

    /// Nodes in the order in which they came, with fast look-up.
    class Set {
    public:
        bool insert(Node node);
        [[nodiscard]] bool contains(Node node) const { return node < m_has.size() && m_has[node]; }
        [[nodiscard]] const std::vector<Node> &nodes() const { return m_nodes; }
        [[nodiscard]] bool empty() const { return m_nodes.empty(); }

    private:
        std::vector<bool> m_has;
        std::vector<Node> m_nodes;
    };

    AuthGraph(const RoomVersion &version, EventSource &source)
        : m_version(version)
        , m_source(source) {}

    /// Nothing if the source does not have the event.
    [[nodiscard]] std::optional<Node> add(const EventId &id);
    [[nodiscard]] const EventPtr &event(Node node) const { return m_entries[node].event; }
    /// The auth events that the source has. The reference holds until the next call.
    [[nodiscard]] const std::vector<Node> &parents(Node node);
    [[nodiscard]] bool isRejected(Node node) const {
        return m_source.isRejected(event(node)->id());
    }
    /// In v12+ the create event of the node's room; nullptr before, or if it was rejected.
    [[nodiscard]] const Event *create(Node node);

    /// Conflicted events, auth difference and, with subgraph, the conflicted state subgraph.
    [[nodiscard]] Set fullConflictedSet(const std::vector<Set> &disputed, const StateMap &agreed,
                                        bool subgraph);

private:
    struct Entry {
        EventPtr event;
        bool parentsKnown = false;
        std::vector<Node> parents;
    };

    /// The nodes and everything they build on.
    [[nodiscard]] Set withAncestors(const std::vector<Node> &start);
    void addAuthDifference(const std::vector<Set> &disputed, const StateMap &agreed, Set &into);
    void addSubgraph(const Set &conflicted, Set &into);

    const RoomVersion &m_version;
    EventSource &m_source;
    std::vector<Entry> m_entries;
    std::unordered_map<EventId, std::optional<Node>> m_ids;
    std::optional<EventPtr> m_create; // v12+; looked up once
};

} // namespace hearth::matrix::resolution
