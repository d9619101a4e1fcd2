// SPDX-License-Identifier: Apache-2.0
// RoomRetention: removes what has been in rooms for long enough: old messages, the content of
// redacted events, rooms that everybody has forgotten.
#pragma once

#include "server/services/housekeeping/housekeeping.hpp"

#include <vector>

namespace hearth::services {

class Rooms;

/// Thread-safe; every run has its own state.
class RoomRetention {
public:
    explicit RoomRetention(Rooms &rooms)
        : m_rooms(rooms) {}

    /// The jobs that the settings of the moment ask for.
    [[nodiscard]] std::vector<HouseJob> jobs();

private:
    void addRetention(std::vector<HouseJob> &out);
    void addRedactions(std::vector<HouseJob> &out);
    void addForgotten(std::vector<HouseJob> &out);
    Rooms &m_rooms;
};

} // namespace hearth::services
