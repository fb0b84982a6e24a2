-- Posts that take another one up.
-- How many posts take this one up that everyone may read who reads it.
ALTER TABLE post ADD COLUMN quote_count INTEGER NOT NULL DEFAULT 0;
-- Who may take it up: 0 everyone, 1 those who follow its author, 2 nobody else.
ALTER TABLE post ADD COLUMN quote_policy INTEGER NOT NULL DEFAULT 0;
-- When whoever wrote what this post took up took it out again.
ALTER TABLE post ADD COLUMN quote_revoked_at BIGINT;
-- What was taken up before it was counted: by the rule of QuoteStore.isCounted.
UPDATE post SET quote_count = (SELECT count(*) FROM post q WHERE q.quote_of_id = post.id
  AND q.state <> 1 AND (q.audience = 0 OR (q.audience = 1 AND post.audience = 1)))
WHERE id IN (SELECT quote_of_id FROM post WHERE quote_of_id IS NOT NULL);
