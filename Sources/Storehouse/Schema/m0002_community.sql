-- The community: who is here, what they say, whom they follow.

-- Every handle ever taken, by whom: people, organisations and groups share one namespace, and a handle is not given out again.
CREATE TABLE handle_claim (
  handle TEXT NOT NULL PRIMARY KEY,
  holder_id BIGINT NOT NULL,
  claimed_at BIGINT NOT NULL
);

-- kind: 1 person, 2 organisation. role: 0 member, 1 moderator, 2 steward.
-- standing: 0 active, 1 waits for a steward's approval, 2 suspended, 3 erased.
CREATE TABLE account (
  id BIGINT NOT NULL PRIMARY KEY,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  handle TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  about_html TEXT NOT NULL DEFAULT '',
  relation INTEGER NOT NULL DEFAULT 0,
  place TEXT NOT NULL DEFAULT '',
  place_key TEXT NOT NULL DEFAULT '',
  links TEXT NOT NULL DEFAULT '',
  picture TEXT,
  language TEXT NOT NULL DEFAULT 'en',
  role INTEGER NOT NULL DEFAULT 0 CHECK (role IN (0, 1, 2)),
  standing INTEGER NOT NULL DEFAULT 0 CHECK (standing IN (0, 1, 2, 3)),
  approves_followers BOOLEAN NOT NULL DEFAULT FALSE,
  in_directory BOOLEAN NOT NULL DEFAULT TRUE,
  messages_from INTEGER NOT NULL DEFAULT 1,
  joined_at BIGINT NOT NULL,
  last_post_id BIGINT NOT NULL DEFAULT 0,
  post_count INTEGER NOT NULL DEFAULT 0,
  follower_count INTEGER NOT NULL DEFAULT 0,
  following_count INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX account_by_activity ON account (last_post_id DESC, id DESC) WHERE standing = 0;
CREATE INDEX account_by_kind ON account (kind, id DESC) WHERE standing = 0;
CREATE INDEX account_by_place ON account (place_key, last_post_id DESC) WHERE standing = 0;

-- kind of organisation: 0 other, 1 user-led, 2 charity, 3 social enterprise, 4 provider, 5 council, 6 funder.
CREATE TABLE organisation (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
  sort INTEGER NOT NULL DEFAULT 0,
  registration_number TEXT NOT NULL DEFAULT '',
  services TEXT NOT NULL DEFAULT '',
  founded_by BIGINT REFERENCES account (id)
);

-- role: 0 member, 1 speaker, 2 editor, 3 owner. state: 0 accepted, 1 requested by the person, 2 invited by the organisation.
CREATE TABLE organisation_member (
  organisation_id BIGINT NOT NULL REFERENCES account (id),
  person_id BIGINT NOT NULL REFERENCES account (id),
  role INTEGER NOT NULL CHECK (role IN (0, 1, 2, 3)),
  state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
  brought_by BIGINT REFERENCES account (id),
  since BIGINT NOT NULL,
  PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX organisation_member_by_person ON organisation_member (person_id, organisation_id);

-- The one row of this table decides, whoever comes at the same moment, which account is the first and so a steward.
CREATE TABLE founder (
  seat INTEGER NOT NULL PRIMARY KEY CHECK (seat = 1),
  account_id BIGINT NOT NULL,
  founded_at BIGINT NOT NULL
);

CREATE TABLE login (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
  email TEXT NOT NULL,
  password_hash TEXT,
  password_set_at BIGINT,
  verified_at BIGINT,
  totp_secret TEXT,
  totp_confirmed_at BIGINT,
  totp_last_step BIGINT
);

-- Only whoever can read the mail owns an address: until then several accounts may name it, and joining does not tell whether one is taken.
CREATE INDEX login_by_email ON login (email);
CREATE UNIQUE INDEX login_owns_email ON login (email) WHERE verified_at IS NOT NULL;

CREATE TABLE recovery_code (
  account_id BIGINT NOT NULL REFERENCES account (id),
  digest TEXT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, digest)
);

-- Only digests of tokens are kept: who reads this table cannot sign in.
CREATE TABLE session (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  token_digest TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  device TEXT NOT NULL DEFAULT ''
);
CREATE INDEX session_by_account ON session (account_id, id DESC);

-- purpose: verify, sign-in, reset, second-factor.
CREATE TABLE mail_token (
  digest TEXT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  purpose TEXT NOT NULL,
  email TEXT NOT NULL,
  next TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX mail_token_by_account ON mail_token (account_id);

-- Tries at a password or a code, by account and by address, for throttling; swept by a job.
CREATE TABLE sign_in_try (
  id BIGINT NOT NULL PRIMARY KEY,
  subject TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX sign_in_try_by_subject ON sign_in_try (subject, at);

-- What stewards set: registration, site name, welcome words.
CREATE TABLE site_setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  set_by BIGINT,
  set_at BIGINT NOT NULL
);

-- What a person set for themselves.
CREATE TABLE preference (
  account_id BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, name)
);

-- A space: a place with members and rules. kind: 1 group. door: 0 open, 1 ask to join, 2 private, 3 hidden.
-- What is said in an open or ask-to-join group can be read by everyone; in a private or hidden one only by its members.
CREATE TABLE space (
  id BIGINT NOT NULL PRIMARY KEY,
  kind INTEGER NOT NULL CHECK (kind IN (1)),
  handle TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL DEFAULT '',
  rules TEXT NOT NULL DEFAULT '',
  door INTEGER NOT NULL CHECK (door IN (0, 1, 2, 3)),
  founded_by BIGINT NOT NULL REFERENCES account (id),
  founded_at BIGINT NOT NULL,
  member_count INTEGER NOT NULL DEFAULT 0,
  last_post_id BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX space_by_activity ON space (last_post_id DESC, id DESC);

-- role: 0 member, 1 moderator, 2 steward. state: 0 in, 1 asked to join, 2 invited, 3 shut out.
CREATE TABLE membership (
  space_id BIGINT NOT NULL REFERENCES space (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  role INTEGER NOT NULL DEFAULT 0 CHECK (role IN (0, 1, 2)),
  state INTEGER NOT NULL CHECK (state IN (0, 1, 2, 3)),
  why TEXT NOT NULL DEFAULT '',
  brought_by BIGINT REFERENCES account (id),
  since BIGINT NOT NULL,
  PRIMARY KEY (space_id, account_id)
);
CREATE INDEX membership_by_account ON membership (account_id, space_id);

-- kind: 0 post, 1 question. audience: 0 everyone, 1 signed-in members, 2 followers, 3 the group, 4 the people named.
-- state: 0 shown, 1 deleted by its writer, 2 hidden by a moderator; who, when and why is in post_removal.
-- conversation_id is the key of the first post; branch_id the key of the reply, directly under the first post, that this one hangs on.
CREATE TABLE post (
  id BIGINT NOT NULL PRIMARY KEY,
  author_id BIGINT NOT NULL REFERENCES account (id),
  writer_id BIGINT NOT NULL REFERENCES account (id),
  conversation_id BIGINT NOT NULL,
  parent_id BIGINT REFERENCES post (id),
  branch_id BIGINT,
  share_of_id BIGINT REFERENCES post (id),
  space_id BIGINT REFERENCES space (id),
  kind INTEGER NOT NULL DEFAULT 0 CHECK (kind IN (0, 1)),
  audience INTEGER NOT NULL CHECK (audience IN (0, 1, 2, 3, 4)),
  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)),
  title TEXT,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  content_note TEXT,
  language TEXT NOT NULL DEFAULT 'en',
  published_at BIGINT NOT NULL,
  edited_at BIGINT,
  has_media BOOLEAN NOT NULL DEFAULT FALSE,
  reply_count INTEGER NOT NULL DEFAULT 0,
  support_count INTEGER NOT NULL DEFAULT 0,
  share_count INTEGER NOT NULL DEFAULT 0,
  answer_count INTEGER NOT NULL DEFAULT 0,
  last_reply_id BIGINT NOT NULL,
  CHECK ((share_of_id IS NULL) OR (text = ''))
);
CREATE INDEX post_by_author ON post (author_id, id DESC);
CREATE INDEX post_opening_by_author ON post (author_id, id DESC) WHERE parent_id IS NULL;
CREATE INDEX post_by_conversation ON post (conversation_id, id) WHERE share_of_id IS NULL;
CREATE INDEX post_by_branch ON post (branch_id, id) WHERE branch_id IS NOT NULL;
CREATE INDEX post_directly_under ON post (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX post_opening ON post (id DESC) WHERE parent_id IS NULL AND share_of_id IS NULL AND state = 0;
CREATE INDEX post_opening_public ON post (id DESC) WHERE parent_id IS NULL AND share_of_id IS NULL AND state = 0 AND audience = 0;
CREATE INDEX post_busy ON post (last_reply_id DESC) WHERE parent_id IS NULL AND share_of_id IS NULL AND state = 0;
CREATE INDEX post_unanswered ON post (id DESC) WHERE kind = 1 AND answer_count = 0 AND state = 0 AND parent_id IS NULL;
CREATE INDEX post_opening_by_space ON post (space_id, id DESC) WHERE space_id IS NOT NULL AND parent_id IS NULL;
CREATE UNIQUE INDEX post_shared_once ON post (share_of_id, author_id) WHERE share_of_id IS NOT NULL;

CREATE TABLE post_version (
  post_id BIGINT NOT NULL REFERENCES post (id),
  number INTEGER NOT NULL,
  title TEXT,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  content_note TEXT,
  written_by BIGINT NOT NULL REFERENCES account (id),
  written_at BIGINT NOT NULL,
  PRIMARY KEY (post_id, number)
);

CREATE TABLE post_removal (
  post_id BIGINT NOT NULL REFERENCES post (id),
  removed_by BIGINT REFERENCES account (id),
  removed_at BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  restored_by BIGINT REFERENCES account (id),
  restored_at BIGINT,
  PRIMARY KEY (post_id, removed_at)
);

-- The people a post names as its audience (audience 4).
CREATE TABLE post_named (
  post_id BIGINT NOT NULL REFERENCES post (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  PRIMARY KEY (post_id, account_id)
);

CREATE TABLE mention (
  account_id BIGINT NOT NULL REFERENCES account (id),
  post_id BIGINT NOT NULL REFERENCES post (id),
  PRIMARY KEY (account_id, post_id)
);
CREATE INDEX mention_by_post ON mention (post_id);

-- name is in lower case; shown is the spelling first used.
CREATE TABLE topic (
  id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  shown TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  post_count INTEGER NOT NULL DEFAULT 0,
  follower_count INTEGER NOT NULL DEFAULT 0,
  last_post_id BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX topic_by_activity ON topic (last_post_id DESC);

CREATE TABLE post_topic (
  topic_id BIGINT NOT NULL REFERENCES topic (id),
  post_id BIGINT NOT NULL REFERENCES post (id),
  PRIMARY KEY (topic_id, post_id)
);
CREATE INDEX post_topic_by_post ON post_topic (post_id);

CREATE TABLE support (
  post_id BIGINT NOT NULL REFERENCES post (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (post_id, account_id)
);
CREATE INDEX support_by_account ON support (account_id, at DESC);

CREATE TABLE bookmark (
  account_id BIGINT NOT NULL REFERENCES account (id),
  post_id BIGINT NOT NULL REFERENCES post (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (account_id, post_id)
);
CREATE INDEX bookmark_by_time ON bookmark (account_id, at DESC);

-- An answer to a question that readers found helpful, and the ones that were marked as the answer.
CREATE TABLE helpful_vote (
  post_id BIGINT NOT NULL REFERENCES post (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  at BIGINT NOT NULL,
  PRIMARY KEY (post_id, account_id)
);

CREATE TABLE answer_mark (
  question_id BIGINT NOT NULL REFERENCES post (id),
  post_id BIGINT NOT NULL PRIMARY KEY REFERENCES post (id),
  marked_by BIGINT NOT NULL REFERENCES account (id),
  marked_at BIGINT NOT NULL
);
CREATE INDEX answer_mark_by_question ON answer_mark (question_id);

-- Someone was asked to answer a question.
CREATE TABLE answer_request (
  question_id BIGINT NOT NULL REFERENCES post (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  asked_by BIGINT NOT NULL REFERENCES account (id),
  asked_at BIGINT NOT NULL,
  PRIMARY KEY (question_id, account_id)
);

-- Pinned to a profile (space_id 0) or to a group.
CREATE TABLE pin (
  space_id BIGINT NOT NULL DEFAULT 0,
  account_id BIGINT NOT NULL DEFAULT 0,
  post_id BIGINT NOT NULL REFERENCES post (id),
  pinned_by BIGINT NOT NULL REFERENCES account (id),
  pinned_at BIGINT NOT NULL,
  PRIMARY KEY (space_id, account_id, post_id)
);

-- kind: 1 picture, 2 PDF. post_id is null until the post that it was uploaded for is published.
CREATE TABLE media (
  id BIGINT NOT NULL PRIMARY KEY,
  owner_id BIGINT NOT NULL REFERENCES account (id),
  post_id BIGINT REFERENCES post (id),
  position INTEGER NOT NULL DEFAULT 0,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  file TEXT NOT NULL,
  small_file TEXT,
  title TEXT NOT NULL DEFAULT '',
  alt TEXT NOT NULL DEFAULT '',
  width INTEGER NOT NULL DEFAULT 0,
  height INTEGER NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL DEFAULT 0,
  blurhash TEXT,
  colour TEXT,
  uploaded_at BIGINT NOT NULL
);
CREATE INDEX media_by_post ON media (post_id, position) WHERE post_id IS NOT NULL;
CREATE INDEX media_by_owner ON media (owner_id, id DESC);
CREATE INDEX media_by_file ON media (file);
CREATE INDEX media_by_small_file ON media (small_file) WHERE small_file IS NOT NULL;

-- state: 0 accepted, 1 asked.
CREATE TABLE follow (
  follower_id BIGINT NOT NULL REFERENCES account (id),
  followee_id BIGINT NOT NULL REFERENCES account (id),
  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1)),
  since BIGINT NOT NULL,
  PRIMARY KEY (follower_id, followee_id)
);
CREATE INDEX follow_by_followee ON follow (followee_id, follower_id);

CREATE TABLE topic_follow (
  account_id BIGINT NOT NULL REFERENCES account (id),
  topic_id BIGINT NOT NULL REFERENCES topic (id),
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id, topic_id)
);
CREATE INDEX topic_follow_by_topic ON topic_follow (topic_id);

-- kind: 1 block (neither sees the other), 2 mute (the first does not see the second). until: null is for good.
CREATE TABLE avoidance (
  account_id BIGINT NOT NULL REFERENCES account (id),
  other_id BIGINT NOT NULL REFERENCES account (id),
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id, other_id, kind)
);
CREATE INDEX avoidance_of ON avoidance (other_id, kind);

CREATE TABLE hidden_word (
  account_id BIGINT NOT NULL REFERENCES account (id),
  word TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id, word)
);

-- How closely someone follows a conversation: 0 mute, 1 quiet, 2 normal, 3 loud. No row: normal for those who wrote in it, nothing for others.
CREATE TABLE conversation_attention (
  account_id BIGINT NOT NULL REFERENCES account (id),
  conversation_id BIGINT NOT NULL REFERENCES post (id),
  level INTEGER NOT NULL CHECK (level IN (0, 1, 2, 3)),
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id, conversation_id)
);
CREATE INDEX conversation_attention_by_conversation ON conversation_attention (conversation_id, account_id);

-- A form sent twice does one thing: the key drawn when the form was shown, and what came of it.
CREATE TABLE done_once (
  account_id BIGINT NOT NULL,
  once TEXT NOT NULL,
  result BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account_id, once)
);
CREATE INDEX done_once_by_time ON done_once (at);

-- A notice: something a person may want to know. read_at null is unread.
CREATE TABLE notice (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL,
  actor_id BIGINT REFERENCES account (id),
  post_id BIGINT REFERENCES post (id),
  space_id BIGINT REFERENCES space (id),
  about_id BIGINT,
  group_key TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  at BIGINT NOT NULL,
  read_at BIGINT,
  mailed_at BIGINT
);
CREATE INDEX notice_by_account ON notice (account_id, id DESC);
CREATE INDEX notice_unread ON notice (account_id) WHERE read_at IS NULL;
CREATE INDEX notice_to_mail ON notice (account_id, id) WHERE mailed_at IS NULL;

-- Messages between a few people, apart from posts. A letter thread has fixed participants; one may leave.
CREATE TABLE message_thread (
  id BIGINT NOT NULL PRIMARY KEY,
  started_by BIGINT NOT NULL REFERENCES account (id),
  last_message_id BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE message_participant (
  thread_id BIGINT NOT NULL REFERENCES message_thread (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  since BIGINT NOT NULL,
  left_at BIGINT,
  read_to BIGINT NOT NULL DEFAULT 0,
  unread_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (thread_id, account_id)
);
CREATE INDEX message_participant_by_account ON message_participant (account_id, thread_id);

CREATE TABLE message (
  id BIGINT NOT NULL PRIMARY KEY,
  thread_id BIGINT NOT NULL REFERENCES message_thread (id),
  author_id BIGINT NOT NULL REFERENCES account (id),
  writer_id BIGINT NOT NULL REFERENCES account (id),
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  deleted_at BIGINT
);
CREATE INDEX message_by_thread ON message (thread_id, id DESC);

-- A form that a signed-out visitor sent: kept until they have signed in or joined, so that nothing they wrote is lost.
CREATE TABLE kept_form (
  digest TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  body TEXT NOT NULL,
  kept_at BIGINT NOT NULL
);
CREATE INDEX kept_form_by_time ON kept_form (kept_at);
