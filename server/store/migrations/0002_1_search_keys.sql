-- Words as bytes, so that the words with a prefix are one range of the key whatever the collation of
-- the database.
CREATE TABLE search_word_bytes (
    word {BLOB} NOT NULL, -- in folded case
    room_nid BIGINT NOT NULL,
    event_nid BIGINT NOT NULL,
    field BIGINT NOT NULL, -- 0 content.body, 1 content.name, 2 content.topic
    PRIMARY KEY (word, room_nid, event_nid, field)
) {NOROWID};
INSERT INTO search_word_bytes (word, room_nid, event_nid, field)
    SELECT {BYTES word}, room_nid, event_nid, field FROM search_word;
DROP TABLE search_word;
ALTER TABLE search_word_bytes RENAME TO search_word;
CREATE INDEX search_word_event ON search_word (event_nid);

-- A change that nobody but this user can see: the signatures of a user-signing key.
ALTER TABLE device_change ADD COLUMN only_for BIGINT;
