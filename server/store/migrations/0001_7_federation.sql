-- SPDX-License-Identifier: Apache-2.0
-- Other servers and application services.

-- Keys of other servers and our own (own = 1, kept after they expire).
CREATE TABLE server_key (
    server_nid BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    public_key {BLOB} NOT NULL,
    own BIGINT NOT NULL DEFAULT 0,
    valid_until_ts BIGINT NOT NULL,
    expired_ts BIGINT,
    fetched_ts BIGINT NOT NULL,
    fetched_from BIGINT,
    body TEXT,
    PRIMARY KEY (server_nid, key_id)
) {NOROWID};

CREATE TABLE dest (
    server_nid {ID},
    retry_at_ts BIGINT NOT NULL DEFAULT 0,
    failing_since_ts BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    pdu_gpos BIGINT NOT NULL DEFAULT 0,
    edu_gpos BIGINT NOT NULL DEFAULT 0,
    device_gpos BIGINT NOT NULL DEFAULT 0,
    last_success_ts BIGINT,
    lease_owner TEXT,
    lease_until_ts BIGINT
);
CREATE INDEX dest_retry ON dest (retry_at_ts);
CREATE TABLE dest_room (
    server_nid BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (server_nid, room_nid)
) {NOROWID};
CREATE INDEX dest_room_room ON dest_room (room_nid);
-- To-device messages for other servers, written with the send.
CREATE TABLE dest_edu (
    server_nid BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    seq BIGINT NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    PRIMARY KEY (server_nid, gpos, seq)
) {NOROWID};

CREATE TABLE fed_inbox (
    seq {ID},
    origin_nid BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    event_id {BLOB} NOT NULL,
    received_ts BIGINT NOT NULL,
    body {BLOB} NOT NULL
);
CREATE INDEX fed_inbox_room ON fed_inbox (room_nid, seq);
CREATE TABLE txn_in (
    origin_nid BIGINT NOT NULL,
    txn_id TEXT NOT NULL,
    received_ts BIGINT NOT NULL,
    reply TEXT,
    PRIMARY KEY (origin_nid, txn_id)
) {NOROWID};
CREATE INDEX txn_in_age ON txn_in (received_ts);

CREATE TABLE policy_signature (
    event_nid {ID},
    server_nid BIGINT NOT NULL,
    key_id TEXT NOT NULL,
    signature TEXT NOT NULL
);

CREATE TABLE appservice_state (
    appservice TEXT NOT NULL PRIMARY KEY,
    up BIGINT NOT NULL DEFAULT 1,
    last_txn BIGINT NOT NULL DEFAULT 0,
    event_gpos BIGINT NOT NULL DEFAULT 0,
    receipt_gpos BIGINT NOT NULL DEFAULT 0,
    presence_gpos BIGINT NOT NULL DEFAULT 0,
    to_device_gpos BIGINT NOT NULL DEFAULT 0,
    device_gpos BIGINT NOT NULL DEFAULT 0,
    failures BIGINT NOT NULL DEFAULT 0,
    retry_at_ts BIGINT NOT NULL DEFAULT 0,
    lease_owner TEXT,
    lease_until_ts BIGINT
) {NOROWID};
CREATE TABLE appservice_txn (
    appservice TEXT NOT NULL,
    txn_id BIGINT NOT NULL,
    event_nids TEXT NOT NULL,
    ephemeral TEXT,
    to_device TEXT,
    device_lists TEXT,
    key_counts TEXT,
    PRIMARY KEY (appservice, txn_id)
) {NOROWID};
