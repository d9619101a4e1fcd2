-- SPDX-License-Identifier: Apache-2.0
-- What /sync and its relatives read: receipts, counts, account data, filters, push.

-- kind: 0 m.read, 1 m.read.private. thread_nid: 0 unthreaded, -1 "main", else the root's event_nid.
CREATE TABLE receipt (
    room_nid BIGINT NOT NULL,
    user_nid BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    thread_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    event_gpos BIGINT NOT NULL DEFAULT 0,
    ts BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (room_nid, user_nid, kind, thread_nid)
) {NOROWID};
CREATE INDEX receipt_gpos ON receipt (room_nid, gpos);
CREATE INDEX receipt_user ON receipt (user_nid, room_nid);

-- Notifying events after the user's receipt. actions: compact JSON.
CREATE TABLE notif (
    user_nid BIGINT NOT NULL,
    gpos BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    thread_nid BIGINT NOT NULL, -- 0: main
    event_nid BIGINT NOT NULL,
    highlight BIGINT NOT NULL,
    actions TEXT NOT NULL,
    ts BIGINT NOT NULL,
    PRIMARY KEY (user_nid, gpos)
) {NOROWID};
CREATE INDEX notif_room ON notif (room_nid, user_nid, gpos);

-- Counts that hold up to gpos; recomputable from events, rules and receipts.
CREATE TABLE notif_count (
    user_nid BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    thread_nid BIGINT NOT NULL, -- 0: main
    notifications BIGINT NOT NULL,
    highlights BIGINT NOT NULL,
    unread BIGINT NOT NULL DEFAULT 0,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (user_nid, room_nid, thread_nid)
) {NOROWID};
CREATE INDEX notif_count_room ON notif_count (room_nid);

-- room_nid 0: global. body NULL: deleted (MSC3391). Tags are the type m.tag, the fully read marker m.fully_read.
CREATE TABLE account_data (
    user_nid BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    type TEXT NOT NULL,
    body TEXT,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (user_nid, room_nid, type)
) {NOROWID};
CREATE INDEX account_data_gpos ON account_data (user_nid, gpos);
CREATE INDEX account_data_room ON account_data (room_nid);

CREATE TABLE filter (
    user_nid BIGINT NOT NULL,
    filter_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    body_hash {BLOB} NOT NULL,
    PRIMARY KEY (user_nid, filter_id),
    UNIQUE (user_nid, body_hash)
) {NOROWID};

-- A user's own rules and changed default rules. kind: override, content, room, sender, underride.
CREATE TABLE push_rule (
    user_nid BIGINT NOT NULL,
    rule_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_default BIGINT NOT NULL,
    enabled BIGINT NOT NULL,
    priority BIGINT NOT NULL,
    conditions TEXT,
    pattern TEXT,
    actions TEXT, -- none: the default rule's own
    gpos BIGINT NOT NULL,
    PRIMARY KEY (user_nid, kind, rule_id)
) {NOROWID};

CREATE TABLE pusher (
    pusher_nid {ID},
    user_nid BIGINT NOT NULL,
    device_nid BIGINT,
    token_nid BIGINT,
    app_id TEXT NOT NULL,
    pushkey TEXT NOT NULL,
    kind TEXT NOT NULL,
    app_display_name TEXT NOT NULL,
    device_display_name TEXT NOT NULL,
    profile_tag TEXT NOT NULL DEFAULT '',
    lang TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL,
    enabled BIGINT NOT NULL DEFAULT 1,
    created_ts BIGINT NOT NULL,
    last_gpos BIGINT NOT NULL,
    last_success_ts BIGINT,
    failing_since_ts BIGINT,
    lease_owner TEXT,
    lease_until_ts BIGINT,
    UNIQUE (app_id, pushkey, user_nid)
);
CREATE INDEX pusher_user ON pusher (user_nid);

CREATE TABLE presence (
    user_nid {ID},
    state BIGINT NOT NULL, -- 0 offline, 1 unavailable, 2 online, 3 busy
    status_msg TEXT,
    last_active_ts BIGINT NOT NULL,
    currently_active BIGINT NOT NULL
);

CREATE TABLE thread_sub (
    user_nid BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    thread_nid BIGINT NOT NULL,
    subscribed BIGINT NOT NULL,
    automatic BIGINT NOT NULL,
    unsubscribed_gpos BIGINT,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (user_nid, room_nid, thread_nid)
) {NOROWID};
CREATE INDEX thread_sub_gpos ON thread_sub (user_nid, gpos);
CREATE INDEX thread_sub_room ON thread_sub (room_nid);

-- Sliding sync: the acknowledged and the pending state of a connection.
CREATE TABLE sss_conn (
    user_nid BIGINT NOT NULL,
    device_nid BIGINT NOT NULL, -- 0: no device
    conn_id TEXT NOT NULL,
    acked_gpos BIGINT NOT NULL,
    acked {BLOB},
    pending_gpos BIGINT,
    pending {BLOB},
    last_used_ts BIGINT NOT NULL,
    PRIMARY KEY (user_nid, device_nid, conn_id)
) {NOROWID};
CREATE INDEX sss_conn_age ON sss_conn (last_used_ts);

-- Idempotency of PUT …/{txnId}: what the first request answered. kind: see txn_store.
CREATE TABLE txn_client (
    user_nid BIGINT NOT NULL,
    device_nid BIGINT NOT NULL, -- 0: no device (then token_nid tells callers apart)
    kind BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,   -- 0: not about a room
    txn_id TEXT NOT NULL,
    event_nid BIGINT,
    result TEXT,
    ts BIGINT NOT NULL,
    PRIMARY KEY (user_nid, device_nid, kind, room_nid, txn_id)
) {NOROWID};
CREATE INDEX txn_client_age ON txn_client (ts);
CREATE INDEX txn_client_event ON txn_client (event_nid) WHERE event_nid IS NOT NULL;

CREATE TABLE ignored_user (
    user_nid BIGINT NOT NULL,
    ignored_nid BIGINT NOT NULL,
    PRIMARY KEY (user_nid, ignored_nid)
) {NOROWID};
CREATE INDEX ignored_user_reverse ON ignored_user (ignored_nid);

-- Words of messages, names and topics, for /search. Encrypted rooms have none.
CREATE TABLE search_word (
    word TEXT NOT NULL,
    room_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    field BIGINT NOT NULL, -- 0 content.body, 1 content.name, 2 content.topic
    PRIMARY KEY (word, room_nid, event_nid, field)
) {NOROWID};
CREATE INDEX search_word_event ON search_word (event_nid);
