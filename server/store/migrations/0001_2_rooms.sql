-- SPDX-License-Identifier: Apache-2.0
-- Rooms, events and state. A room-owned table has room_nid first in its key, or is reached by
-- event_nid in ranges collected from event.

-- A row with version NULL is a name only (a room we have heard of).
CREATE TABLE room (
    room_nid {ID},
    room_id TEXT NOT NULL UNIQUE,
    version TEXT,
    create_nid BIGINT,
    creator_nid BIGINT,
    join_mode BIGINT NOT NULL DEFAULT 0, -- 0 full, 1 partial state
    flags BIGINT NOT NULL DEFAULT 0,     -- 1 deleted/being deleted, 2 left by all local users
    state_group BIGINT,
    last_gpos BIGINT NOT NULL DEFAULT 0,
    back_pos BIGINT NOT NULL DEFAULT 0,  -- lowest (negative) position given to a backfilled event
    created_ts BIGINT NOT NULL DEFAULT 0,
    published BIGINT NOT NULL DEFAULT 0  -- listed in the public directory
);
CREATE INDEX room_published ON room (published, room_nid);

-- Derived from the current state in the same transaction.
CREATE TABLE room_summary (
    room_nid {ID},
    name TEXT,
    canonical_alias TEXT,
    avatar TEXT,
    topic TEXT,
    room_type TEXT,
    encryption TEXT,
    join_rule TEXT,
    guest_access TEXT,
    history_visibility TEXT,
    successor TEXT,
    predecessor TEXT,
    federatable BIGINT NOT NULL DEFAULT 1,
    joined BIGINT NOT NULL DEFAULT 0,
    invited BIGINT NOT NULL DEFAULT 0,
    knocked BIGINT NOT NULL DEFAULT 0,
    banned BIGINT NOT NULL DEFAULT 0,
    left_count BIGINT NOT NULL DEFAULT 0,
    local_joined BIGINT NOT NULL DEFAULT 0,
    state_events BIGINT NOT NULL DEFAULT 0,
    bump_gpos BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX room_summary_name ON room_summary (name, room_nid);
CREATE INDEX room_summary_alias ON room_summary (canonical_alias, room_nid);
CREATE INDEX room_summary_joined ON room_summary (joined, room_nid);
CREATE INDEX room_summary_local_joined ON room_summary (local_joined, room_nid);

-- event_id: 32 raw bytes, or the text for ids of other shapes (server/store/event_id.hpp).
-- flags: 1 stub (id only), 2 outlier, 4 rejected, 8 soft_failed, 16 partial_state, 32 local,
-- 64 redacted, 128 policy_rejected, 256 recheck_redaction, 512 out_of_band_membership,
-- 1024 has state_key, 2048 keep on purge, 4096 quarantined.
CREATE TABLE event (
    event_nid {ID},
    event_id {BLOB} NOT NULL UNIQUE,
    room_nid BIGINT,
    type_nid BIGINT,
    skey_nid BIGINT,
    sender_nid BIGINT,
    depth BIGINT NOT NULL DEFAULT 0,
    origin_ts BIGINT NOT NULL DEFAULT 0,
    received_ts BIGINT NOT NULL DEFAULT 0,
    gpos BIGINT,
    back_pos BIGINT,
    state_before BIGINT,
    state_after BIGINT,
    flags BIGINT NOT NULL DEFAULT 0,
    reject_code TEXT,
    redacted_by BIGINT
);
CREATE INDEX event_gpos ON event (room_nid, gpos);
-- Not by room first: new events of all rooms then go to the same page.
CREATE INDEX event_origin_ts ON event (origin_ts, room_nid);
CREATE INDEX event_back_pos ON event (room_nid, back_pos) WHERE back_pos IS NOT NULL;

-- Canonical JSON exactly once, never rewritten but by the censor job. codec: 0 plain, 1 zstd.
CREATE TABLE event_json (
    event_nid {ID},
    codec BIGINT NOT NULL,
    body {BLOB} NOT NULL
);

CREATE TABLE event_edge (
    child BIGINT NOT NULL,
    parent BIGINT NOT NULL,
    PRIMARY KEY (child, parent)
) {NOROWID};
CREATE INDEX event_edge_parent ON event_edge (parent);

CREATE TABLE event_auth (
    event_nid BIGINT NOT NULL,
    auth_nid BIGINT NOT NULL,
    PRIMARY KEY (event_nid, auth_nid)
) {NOROWID};

CREATE TABLE chain (
    event_nid {ID},
    chain_id BIGINT NOT NULL,
    seq BIGINT NOT NULL
);
CREATE INDEX chain_place ON chain (chain_id, seq);
CREATE TABLE chain_link (
    from_chain BIGINT NOT NULL,
    from_seq BIGINT NOT NULL,
    to_chain BIGINT NOT NULL,
    to_seq BIGINT NOT NULL,
    PRIMARY KEY (from_chain, from_seq, to_chain, to_seq)
) {NOROWID};

CREATE TABLE event_fail (
    event_id {BLOB} NOT NULL PRIMARY KEY,
    room_nid BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_try_ts BIGINT NOT NULL,
    reason TEXT
) {NOROWID};
CREATE INDEX event_fail_room ON event_fail (room_nid);

-- parent_nid of an unknown event is its stub. key: the annotation's key, else ''.
CREATE TABLE relation (
    room_nid BIGINT NOT NULL,
    parent_nid BIGINT NOT NULL,
    child_nid BIGINT NOT NULL,
    rel_type BIGINT NOT NULL, -- a type_nid: m.annotation, m.thread …
    type_nid BIGINT NOT NULL, -- of the child
    sender_nid BIGINT NOT NULL,
    key TEXT NOT NULL DEFAULT '',
    gpos BIGINT,
    origin_ts BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (room_nid, parent_nid, child_nid)
) {NOROWID};
CREATE INDEX relation_kind ON relation (room_nid, parent_nid, rel_type, type_nid, gpos);
CREATE INDEX relation_child ON relation (child_nid);
CREATE INDEX relation_room_kind ON relation (room_nid, rel_type, gpos);

-- Redactions, kept even while the target is unknown. state: 0 waiting, 1 applied, 2 refused.
CREATE TABLE redaction (
    redacts {BLOB} NOT NULL,
    redaction_nid BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    state BIGINT NOT NULL,
    received_ts BIGINT NOT NULL,
    censored BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (redacts, redaction_nid)
) {NOROWID};
CREATE INDEX redaction_room ON redaction (room_nid);
CREATE INDEX redaction_censor ON redaction (censored, received_ts);

CREATE TABLE fwd_extremity (
    room_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    PRIMARY KEY (room_nid, event_nid)
) {NOROWID};
CREATE TABLE back_extremity (
    room_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    depth BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_try_ts BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (room_nid, event_nid)
) {NOROWID};

-- entries: sorted (skey_nid, event_nid) changes against parent, or all entries without a parent.
CREATE TABLE state_group (
    state_group {ID},
    room_nid BIGINT NOT NULL,
    parent BIGINT,
    level BIGINT NOT NULL,
    content_hash {BLOB} NOT NULL,
    n_entries BIGINT NOT NULL,
    entries {BLOB} NOT NULL,
    UNIQUE (room_nid, content_hash)
);
CREATE INDEX state_group_parent ON state_group (parent) WHERE parent IS NOT NULL;

CREATE TABLE room_state (
    room_nid BIGINT NOT NULL,
    skey_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (room_nid, skey_nid)
) {NOROWID};
CREATE TABLE state_delta (
    room_nid BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    skey_nid BIGINT NOT NULL,
    old_nid BIGINT,
    new_nid BIGINT,
    PRIMARY KEY (room_nid, gpos, skey_nid)
) {NOROWID};
CREATE INDEX state_delta_key ON state_delta (room_nid, skey_nid, gpos);

-- membership: 0 leave, 1 invite, 2 knock, 3 join, 4 ban. stripped, via: of invites and knocks.
CREATE TABLE member (
    room_nid BIGINT NOT NULL,
    user_nid BIGINT NOT NULL,
    membership BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    sender_nid BIGINT NOT NULL DEFAULT 0,
    gpos BIGINT NOT NULL,
    join_gpos BIGINT NOT NULL DEFAULT 0, -- since when the user is joined
    forgotten BIGINT NOT NULL DEFAULT 0,
    out_of_band BIGINT NOT NULL DEFAULT 0,
    display_name TEXT,
    avatar TEXT,
    stripped TEXT,
    via TEXT,
    PRIMARY KEY (room_nid, user_nid)
) {NOROWID};
CREATE INDEX member_user ON member (user_nid, membership, room_nid);

CREATE TABLE room_alias (
    alias TEXT NOT NULL PRIMARY KEY,
    room_nid BIGINT NOT NULL,
    creator_nid BIGINT,
    created_ts BIGINT NOT NULL DEFAULT 0,
    servers TEXT -- JSON list for remote rooms
) {NOROWID};
CREATE INDEX room_alias_room ON room_alias (room_nid);

-- Listings made by application services for their own networks.
CREATE TABLE room_network (
    appservice TEXT NOT NULL,
    network TEXT NOT NULL,
    room_nid BIGINT NOT NULL,
    PRIMARY KEY (appservice, network, room_nid)
) {NOROWID};

CREATE TABLE blocked_room (
    room_id TEXT NOT NULL PRIMARY KEY,
    blocked_by BIGINT,
    blocked_ts BIGINT NOT NULL
) {NOROWID};

CREATE TABLE event_report (
    report_nid {ID},
    received_ts BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    event_nid BIGINT, -- none: the room itself was reported
    reporter_nid BIGINT NOT NULL,
    target_nid BIGINT, -- sender of the event, or the reported user
    reason TEXT,
    score BIGINT,
    content TEXT
);
CREATE INDEX event_report_room ON event_report (room_nid, received_ts);
CREATE INDEX event_report_ts ON event_report (received_ts);
CREATE TABLE user_report (
    report_nid {ID},
    received_ts BIGINT NOT NULL,
    target_nid BIGINT NOT NULL,
    reporter_nid BIGINT NOT NULL,
    reason TEXT
);

CREATE TABLE partial_room (
    room_nid {ID},
    joined_via BIGINT NOT NULL,
    join_nid BIGINT NOT NULL,
    device_gpos BIGINT NOT NULL,
    cursor TEXT
);
CREATE TABLE partial_server (
    room_nid BIGINT NOT NULL,
    server_nid BIGINT NOT NULL,
    PRIMARY KEY (room_nid, server_nid)
) {NOROWID};

-- Retention and history-visibility purges have a lower bound per room.
CREATE TABLE room_retention (
    room_nid {ID},
    min_lifetime BIGINT,
    max_lifetime BIGINT,
    purged_to_gpos BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE delayed_event (
    delay_id TEXT NOT NULL PRIMARY KEY,
    user_nid BIGINT NOT NULL,
    device_nid BIGINT,
    room_nid BIGINT NOT NULL,
    type TEXT NOT NULL,
    state_key TEXT,
    content TEXT NOT NULL,
    origin_ts BIGINT,
    delay_ms BIGINT NOT NULL,
    created_ts BIGINT NOT NULL,
    send_ts BIGINT NOT NULL,
    txn_id TEXT,
    processed BIGINT NOT NULL DEFAULT 0,
    event_id TEXT,
    error TEXT
) {NOROWID};
CREATE INDEX delayed_event_due ON delayed_event (processed, send_ts);
CREATE INDEX delayed_event_user ON delayed_event (user_nid, send_ts);

CREATE TABLE sticky_event (
    room_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    sender_nid BIGINT NOT NULL,
    expires_ts BIGINT NOT NULL,
    PRIMARY KEY (room_nid, event_nid)
) {NOROWID};
CREATE INDEX sticky_event_expiry ON sticky_event (expires_ts);
