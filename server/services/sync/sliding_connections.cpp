// SPDX-License-Identifier: Apache-2.0
// SlidingConnections: two states of each connection, by the number in pos.
#include "server/services/sync/sliding_connections.hpp"

#include "server/core/error.hpp"

#include <fmt/format.h>

namespace hearth::services {

std::string SlidingConnections::keyOf(const SlidingRequest &request) {
    const Requester &who = request.requester;
    return fmt::format("{} {} {}", who.userNid.value, who.deviceNid.value, request.connection);
}

SlidingStatePtr SlidingConnections::find(const SlidingRequest &request) {
    if (request.pos.empty())
        return nullptr;
    const std::lock_guard lock(m_mutex);
    const auto found = m_connections.find(keyOf(request));
    if (found != m_connections.end()) {
        Connection &connection = found->second;
        for (const SlidingStatePtr &state : {connection.newest, connection.before})
            if (state && request.pos == fmt::format("{}/{}", m_instance, state->number)) {
                m_order.splice(m_order.begin(), m_order, connection.place);
                return state;
            }
    }
    throw Error(400, "M_UNKNOWN_POS", "This position is not known: start a new connection.");
}

std::string SlidingConnections::keep(const SlidingRequest &request, const SlidingStatePtr &from,
                                     SlidingState state) {
    const std::string key = keyOf(request);
    const std::lock_guard lock(m_mutex);
    state.number = ++m_lastNumber;
    const std::string pos = fmt::format("{}/{}", m_instance, state.number);
    auto found = m_connections.find(key);
    if (found == m_connections.end()) {
        if (m_connections.size() >= mostConnections) {
            m_connections.erase(m_order.back());
            m_order.pop_back();
        }
        m_order.push_front(key);
        found = m_connections.emplace(key, Connection{nullptr, nullptr, m_order.begin()}).first;
    }
    m_order.splice(m_order.begin(), m_order, found->second.place);
    found->second.before = from;
    found->second.newest = std::make_shared<const SlidingState>(std::move(state));
    return pos;
}

} // namespace hearth::services
