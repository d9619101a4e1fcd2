// SPDX-License-Identifier: Apache-2.0
// Memberships: join, invite, knock, leave, kick, ban, unban, forget (spec client-server, "Room
// membership").
#pragma once

#include "server/core/json.hpp"
#include "server/matrix/event.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/event_sender.hpp"

#include <string>
#include <string_view>

namespace hearth {
class Clock;
class RateLimiter;
} // namespace hearth
namespace hearth::config {
class Current;
}
namespace hearth::store {
class Database;
}

namespace hearth::services {

class AccountDataSource;
class EventSender;
class ProfileSource;
class RoomDirectory;
class RoomMembers;
class RoomRegistry;

/// Thread-safe.
class Memberships {
public:
    /// What it uses; all of it outlives this.
    struct Parts {
        store::Database &database;
        const config::Current &settings;
        const Clock &clock;
        RateLimiter &limiter;
        const std::string &serverName;
        RoomRegistry &registry;
        RoomMembers &members;
        EventSender &sender;
        RoomDirectory &directory;
        ProfileSource &profiles;
        AccountDataSource &accountData;
    };
    explicit Memberships(const Parts &parts)
        : m_parts(parts) {}

    enum class Action { Invite, Join, Knock, Leave, Kick, Ban, Unban };

    struct Change {
        Action action = Action::Join;
        std::string target;   // user id
        json::object content; // further content; membership and profile are filled in
        std::string reason;
        std::string txnId;
        bool byAdmin = false; // an administrator acts for the target: no block, no guest rule
        bool limited = false; // a client asks: rc_invites and rc_joins_per_room count it
    };
    Sent change(const Requester &requester, const RoomPtr &room, Change change);

    /// By id or alias; gives the room id.
    std::string join(const Requester &requester, std::string_view roomIdOrAlias,
                     json::object content, const std::string &reason, bool limited = false);
    std::string knock(const Requester &requester, std::string_view roomIdOrAlias,
                      const std::string &reason);
    void forget(const Requester &requester, std::string_view roomId);
    /// Guests out, after guest access was withdrawn.
    void kickGuests(const RoomPtr &room);

    /// 403 M_INVITE_BLOCKED if the target wants no invites.
    void requireInvitable(const Requester &inviter, std::string_view target, store::UserNid nid);
    /// rc_invites; roomId empty: a room that is being made. 429 M_LIMIT_EXCEEDED.
    void limitInvites(const Requester &requester, const std::string &roomId,
                      const std::vector<std::string> &targets);
    /// The user of ours whose power lets a restricted join in; empty if there is none.
    [[nodiscard]] std::string authorisingUser(const RoomView &view) const;

private:
    Verdict check(const Requester &requester, const Change &change, const RoomView &view,
                  const NewEvent &event);
    void limit(const Requester &requester, const Change &change, const Room &room);
    void addProfile(const Change &change, store::UserNid target, json::object &content);
    /// Who lets the user in, if somebody has to.
    [[nodiscard]] std::string restrictedJoin(const RoomView &view, const NewEvent &event);

    const Parts m_parts;
};

[[nodiscard]] matrix::Membership membershipAfter(Memberships::Action action);

} // namespace hearth::services
