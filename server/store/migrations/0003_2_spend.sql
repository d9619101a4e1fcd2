-- SPDX-License-Identifier: Apache-2.0
-- Confirmations know whose they are, tokens know the session they came from, and what an account
-- keeps is counted.

-- Only open registrations may go on: sessions of signed-in users did not say whose they were, and
-- those that made an account have done their part.
DELETE FROM ui_auth_session
    WHERE uri NOT LIKE '%/register' OR server_values LIKE '%"registered_user"%';
CREATE INDEX ui_auth_session_user ON ui_auth_session (user_nid) WHERE user_nid IS NOT NULL;

-- The device, or for tokens without one the access token, with which they were asked for.
ALTER TABLE openid_token ADD COLUMN device_nid BIGINT;
ALTER TABLE openid_token ADD COLUMN token_nid BIGINT;
ALTER TABLE login_token ADD COLUMN device_nid BIGINT;
ALTER TABLE login_token ADD COLUMN token_nid BIGINT;
ALTER TABLE delayed_event ADD COLUMN token_nid BIGINT;
CREATE INDEX openid_token_user ON openid_token (user_nid);
CREATE INDEX login_token_user ON login_token (user_nid);

-- What a user's account data takes, so that a limit need not count it each time.
CREATE TABLE account_data_use (
    user_nid {ID},
    items BIGINT NOT NULL,
    bytes BIGINT NOT NULL
);
INSERT INTO account_data_use (user_nid, items, bytes)
    SELECT user_nid, COUNT(*), SUM(LENGTH({BYTES type}) + COALESCE(LENGTH({BYTES body}), 0))
    FROM account_data WHERE type <> 'm.fully_read' GROUP BY user_nid;
