-- SPDX-License-Identifier: Apache-2.0
-- Names in folded case (server/matrix/fold.hpp), as databases fold each in their own way. Filled by
-- the program, which also renews what it folded otherwise before: the user directory and the words.
ALTER TABLE account ADD COLUMN search_name TEXT;       -- localpart and display name
ALTER TABLE room_summary ADD COLUMN search_name TEXT;  -- name and canonical alias
ALTER TABLE room_summary ADD COLUMN search_topic TEXT;

-- What belongs to a person goes with the account; of those that ended before, it goes here.
DELETE FROM account_data WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM account_data_use WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM filter WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM push_rule WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM pusher WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM presence WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM backup_key WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM backup_version WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
DELETE FROM delayed_event WHERE user_nid IN (SELECT user_nid FROM account WHERE deactivated = 1);
