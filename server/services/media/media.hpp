// SPDX-License-Identifier: Apache-2.0
// MediaService: uploads, downloads and thumbnails (spec client-server, "Content repository").
#pragma once

#include "server/core/clock.hpp"
#include "server/core/json.hpp"
#include "server/http/exchange.hpp"
#include "server/services/media/blob_files.hpp"
#include "server/services/media/thumbnails.hpp"
#include "server/services/requester.hpp"
#include "server/store/media_store.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hearth::config {
class Current;
}

namespace hearth::services {

/// A file that may be sent to a client.
struct MediaFile {
    std::string path;
    std::string sha256;
    std::int64_t size = 0;
    std::string contentType;
    std::optional<std::string> name;
};

struct ThumbnailWish {
    std::int64_t width = 0;
    std::int64_t height = 0;
    bool crop = false;
    bool animated = false;
};

/// An upload's content while it comes in: a file in the media store from the first byte on.
class StagedUpload final : public http::BodySink {
public:
    explicit StagedUpload(std::unique_ptr<BlobWriter> writer)
        : m_writer(std::move(writer)) {}
    void write(std::string_view piece) override { m_writer->write(piece); }
    void finish() override { m_writer->finish(); }
    [[nodiscard]] BlobWriter &writer() { return *m_writer; }

private:
    std::unique_ptr<BlobWriter> m_writer;
};

struct Upload {
    std::string_view bytes;
    StagedUpload *staged = nullptr; // complete; instead of bytes
    std::optional<std::string> contentType;
    std::optional<std::string> name;
    store::MediaKind kind = store::MediaKind::Local;
};

/// Owned by the daemon. Thread-safe.
class MediaService {
public:
    MediaService(store::Database &database, const config::Current &settings, const Clock &clock,
                 Lanes &lanes, std::string thumbnailProgram);

    /// A place for the content of an upload. Throws if the requester may not upload.
    [[nodiscard]] std::shared_ptr<StagedUpload> stage(const Requester &requester) const;
    /// Gives the mxc: URI. The content is durable when it returns.
    [[nodiscard]] std::string upload(const Requester &requester, const Upload &upload);
    /// A place for an upload to come; {content_uri, unused_expires_at}.
    [[nodiscard]] json::object createPending(const Requester &requester);
    /// Throws unless an upload to this place may come now.
    void checkPending(const Requester &requester, std::string_view server,
                      std::string_view mediaId);
    void uploadPending(const Requester &requester, std::string_view server,
                       std::string_view mediaId, const Upload &upload);

    /// Unsafe: what is quarantined too, for administrators who have to look at it.
    enum class Access { Authenticated, Legacy, Unsafe };
    /// Nothing while the upload has not come yet. Throws 404 M_NOT_FOUND.
    [[nodiscard]] std::optional<MediaFile> find(std::string_view server, std::string_view mediaId,
                                                Access access);
    /// who asks, a user or an address. Throws Later until the thumbnail is made.
    [[nodiscard]] std::optional<MediaFile> thumbnail(std::string_view server,
                                                     std::string_view mediaId,
                                                     const ThumbnailWish &wish, Access access,
                                                     const std::string &who);

    [[nodiscard]] bool has(std::string_view server, std::string_view mediaId);
    /// A copy of another server's media, which are fetched once for all (RemoteMedia).
    void keepRemote(const std::string &server, const std::string &mediaId, const Upload &upload);

    /// The row of own or cached media. Throws 404 M_NOT_FOUND.
    [[nodiscard]] store::Media get(std::string_view server, std::string_view mediaId);
    /// Removes rows and the files that nothing else needs.
    void remove(const std::vector<store::Media> &list);
    /// Thumbnails made before a time, so that they are made anew when somebody asks. Gives how
    /// many.
    std::int64_t removeThumbnails(Timestamp before, std::int64_t limit);
    /// Gives how many are quarantined (or freed, with no name) that were not before.
    /// It is the content that is quarantined, wherever else it is and whoever brings it later.
    std::int64_t quarantine(const std::vector<store::Media> &list,
                            const std::optional<std::string> &by);
    [[nodiscard]] bool isQuarantined(std::string_view bytes);
    void setSafe(const store::Media &media, bool safe);

    /// Writes what find() noted about last accesses.
    void flushAccesses();
    /// Removes some of the files that nobody opened since a time; false: there are none. Pictures
    /// of people and rooms, and what administrators protected or quarantined, stay.
    bool removeUnused(store::MediaKind kind, Timestamp before);
    /// Forgets uploads that never came, and old previews.
    void removeExpired();
    [[nodiscard]] store::Database &database() { return m_database; }
    [[nodiscard]] std::string ownServer() const;

private:
    /// media_upload_limits: throws 400 M_RESOURCE_LIMIT_EXCEEDED. Called in the write of an upload.
    void requireWithinLimits(store::Reader &reader, store::UserNid user, std::int64_t size) const;
    store::ServerNid requireServer(std::string_view server);
    [[nodiscard]] store::Media requireVisible(std::string_view server, std::string_view mediaId,
                                              Access access);
    [[nodiscard]] store::ThumbnailKey choose(const ThumbnailWish &wish) const;
    void fill(store::Media &media, const Upload &upload) const;
    [[nodiscard]] std::string keep(const Upload &upload);
    [[nodiscard]] store::Media requirePending(const Requester &requester, std::string_view server,
                                              std::string_view mediaId);

    store::Database &m_database;
    const config::Current &m_settings;
    const Clock &m_clock;
    BlobFiles m_files;
    /// Shared by uploads, alone for removals: a file must not go while a row for it is made.
    std::shared_mutex m_filesMutex;
    Thumbnails m_thumbnails;
    std::mutex m_accessMutex; // m_accessed
    std::unordered_map<std::int64_t, Timestamp> m_accessed;
};

} // namespace hearth::services
