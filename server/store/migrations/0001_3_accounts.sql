-- SPDX-License-Identifier: Apache-2.0
-- Accounts, devices, tokens and sign-in. Secrets are stored as SHA-256 hashes only.

-- Users of this server. localpart has the order of the full id.
CREATE TABLE account (
    user_nid {ID},
    localpart TEXT NOT NULL UNIQUE,
    password_hash TEXT, -- none: cannot sign in by password
    created_ts BIGINT NOT NULL,
    admin BIGINT NOT NULL DEFAULT 0,
    guest BIGINT NOT NULL DEFAULT 0,
    deactivated BIGINT NOT NULL DEFAULT 0,
    locked BIGINT NOT NULL DEFAULT 0,
    suspended BIGINT NOT NULL DEFAULT 0,
    shadow_banned BIGINT NOT NULL DEFAULT 0,
    erased BIGINT NOT NULL DEFAULT 0,
    approved BIGINT NOT NULL DEFAULT 1,
    user_type TEXT,  -- bot, support
    appservice TEXT, -- id of the owner
    consent_version TEXT,
    consent_ts BIGINT,
    expires_ts BIGINT,
    last_seen_ts BIGINT,
    display_name TEXT, -- copy of the profile, for lists and searches
    avatar TEXT
);
CREATE INDEX account_created ON account (created_ts);
CREATE INDEX account_folded ON account (lower(localpart));
CREATE INDEX account_deactivated ON account (deactivated);
CREATE INDEX account_last_seen ON account (last_seen_ts);
CREATE INDEX account_appservice ON account (appservice) WHERE appservice IS NOT NULL;

CREATE TABLE device (
    device_nid {ID},
    user_nid BIGINT NOT NULL,
    device_id TEXT NOT NULL,
    display_name TEXT,
    created_ts BIGINT NOT NULL,
    last_seen_ts BIGINT,
    last_seen_ip TEXT,
    last_seen_agent TEXT,
    hidden BIGINT NOT NULL DEFAULT 0,
    UNIQUE (user_nid, device_id)
);
CREATE INDEX device_last_seen ON device (last_seen_ts);

CREATE TABLE access_token (
    token_nid {ID},
    token_hash {BLOB} NOT NULL UNIQUE,
    user_nid BIGINT NOT NULL,
    device_nid BIGINT,
    created_ts BIGINT NOT NULL,
    valid_until_ts BIGINT,
    refresh_nid BIGINT,     -- the refresh token it was made with
    puppets_nid BIGINT,     -- administrator who signed in as this user
    oauth_session_nid BIGINT,
    scope TEXT,
    last_used_ts BIGINT
);
CREATE INDEX access_token_user ON access_token (user_nid, device_nid);
CREATE INDEX access_token_device ON access_token (device_nid);
CREATE INDEX access_token_expiry ON access_token (valid_until_ts) WHERE valid_until_ts IS NOT NULL;
CREATE INDEX access_token_refresh ON access_token (refresh_nid) WHERE refresh_nid IS NOT NULL;

-- One family for each sign-in; use of a spent token ends the family.
CREATE TABLE refresh_token (
    refresh_nid {ID},
    token_hash {BLOB} NOT NULL UNIQUE,
    family BIGINT NOT NULL,
    user_nid BIGINT NOT NULL,
    device_nid BIGINT,
    next_nid BIGINT,
    created_ts BIGINT NOT NULL,
    used_ts BIGINT,
    expires_ts BIGINT,
    ultimate_expiry_ts BIGINT,
    oauth_session_nid BIGINT
);
CREATE INDEX refresh_token_next ON refresh_token (next_nid) WHERE next_nid IS NOT NULL;
CREATE INDEX refresh_token_family ON refresh_token (family);
CREATE INDEX refresh_token_user ON refresh_token (user_nid, device_nid);

CREATE TABLE login_token (
    token_hash {BLOB} NOT NULL PRIMARY KEY,
    user_nid BIGINT NOT NULL,
    expires_ts BIGINT NOT NULL,
    used_ts BIGINT,
    auth_provider TEXT,
    auth_session TEXT
) {NOROWID};
CREATE INDEX login_token_expiry ON login_token (expires_ts);

CREATE TABLE openid_token (
    token_hash {BLOB} NOT NULL PRIMARY KEY,
    user_nid BIGINT NOT NULL,
    expires_ts BIGINT NOT NULL
) {NOROWID};
CREATE INDEX openid_token_expiry ON openid_token (expires_ts);

CREATE TABLE ui_auth_session (
    session_id TEXT NOT NULL PRIMARY KEY,
    created_ts BIGINT NOT NULL,
    user_nid BIGINT,
    uri TEXT NOT NULL,
    method TEXT NOT NULL,
    description TEXT NOT NULL,
    client_body TEXT NOT NULL,
    server_values TEXT NOT NULL,
    completed TEXT NOT NULL, -- JSON: stage → result
    ip TEXT,
    agent TEXT
) {NOROWID};
CREATE INDEX ui_auth_session_age ON ui_auth_session (created_ts);

CREATE TABLE registration_token (
    token TEXT NOT NULL PRIMARY KEY,
    uses_allowed BIGINT,
    pending BIGINT NOT NULL DEFAULT 0,
    completed BIGINT NOT NULL DEFAULT 0,
    expires_ts BIGINT,
    created_ts BIGINT NOT NULL DEFAULT 0
) {NOROWID};

CREATE TABLE threepid (
    medium TEXT NOT NULL,
    address TEXT NOT NULL,
    user_nid BIGINT NOT NULL,
    validated_ts BIGINT NOT NULL,
    added_ts BIGINT NOT NULL,
    PRIMARY KEY (medium, address)
) {NOROWID};
CREATE INDEX threepid_user ON threepid (user_nid);
CREATE TABLE threepid_session (
    session_id TEXT NOT NULL PRIMARY KEY,
    medium TEXT NOT NULL,
    address TEXT NOT NULL,
    client_secret TEXT NOT NULL,
    token TEXT NOT NULL,
    send_attempt BIGINT NOT NULL,
    created_ts BIGINT NOT NULL,
    expires_ts BIGINT NOT NULL,
    validated_ts BIGINT,
    next_link TEXT
) {NOROWID};
CREATE INDEX threepid_session_address ON threepid_session (medium, address);

CREATE TABLE external_id (
    auth_provider TEXT NOT NULL,
    external_id TEXT NOT NULL,
    user_nid BIGINT NOT NULL,
    PRIMARY KEY (auth_provider, external_id)
) {NOROWID};
CREATE INDEX external_id_user ON external_id (user_nid);

CREATE TABLE ratelimit_override (
    user_nid {ID},
    messages_per_second BIGINT NOT NULL,
    burst_count BIGINT NOT NULL
);

CREATE TABLE user_ip (
    user_nid BIGINT NOT NULL,
    device_nid BIGINT NOT NULL, -- 0: no device
    ip TEXT NOT NULL,
    agent TEXT NOT NULL,
    last_seen_ts BIGINT NOT NULL,
    PRIMARY KEY (user_nid, device_nid, ip, agent)
) {NOROWID};
CREATE INDEX user_ip_age ON user_ip (last_seen_ts);

-- A day's active users, for figures.
CREATE TABLE user_day (
    day BIGINT NOT NULL, -- start of the day in ms, UTC
    user_nid BIGINT NOT NULL,
    device_nid BIGINT NOT NULL,
    PRIMARY KEY (day, user_nid, device_nid)
) {NOROWID};

-- value: JSON. Fields displayname, avatar_url and custom ones.
CREATE TABLE profile (
    user_nid BIGINT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    gpos BIGINT NOT NULL,
    PRIMARY KEY (user_nid, field)
) {NOROWID};
CREATE INDEX profile_gpos ON profile (gpos);

-- Users that the user directory can find, with the folded text it searches in.
CREATE TABLE user_directory (
    user_nid {ID},
    mxid TEXT NOT NULL,
    display_name TEXT,
    avatar TEXT,
    search_text TEXT NOT NULL
);
CREATE INDEX user_directory_search ON user_directory (search_text);
CREATE TABLE user_directory_word (
    word TEXT NOT NULL,
    user_nid BIGINT NOT NULL,
    PRIMARY KEY (word, user_nid)
) {NOROWID};
CREATE INDEX user_directory_word_user ON user_directory_word (user_nid);

CREATE TABLE oauth_client (
    client_nid {ID},
    client_id TEXT NOT NULL UNIQUE,
    metadata TEXT NOT NULL,
    metadata_hash {BLOB} NOT NULL UNIQUE,
    created_ts BIGINT NOT NULL,
    last_used_ts BIGINT
);
CREATE TABLE oauth_session (
    session_nid {ID},
    user_nid BIGINT NOT NULL,
    client_nid BIGINT NOT NULL,
    device_nid BIGINT,
    scope TEXT NOT NULL,
    created_ts BIGINT NOT NULL,
    finished_ts BIGINT,
    last_active_ts BIGINT,
    ip TEXT,
    agent TEXT
);
CREATE INDEX oauth_session_user ON oauth_session (user_nid, session_nid);
CREATE TABLE oauth_grant (
    grant_nid {ID},
    client_nid BIGINT NOT NULL,
    user_nid BIGINT,
    kind TEXT NOT NULL, -- authorization_code, device_code
    code_hash {BLOB} UNIQUE,
    user_code TEXT UNIQUE,
    scope TEXT NOT NULL,
    redirect_uri TEXT,
    code_challenge TEXT,
    nonce TEXT,
    state TEXT NOT NULL, -- pending, granted, used, refused
    created_ts BIGINT NOT NULL,
    expires_ts BIGINT NOT NULL,
    session_nid BIGINT
);
CREATE INDEX oauth_grant_expiry ON oauth_grant (expires_ts);
CREATE TABLE browser_session (
    session_hash {BLOB} NOT NULL PRIMARY KEY,
    user_nid BIGINT NOT NULL,
    created_ts BIGINT NOT NULL,
    last_active_ts BIGINT NOT NULL,
    expires_ts BIGINT NOT NULL
) {NOROWID};
