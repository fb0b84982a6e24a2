-- Lists of people, notices by mail, and messages that a moderator took down.

-- A list of people and organisations that its owner reads as a timeline. Only the owner knows of it.
CREATE TABLE people_list (
  id BIGINT NOT NULL PRIMARY KEY,
  owner_id BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX people_list_by_owner ON people_list (owner_id, id);

CREATE TABLE people_list_member (
  list_id BIGINT NOT NULL REFERENCES people_list (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  added_at BIGINT NOT NULL,
  PRIMARY KEY (list_id, account_id)
);
CREATE INDEX people_list_member_by_account ON people_list_member (account_id);

-- Whether the same is being said twice, and what goes when its cause goes.
CREATE INDEX notice_by_group ON notice (account_id, group_key, id);
CREATE INDEX notice_by_post ON notice (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX notice_by_actor ON notice (actor_id) WHERE actor_id IS NOT NULL;

-- When somebody last got a letter that gathers a day's or a week's notices. often: 'daily', 'weekly'.
CREATE TABLE notice_digest (
  account_id BIGINT NOT NULL REFERENCES account (id),
  often TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, often)
);

-- A message that a moderator took down; shown again when the row goes.
CREATE TABLE message_hiding (
  message_id BIGINT NOT NULL PRIMARY KEY REFERENCES message (id),
  hidden_by BIGINT NOT NULL REFERENCES account (id),
  hidden_at BIGINT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX message_by_author ON message (author_id, id);

-- Who waits to be let follow: few rows, asked for on every home page.
CREATE INDEX follow_asked ON follow (followee_id, since) WHERE state = 1;
