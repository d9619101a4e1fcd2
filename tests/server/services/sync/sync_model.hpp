// SPDX-License-Identifier: Apache-2.0
// SyncModel: a client that keeps what /sync told it, as a real client would, and compares it with
// the truth of the server.
#pragma once

#include "tests/server/services/sync/sync_world.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hearth::test {

class SyncModel {
public:
    SyncModel(SyncWorld &world, services::Requester who, SyncOptions options);

    void sync() { take(m_client.sync()); }
    void wait(std::int64_t milliseconds) { take(m_client.wait(milliseconds)); }
    /// What differs from the truth; empty when nothing does.
    [[nodiscard]] std::string compare(const std::vector<std::string> &rooms);

private:
    using State = std::map<std::string, std::string>; // type|key → event id
    struct Room {
        bool joined = false;
        State state;
        std::vector<std::string> timeline; // without gaps
        std::set<std::string> seen;        // since the last join
        std::int64_t unread = 0;
    };
    /// What one answer said about a room, to be shown when the room comes out wrong.
    struct Told {
        std::string since, next, what;
        std::vector<std::string> state, timeline; // event ids
    };
    void take(const json::object &answer);
    void note(const std::string &id, std::string what, const json::object &section);
    [[nodiscard]] std::string history(const std::string &id);
    void takeJoined(const std::string &id, const json::object &section);
    void applyState(Room &room, const json::array &events);
    void fail(const std::string &id, const std::string &what);
    [[nodiscard]] std::string compareRoom(const std::string &id);
    [[nodiscard]] std::string compareState(const std::string &id, const Room &room);
    [[nodiscard]] std::string compareTimeline(const std::string &id, const Room &room);
    [[nodiscard]] std::int64_t trueUnread(store::RoomNid room);
    [[nodiscard]] services::StoredEvents truth(const std::string &id);

    SyncWorld &m_world;
    SyncClient m_client;
    bool m_lazy = false;
    bool m_onlyMessages = false;
    std::map<std::string, Room> m_rooms;
    std::map<std::string, std::vector<Told>> m_told;
    std::string m_since, m_next; // tokens of the answer that is being taken in
    std::string m_fault;         // the first thing that was wrong by itself
};

} // namespace hearth::test
