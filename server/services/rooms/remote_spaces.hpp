// SPDX-License-Identifier: Apache-2.0
// RemoteSpaces: rooms of a hierarchy that are not here, as other servers describe them.
#pragma once

#include "server/core/json.hpp"
#include "server/services/requester.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hearth::services {

class RemoteLookups;

/// Made for one walk through a hierarchy, used by one thread.
class RemoteSpaces {
public:
    /// mayBeIn: whether the requester is in a room that is here.
    RemoteSpaces(RemoteLookups *lookups, const Requester &requester,
                 std::function<bool(const std::string &)> mayBeIn)
        : m_lookups(lookups)
        , m_requester(requester)
        , m_mayBeIn(std::move(mayBeIn)) {}

    struct Child {
        std::string roomId;
        std::vector<std::string> via;
    };
    struct Room {
        json::object entry; // with children_state
        std::vector<Child> children;
    };
    /// Asks about all of them at once; throws Later until the answers are there.
    void prepare(const std::vector<Child> &rooms, bool suggestedOnly);
    /// Nothing if nobody tells, or the requester may not see it.
    [[nodiscard]] std::optional<Room> find(const Child &room, bool suggestedOnly);

private:
    [[nodiscard]] bool maySee(const json::object &room) const;
    [[nodiscard]] std::optional<json::object> ask(const Child &room, bool suggestedOnly);

    RemoteLookups *const m_lookups;
    const Requester &m_requester;
    const std::function<bool(const std::string &)> m_mayBeIn;
    std::map<std::string, json::object> m_leaves; // rooms without children, told with their space
};

/// The children of a space in their order, from its m.space.child events (stripped).
[[nodiscard]] std::vector<RemoteSpaces::Child> childrenOf(const json::array &childrenState,
                                                          bool suggestedOnly);
/// Servers named in the content of an m.space.child event.
[[nodiscard]] std::vector<std::string> viaOf(const json::object &content);
/// What the content of m.space.child says of its place; empty when it says nothing valid.
[[nodiscard]] std::string spaceOrderOf(const json::object &content);

} // namespace hearth::services
