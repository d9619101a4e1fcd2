// SPDX-License-Identifier: Apache-2.0
// SeenRooms: a room of each history visibility with people who come and go, where every event
// carries a mark, and an oracle of its own that knows who may find which mark.
#pragma once

#include "tests/server/accounts/server_fixture.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace hearth::test {

/// Life in a room goes through four parts: in the first all early people are there; they leave or
/// are banned at its end; late is invited before the third; late and back join before the fourth.
struct SeenEvent {
    std::string id;
    std::string mark;   // in its content
    std::string author; // alice or mallory
    int part = 1;
    bool state = false;
    bool holds = false;    // state: until the next part replaces it; else replaced in its own
    bool redacted = false; // its mark is nobody's any more
    std::string parent;    // thread root, for answers
};

struct SeenRoom {
    std::string visibility;
    std::string id;
    std::vector<SeenEvent> events;
    std::string root; // of the thread
    /// Whether the viewer may find the event at all, by any way.
    [[nodiscard]] bool mayFind(const std::string &viewer, const SeenEvent &event) const;
    /// Whether it belongs into a timeline for the viewer.
    [[nodiscard]] bool inTimeline(const std::string &viewer, const SeenEvent &event) const;
    [[nodiscard]] std::int64_t answersFor(const std::string &viewer) const;
};

class SeenRooms {
public:
    /// meanwhile: what is to happen after each part.
    SeenRooms(ServerFixture &server, const std::function<void(SeenRooms &)> &meanwhile);
    /// left, banned, gone (left, then banned), back, late, ignorer, stranger.
    static const std::vector<std::string> &viewers();

    std::map<std::string, Person> people;
    std::vector<SeenRoom> rooms;
    std::vector<std::string> tokens; // next_batch between the parts
    std::vector<Timestamp> times;    // and when that was

private:
    void fill(SeenRoom &room, int part);
    void change(const SeenRoom &room, const std::string &by, const std::string &action,
                const std::string &whom = {});
    std::string mark(const std::string &what);
    SeenEvent &say(SeenRoom &room, const std::string &author, int part, json::object content,
                   const std::string &type = "m.room.message");
    void setState(SeenRoom &room, int part, bool holds, const std::string &type,
                  const std::string &key, json::object content, const std::string &field);
    void redact(SeenRoom &room, const std::string &author, int part, const std::string &target);
    void noteToken();

    ServerFixture &m_server;
    std::map<std::string, std::string> m_targets; // ids of the first part, by room and name
    int m_count = 0;
};

/// Names that a word of an answer is compared with: marks, and ids of events.
struct Found {
    std::set<std::string> marks;
    std::set<std::string> ids;
    std::vector<std::pair<std::string, std::int64_t>> threads; // root, count
};
/// Everything in an answer. Ids that an event's own content names are not looked at.
void collect(const json::value &value, Found &out);

} // namespace hearth::test
