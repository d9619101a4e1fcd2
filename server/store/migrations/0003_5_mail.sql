-- SPDX-License-Identifier: Apache-2.0
-- Proofs of e-mail addresses, and mail that waits to be sent. Nothing was kept in threepid_session.
DROP TABLE IF EXISTS threepid_session;

-- Somebody shows that an address is theirs. purpose: register, password, add.
CREATE TABLE address_proof (
    session_id TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    purpose TEXT NOT NULL,
    secret_hash {BLOB} NOT NULL, -- of the client's client_secret
    send_attempt BIGINT NOT NULL,
    next_link TEXT,
    created_ts BIGINT NOT NULL,
    validated_ts BIGINT
) {NOROWID};
CREATE INDEX address_proof_address ON address_proof (address);
CREATE INDEX address_proof_age ON address_proof (created_ts);

-- What stands in the links of mails that were sent, as hashes.
CREATE TABLE address_proof_token (
    session_id TEXT NOT NULL,
    token_hash {BLOB} NOT NULL,
    expires_ts BIGINT NOT NULL,
    PRIMARY KEY (session_id, token_hash)
) {NOROWID};

-- Mail that was not yet sent. data: JSON that the texts are filled with.
CREATE TABLE mail (
    mail_nid {ID},
    kind TEXT NOT NULL, -- registration, password_reset, …
    address TEXT NOT NULL,
    user_nid BIGINT,
    lang TEXT NOT NULL,
    data TEXT NOT NULL,
    proof_id TEXT, -- the address_proof whose token is made when the mail is sent
    message_id TEXT NOT NULL,
    created_ts BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    next_ts BIGINT NOT NULL
);
CREATE INDEX mail_due ON mail (next_ts);
CREATE INDEX mail_proof ON mail (proof_id) WHERE proof_id IS NOT NULL;
CREATE INDEX mail_user ON mail (user_nid) WHERE user_nid IS NOT NULL;

-- When a pusher of kind email last wrote about a room, and for how long it is silent about it then.
CREATE TABLE pusher_throttle (
    pusher_nid BIGINT NOT NULL,
    room_nid BIGINT NOT NULL,
    last_sent_ts BIGINT NOT NULL,
    throttle_ms BIGINT NOT NULL,
    PRIMARY KEY (pusher_nid, room_nid)
) {NOROWID};
