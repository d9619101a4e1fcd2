// SPDX-License-Identifier: Apache-2.0
// Synapse's admin API for accounts, media and the server, and Hearth's own status.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/core/clock.hpp"

namespace hearth::config {
class Current;
}
namespace hearth::services {
class Accounts;
class Closing;
class CrossSigning;
class Devices;
class EventReader;
class Figures;
class Maintenance;
class MediaService;
class Registration;
class RoomMembers;
class RoomRegistry;
class ServerNotices;
class SharedSecret;
class Timeline;
class UserAdmin;
class UserRedaction;
} // namespace hearth::services
namespace hearth::store {
class Database;
}

namespace hearth::api {

struct Basics;

struct AdminApi {
    services::Accounts &accounts;
    services::Closing &closing;
    services::CrossSigning &crossSigning;
    services::Devices &devices;
    services::MediaService &media;
    services::Registration &registration;
    services::SharedSecret &sharedSecret;
    services::UserAdmin &userAdmin;
    store::Database &database;
    services::EventReader &events;
    services::RoomRegistry &registry;
    services::RoomMembers &members;
    services::Timeline &timeline;
    const config::Current &settings;
    const Clock &clock;
    const Basics &basics;
    services::Figures &figures;
    services::ServerNotices &notices;
    services::UserRedaction &redaction;
    services::Maintenance &maintenance;
    Timestamp started = 0;
};

void addAdminRoutes(Router &router, const AdminApi &api);

// One for each file of this folder.
void addSharedSecretRoutes(Router &router, const AdminApi &api);
void addUserAdminRoutes(Router &router, const AdminApi &api);
void addUserDataRoutes(Router &router, const AdminApi &api);
void addDeviceAdminRoutes(Router &router, const AdminApi &api);
void addFeatureRoutes(Router &router, const AdminApi &api);
void addMediaAdminRoutes(Router &router, const AdminApi &api);
void addRegistrationTokenRoutes(Router &router, const AdminApi &api);
void addNoticeRoutes(Router &router, const AdminApi &api);
void addRedactionRoutes(Router &router, const AdminApi &api);
void addDestinationRoutes(Router &router, const AdminApi &api);
void addMaintenanceRoutes(Router &router, const AdminApi &api);
void addServerRoutes(Router &router, const AdminApi &api);

namespace admin {
using Function = http::Response (*)(const AdminApi &, Call &);
/// Adds one row for administrators.
void add(Router &router, const AdminApi &api, http::Method method, std::string pattern, Body body,
         Function function);
/// Throws M_INVALID_PARAM if it does not look like a user id.
void requireUserId(const std::string &text);
/// The account of {userId}, which has to be local: 400, or 404 if unknown.
[[nodiscard]] std::string localUser(const AdminApi &api, const Call &call);
} // namespace admin

} // namespace hearth::api
