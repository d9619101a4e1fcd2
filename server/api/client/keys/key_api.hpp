// SPDX-License-Identifier: Apache-2.0
// Endpoints of end-to-end encryption: keys, cross-signing, backups, dehydrated devices.
#pragma once

#include "server/api/endpoint.hpp"

namespace hearth::services {
class Backups;
class CrossSigning;
class Dehydrated;
class Keys;
class RemoteLookups;
class Uia;
} // namespace hearth::services

namespace hearth::api {

struct KeyApi {
    services::Keys &keys;
    services::CrossSigning &crossSigning;
    services::Backups &backups;
    services::Dehydrated &dehydrated;
    services::Uia &uia;
    services::RemoteLookups &remote;
};

/// GET /keys/changes is the business of sync.
void addKeyRoutes(Router &router, const KeyApi &api);
void addBackupRoutes(Router &router, services::Backups &backups);

} // namespace hearth::api
