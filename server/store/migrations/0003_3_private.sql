-- Quarantine is by content: of each origin, the content that was quarantined, its own hash and those
-- of the thumbnails made of it.
DROP TABLE quarantined_hash;
CREATE TABLE quarantined_hash (
    sha256 {BLOB} NOT NULL,
    origin {BLOB} NOT NULL,
    quarantined_by TEXT NOT NULL,
    ts BIGINT NOT NULL,
    PRIMARY KEY (sha256, origin)
) {NOROWID};
CREATE INDEX quarantined_hash_origin ON quarantined_hash (origin);
INSERT INTO quarantined_hash (sha256, origin, quarantined_by, ts)
    SELECT sha256, sha256, MIN(quarantined_by), MIN(created_ts) FROM media
    WHERE quarantined_by IS NOT NULL AND sha256 IS NOT NULL GROUP BY sha256;
INSERT INTO quarantined_hash (sha256, origin, quarantined_by, ts)
    SELECT t.sha256, q.origin, MIN(q.quarantined_by), MIN(q.ts) FROM quarantined_hash q
    JOIN media m ON m.sha256 = q.origin JOIN thumbnail t ON t.media_nid = m.media_nid
    WHERE t.sha256 <> q.origin GROUP BY t.sha256, q.origin;
UPDATE media SET quarantined_by =
    (SELECT MIN(q.quarantined_by) FROM quarantined_hash q WHERE q.sha256 = media.sha256)
    WHERE quarantined_by IS NULL AND safe = 0
    AND sha256 IN (SELECT sha256 FROM quarantined_hash);
