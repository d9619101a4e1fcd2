-- Users who count as active in this month, for limit_usage_by_mau.
CREATE TABLE monthly_active (
    user_nid {ID},
    last_active_ts BIGINT NOT NULL
);

-- Rooms that all users of this server have left and forgotten; since_ts 0: before this was noted.
CREATE TABLE forgotten_room (
    room_nid {ID},
    since_ts BIGINT NOT NULL
);
INSERT INTO forgotten_room (room_nid, since_ts)
    SELECT DISTINCT m.room_nid, 0 FROM member m JOIN room r ON r.room_nid = m.room_nid
    WHERE r.version IS NOT NULL AND m.forgotten = 1
    AND NOT EXISTS (SELECT 1 FROM member o JOIN account a ON a.user_nid = o.user_nid
                    WHERE o.room_nid = m.room_nid AND o.forgotten = 0);

-- What a user has uploaded lately, for media_upload_limits.
CREATE INDEX media_user_kind ON media (user_nid, kind, created_ts);
