// SPDX-License-Identifier: Apache-2.0
// Thumbnails: finds the ones that were made, and has others made once for all who ask.
#pragma once

#include "server/core/lookups.hpp"
#include "server/services/media/thumbnailer.hpp"
#include "server/store/media_store.hpp"

#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>

namespace hearth::config {
class Current;
}

namespace hearth::services {

class BlobFiles;

struct ThumbnailParts {
    store::Database &database;
    const config::Current &settings;
    const Clock &clock;
    Lanes &lanes;
    BlobFiles &files;
    std::shared_mutex &filesMutex; // see MediaService
};

/// Owned by MediaService. Thread-safe.
class Thumbnails {
public:
    /// program: path of hearth-thumbnail.
    Thumbnails(const ThumbnailParts &parts, std::string program);

    /// who asks, a user or an address. Throws Later until it is made, and an Error when that is not
    /// possible, which is remembered for a while. What has the same content has the same thumbnail.
    [[nodiscard]] store::StoredThumbnail
    get(const store::Media &media, const store::ThumbnailKey &key, const std::string &who);

private:
    /// Why there is none; nothing: it is in the database.
    using Outcome = std::optional<Error>;

    [[nodiscard]] std::optional<store::StoredThumbnail> find(const store::Media &media,
                                                             const store::ThumbnailKey &key);
    [[nodiscard]] Outcome make(const store::Media &media, const store::ThumbnailKey &key);

    const ThumbnailParts m;
    Thumbnailer m_thumbnailer;
    Lookups<Outcome> m_outcomes; // by content and size
};

} // namespace hearth::services
