// SPDX-License-Identifier: Apache-2.0
// Backups: server-side backups of room keys (spec client-server, "Server-side key backups").
#pragma once

#include "server/core/json.hpp"
#include "server/store/backup_store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hearth::services {

class Accounts;

/// Owned by the daemon. Thread-safe. room and session are empty where they are not part of the
/// path.
class Backups {
public:
    explicit Backups(Accounts &accounts);

    [[nodiscard]] std::string create(store::UserNid user, const json::object &body);
    /// version: nothing for the newest. Throws 404 M_NOT_FOUND.
    [[nodiscard]] json::object info(store::UserNid user, const std::optional<std::string> &version);
    void update(store::UserNid user, std::string_view version, const json::object &body);
    void remove(store::UserNid user, std::string_view version);

    [[nodiscard]] json::object put(store::UserNid user, std::string_view version,
                                   std::string_view room, std::string_view session,
                                   const json::object &body);
    [[nodiscard]] json::object get(store::UserNid user, std::string_view version,
                                   std::string_view room, std::string_view session);
    [[nodiscard]] json::object erase(store::UserNid user, std::string_view version,
                                     std::string_view room, std::string_view session);

private:
    Accounts &m_accounts;
};

} // namespace hearth::services
