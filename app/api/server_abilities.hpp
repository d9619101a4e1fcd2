// SPDX-License-Identifier: Apache-2.0
// What a server offers to an administrator, found out by asking it.
#pragma once

#include "app/core/result.hpp"

#include <QFuture>
#include <QString>

namespace hearth::app {

class AdminApi;

/// Everything is thought to be there until the server has said that it is not.
struct ServerAbilities {
    QString software;    ///< "Synapse", "hearthd"; empty if it does not say
    QString version;     ///< "1.163.2"
    bool figures = true; ///< hearthd's status: memory, disk, events
    bool users = true;
    bool rooms = true;
    bool notices = true; ///< messages of the server to people; they have to be switched on
    bool operator==(const ServerAbilities &) const = default;
};

/// Asks with the administrator's sign-in. An error only if the server could not be asked at all.
[[nodiscard]] QFuture<Result<ServerAbilities>> askAbilities(AdminApi &api);

} // namespace hearth::app
