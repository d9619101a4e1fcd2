// SPDX-License-Identifier: Apache-2.0
// What each connection of a sliding sync was given so far. Only in memory: a client whose
// connection is not known here (any more) is told so, and starts anew.
#pragma once

#include "server/services/sync/sliding_request.hpp"
#include "server/store/nid.hpp"

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

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

/// Thread-safe. Bounded: the connection that was not used for longest goes first.
class SlidingConnections {
public:
    /// instance tells runs of the server apart.
    explicit SlidingConnections(std::int64_t instance)
        : m_instance(instance) {}

    /// Throws 400 M_UNKNOWN_POS. nullptr without a pos.
    [[nodiscard]] SlidingStatePtr find(const SlidingRequest &request);
    /// Gives the new pos. The state that the request came with stays, as the answer may get lost.
    [[nodiscard]] std::string keep(const SlidingRequest &request, const SlidingStatePtr &from,
                                   SlidingState state);

private:
    static constexpr std::size_t mostConnections = 1000;
    struct Connection {
        SlidingStatePtr before;
        SlidingStatePtr newest;
        std::list<std::string>::iterator place;
    };
    [[nodiscard]] static std::string keyOf(const SlidingRequest &request);

    const std::int64_t m_instance;
    std::mutex m_mutex;
    std::map<std::string, Connection> m_connections;
    std::list<std::string> m_order; // most recently used first
    std::int64_t m_lastNumber = 0;
};

} // namespace hearth::services
