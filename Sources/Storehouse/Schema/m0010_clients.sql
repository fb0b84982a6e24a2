-- What other programs need to speak for people: apps and their tokens, and what the Mastodon client API knows that the pages did not.

-- An app that somebody registered. The secret is kept as its digest.
CREATE TABLE app (
  id BIGINT NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL UNIQUE,
  secret_digest TEXT NOT NULL,
  name TEXT NOT NULL,
  website TEXT NOT NULL DEFAULT '',
  -- One a line.
  redirect_uris TEXT NOT NULL,
  scopes TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
-- What a person's consent turned into, until the app fetches its token. A code that comes twice takes its token with it.
CREATE TABLE app_code (
  digest TEXT NOT NULL PRIMARY KEY,
  app_id BIGINT NOT NULL REFERENCES app (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  scopes TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  -- PKCE, method S256 (RFC 7636).
  challenge TEXT,
  made_at BIGINT NOT NULL,
  token_id BIGINT
);
CREATE INDEX app_code_by_time ON app_code (made_at);
CREATE INDEX app_code_by_account ON app_code (account_id);
-- account_id is null for an app that speaks for nobody (client credentials).
CREATE TABLE app_token (
  id BIGINT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  app_id BIGINT NOT NULL REFERENCES app (id),
  account_id BIGINT REFERENCES account (id),
  scopes TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX app_token_by_account ON app_token (account_id, id DESC) WHERE account_id IS NOT NULL;

-- Profiles. Fields are a name, a tab and a value, one a line.
ALTER TABLE account ADD COLUMN header TEXT;
CREATE INDEX account_by_header ON account (header) WHERE header IS NOT NULL;
ALTER TABLE account ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN is_bot BOOLEAN NOT NULL DEFAULT FALSE;
-- Left out of public lists by a moderator; followers still read it.
ALTER TABLE account ADD COLUMN is_limited BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE login ADD COLUMN is_disabled BOOLEAN NOT NULL DEFAULT FALSE;

-- For everyone to read, but in no public list.
ALTER TABLE post ADD COLUMN is_unlisted BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE post ADD COLUMN quote_of_id BIGINT REFERENCES post (id);
ALTER TABLE post ADD COLUMN app_id BIGINT REFERENCES app (id);
ALTER TABLE post ADD COLUMN has_check BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE post ADD COLUMN is_sensitive BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX post_quoting ON post (quote_of_id) WHERE quote_of_id IS NOT NULL;
ALTER TABLE media ADD COLUMN focus_x DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN focus_y DOUBLE PRECISION NOT NULL DEFAULT 0;

-- A check: a quick question with options that hangs on a post. Counts tell everyone how it stands; who chose what is told nobody.
CREATE TABLE post_check (
  post_id BIGINT NOT NULL PRIMARY KEY REFERENCES post (id),
  ends_at BIGINT NOT NULL,
  is_multiple BOOLEAN NOT NULL,
  hides_totals BOOLEAN NOT NULL,
  voter_count INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE check_option (
  post_id BIGINT NOT NULL REFERENCES post_check (post_id),
  position INTEGER NOT NULL,
  words TEXT NOT NULL,
  vote_count INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (post_id, position)
);
CREATE TABLE check_vote (
  post_id BIGINT NOT NULL REFERENCES post_check (post_id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  position INTEGER NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (post_id, account_id, position)
);
CREATE INDEX check_vote_by_account ON check_vote (account_id);

-- Following more closely, or less.
ALTER TABLE follow ADD COLUMN shows_shares BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE follow ADD COLUMN tells_posts BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE follow ADD COLUMN languages TEXT NOT NULL DEFAULT '';
CREATE INDEX follow_telling ON follow (followee_id) WHERE tells_posts;
-- When a mute ends, if it does, and whether notices of them are kept back too.
ALTER TABLE avoidance ADD COLUMN until BIGINT;
ALTER TABLE avoidance ADD COLUMN hides_notices BOOLEAN NOT NULL DEFAULT TRUE;
-- Those of an exclusive list are left out of the home timeline. Replies: 0 to those on the list, 1 to those followed, 2 none.
ALTER TABLE people_list ADD COLUMN is_exclusive BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE people_list ADD COLUMN replies INTEGER NOT NULL DEFAULT 0;

-- Words and posts somebody does not want to see. Contexts: 1 home, 2 notices, 4 public, 8 conversations, 16 profiles, added.
-- Action: 0 warn, 1 hide, 2 blur.
CREATE TABLE word_filter (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  title TEXT NOT NULL,
  contexts INTEGER NOT NULL,
  action INTEGER NOT NULL,
  ends_at BIGINT,
  made_at BIGINT NOT NULL
);
CREATE INDEX word_filter_by_account ON word_filter (account_id, id);
CREATE TABLE word_filter_word (
  id BIGINT NOT NULL PRIMARY KEY,
  filter_id BIGINT NOT NULL REFERENCES word_filter (id),
  word TEXT NOT NULL,
  is_whole BOOLEAN NOT NULL
);
CREATE INDEX word_filter_word_by_filter ON word_filter_word (filter_id, id);
CREATE TABLE word_filter_post (
  id BIGINT NOT NULL PRIMARY KEY,
  filter_id BIGINT NOT NULL REFERENCES word_filter (id),
  post_id BIGINT NOT NULL REFERENCES post (id),
  UNIQUE (filter_id, post_id)
);

-- What somebody notes about another, for their own eyes.
CREATE TABLE account_note (
  account_id BIGINT NOT NULL REFERENCES account (id),
  other_id BIGINT NOT NULL REFERENCES account (id),
  note TEXT NOT NULL,
  PRIMARY KEY (account_id, other_id)
);
-- Whom somebody shows on their profile.
CREATE TABLE endorsement (
  account_id BIGINT NOT NULL REFERENCES account (id),
  other_id BIGINT NOT NULL REFERENCES account (id),
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id, other_id)
);
CREATE TABLE featured_topic (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  topic_id BIGINT NOT NULL REFERENCES topic (id),
  UNIQUE (account_id, topic_id)
);
-- Other servers whose people somebody does not want to meet.
CREATE TABLE avoided_domain (
  account_id BIGINT NOT NULL REFERENCES account (id),
  domain TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id, domain)
);
-- How far somebody has read, on whatever device (the API's markers).
CREATE TABLE reading_place (
  account_id BIGINT NOT NULL REFERENCES account (id),
  timeline TEXT NOT NULL,
  last_read_id BIGINT NOT NULL,
  version INTEGER NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account_id, timeline)
);
-- A post that is to be published later: what was sent, as JSON.
CREATE TABLE scheduled_post (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  app_id BIGINT REFERENCES app (id),
  due_at BIGINT NOT NULL,
  parameters TEXT NOT NULL
);
CREATE INDEX scheduled_post_by_account ON scheduled_post (account_id, id DESC);

-- Where notices are pushed to. One for a token of an app, or for a session of a browser.
CREATE TABLE push_subscription (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  token_id BIGINT UNIQUE REFERENCES app_token (id) ON DELETE CASCADE,
  session_id BIGINT UNIQUE REFERENCES session (id) ON DELETE CASCADE,
  endpoint TEXT NOT NULL,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  -- The kinds of notices that are wanted, with spaces between.
  alerts TEXT NOT NULL,
  policy TEXT NOT NULL DEFAULT 'all',
  -- RFC 8291; false for the draft before it.
  is_standard BOOLEAN NOT NULL DEFAULT TRUE,
  failures INTEGER NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL
);
CREATE INDEX push_subscription_by_account ON push_subscription (account_id);

-- Notices from people whom the reader's rules keep apart, until they are let through.
ALTER TABLE notice ADD COLUMN is_filtered BOOLEAN NOT NULL DEFAULT FALSE;
-- Filtered because the actor has blocked the reader, for as long as that lasts.
ALTER TABLE notice ADD COLUMN is_kept_back BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX notice_filtered ON notice (account_id, actor_id) WHERE is_filtered;
CREATE TABLE notice_permission (
  account_id BIGINT NOT NULL REFERENCES account (id),
  from_id BIGINT NOT NULL REFERENCES account (id),
  since BIGINT NOT NULL,
  PRIMARY KEY (account_id, from_id)
);

-- What the stewards tell everyone.
CREATE TABLE announcement (
  id BIGINT NOT NULL PRIMARY KEY,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  starts_at BIGINT,
  ends_at BIGINT,
  is_all_day BOOLEAN NOT NULL DEFAULT FALSE,
  made_by BIGINT NOT NULL REFERENCES account (id),
  published_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE TABLE announcement_seen (
  announcement_id BIGINT NOT NULL REFERENCES announcement (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  PRIMARY KEY (announcement_id, account_id)
);
CREATE TABLE announcement_reaction (
  announcement_id BIGINT NOT NULL REFERENCES announcement (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  PRIMARY KEY (announcement_id, account_id, name)
);

-- Moderation through the API.
ALTER TABLE report ADD COLUMN assigned_to BIGINT REFERENCES account (id);
ALTER TABLE report ADD COLUMN category TEXT NOT NULL DEFAULT 'other';
CREATE TABLE report_post (
  report_id BIGINT NOT NULL REFERENCES report (id),
  post_id BIGINT NOT NULL REFERENCES post (id),
  PRIMARY KEY (report_id, post_id)
);
CREATE TABLE report_rule (
  report_id BIGINT NOT NULL REFERENCES report (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (report_id, position)
);
-- Other servers: severity is silence, suspend or noop.
CREATE TABLE blocked_domain (
  id BIGINT NOT NULL PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  severity TEXT NOT NULL,
  rejects_media BOOLEAN NOT NULL DEFAULT FALSE,
  rejects_reports BOOLEAN NOT NULL DEFAULT FALSE,
  is_obfuscated BOOLEAN NOT NULL DEFAULT FALSE,
  private_comment TEXT NOT NULL DEFAULT '',
  public_comment TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL
);
CREATE TABLE allowed_domain (
  id BIGINT NOT NULL PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL
);
-- Nobody joins with an address of these domains, with one of these addresses (as a digest), or from these networks.
CREATE TABLE blocked_mail_domain (
  id BIGINT NOT NULL PRIMARY KEY,
  domain TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL
);
CREATE TABLE blocked_mail (
  id BIGINT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL
);
-- Severity: sign_up_requires_approval, sign_up_block, no_access.
CREATE TABLE blocked_network (
  id BIGINT NOT NULL PRIMARY KEY,
  network TEXT NOT NULL UNIQUE,
  severity TEXT NOT NULL,
  comment TEXT NOT NULL DEFAULT '',
  ends_at BIGINT,
  made_at BIGINT NOT NULL
);

-- Words hidden on a page and filters of an app are one thing: what was hidden so far is a filter that hides a whole word in lists
-- (home, public, conversations, profiles). The key is made from when it was hidden, as keys are (milliseconds since 2000, 21 bits up).
INSERT INTO word_filter (id, account_id, title, contexts, action, ends_at, made_at)
  SELECT (since - 946684800000) * 2097152 + row_number() OVER (ORDER BY account_id, word), account_id, word, 29, 1, NULL, since FROM hidden_word;
INSERT INTO word_filter_word (id, filter_id, word, is_whole) SELECT id, id, title, TRUE FROM word_filter;
DROP TABLE hidden_word;

-- How far somebody has read in a conversation of named people, and up to where it was taken off their list. The key is that of the first
-- post or of a thread of messages.
CREATE TABLE conversation_place (
  account_id BIGINT NOT NULL REFERENCES account (id),
  conversation_id BIGINT NOT NULL,
  read_to BIGINT NOT NULL DEFAULT 0,
  gone_to BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, conversation_id)
);
CREATE INDEX post_named_by_account ON post_named (account_id, post_id);
CREATE INDEX post_for_named ON post (author_id, id) WHERE audience = 4 AND parent_id IS NULL;
CREATE INDEX post_for_named_by_writer ON post (writer_id, id) WHERE audience = 4 AND parent_id IS NULL;
-- Pictures of theirs are covered by a moderator, as if a content note said so.
ALTER TABLE account ADD COLUMN covers_pictures BOOLEAN NOT NULL DEFAULT FALSE;
-- Whom somebody does not want to have suggested again.
CREATE TABLE dismissed_suggestion (
  account_id BIGINT NOT NULL REFERENCES account (id),
  other_id BIGINT NOT NULL REFERENCES account (id),
  PRIMARY KEY (account_id, other_id)
);
-- What exactly was decided, where action has no word for it: limit, disable and cover count there as warn, and their ends as restore.
ALTER TABLE moderation ADD COLUMN measure TEXT;
