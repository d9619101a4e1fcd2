// SPDX-License-Identifier: Apache-2.0
// Endpoints of /sync and of what came before it.
#pragma once

#include "server/api/endpoint.hpp"
#include "server/core/clock.hpp"

namespace hearth::services {
class Deadlines;
class FilterService;
class Hub;
class LegacySync;
class Names;
class PresenceService;
class SlidingSync;
class SyncService;
} // namespace hearth::services

namespace hearth::api {

struct SyncApi {
    services::SyncService &sync;
    services::LegacySync &legacy;
    services::SlidingSync &sliding;
    services::Hub &hub;
    services::FilterService &filters;
    services::PresenceService &presence;
    services::Deadlines &deadlines;
    services::Names &names;
    const Clock &clock;
};

/// api must outlive the router.
void addSyncRoutes(Router &router, const SyncApi &api);

namespace sync {
void getSync(const SyncApi &api, const std::shared_ptr<AsyncCall> &call);
void postSlidingSync(const SyncApi &api, const std::shared_ptr<AsyncCall> &call);
void getEvents(const SyncApi &api, const std::shared_ptr<AsyncCall> &call);
http::Response getInitialSync(const SyncApi &api, Call &call);
http::Response getRoomInitialSync(const SyncApi &api, Call &call);
http::Response getEvent(const SyncApi &api, Call &call);
http::Response getKeyChanges(const SyncApi &api, Call &call);
} // namespace sync

} // namespace hearth::api
