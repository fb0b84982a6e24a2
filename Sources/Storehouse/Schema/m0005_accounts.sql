-- Accounts: an address that is being changed, and what people take away with them.

-- One change at a time. It is made when the new address and, where it was confirmed, the old one have both said yes.
CREATE TABLE email_change (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
  new_email TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  old_confirmed_at BIGINT,
  new_confirmed_at BIGINT
);

-- Everything a person has here, in one file. file is null until a job has built it; the row and the file go when expires_at has come.
CREATE TABLE data_archive (
  id BIGINT NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  asked_at BIGINT NOT NULL,
  file TEXT,
  bytes BIGINT NOT NULL DEFAULT 0,
  ready_at BIGINT,
  expires_at BIGINT NOT NULL
);
CREATE INDEX data_archive_by_account ON data_archive (account_id, id DESC);
CREATE INDEX data_archive_by_end ON data_archive (expires_at);

CREATE INDEX account_waiting ON account (id) WHERE standing = 1;
CREATE INDEX account_with_duty ON account (role, id) WHERE role > 0;
