// SPDX-License-Identifier: Apache-2.0
// SlidingConnections: two states of each connection, by the number in pos.
#include "server/services/sync/sliding_connections.hpp"

#include "server/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hearth::services {
namespace {

/// Roughly, and without what the state before has alone.
std::size_t bytesOf(const SlidingState &state) {
    constexpr std::size_t room = 320; // SlidingKnown and its places in both states
    constexpr std::size_t bump = 64;
    constexpr std::size_t member = 48;
    std::size_t sum = sizeof(SlidingState) + state.rooms.size() * room + state.bumps.size() * bump;
    std::set<const WantedState *> wanted;
    for (const auto &[nid, known] : state.rooms) {
        sum += known->members.size() * member;
        if (wanted.insert(known->wish.state.get()).second)
            sum += known->wish.state->bytes();
    }
    return sum;
}

} // namespace

SlidingConnections::Device SlidingConnections::deviceOf(const SlidingRequest &request) {
    const Requester &who = request.requester;
    return {who.userNid.value, who.deviceNid.value};
}

std::list<SlidingConnections::Connection>::iterator
SlidingConnections::findIn(Holder &holder, const std::string &name) {
    return std::find_if(holder.connections.begin(), holder.connections.end(),
                        [&](const Connection &one) { return one.name == name; });
}

SlidingStatePtr SlidingConnections::find(const SlidingRequest &request) {
    if (request.pos.empty())
        return nullptr;
    const std::lock_guard lock(m_mutex);
    if (const auto holder = m_holders.find(deviceOf(request)); holder != m_holders.end()) {
        auto &list = holder->second.connections;
        const auto found = findIn(holder->second, request.connection);
        if (found != list.end())
            for (const SlidingStatePtr &state : {found->newest, found->before})
                if (state && request.pos == fmt::format("{}/{}", m_instance, state->number)) {
                    list.splice(list.begin(), list, found);
                    return state;
                }
    }
    throw Error(400, "M_UNKNOWN_POS", "This position is not known: start a new connection.");
}

/// The last step of a change: m_bySize follows.
void SlidingConnections::setBytes(const Device &device, Holder &holder, std::size_t bytes) {
    m_bySize.erase({holder.bytes, device});
    m_bytes += bytes - holder.bytes;
    holder.bytes = bytes;
    if (!holder.connections.empty())
        m_bySize.emplace(bytes, device);
}

void SlidingConnections::dropLast(const Device &device, Holder &holder) {
    const std::size_t bytes = holder.connections.back().bytes;
    holder.connections.pop_back();
    --m_count;
    setBytes(device, holder, holder.bytes - bytes);
}

void SlidingConnections::makeRoom() {
    while (m_count > 1 && (m_count > m_quotas.connections || m_bytes > m_quotas.bytes)) {
        const Device device = m_bySize.rbegin()->second;
        const auto holder = m_holders.find(device);
        dropLast(device, holder->second);
        if (holder->second.connections.empty())
            m_holders.erase(holder);
    }
}

std::string SlidingConnections::keep(const SlidingRequest &request, const SlidingStatePtr &from,
                                     SlidingState state) {
    const Device device = deviceOf(request);
    const std::size_t bytes = bytesOf(state);
    const std::lock_guard lock(m_mutex);
    state.number = ++m_lastNumber;
    const std::string pos = fmt::format("{}/{}", m_instance, state.number);
    Holder &holder = m_holders[device];
    auto found = findIn(holder, request.connection);
    if (found == holder.connections.end()) {
        holder.connections.push_front({request.connection, nullptr, nullptr, 0});
        found = holder.connections.begin();
        ++m_count;
    }
    holder.connections.splice(holder.connections.begin(), holder.connections, found);
    const std::size_t others = holder.bytes - found->bytes;
    found->before = from;
    found->newest = std::make_shared<const SlidingState>(std::move(state));
    found->bytes = bytes;
    setBytes(device, holder, others + bytes);
    while (holder.connections.size() > 1 &&
           (holder.connections.size() > m_quotas.connectionsOfOne ||
            holder.bytes > m_quotas.bytesOfOne))
        dropLast(device, holder);
    makeRoom();
    return pos;
}

std::size_t SlidingConnections::bytes() const {
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

} // namespace hearth::services
