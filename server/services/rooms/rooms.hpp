// SPDX-License-Identifier: Apache-2.0
// Rooms: everything of this folder, built in dependency order. The daemon owns one.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/clock.hpp"
#include "server/core/rate_limiter.hpp"
#include "server/services/requester.hpp"
#include "server/services/rooms/event_reader.hpp"
#include "server/services/rooms/event_sender.hpp"
#include "server/services/rooms/event_serializer.hpp"
#include "server/services/rooms/ports.hpp"
#include "server/services/rooms/relation_reader.hpp"
#include "server/services/rooms/room_members.hpp"
#include "server/services/rooms/room_registry.hpp"
#include "server/services/rooms/sight.hpp"
#include "server/services/rooms/timeline.hpp"
#include "server/services/rooms/visibility.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::crypto {
class SigningKey;
}

namespace hearth::services {

class Memberships;
class RoomAdmin;
class RoomCreator;
class RoomDirectory;
class RoomHistory;
class RoomEvents;
class RoomRelations;
class RoomRemoval;
class RoomReports;
class RoomSearch;
class RoomUpgrades;
class Spaces;
class RoomService;
class DelayedEvents;

/// Thread-safe once set up. The ports are set before the first request.
class Rooms {
public:
    Rooms(store::Database &db, const config::Current &current, const Clock &time,
          const crypto::SigningKey &key, RateLimiter &rateLimiter,
          std::size_t cacheBytes = 36U << 20U);
    ~Rooms();

    /// Who else has a say: profiles of accounts, account data of users. Both outlive this.
    void setPorts(ProfileSource &profileSource, AccountDataSource &accountDataSource);

    /// Whether an alias belongs to an application service other than the requester's. Set before
    /// the first request, like the ports.
    std::function<bool(const Requester &, std::string_view alias)> isAliasReserved;
    /// Asks the application services that own an alias nobody knows; true: look again. Set before
    /// the first request, or empty.
    std::function<bool(std::string_view alias)> askForAlias;

    store::Database &database;
    const config::Current &settings;
    const Clock &clock;
    RateLimiter &limiter;
    const std::string serverName;

    EventReader events;
    RoomRegistry registry;
    RoomMembers members;
    Timeline timeline;
    Visibility visibility;
    RelationReader relations;
    EventSender sender;
    EventSerializer serializer;

    /// What the requester gets to see: for everything that hands out events.
    [[nodiscard]] Sight sightOf(const Requester &requester) {
        return visibility.sightOf(requester);
    }
    [[nodiscard]] MemberProfile profileOf(store::UserNid user) const;
    [[nodiscard]] std::optional<json::object> accountData(store::UserNid user,
                                                          std::string_view type) const;
    void carryOver(store::UserNid user, store::RoomNid from, store::RoomNid to) const;
    [[nodiscard]] bool isMine(std::string_view id) const;

    // What the endpoints call, by subject.
    [[nodiscard]] Memberships &memberships() { return *m_memberships; }
    [[nodiscard]] RoomCreator &creator() { return *m_creator; }
    [[nodiscard]] RoomEvents &sending() { return *m_sending; }
    [[nodiscard]] RoomHistory &history() { return *m_history; }
    [[nodiscard]] RoomDirectory &directory() { return *m_directory; }
    [[nodiscard]] RoomRelations &related() { return *m_related; }
    [[nodiscard]] RoomReports &reports() { return *m_reports; }
    [[nodiscard]] RoomSearch &search() { return *m_search; }
    [[nodiscard]] RoomUpgrades &upgrades() { return *m_upgrades; }
    [[nodiscard]] Spaces &spaces() { return *m_spaces; }
    [[nodiscard]] RoomRemoval &removal() { return *m_removal; }
    [[nodiscard]] RoomAdmin &admin() { return *m_admin; }
    [[nodiscard]] RoomService &service() { return *m_service; }
    [[nodiscard]] DelayedEvents &delayed() { return *m_delayed; }

    /// The room, or 404 M_NOT_FOUND.
    [[nodiscard]] RoomPtr require(std::string_view roomId);
    /// Room id or alias of this server; 404 M_NOT_FOUND, 400 M_INVALID_PARAM.
    [[nodiscard]] RoomPtr requireByIdOrAlias(std::string_view roomIdOrAlias);

private:
    ProfileSource *m_profiles = nullptr;
    AccountDataSource *m_accountData = nullptr;
    std::unique_ptr<Memberships> m_memberships;
    std::unique_ptr<RoomCreator> m_creator;
    std::unique_ptr<RoomEvents> m_sending;
    std::unique_ptr<RoomHistory> m_history;
    std::unique_ptr<RoomDirectory> m_directory;
    std::unique_ptr<RoomRelations> m_related;
    std::unique_ptr<RoomReports> m_reports;
    std::unique_ptr<RoomSearch> m_search;
    std::unique_ptr<RoomUpgrades> m_upgrades;
    std::unique_ptr<Spaces> m_spaces;
    std::unique_ptr<RoomRemoval> m_removal;
    std::unique_ptr<RoomAdmin> m_admin;
    std::unique_ptr<RoomService> m_service;
    std::unique_ptr<DelayedEvents> m_delayed;
};

/// 403 M_USER_SUSPENDED for suspended accounts.
void requireNotSuspended(const Requester &requester);
/// Takes `cost` of one of the rc_… limits; 429 M_LIMIT_EXCEEDED when it is used up. Those who have
/// a limit of their own, or none, are counted by that.
void requireWithin(RateLimiter &limiter, const Requester &requester, const std::string &key,
                   config::RateLimit limit, double cost = 1);
/// An event that requester sends, with the device for the transaction id.
[[nodiscard]] NewEvent newEvent(const Requester &requester, std::string type,
                                std::optional<std::string> stateKey, json::object content);

} // namespace hearth::services
