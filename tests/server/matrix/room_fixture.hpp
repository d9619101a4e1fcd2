// SPDX-License-Identifier: Apache-2.0
// RoomFixture: a room in memory whose events are made and judged as the server does it.
#pragma once

#include "server/crypto/signing_key.hpp"
#include "server/matrix/auth_rules.hpp"
#include "server/matrix/event.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

namespace hearth::test {

/// State as a map; also the StateView of the tests.
class MapState : public matrix::StateView {
public:
    [[nodiscard]] const matrix::Event *find(std::string_view type,
                                            std::string_view stateKey) const override;
    void set(const matrix::EventPtr &event);
    [[nodiscard]] const std::map<matrix::StateKeyPair, matrix::EventPtr> &all() const {
        return m_events;
    }

private:
    std::map<matrix::StateKeyPair, matrix::EventPtr> m_events;
};

class RoomFixture {
public:
    static constexpr const char *alice = "@alice:one.example"; // the creator
    static constexpr const char *bob = "@bob:one.example";
    static constexpr const char *carol = "@carol:two.example";
    static constexpr const char *dave = "@dave:two.example";

    /// A room with its create event, and alice in it.
    explicit RoomFixture(std::string_view version, json::object createContent = {});

    const matrix::RoomVersion &version;
    MapState state;
    std::unordered_map<std::string, matrix::EventPtr> events;
    matrix::EventPtr create;

    /// An event on top of the room's state, not judged and not added.
    [[nodiscard]] matrix::EventPtr make(std::string_view sender, std::string_view type,
                                        std::optional<std::string> stateKey, json::object content,
                                        const MapState *on = nullptr);
    [[nodiscard]] matrix::EventPtr makeMember(std::string_view sender, std::string_view target,
                                              std::string_view membership, json::object more = {});
    [[nodiscard]] matrix::AuthVerdict judge(const matrix::EventPtr &event) const;
    /// Adds the event to the room without asking the rules.
    matrix::EventPtr force(const matrix::EventPtr &event);
    void member(std::string_view user, std::string_view membership); // sent by the user
    void joinRule(std::string_view rule);
    void powerLevels(json::object content);

    [[nodiscard]] const crypto::SigningKey &key() const { return m_key; }

private:
    crypto::SigningKey m_key;
    matrix::RoomId m_roomId;
    std::vector<matrix::EventId> m_last;
    std::int64_t m_depth = 1;
    int m_counter = 0;
};

} // namespace hearth::test
