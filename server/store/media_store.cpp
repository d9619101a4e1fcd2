// SPDX-License-Identifier: Apache-2.0
// See media_store.hpp.
#include "server/store/media_store.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace hearth::store {
namespace {

constexpr const char *columns =
    "SELECT media_nid, server_nid, media_id, kind, state, sha256, user_nid, content_type, "
    "upload_name, size_bytes, created_ts, last_access_ts, expires_ts, quarantined_by, safe, "
    "authenticated FROM media ";

/// No user and no room of this server has it as an avatar.
constexpr const char *nobodysPicture =
    " AND NOT EXISTS (SELECT 1 FROM account WHERE avatar LIKE '%/' || media.media_id) "
    "AND NOT EXISTS (SELECT 1 FROM room_summary WHERE avatar LIKE '%/' || media.media_id)";

Media read(const Row &row) {
    Media out;
    out.nid = row.integer(0);
    out.server = row.nid<ServerNid>(1);
    out.mediaId = row.string(2);
    out.kind = static_cast<MediaKind>(row.integer(3));
    out.state = static_cast<MediaState>(row.integer(4));
    out.sha256 = row.string(5);
    out.user = row.nid<UserNid>(6);
    out.contentType = row.findString(7);
    out.uploadName = row.findString(8);
    out.size = row.integer(9);
    out.created = row.integer(10);
    out.lastAccess = row.integer(11);
    out.expires = row.findInteger(12);
    out.quarantinedBy = row.findString(13);
    out.safe = row.boolean(14);
    out.authenticated = row.boolean(15);
    return out;
}

std::optional<Blob> blobOrNull(const std::string &bytes) {
    if (bytes.empty())
        return std::nullopt;
    return Blob{bytes};
}

template <std::size_t N>
std::string_view pick(const std::array<std::pair<std::string_view, std::string_view>, N> &known,
                      std::string_view name) {
    for (const auto &[key, column] : known)
        if (key == name)
            return column;
    return known.front().second;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> mediaOrder{{
    {"created_ts", "created_ts"},
    {"media_id", "media_id"},
    {"upload_name", "COALESCE(upload_name, '')"},
    {"last_access_ts", "last_access_ts"},
    {"media_length", "size_bytes"},
    {"media_type", "COALESCE(content_type, '')"},
    {"quarantined_by", "COALESCE(quarantined_by, '')"},
    {"safe_from_quarantine", "safe"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> usageOrder{{
    {"user_id", "u.mxid"},
    {"displayname", "COALESCE(a.display_name, '')"},
    {"media_length", "SUM(m.size_bytes)"},
    {"media_count", "COUNT(m.media_nid)"},
}};

std::string containing(const std::string &text) {
    if (text.empty())
        return {};
    std::string out = "%";
    for (char c : text) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
        if (c == '%' || c == '_' || c == '!')
            out += '!';
        out += c;
    }
    return out + "%";
}

bool isUsed(Reader &reader, const std::string &sha256) {
    return reader
        .queryOne("SELECT 1 FROM media WHERE sha256 = $1 UNION ALL SELECT 1 FROM thumbnail WHERE "
                  "sha256 = $1 LIMIT 1",
                  Blob{sha256})
        .has_value();
}

/// Content that is quarantined stays so, whoever brings it again.
constexpr const char *bySystem = "system";

void noteQuarantine(Transaction &tx, std::int64_t nid, bool quarantined) {
    const auto position = tx.append({Stream::Media, {}, {}, nid});
    tx.post("INSERT INTO quarantine_change (gpos, media_nid, quarantined) VALUES ($1, $2, $3)",
            position, nid, quarantined);
}

std::optional<std::string> quarantinerOf(Reader &reader, const std::string &sha256) {
    if (media::isQuarantined(reader, sha256))
        return bySystem;
    return std::nullopt;
}

/// Sets or lifts it for those of the rows that it changes something for.
std::int64_t quarantineRows(Transaction &tx, const std::vector<std::int64_t> &nids,
                            const std::optional<std::string> &by) {
    for (const std::int64_t nid : nids) {
        tx.post("UPDATE media SET quarantined_by = $2 WHERE media_nid = $1", nid, by);
        noteQuarantine(tx, nid, by.has_value());
    }
    return static_cast<std::int64_t>(nids.size());
}

std::vector<std::int64_t> nidsOf(const Rows &rows) {
    std::vector<std::int64_t> out;
    for (const auto row : rows)
        out.push_back(row.integer(0));
    return out;
}

/// A row that has no content yet.
std::int64_t quarantineOne(Transaction &tx, std::int64_t nid,
                           const std::optional<std::string> &by) {
    return quarantineRows(
        tx,
        nidsOf(tx.query(by ? "SELECT media_nid FROM media WHERE media_nid = $1 AND safe = 0 AND "
                             "quarantined_by IS NULL"
                           : "SELECT media_nid FROM media WHERE media_nid = $1 AND quarantined_by "
                             "IS NOT NULL",
                        nid)),
        by);
}

} // namespace

bool media::isQuarantined(Reader &reader, const std::string &sha256) {
    return !sha256.empty() &&
           reader.queryOne("SELECT 1 FROM quarantined_hash WHERE sha256 = $1 LIMIT 1", Blob{sha256})
               .has_value();
}

std::optional<Media> media::find(Reader &reader, ServerNid server, std::string_view mediaId) {
    const auto row = reader.queryOne(
        columns + std::string("WHERE server_nid = $1 AND media_id = $2"), server, mediaId);
    if (!row)
        return std::nullopt;
    return read(*row);
}

std::int64_t media::create(Transaction &tx, const Media &media) {
    const std::int64_t nid = tx.next("media");
    const auto quarantinedBy = quarantinerOf(tx, media.sha256);
    tx.post("INSERT INTO media (media_nid, server_nid, media_id, kind, state, sha256, user_nid, "
            "content_type, upload_name, size_bytes, created_ts, last_access_ts, expires_ts, "
            "authenticated, quarantined_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
            "$12, $13, $14, $15)",
            nid, media.server, media.mediaId, static_cast<std::int64_t>(media.kind),
            static_cast<std::int64_t>(media.state), blobOrNull(media.sha256), media.user,
            media.contentType, media.uploadName, media.size, media.created, media.lastAccess,
            media.expires, media.authenticated, quarantinedBy);
    if (quarantinedBy)
        noteQuarantine(tx, nid, true);
    return nid;
}

bool media::complete(Transaction &tx, const Media &media) {
    const auto quarantinedBy = quarantinerOf(tx, media.sha256);
    const bool first =
        tx.exec("UPDATE media SET state = 1, sha256 = $2, content_type = $3, upload_name = $4, "
                "size_bytes = $5, last_access_ts = $6, expires_ts = NULL, quarantined_by = "
                "COALESCE(quarantined_by, $7) WHERE media_nid = $1 AND state = 0 AND (expires_ts "
                "IS NULL OR expires_ts > $6)",
                media.nid, Blob{media.sha256}, media.contentType, media.uploadName, media.size,
                media.lastAccess, quarantinedBy) == 1;
    if (first && quarantinedBy)
        noteQuarantine(tx, media.nid, true);
    return first;
}

std::int64_t media::countPending(Reader &reader, UserNid user, Timestamp now) {
    return reader
        .queryOne("SELECT COUNT(*) FROM media WHERE user_nid = $1 AND state = 0 AND "
                  "expires_ts > $2",
                  user, now)
        ->integer(0);
}

void media::accessed(Transaction &tx, std::int64_t nid, Timestamp when) {
    tx.post("UPDATE media SET last_access_ts = $2 WHERE media_nid = $1", nid, when);
}

void media::removeExpired(Transaction &tx, Timestamp now) {
    tx.post("DELETE FROM media WHERE state = 0 AND expires_ts <= $1", now);
}

std::int64_t media::quarantine(Transaction &tx, std::int64_t nid, const std::string &by,
                               Timestamp now) {
    const auto row = tx.queryOne("SELECT sha256 FROM media WHERE media_nid = $1 AND safe = 0", nid);
    if (!row)
        return 0;
    const std::string origin = row->string(0);
    if (origin.empty())
        return quarantineOne(tx, nid, by);
    tx.exec("INSERT INTO quarantined_hash (sha256, origin, quarantined_by, ts) VALUES ($1, $1, $2, "
            "$3) ON CONFLICT (sha256, origin) DO NOTHING",
            Blob{origin}, by, now);
    tx.exec("INSERT INTO quarantined_hash (sha256, origin, quarantined_by, ts) SELECT DISTINCT "
            "t.sha256, m.sha256, CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM media m JOIN thumbnail "
            "t ON t.media_nid = m.media_nid WHERE m.sha256 = $1 ON CONFLICT (sha256, origin) DO "
            "NOTHING",
            Blob{origin}, by, now);
    return quarantineRows(
        tx,
        nidsOf(
            tx.query("SELECT media_nid FROM media WHERE safe = 0 AND quarantined_by IS NULL AND "
                     "sha256 IN (SELECT sha256 FROM quarantined_hash WHERE origin = $1) ORDER BY "
                     "media_nid",
                     Blob{origin})),
        by);
}

std::int64_t media::release(Transaction &tx, std::int64_t nid) {
    const auto row = tx.queryOne("SELECT sha256 FROM media WHERE media_nid = $1", nid);
    const std::string content = row ? row->string(0) : std::string();
    if (content.empty())
        return quarantineOne(tx, nid, std::nullopt);
    const auto concerned = nidsOf(
        tx.query("SELECT media_nid FROM media WHERE quarantined_by IS NOT NULL AND (sha256 = "
                 "$1 OR sha256 IN (SELECT sha256 FROM quarantined_hash WHERE origin = $1)) "
                 "ORDER BY media_nid",
                 Blob{content}));
    tx.exec("DELETE FROM quarantined_hash WHERE origin = $1 OR sha256 = $1", Blob{content});
    std::vector<std::int64_t> freed;
    for (const std::int64_t one : concerned)
        if (!tx.queryOne(
                "SELECT 1 FROM media m JOIN quarantined_hash q ON q.sha256 = m.sha256 WHERE "
                "m.media_nid = $1",
                one))
            freed.push_back(one);
    return quarantineRows(tx, freed, std::nullopt);
}

void media::setSafe(Transaction &tx, std::int64_t nid, bool safe) {
    tx.post("UPDATE media SET safe = $2 WHERE media_nid = $1", nid, safe);
}

std::vector<std::string> media::remove(Transaction &tx, std::int64_t nid) {
    std::vector<std::string> files;
    for (const auto row :
         tx.query("SELECT sha256 FROM media WHERE media_nid = $1 AND sha256 IS NOT NULL UNION "
                  "SELECT sha256 FROM thumbnail WHERE media_nid = $1",
                  nid))
        files.push_back(row.string(0));
    tx.post("DELETE FROM thumbnail WHERE media_nid = $1", nid);
    tx.post("DELETE FROM media WHERE media_nid = $1", nid);
    files.erase(std::remove_if(files.begin(), files.end(),
                               [&](const auto &sha256) { return isUsed(tx, sha256); }),
                files.end());
    return files;
}

std::int64_t media::removeThumbnails(Transaction &tx, Timestamp before, std::int64_t limit,
                                     std::vector<std::string> &files) {
    std::int64_t count = 0;
    std::vector<std::string> named;
    for (const auto row :
         tx.query("SELECT media_nid, width, height, method, content_type, animated, sha256 FROM "
                  "thumbnail WHERE created_ts < $1 LIMIT $2",
                  before, limit)) {
        tx.post("DELETE FROM thumbnail WHERE media_nid = $1 AND width = $2 AND height = $3 AND "
                "method = $4 AND content_type = $5 AND animated = $6",
                row.integer(0), row.integer(1), row.integer(2), row.string(3), row.string(4),
                row.integer(5));
        named.push_back(row.string(6));
        ++count;
    }
    std::copy_if(named.begin(), named.end(), std::back_inserter(files),
                 [&](const auto &sha256) { return !isUsed(tx, sha256); });
    return count;
}

std::vector<Media> media::ofUser(Reader &reader, UserNid user, const MediaFilter &filter,
                                 std::int64_t &total) {
    total = reader
                .queryOne("SELECT COUNT(*) FROM media WHERE user_nid = $1 AND state = 1 AND "
                          "kind = 0",
                          user)
                ->integer(0);
    std::vector<Media> out;
    const std::string sql =
        columns + std::string("WHERE user_nid = $1 AND state = 1 AND kind = 0 ORDER BY ") +
        std::string(pick(mediaOrder, filter.orderBy)) + (filter.descending ? " DESC" : " ASC") +
        ", media_nid LIMIT $2 OFFSET $3";
    for (const auto row : reader.query(sql, user, filter.limit, filter.from))
        out.push_back(read(row));
    return out;
}

std::vector<Media> media::unusedSince(Reader &reader, ServerNid server, Timestamp before,
                                      std::int64_t largerThan, bool keepProfiles) {
    std::string sql = columns + std::string("WHERE server_nid = $1 AND kind = 0 AND state = 1 AND "
                                            "last_access_ts < $2 AND size_bytes > $3 AND safe = 0");
    if (keepProfiles)
        sql += nobodysPicture;
    std::vector<Media> out;
    for (const auto row : reader.query(sql, server, before, largerThan))
        out.push_back(read(row));
    return out;
}

std::vector<Media> media::remoteUnusedSince(Reader &reader, Timestamp before) {
    std::vector<Media> out;
    for (const auto row :
         reader.query(columns + std::string("WHERE kind = 1 AND last_access_ts < $1"), before))
        out.push_back(read(row));
    return out;
}

std::vector<Media> media::unused(Reader &reader, MediaKind kind, Timestamp before,
                                 std::int64_t limit) {
    std::vector<Media> out;
    for (const auto row :
         reader.query(columns +
                          std::string("WHERE kind = $1 AND state = 1 AND last_access_ts < $2 "
                                      "AND safe = 0 AND quarantined_by IS NULL") +
                          nobodysPicture + " ORDER BY last_access_ts LIMIT $3",
                      static_cast<std::int64_t>(kind), before, limit))
        out.push_back(read(row));
    return out;
}

std::int64_t media::uploadedSince(Reader &reader, UserNid user, Timestamp since) {
    const auto row =
        reader.queryOne("SELECT CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM media WHERE "
                        "user_nid = $1 AND kind = 0 AND state = 1 AND created_ts >= $2",
                        user, since);
    return row ? row->integer(0) : 0;
}

std::vector<media::QuarantineChange> media::quarantineChanges(Reader &reader, Position after,
                                                              std::int64_t limit) {
    std::vector<QuarantineChange> out;
    for (const auto row :
         reader.query("SELECT q.gpos, s.name, m.media_id, q.quarantined FROM quarantine_change q "
                      "JOIN media m ON m.media_nid = q.media_nid JOIN server s ON s.server_nid = "
                      "m.server_nid WHERE q.gpos > $1 ORDER BY q.gpos LIMIT $2",
                      after, limit))
        out.push_back({row.position(0), row.string(1), row.string(2), row.boolean(3)});
    return out;
}

std::vector<MediaUsage> media::usage(Reader &reader, const MediaUsageFilter &filter,
                                     std::int64_t &total) {
    const std::string search = containing(filter.search);
    const std::int64_t fromTs = filter.fromTs.value_or(0);
    const std::int64_t untilTs = filter.untilTs.value_or(std::int64_t{1} << 62);
    const std::string from =
        " FROM media m JOIN users u ON u.user_nid = m.user_nid LEFT JOIN account a ON "
        "a.user_nid = m.user_nid WHERE m.kind = 0 AND m.state = 1 AND m.created_ts >= $1 AND "
        "m.created_ts <= $2 AND (CAST($3 AS TEXT) = '' OR lower(u.mxid) LIKE $3 ESCAPE '!' OR "
        "a.search_name LIKE $3 ESCAPE '!')";
    total = reader.queryOne("SELECT COUNT(DISTINCT m.user_nid)" + from, fromTs, untilTs, search)
                ->integer(0);
    std::vector<MediaUsage> out;
    const std::string sql = "SELECT u.mxid, a.display_name, COUNT(m.media_nid), SUM(m.size_bytes)" +
                            from + " GROUP BY u.mxid, a.display_name ORDER BY " +
                            std::string(pick(usageOrder, filter.orderBy)) +
                            (filter.descending ? " DESC" : " ASC") + ", u.mxid LIMIT $4 OFFSET $5";
    for (const auto row : reader.query(sql, fromTs, untilTs, search, filter.limit, filter.from))
        out.push_back({row.string(0), row.findString(1), row.integer(2), row.integer(3)});
    return out;
}

std::int64_t media::totalBytes(Reader &reader) {
    return reader
        .queryOne("SELECT COALESCE((SELECT SUM(size_bytes) FROM media), 0) + "
                  "COALESCE((SELECT SUM(size_bytes) FROM thumbnail), 0)")
        ->integer(0);
}

std::optional<StoredThumbnail> media::findThumbnail(Reader &reader, std::int64_t nid,
                                                    const ThumbnailKey &key) {
    const auto row = reader.queryOne(
        "SELECT content_type, sha256, size_bytes FROM thumbnail WHERE media_nid = $1 AND "
        "width = $2 AND height = $3 AND method = $4 AND animated = $5",
        nid, key.width, key.height, key.method, key.animated);
    if (!row)
        return std::nullopt;
    return StoredThumbnail{row->string(0), row->string(1), row->integer(2)};
}

std::optional<StoredThumbnail>
media::findThumbnailOfContent(Reader &reader, std::string_view sha256, const ThumbnailKey &key) {
    const auto row = reader.queryOne(
        "SELECT t.content_type, t.sha256, t.size_bytes FROM media m JOIN thumbnail t ON "
        "t.media_nid = m.media_nid WHERE m.sha256 = $1 AND t.width = $2 AND t.height = $3 AND "
        "t.method = $4 AND t.animated = $5 LIMIT 1",
        Blob{sha256}, key.width, key.height, key.method, key.animated);
    if (!row)
        return std::nullopt;
    return StoredThumbnail{row->string(0), row->string(1), row->integer(2)};
}

void media::putThumbnail(Transaction &tx, std::int64_t nid, const ThumbnailKey &key,
                         const StoredThumbnail &thumbnail, Timestamp now) {
    tx.post("INSERT INTO thumbnail (media_nid, width, height, method, content_type, animated, "
            "sha256, size_bytes, created_ts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
            "ON CONFLICT DO NOTHING",
            nid, key.width, key.height, key.method, thumbnail.contentType, key.animated,
            Blob{thumbnail.sha256}, thumbnail.size, now);
    // Made for an administrator who had to look at what is quarantined.
    const auto origin = tx.queryOne(
        "SELECT q.origin, q.quarantined_by FROM media m JOIN quarantined_hash q ON q.sha256 = "
        "m.sha256 AND q.origin = m.sha256 WHERE m.media_nid = $1",
        nid);
    if (origin)
        tx.post("INSERT INTO quarantined_hash (sha256, origin, quarantined_by, ts) VALUES ($1, $2, "
                "$3, $4) ON CONFLICT (sha256, origin) DO NOTHING",
                Blob{thumbnail.sha256}, Blob{origin->string(0)}, origin->string(1), now);
}

std::optional<CachedPreview> previews::find(Reader &reader, std::string_view url, Timestamp now) {
    const auto row = reader.queryOne("SELECT open_graph, status FROM url_cache WHERE url = $1 AND "
                                     "expires_ts > $2 ORDER BY fetched_ts DESC LIMIT 1",
                                     url, now);
    if (!row)
        return std::nullopt;
    return CachedPreview{row->string(0), row->integer(1)};
}

void previews::put(Transaction &tx, std::string_view url, const CachedPreview &preview,
                   Timestamp now, Timestamp expires) {
    tx.post("INSERT INTO url_cache (url, fetched_ts, expires_ts, status, open_graph) VALUES "
            "($1, $2, $3, $4, $5) ON CONFLICT (url, fetched_ts) DO UPDATE SET expires_ts = $3, "
            "status = $4, open_graph = $5",
            url, now, expires, preview.status, preview.openGraph);
}

void previews::removeExpired(Transaction &tx, Timestamp now) {
    tx.post("DELETE FROM url_cache WHERE expires_ts <= $1", now);
}

} // namespace hearth::store
