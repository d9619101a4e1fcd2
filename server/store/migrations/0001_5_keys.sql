-- SPDX-License-Identifier: Apache-2.0
-- End-to-end encryption: device keys, one-time keys, cross-signing, backup, to-device messages.

CREATE TABLE device_key (
    user_nid BIGINT NOT NULL,
    device_id TEXT NOT NULL,
    device_nid BIGINT NOT NULL,
    body TEXT NOT NULL, -- as uploaded, without others' signatures
    ts BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (user_nid, device_id)
) {NOROWID};
CREATE INDEX device_key_device ON device_key (device_nid);

CREATE TABLE one_time_key (
    device_nid BIGINT NOT NULL,
    algorithm TEXT NOT NULL,
    key_id TEXT NOT NULL,
    body TEXT NOT NULL,
    seq BIGINT NOT NULL, -- oldest is given out first
    PRIMARY KEY (device_nid, algorithm, key_id)
) {NOROWID};
CREATE INDEX one_time_key_order ON one_time_key (device_nid, algorithm, seq);

CREATE TABLE fallback_key (
    device_nid BIGINT NOT NULL,
    algorithm TEXT NOT NULL,
    key_id TEXT NOT NULL,
    body TEXT NOT NULL,
    used BIGINT NOT NULL,
    PRIMARY KEY (device_nid, algorithm)
) {NOROWID};

-- kind: 0 master, 1 self_signing, 2 user_signing.
CREATE TABLE cross_signing_key (
    user_nid BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    body TEXT NOT NULL,
    public_key TEXT NOT NULL,
    gpos BIGINT NOT NULL,
    updatable_until_ts BIGINT, -- replaceable without user-interactive auth until then
    PRIMARY KEY (user_nid, kind)
) {NOROWID};

-- target: a device id or a cross-signing public key of target_nid.
CREATE TABLE key_signature (
    target_nid BIGINT NOT NULL,
    target TEXT NOT NULL,
    signer_nid BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (target_nid, target, signer_nid, key_id)
) {NOROWID};
CREATE INDEX key_signature_signer ON key_signature (signer_nid);

-- One row for each change of a user's devices or keys; recipients are found when reading.
-- device_id '' : cross-signing keys.
CREATE TABLE device_change (
    gpos {ID},
    user_nid BIGINT NOT NULL,
    device_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX device_change_user ON device_change (user_nid, gpos);

CREATE TABLE to_device (
    device_nid BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    sender_nid BIGINT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL, -- the whole message as clients get it
    PRIMARY KEY (device_nid, gpos, seq)
) {NOROWID};
CREATE TABLE to_device_seen (
    origin_nid BIGINT NOT NULL,
    msg_id TEXT NOT NULL,
    ts BIGINT NOT NULL,
    PRIMARY KEY (origin_nid, msg_id)
) {NOROWID};
CREATE INDEX to_device_seen_age ON to_device_seen (ts);

CREATE TABLE remote_device_list (
    user_nid {ID},
    stream_id TEXT,
    stale BIGINT NOT NULL DEFAULT 1,
    next_try_ts BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE remote_device (
    user_nid BIGINT NOT NULL,
    device_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (user_nid, device_id)
) {NOROWID};

CREATE TABLE backup_version (
    user_nid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    algorithm TEXT NOT NULL,
    auth_data TEXT NOT NULL,
    etag BIGINT NOT NULL DEFAULT 0,
    key_count BIGINT NOT NULL DEFAULT 0,
    deleted BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (user_nid, version)
) {NOROWID};
CREATE TABLE backup_key (
    user_nid BIGINT NOT NULL,
    version BIGINT NOT NULL,
    room_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    first_message_index BIGINT NOT NULL,
    forwarded_count BIGINT NOT NULL,
    is_verified BIGINT NOT NULL,
    session_data TEXT NOT NULL,
    PRIMARY KEY (user_nid, version, room_id, session_id)
) {NOROWID};

CREATE TABLE dehydrated_device (
    user_nid {ID},
    device_nid BIGINT NOT NULL,
    device_id TEXT NOT NULL,
    device_data TEXT NOT NULL,
    created_ts BIGINT NOT NULL
);
