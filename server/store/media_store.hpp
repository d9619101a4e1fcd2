// SPDX-License-Identifier: Apache-2.0
// Media and their thumbnails. Files are named by SHA-256 and may serve several rows.
#pragma once

#include "server/core/clock.hpp"
#include "server/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::store {

enum class MediaKind { Local = 0, Remote = 1, Preview = 2 };
enum class MediaState { Pending = 0, There = 1 };

struct Media {
    std::int64_t nid = 0;
    ServerNid server{};
    std::string mediaId;
    MediaKind kind = MediaKind::Local;
    MediaState state = MediaState::There;
    std::string sha256; // 32 bytes; empty while pending
    UserNid user{};
    std::optional<std::string> contentType;
    std::optional<std::string> uploadName;
    std::int64_t size = 0;
    Timestamp created = 0;
    Timestamp lastAccess = 0;
    std::optional<Timestamp> expires; // of one that is pending
    std::optional<std::string> quarantinedBy;
    bool safe = false; // from quarantine
    bool authenticated = true;
};

struct StoredThumbnail {
    std::string contentType;
    std::string sha256;
    std::int64_t size = 0;
};
struct ThumbnailKey {
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::string method; // crop, scale
    bool animated = false;
};

struct MediaFilter {
    std::int64_t from = 0;
    std::int64_t limit = 100;
    std::string orderBy = "created_ts";
    bool descending = false;
};

struct MediaUsage {
    std::string userId;
    std::optional<std::string> displayName;
    std::int64_t count = 0;
    std::int64_t bytes = 0;
};
struct MediaUsageFilter {
    std::int64_t from = 0;
    std::int64_t limit = 100;
    std::string orderBy = "user_id";
    bool descending = false;
    std::optional<Timestamp> fromTs, untilTs;
    std::string search;
};

namespace media {
[[nodiscard]] std::optional<Media> find(Reader &reader, ServerNid server, std::string_view mediaId);
/// nid and server are to be filled in; gives the nid. What is in quarantine comes into it.
std::int64_t create(Transaction &tx, const Media &media);
/// The content of one that was pending. False if it is not pending any more.
[[nodiscard]] bool complete(Transaction &tx, const Media &media);
[[nodiscard]] std::int64_t countPending(Reader &reader, UserNid user, Timestamp now);
void accessed(Transaction &tx, std::int64_t nid, Timestamp when);
void removeExpired(Transaction &tx, Timestamp now);

/// Quarantines the content: every row that has it or a thumbnail of it, and every later one.
/// Protected media stay, and give nothing to quarantine. Gives the number of rows changed.
std::int64_t quarantine(Transaction &tx, std::int64_t nid, const std::string &by, Timestamp now);
/// Takes the content out of quarantine, for all its rows.
std::int64_t release(Transaction &tx, std::int64_t nid);
[[nodiscard]] bool isQuarantined(Reader &reader, const std::string &sha256);
void setSafe(Transaction &tx, std::int64_t nid, bool safe);
/// Removes the row and its thumbnails; gives the files that nothing needs any more.
[[nodiscard]] std::vector<std::string> remove(Transaction &tx, std::int64_t nid);

/// Forgets thumbnails made before a time; gives how many, and adds the files that nobody names any
/// more.
std::int64_t removeThumbnails(Transaction &tx, Timestamp before, std::int64_t limit,
                              std::vector<std::string> &files);
[[nodiscard]] std::vector<Media> ofUser(Reader &reader, UserNid user, const MediaFilter &filter,
                                        std::int64_t &total);
[[nodiscard]] std::vector<Media> unusedSince(Reader &reader, ServerNid server, Timestamp before,
                                             std::int64_t largerThan, bool keepProfiles);
/// Copies of other servers' media.
[[nodiscard]] std::vector<Media> remoteUnusedSince(Reader &reader, Timestamp before);

/// Of one kind, neither protected nor quarantined nor somebody's picture; at most limit.
[[nodiscard]] std::vector<Media> unused(Reader &reader, MediaKind kind, Timestamp before,
                                        std::int64_t limit);
/// Bytes that a user has uploaded since a time.
[[nodiscard]] std::int64_t uploadedSince(Reader &reader, UserNid user, Timestamp since);

struct QuarantineChange {
    Position pos{};
    std::string server;
    std::string mediaId;
    bool quarantined = false;
};
/// Oldest first.
[[nodiscard]] std::vector<QuarantineChange> quarantineChanges(Reader &reader, Position after,
                                                              std::int64_t limit);
[[nodiscard]] std::vector<MediaUsage> usage(Reader &reader, const MediaUsageFilter &filter,
                                            std::int64_t &total);
[[nodiscard]] std::int64_t totalBytes(Reader &reader);

[[nodiscard]] std::optional<StoredThumbnail> findThumbnail(Reader &reader, std::int64_t nid,
                                                           const ThumbnailKey &key);
/// Of any media with the same content.
[[nodiscard]] std::optional<StoredThumbnail>
findThumbnailOfContent(Reader &reader, std::string_view sha256, const ThumbnailKey &key);
void putThumbnail(Transaction &tx, std::int64_t nid, const ThumbnailKey &key,
                  const StoredThumbnail &thumbnail, Timestamp now);
} // namespace media

struct CachedPreview {
    std::string openGraph; // JSON
    std::int64_t status = 0;
};
namespace previews {
[[nodiscard]] std::optional<CachedPreview> find(Reader &reader, std::string_view url,
                                                Timestamp now);
void put(Transaction &tx, std::string_view url, const CachedPreview &preview, Timestamp now,
         Timestamp expires);
void removeExpired(Transaction &tx, Timestamp now);
} // namespace previews

} // namespace hearth::store
