-- SPDX-License-Identifier: Apache-2.0
-- Media: files are stored once by SHA-256; rows here name them.

-- Own media carry this server's nid. kind: 0 uploaded, 1 remote, 2 URL preview image.
-- state: 0 created (waiting for its upload), 1 there, 2 deleted by an administrator.
CREATE TABLE media (
    media_nid {ID},
    server_nid BIGINT NOT NULL,
    media_id TEXT NOT NULL,
    kind BIGINT NOT NULL,
    state BIGINT NOT NULL,
    sha256 {BLOB},
    user_nid BIGINT,
    room_nid BIGINT, -- attached to (MSC3911)
    content_type TEXT,
    upload_name TEXT,
    size_bytes BIGINT NOT NULL DEFAULT 0,
    created_ts BIGINT NOT NULL,
    last_access_ts BIGINT NOT NULL,
    expires_ts BIGINT, -- unused until uploaded
    quarantined_by TEXT,
    safe BIGINT NOT NULL DEFAULT 0, -- protected from quarantine
    authenticated BIGINT NOT NULL DEFAULT 1,
    width BIGINT,
    height BIGINT,
    blurhash TEXT,
    UNIQUE (server_nid, media_id)
);
CREATE INDEX media_user ON media (user_nid, created_ts);
CREATE INDEX media_user_size ON media (user_nid, size_bytes);
CREATE INDEX media_sha256 ON media (sha256);
CREATE INDEX media_access ON media (kind, last_access_ts);
CREATE INDEX media_created ON media (created_ts);
CREATE INDEX media_pending ON media (expires_ts) WHERE state = 0;
CREATE INDEX media_room ON media (room_nid) WHERE room_nid IS NOT NULL;

CREATE TABLE thumbnail (
    media_nid BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    method TEXT NOT NULL,
    content_type TEXT NOT NULL,
    animated BIGINT NOT NULL DEFAULT 0,
    sha256 {BLOB} NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_ts BIGINT NOT NULL,
    PRIMARY KEY (media_nid, width, height, method, content_type, animated)
) {NOROWID};
CREATE INDEX thumbnail_sha256 ON thumbnail (sha256);

-- Which event mentions which media, for quarantine by room and for retention.
CREATE TABLE media_event (
    room_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    media_nid BIGINT NOT NULL,
    PRIMARY KEY (room_nid, event_nid, media_nid)
) {NOROWID};
CREATE INDEX media_event_media ON media_event (media_nid);

CREATE TABLE url_cache (
    url TEXT NOT NULL,
    fetched_ts BIGINT NOT NULL,
    expires_ts BIGINT NOT NULL,
    status BIGINT NOT NULL,
    etag TEXT,
    open_graph TEXT NOT NULL,
    media_nid BIGINT,
    PRIMARY KEY (url, fetched_ts)
) {NOROWID};
CREATE INDEX url_cache_expiry ON url_cache (expires_ts);
CREATE INDEX url_cache_media ON url_cache (media_nid) WHERE media_nid IS NOT NULL;

CREATE TABLE quarantined_hash (
    sha256 {BLOB} NOT NULL PRIMARY KEY,
    quarantined_by TEXT NOT NULL,
    ts BIGINT NOT NULL
) {NOROWID};
CREATE TABLE quarantine_change (
    gpos {ID},
    media_nid BIGINT NOT NULL,
    quarantined BIGINT NOT NULL
);
