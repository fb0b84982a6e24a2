-- Safeguards: what people reported, what moderators did about it and why, and what those concerned said to that.

-- subject_kind and subject_id say what it is about: 'post', 'account', 'group', 'message'. reporter_id is null for a visitor.
CREATE TABLE report (
  id BIGINT NOT NULL PRIMARY KEY,
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  reporter_id BIGINT REFERENCES account (id),
  concern TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  closed_by BIGINT REFERENCES account (id),
  closed_at BIGINT
);
CREATE INDEX report_open ON report (id) WHERE closed_at IS NULL;
CREATE INDEX report_by_subject ON report (subject_kind, subject_id);

-- One thing a moderator did. action: hide, restore, warn, suspend, unsuspend, dismiss. Never changed, never deleted.
CREATE TABLE moderation (
  id BIGINT NOT NULL PRIMARY KEY,
  action TEXT NOT NULL CHECK (action IN ('hide', 'restore', 'warn', 'suspend', 'unsuspend', 'dismiss')),
  subject_kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  concerns_id BIGINT REFERENCES account (id),
  concern TEXT NOT NULL,
  reason TEXT NOT NULL,
  decided_by BIGINT NOT NULL REFERENCES account (id),
  decided_at BIGINT NOT NULL
);
CREATE INDEX moderation_by_subject ON moderation (subject_kind, subject_id, id);
CREATE INDEX moderation_by_account ON moderation (concerns_id, id);

-- One appeal a decision, by the person it concerns; answered by someone else than who decided, where there is someone else.
CREATE TABLE appeal (
  moderation_id BIGINT NOT NULL PRIMARY KEY REFERENCES moderation (id),
  words TEXT NOT NULL,
  made_by BIGINT NOT NULL REFERENCES account (id),
  made_at BIGINT NOT NULL,
  upheld BOOLEAN,
  answer TEXT,
  answered_by BIGINT REFERENCES account (id),
  answered_at BIGINT
);
CREATE INDEX appeal_open ON appeal (made_at) WHERE answered_at IS NULL;

-- The rules of the site, in order.
CREATE TABLE rule (
  position INTEGER NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  set_by BIGINT REFERENCES account (id),
  set_at BIGINT NOT NULL
);
