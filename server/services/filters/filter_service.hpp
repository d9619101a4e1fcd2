// SPDX-License-Identifier: Apache-2.0
// FilterService: stored filters of users, and compiled ones.
#pragma once

#include "server/config/settings.hpp"
#include "server/core/json.hpp"
#include "server/matrix/filter.hpp"
#include "server/services/live/user_cache.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::store {
class Database;
}

namespace hearth::services {

/// A filter with what /sync wants to know of it at once.
struct SyncFilter {
    matrix::Filter filter;
    std::size_t timelineLimit = 10;
    /// Tells filters apart in caches of rendered answers.
    std::uint64_t fingerprint = 0;
};
using SyncFilterPtr = std::shared_ptr<const SyncFilter>;

/// Thread-safe. Compiled filters are kept by their text.
class FilterService {
public:
    FilterService(store::Database &database, const config::Current &settings);

    /// Throws 400 M_BAD_JSON for a filter of a wrong shape. Gives the id.
    [[nodiscard]] std::int64_t put(store::UserNid user, json::object filter);
    /// Throws 404 M_NOT_FOUND.
    [[nodiscard]] json::object get(store::UserNid user, std::int64_t id);
    /// ?filter= of /sync: JSON, an id, or nothing.
    [[nodiscard]] SyncFilterPtr resolve(store::UserNid user,
                                        const std::optional<std::string> &parameter);

    /// After filters were removed elsewhere: their ids may be given to others.
    void forgetAll() { m_stored.clear(); }

private:
    SyncFilterPtr compile(const std::string &text);

    store::Database &m_database;
    const config::Current &m_settings;
    ValueCache<std::string, SyncFilter> m_compiled;
    ValueCache<std::string, std::string> m_stored; // "user/id" → text; filters change never, but go
};

} // namespace hearth::services
