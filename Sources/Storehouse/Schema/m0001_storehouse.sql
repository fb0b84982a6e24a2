-- The storehouse itself: what has happened, who follows it, what is to be done, what can be found.

-- One line for each thing that happened, written in the transaction that did it. Never changed.
-- turn: on PostgreSQL the number of the transaction, by which lines are read in an order that no late commit can upset; 0 on SQLite.
CREATE TABLE happening (
-- only: sqlite
  seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
-- only: postgres
  seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
-- only: both
  turn BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  actor_id BIGINT,
  speaking_as_id BIGINT,
  about BIGINT,
  note TEXT,
  at BIGINT NOT NULL
);
-- only: sqlite
CREATE INDEX happening_by_kind ON happening (kind, seq);
-- only: postgres
CREATE INDEX happening_by_kind ON happening (kind, turn, seq);
CREATE INDEX happening_by_turn ON happening (turn, seq);

-- What is added to the server's transaction numbers to make turns, so that they only grow even after a restore on another server.
CREATE TABLE ledger_era (
  turn BIGINT NOT NULL,
  since BIGINT NOT NULL
);
INSERT INTO ledger_era (turn, since) VALUES (0, 0);
-- only: both

-- How far each durable listener has come. tries and wait_until are about the happening that follows.
CREATE TABLE listener (
  name TEXT NOT NULL PRIMARY KEY,
  turn BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  wait_until BIGINT NOT NULL DEFAULT 0,
  moved_at BIGINT NOT NULL
);

-- A happening that a listener could not deal with, set aside so that the rest goes on.
CREATE TABLE listener_failure (
  listener TEXT NOT NULL,
  seq BIGINT NOT NULL,
  error TEXT NOT NULL,
  failed_at BIGINT NOT NULL,
  PRIMARY KEY (listener, seq)
);

-- Work to be done apart from a request. Done and failed rows are kept for a while: done_at, failed_at.
CREATE TABLE job (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT UNIQUE,
  payload TEXT NOT NULL,
  run_at BIGINT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  leased_until BIGINT,
  leased_by TEXT,
  last_error TEXT,
  done_at BIGINT,
  failed_at BIGINT
);
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND failed_at IS NULL;
CREATE INDEX job_done ON job (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX job_failed ON job (failed_at) WHERE failed_at IS NOT NULL;

-- Work that comes back: one row a kind, whoever runs it.
CREATE TABLE recurring (
  kind TEXT NOT NULL PRIMARY KEY,
  every BIGINT NOT NULL,
  next_at BIGINT NOT NULL
);

-- What can be found, whole. owner_id: whose it is. space_id: the group it stands in. words: what PostgreSQL's index is over.
CREATE TABLE search_entry (
-- only: sqlite
  number INTEGER NOT NULL PRIMARY KEY,
-- only: postgres
  number BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  words tsvector NOT NULL,
-- only: both
  kind TEXT NOT NULL,
  id BIGINT NOT NULL,
  owner_id BIGINT,
  space_id BIGINT,
  at BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (kind, id)
);
CREATE INDEX search_entry_by_owner ON search_entry (owner_id);

-- The words that entries are made of, for “did you mean”; a job counts them. is_shared: two people used it. is_offered: it has its parts.
CREATE TABLE search_word (
  word TEXT NOT NULL PRIMARY KEY,
  entries BIGINT NOT NULL,
  owner_id BIGINT,
  is_shared BOOLEAN NOT NULL DEFAULT FALSE,
  is_offered BOOLEAN NOT NULL DEFAULT FALSE
);

-- An offered word, and the same with any one letter left out.
CREATE TABLE search_word_part (
  part TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (part, word)
);

-- How far the count has come.
CREATE TABLE search_word_progress (
  number BIGINT NOT NULL,
  started_at BIGINT NOT NULL
);
