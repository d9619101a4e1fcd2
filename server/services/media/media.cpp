// SPDX-License-Identifier: Apache-2.0
// See media.hpp.
#include "server/services/media/media.hpp"

#include "server/config/settings.hpp"
#include "server/core/error.hpp"
#include "server/crypto/hash.hpp"
#include "server/services/accounts/accounts.hpp"

namespace hearth::services {
namespace {

Error noMedia() {
    return notFound("Media not found");
}

std::string newMediaId() {
    return crypto::randomToken(24);
}

} // namespace

MediaService::MediaService(store::Database &database, const config::Current &settings,
                           const Clock &clock, Lanes &lanes, std::string thumbnailProgram)
    : m_database(database)
    , m_settings(settings)
    , m_clock(clock)
    , m_files(settings.get()->mediaStorePath)
    , m_thumbnails({database, settings, clock, lanes, m_files, m_filesMutex},
                   std::move(thumbnailProgram)) {}

std::string MediaService::ownServer() const {
    return m_settings.get()->serverName;
}

void MediaService::fill(store::Media &media, const Upload &upload) const {
    media.state = store::MediaState::There;
    media.kind = upload.kind;
    media.contentType = upload.contentType;
    media.uploadName = upload.name;
    media.size = upload.staged ? upload.staged->writer().size()
                               : static_cast<std::int64_t>(upload.bytes.size());
    media.lastAccess = m_clock.now();
    if (media.size > m_settings.get()->maxUploadSize)
        throw tooLarge("Upload request body is too large");
}

std::string MediaService::keep(const Upload &upload) {
    return upload.staged ? m_files.keep(upload.staged->writer()) : m_files.put(upload.bytes);
}

void MediaService::requireWithinLimits(store::Reader &reader, store::UserNid user,
                                       std::int64_t size) const {
    const auto settings = m_settings.get();
    for (const config::UploadLimit &limit : settings->mediaUploadLimits) {
        const auto before = store::media::uploadedSince(reader, user, m_clock.now() - limit.period);
        if (before + size > limit.maxSize)
            throw Error(400, "M_RESOURCE_LIMIT_EXCEEDED",
                        "You have uploaded as much as this server allows for the time being");
    }
}

std::shared_ptr<StagedUpload> MediaService::stage(const Requester &requester) const {
    refuseSuspended(requester);
    return std::make_shared<StagedUpload>(m_files.begin());
}

std::string MediaService::upload(const Requester &requester, const Upload &upload) {
    refuseSuspended(requester);
    store::Media media;
    media.mediaId = newMediaId();
    media.user = requester.userNid;
    media.created = m_clock.now();
    media.authenticated = m_settings.get()->enableAuthenticatedMedia;
    fill(media, upload);
    media.lastAccess = media.created;
    const std::string server = ownServer();
    const std::shared_lock lock(m_filesMutex);
    media.sha256 = keep(upload);
    m_database.write([&](store::Transaction &tx) {
        requireWithinLimits(tx, media.user, media.size);
        media.server = tx.internServer(server);
        store::media::create(tx, media);
    });
    return "mxc://" + server + "/" + media.mediaId;
}

bool MediaService::has(std::string_view server, std::string_view mediaId) {
    return m_database.read([&](store::Reader &reader) {
        const auto nid = reader.findServer(server);
        return nid && store::media::find(reader, nid, mediaId);
    });
}

void MediaService::keepRemote(const std::string &server, const std::string &mediaId,
                              const Upload &upload) {
    store::Media media;
    media.mediaId = mediaId;
    media.created = m_clock.now();
    media.authenticated = m_settings.get()->enableAuthenticatedMedia;
    fill(media, upload);
    const std::shared_lock lock(m_filesMutex);
    media.sha256 = keep(upload);
    m_database.write([&](store::Transaction &tx) {
        media.server = tx.internServer(server);
        if (!store::media::find(tx, media.server, mediaId))
            store::media::create(tx, media);
    });
}

json::object MediaService::createPending(const Requester &requester) {
    refuseSuspended(requester);
    const auto settings = m_settings.get();
    const Timestamp now = m_clock.now();
    store::Media media;
    media.mediaId = newMediaId();
    media.state = store::MediaState::Pending;
    media.user = requester.userNid;
    media.created = now;
    media.lastAccess = now;
    media.expires = now + settings->unusedExpirationTime;
    media.authenticated = settings->enableAuthenticatedMedia;
    m_database.write([&](store::Transaction &tx) {
        if (store::media::countPending(tx, media.user, now) >= settings->maxPendingMediaUploads)
            throw limitExceeded(settings->unusedExpirationTime);
        media.server = tx.internServer(settings->serverName);
        store::media::create(tx, media);
    });
    return {{"content_uri", "mxc://" + settings->serverName + "/" + media.mediaId},
            {"unused_expires_at", *media.expires}};
}

store::Media MediaService::requirePending(const Requester &requester, std::string_view server,
                                          std::string_view mediaId) {
    if (server != ownServer())
        throw notFound("Non-local server name specified");
    auto media = get(server, mediaId);
    if (media.user != requester.userNid)
        throw forbidden("Only the creator of the media ID can upload to it");
    if (media.state != store::MediaState::Pending)
        throw Error(409, "M_CANNOT_OVERWRITE_MEDIA", "Media ID already has content");
    if (media.expires && *media.expires <= m_clock.now())
        throw notFound("Media ID has expired");
    return media;
}

void MediaService::checkPending(const Requester &requester, std::string_view server,
                                std::string_view mediaId) {
    (void)requirePending(requester, server, mediaId);
}

void MediaService::uploadPending(const Requester &requester, std::string_view server,
                                 std::string_view mediaId, const Upload &upload) {
    refuseSuspended(requester);
    auto media = requirePending(requester, server, mediaId);
    fill(media, upload);
    const std::shared_lock lock(m_filesMutex);
    media.sha256 = keep(upload);
    const bool first = m_database.write([&](store::Transaction &tx) {
        requireWithinLimits(tx, media.user, media.size);
        return store::media::complete(tx, media);
    });
    if (!first)
        throw Error(409, "M_CANNOT_OVERWRITE_MEDIA", "Media ID already has content");
}

store::ServerNid MediaService::requireServer(std::string_view server) {
    const auto nid =
        m_database.read([&](store::Reader &reader) { return reader.findServer(server); });
    if (!nid)
        throw noMedia();
    return nid;
}

store::Media MediaService::get(std::string_view server, std::string_view mediaId) {
    const auto nid = requireServer(server);
    auto media = m_database.read(
        [&](store::Reader &reader) { return store::media::find(reader, nid, mediaId); });
    if (!media)
        throw noMedia();
    return *std::move(media);
}

store::Media MediaService::requireVisible(std::string_view server, std::string_view mediaId,
                                          Access access) {
    auto media = get(server, mediaId);
    if ((media.quarantinedBy && access != Access::Unsafe) ||
        (access == Access::Legacy && media.authenticated))
        throw noMedia();
    if (media.state == store::MediaState::Pending && media.expires &&
        *media.expires <= m_clock.now())
        throw noMedia();
    return media;
}

std::optional<MediaFile> MediaService::find(std::string_view server, std::string_view mediaId,
                                            Access access) {
    const auto media = requireVisible(server, mediaId, access);
    if (media.state == store::MediaState::Pending)
        return std::nullopt;
    {
        const std::lock_guard lock(m_accessMutex);
        m_accessed[media.nid] = m_clock.now();
    }
    return MediaFile{m_files.path(media.sha256), media.sha256, media.size,
                     media.contentType.value_or("application/octet-stream"), media.uploadName};
}

/// Without dynamic_thumbnails only the configured sizes are made: the smallest that is large
/// enough.
store::ThumbnailKey MediaService::choose(const ThumbnailWish &wish) const {
    const auto settings = m_settings.get();
    store::ThumbnailKey out{wish.width, wish.height, wish.crop ? "crop" : "scale", wish.animated};
    if (settings->dynamicThumbnails || settings->thumbnailSizes.empty())
        return out;
    const config::ThumbnailSize *best = nullptr;
    const config::ThumbnailSize *largest = nullptr;
    for (const auto &size : settings->thumbnailSizes) {
        if (size.crop != wish.crop)
            continue;
        if (!largest || size.width * size.height > largest->width * largest->height)
            largest = &size;
        if (size.width < wish.width || size.height < wish.height)
            continue;
        if (!best || size.width * size.height < best->width * best->height)
            best = &size;
    }
    if (!best && !largest)
        return out;
    // Larger crops than configured are served as the next larger picture that is scaled.
    if (!best && wish.crop)
        return choose({wish.width, wish.height, false, wish.animated});
    const auto &chosen = best ? *best : *largest;
    out.width = chosen.width;
    out.height = chosen.height;
    return out;
}

std::optional<MediaFile> MediaService::thumbnail(std::string_view server, std::string_view mediaId,
                                                 const ThumbnailWish &wish, Access access,
                                                 const std::string &who) {
    const auto media = requireVisible(server, mediaId, access);
    if (media.state == store::MediaState::Pending)
        return std::nullopt;
    const auto stored = m_thumbnails.get(media, choose(wish), who);
    return MediaFile{m_files.path(stored.sha256), stored.sha256, stored.size, stored.contentType,
                     std::nullopt};
}

std::int64_t MediaService::removeThumbnails(Timestamp before, std::int64_t limit) {
    const std::unique_lock lock(m_filesMutex);
    std::vector<std::string> files;
    const auto count = m_database.write([&](store::Transaction &tx) {
        files.clear();
        return store::media::removeThumbnails(tx, before, limit, files);
    });
    for (const auto &file : files)
        m_files.remove(file);
    return count;
}

void MediaService::remove(const std::vector<store::Media> &list) {
    const std::unique_lock lock(m_filesMutex);
    std::vector<std::string> files;
    m_database.write([&](store::Transaction &tx) {
        files.clear();
        for (const auto &media : list)
            for (auto &file : store::media::remove(tx, media.nid))
                files.push_back(std::move(file));
    });
    for (const auto &file : files)
        m_files.remove(file);
}

std::int64_t MediaService::quarantine(const std::vector<store::Media> &list,
                                      const std::optional<std::string> &by) {
    return m_database.write([&](store::Transaction &tx) {
        std::int64_t count = 0;
        for (const auto &media : list)
            count += by ? store::media::quarantine(tx, media.nid, *by, m_clock.now())
                        : store::media::release(tx, media.nid);
        return count;
    });
}

bool MediaService::isQuarantined(std::string_view bytes) {
    const std::string sha256 = crypto::sha256(bytes);
    return m_database.read(
        [&](store::Reader &reader) { return store::media::isQuarantined(reader, sha256); });
}

void MediaService::setSafe(const store::Media &media, bool safe) {
    m_database.write([&](store::Transaction &tx) { store::media::setSafe(tx, media.nid, safe); });
}

void MediaService::flushAccesses() {
    std::unordered_map<std::int64_t, Timestamp> accessed;
    {
        const std::lock_guard lock(m_accessMutex);
        accessed.swap(m_accessed);
    }
    if (accessed.empty())
        return;
    m_database.write([&](store::Transaction &tx) {
        for (const auto &[nid, when] : accessed)
            store::media::accessed(tx, nid, when);
    });
}

bool MediaService::removeUnused(store::MediaKind kind, Timestamp before) {
    constexpr std::int64_t atOnce = 50;
    const auto list = m_database.read(
        [&](store::Reader &reader) { return store::media::unused(reader, kind, before, atOnce); });
    if (!list.empty())
        remove(list);
    return list.size() == static_cast<std::size_t>(atOnce);
}

void MediaService::removeExpired() {
    const Timestamp now = m_clock.now();
    m_database.write([&](store::Transaction &tx) {
        store::media::removeExpired(tx, now);
        store::previews::removeExpired(tx, now);
    });
}

} // namespace hearth::services
