-- Groups whose door has changed, who is seen to stand for an organisation, and invitations.

-- sealed_before: what was said while the group was closed, up to this key, stays with those who were in it then, for good.
ALTER TABLE space ADD COLUMN sealed_before BIGINT NOT NULL DEFAULT 0;
-- reads_from: the first of the conversations that are only for the group that this member may read.
ALTER TABLE membership ADD COLUMN reads_from BIGINT NOT NULL DEFAULT 0;
CREATE INDEX membership_by_state ON membership (space_id, state, role DESC, account_id DESC);

-- is_shown: whether the person chose to be named on the organisation's page.
ALTER TABLE organisation_member ADD COLUMN is_shown BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE organisation_member ADD COLUMN why TEXT NOT NULL DEFAULT '';

-- sort: 0 to the site, 1 to a group, 2 to a conversation. most_uses null: any number. sent_to: the address it was mailed to, if it was.
CREATE TABLE invitation (
  id BIGINT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  made_by BIGINT NOT NULL REFERENCES account (id),
  sort INTEGER NOT NULL CHECK (sort IN (0, 1, 2)),
  space_id BIGINT REFERENCES space (id),
  post_id BIGINT REFERENCES post (id),
  note TEXT NOT NULL DEFAULT '',
  most_uses INTEGER,
  uses INTEGER NOT NULL DEFAULT 0,
  needs_approval BOOLEAN NOT NULL,
  sent_to TEXT NOT NULL DEFAULT '',
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX invitation_by_maker ON invitation (made_by, id DESC);

CREATE TABLE invitation_use (
  invitation_id BIGINT NOT NULL REFERENCES invitation (id),
  account_id BIGINT NOT NULL REFERENCES account (id),
  used_at BIGINT NOT NULL,
  PRIMARY KEY (invitation_id, account_id)
);
CREATE INDEX invitation_use_by_account ON invitation_use (account_id);
