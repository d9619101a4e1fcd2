-- SPDX-License-Identifier: Apache-2.0
-- Names (interning), counters, the journal of positions, long tasks and the audit log.
-- Placeholders: {ID} = 64-bit integer primary key, {BLOB} = bytes, {NOROWID} = clustered by its key.
-- Booleans are BIGINT 0/1, times are milliseconds (…_ts), gpos is a Position. No foreign keys:
-- nothing cascades, rooms and users are deleted in chunks by tasks.

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
) {NOROWID};

CREATE TABLE server (
    server_nid {ID},
    name TEXT NOT NULL UNIQUE
);

-- Every user id ever seen, local or remote. Accounts of this server: table account.
CREATE TABLE users (
    user_nid {ID},
    mxid TEXT NOT NULL UNIQUE,
    server_nid BIGINT NOT NULL
);

CREATE TABLE event_type (
    type_nid {ID},
    type TEXT NOT NULL UNIQUE
);

CREATE TABLE state_key (
    skey_nid {ID},
    type_nid BIGINT NOT NULL,
    state_key TEXT NOT NULL,
    UNIQUE (type_nid, state_key)
);
CREATE INDEX state_key_text ON state_key (state_key, type_nid);

-- What happened at each position; pruned after a while.
CREATE TABLE journal (
    gpos {ID},
    stream BIGINT NOT NULL,
    room_nid BIGINT,
    user_nid BIGINT,
    ref BIGINT NOT NULL
);

-- Every long job: purge, delete, censor, import …; survives restarts.
CREATE TABLE task (
    task_nid {ID},
    task_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    status TEXT NOT NULL, -- scheduled, active, complete, failed, cancelled
    resource TEXT,        -- room id, user id … it works on
    requester_nid BIGINT,
    parameters TEXT NOT NULL,
    cursor TEXT,
    progress TEXT,
    result TEXT,
    error TEXT,
    created_ts BIGINT NOT NULL,
    updated_ts BIGINT NOT NULL,
    run_at_ts BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until_ts BIGINT
);
CREATE INDEX task_status ON task (status, run_at_ts);
CREATE INDEX task_resource ON task (resource, kind);

-- What administrators did.
CREATE TABLE audit (
    audit_nid {ID},
    ts BIGINT NOT NULL,
    actor_nid BIGINT,
    action TEXT NOT NULL,
    target TEXT,
    details TEXT
);
CREATE INDEX audit_ts ON audit (ts);
CREATE INDEX audit_target ON audit (target, ts);

-- Small values of the server itself (own key ids, restore marks …).
CREATE TABLE server_value (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) {NOROWID};
