-- Which pictures and documents a version of a post had, and how they were described then.

-- media_id stays when the file itself has gone: what it was described as can still be read, the file cannot.
CREATE TABLE post_version_file (
  post_id BIGINT NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  media_id BIGINT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  words TEXT NOT NULL,
  PRIMARY KEY (post_id, number, position)
);
