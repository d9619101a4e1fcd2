// SPDX-License-Identifier: Apache-2.0
// RoomRetention: removes what has been in rooms for long enough: old messages, the content of
// redacted events, rooms that everybody has forgotten.
#pragma once

#include "server/services/housekeeping/housekeeping.hpp"

#include <vector>

namespace hearth {
class Clock;
}
namespace hearth::config {
class Current;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

class EventReader;
class EventSender;
class RoomRegistry;
class RoomRemoval;

/// Thread-safe; every run has its own state.
class RoomRetention {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const config::Current &settings;
        const Clock &clock;
        EventReader &events;
        RoomRegistry &registry;
        EventSender &sender;
        RoomRemoval &removal;
    };
    explicit RoomRetention(const Parts &parts)
        : m_parts(parts) {}

    /// The jobs that the settings of the moment ask for.
    [[nodiscard]] std::vector<HouseJob> jobs();

private:
    void addRetention(std::vector<HouseJob> &out);
    void addRedactions(std::vector<HouseJob> &out);
    void addForgotten(std::vector<HouseJob> &out);
    const Parts m_parts;
};

} // namespace hearth::services
