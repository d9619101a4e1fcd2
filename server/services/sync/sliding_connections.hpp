// SPDX-License-Identifier: Apache-2.0
// What each connection of a sliding sync was given so far. Only in memory: a client whose
// connection is not known here (any more) is told so, and starts anew.
#pragma once

#include "server/services/sync/sliding_request.hpp"
#include "server/store/nid.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace hearth::services {

/// One room as a connection knows it.
struct SlidingKnown {
    std::int64_t upTo = 0;
    SlidingWish wish;
    std::set<store::EventNid> members; // given lazily
    bool out = false;                  // the user was not in the room any more
    std::int64_t bump = 0;
    std::int64_t notifications = 0;
    std::int64_t highlights = 0;
};
using SlidingKnownPtr = std::shared_ptr<const SlidingKnown>;

/// A connection after one answer.
struct SlidingState {
    std::int64_t number = 0;
    std::int64_t position = 0;
    std::int64_t volatilePosition = 0;
    std::map<store::RoomNid, SlidingKnownPtr> rooms;
    std::map<store::RoomNid, std::int64_t> bumps; // when something last happened in a room
};
using SlidingStatePtr = std::shared_ptr<const SlidingState>;

/// How much is kept of connections.
struct SlidingQuotas {
    std::size_t connectionsOfOne = 20; // of one device
    std::size_t bytesOfOne = 16 << 20; // of one device, which has one connection in any case
    std::size_t connections = 10'000;
    std::size_t bytes = 128 << 20;
};

/// Thread-safe. Bounded for each device, so that nobody drives out others: of one that has too many
/// connections, or too large ones, the one that was not used for longest goes first. Where all of
/// them together are too much, it is that of whoever holds most.
class SlidingConnections {
public:
    /// instance tells runs of the server apart.
    explicit SlidingConnections(std::int64_t instance, const SlidingQuotas &quotas = {})
        : m_instance(instance)
        , m_quotas(quotas) {}

    /// Throws 400 M_UNKNOWN_POS. nullptr without a pos.
    [[nodiscard]] SlidingStatePtr find(const SlidingRequest &request);
    /// Gives the new pos. The state that the request came with stays, as the answer may get lost.
    [[nodiscard]] std::string keep(const SlidingRequest &request, const SlidingStatePtr &from,
                                   SlidingState state);
    [[nodiscard]] std::size_t bytes() const;

private:
    using Device = std::pair<std::int64_t, std::int64_t>; // user, device
    struct Connection {
        std::string name;
        SlidingStatePtr before;
        SlidingStatePtr newest;
        std::size_t bytes = 0;
    };
    struct Holder {
        std::list<Connection> connections; // most recently used first; few
        std::size_t bytes = 0;
    };
    [[nodiscard]] static Device deviceOf(const SlidingRequest &request);
    [[nodiscard]] static std::list<Connection>::iterator findIn(Holder &holder,
                                                                const std::string &name);
    void setBytes(const Device &device, Holder &holder, std::size_t bytes);
    void dropLast(const Device &device, Holder &holder);
    void makeRoom();

    const std::int64_t m_instance;
    const SlidingQuotas m_quotas;
    mutable std::mutex m_mutex; // all below
    std::map<Device, Holder> m_holders;
    std::set<std::pair<std::size_t, Device>> m_bySize; // by bytes
    std::size_t m_count = 0;
    std::size_t m_bytes = 0;
    std::int64_t m_lastNumber = 0;
};

} // namespace hearth::services
