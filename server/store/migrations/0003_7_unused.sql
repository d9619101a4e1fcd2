-- SPDX-License-Identifier: Apache-2.0
-- Tables that were made ahead and never read. What is to come makes its own, in the form it needs.
DROP TABLE audit;
DROP TABLE oauth_grant;
DROP TABLE oauth_session;
DROP TABLE oauth_client;
DROP TABLE browser_session;
DROP TABLE sss_conn;
DROP TABLE notif;
DROP TABLE thread_sub;
DROP TABLE sticky_event;
DROP TABLE media_event;
-- These two were written only.
DROP TABLE user_day;
DROP TABLE ignored_user;
ALTER TABLE access_token DROP COLUMN oauth_session_nid;
ALTER TABLE refresh_token DROP COLUMN oauth_session_nid;
