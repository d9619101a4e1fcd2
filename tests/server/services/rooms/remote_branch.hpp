// SPDX-License-Identifier: Apache-2.0
// RemoteBranch: what another server makes of a room: events on places of its own choosing.
#pragma once

#include "server/crypto/signing_key.hpp"
#include "server/matrix/auth_rules.hpp"
#include "tests/server/services/rooms/room_world.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hearth::test {

/// A line of events with its state. Copies are branches that go their own ways. Events are made as
/// that server signs them; nobody asks whether the rules allow them.
class RemoteBranch final : public matrix::StateView {
public:
    /// Stands on the newest event of a room, with its current state.
    RemoteBranch(RoomWorld &world, const std::string &room);

    [[nodiscard]] const matrix::Event *find(std::string_view type,
                                            std::string_view stateKey) const override;
    /// The next event, on top of the branch.
    matrix::EventPtr add(const std::string &sender, const std::string &type,
                         std::optional<std::string> stateKey, json::object content);
    matrix::EventPtr say(const std::string &sender, const std::string &body,
                         json::object more = {});
    matrix::EventPtr member(const std::string &sender, const std::string &target,
                            const std::string &membership);
    matrix::EventPtr redact(const std::string &sender, const matrix::Event &target);
    /// From here on events build on this one too.
    void join(const matrix::EventPtr &head) { m_heads.push_back(head); }
    /// From here on events build on this one only; the state stays.
    void standOn(const matrix::EventPtr &head) { m_heads = {head}; }
    [[nodiscard]] std::vector<matrix::EventId> stateIds() const;

    /// When events are said to be sent; the next is one later.
    std::int64_t time = 0;

private:
    matrix::EventPtr build(matrix::EventDraft draft);

    const matrix::RoomVersion *m_version;
    matrix::RoomId m_room;
    std::shared_ptr<const crypto::SigningKey> m_key;
    std::map<matrix::StateKeyPair, matrix::EventPtr> m_state;
    std::vector<matrix::EventPtr> m_heads;
    std::int64_t m_depth = 0;
};

/// The newest event that a room of ours has in its timeline.
[[nodiscard]] matrix::EventPtr newestOf(RoomWorld &world, const std::string &room);

} // namespace hearth::test
