// SPDX-License-Identifier: Apache-2.0
#include "server/matrix/auth_graph.hpp"

#include <algorithm>

namespace hearth::matrix::resolution {

bool AuthGraph::Set::insert(Node node) {
    if (contains(node))
        return false;
    if (node >= m_has.size())
        m_has.resize(static_cast<std::size_t>(node) + 1);
    m_has[node] = true;
    m_nodes.push_back(node);
    return true;
}

std::optional<AuthGraph::Node> AuthGraph::add(const EventId &id) {
    const auto [place, isNew] = m_ids.try_emplace(id, std::nullopt);
    if (!isNew)
        return place->second;
    auto event = m_source.find(id);
    if (!event)
        return std::nullopt;
    const auto node = static_cast<Node>(m_entries.size());
    place->second = node;
    m_entries.push_back({std::move(event), false, {}});
    return node;
}

const std::vector<AuthGraph::Node> &AuthGraph::parents(Node node) {
    if (!m_entries[node].parentsKnown) {
        const EventPtr event = m_entries[node].event; // m_entries may move below
        const std::vector<EventId> named = event->authEvents();
        m_source.prefetch(named);
        std::vector<Node> parents;
        for (const auto &id : named)
            if (const auto parent = add(id))
                parents.push_back(*parent);
        m_entries[node].parents = std::move(parents);
        m_entries[node].parentsKnown = true;
    }
    return m_entries[node].parents;
}

const Event *AuthGraph::create(Node node) {
    if (!m_version.roomIdIsCreateHash)
        return nullptr;
    if (!m_create) {
        const auto &roomId = event(node)->roomId().str();
        const auto id =
            EventId::trusted("$" + roomId.substr(std::min<std::size_t>(1, roomId.size())));
        m_create = m_source.isRejected(id) ? nullptr : m_source.find(id);
    }
    return m_create->get();
}

AuthGraph::Set AuthGraph::withAncestors(const std::vector<Node> &start) {
    Set reached;
    std::vector<Node> stack;
    for (const auto node : start)
        if (reached.insert(node))
            stack.push_back(node);
    while (!stack.empty()) {
        const auto node = stack.back();
        stack.pop_back();
        for (const auto parent : parents(node))
            if (reached.insert(parent))
                stack.push_back(parent);
    }
    return reached;
}

/// Events that some of the states build on, but not all of them. What all states agree on belongs
/// to each of them, so its chain is only walked when something else is left over.
void AuthGraph::addAuthDifference(const std::vector<Set> &disputed, const StateMap &agreed,
                                  Set &into) {
    std::vector<Set> chains;
    chains.reserve(disputed.size());
    for (const auto &set : disputed)
        chains.push_back(withAncestors(set.nodes()));
    std::vector<Node> candidates;
    Set seen;
    for (const auto &chain : chains)
        for (const auto node : chain.nodes())
            if (seen.insert(node) && !into.contains(node) &&
                !std::all_of(chains.begin(), chains.end(),
                             [node](const Set &other) { return other.contains(node); }))
                candidates.push_back(node);
    if (candidates.empty())
        return;
    std::vector<Node> common;
    for (const auto &[key, id] : agreed)
        if (const auto node = add(id))
            common.push_back(*node);
    const auto commonChain = withAncestors(common);
    for (const auto node : candidates)
        if (!commonChain.contains(node))
            into.insert(node);
}

/// Everything on a path from one conflicted event to another.
void AuthGraph::addSubgraph(const Set &conflicted, Set &into) {
    const auto reached = withAncestors(conflicted.nodes());
    std::unordered_map<Node, std::vector<Node>> children;
    for (const auto node : reached.nodes())
        for (const auto parent : parents(node))
            children[parent].push_back(node);
    Set leading; // to a conflicted event
    std::vector<Node> stack;
    for (const auto node : conflicted.nodes())
        if (leading.insert(node))
            stack.push_back(node);
    while (!stack.empty()) {
        const auto node = stack.back();
        stack.pop_back();
        for (const auto child : children[node])
            if (leading.insert(child))
                stack.push_back(child);
    }
    for (const auto node : leading.nodes())
        into.insert(node);
}

AuthGraph::Set AuthGraph::fullConflictedSet(const std::vector<Set> &disputed,
                                            const StateMap &agreed, bool subgraph) {
    Set conflicted;
    for (const auto &set : disputed)
        for (const auto node : set.nodes())
            conflicted.insert(node);
    Set full = conflicted;
    addAuthDifference(disputed, agreed, full);
    if (subgraph)
        addSubgraph(conflicted, full);
    return full;
}

} // namespace hearth::matrix::resolution
