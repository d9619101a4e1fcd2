// SPDX-License-Identifier: Apache-2.0
// Backups: server-side backups of room keys (spec client-server, "Server-side key backups").
#pragma once

#include "server/core/json.hpp"
#include "server/store/backup_store.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

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
    /// Pieces of JSON text: backups are large. Throws OtherLane for large ones (core/lane).
    using Text = std::vector<std::shared_ptr<const std::string>>;
    [[nodiscard]] Text get(store::UserNid user, std::string_view version, std::string_view room,
                           std::string_view session);
    [[nodiscard]] json::object erase(store::UserNid user, std::string_view version,
                                     std::string_view room, std::string_view session);

private:
    /// What the user's keys take: counted once, then kept up.
    [[nodiscard]] std::int64_t used(store::UserNid user);
    /// In the write that has just stored that much more. Throws if that is too much.
    void spend(store::Transaction &tx, store::UserNid user, std::int64_t more);
    void forgetUsed(store::UserNid user);

    Accounts &m_accounts;
    std::mutex m_mutex;
    std::unordered_map<store::UserNid, std::int64_t> m_used;
};

} // namespace hearth::services
