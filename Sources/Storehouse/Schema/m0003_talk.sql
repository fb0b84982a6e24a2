-- Conversations in depth: how many found an answer helpful, whose picture a file is, and ways to find pins and what an account was asked.

ALTER TABLE post ADD COLUMN helpful_count INTEGER NOT NULL DEFAULT 0;
CREATE INDEX post_helpful ON post (parent_id, helpful_count DESC, id) WHERE helpful_count > 0;
CREATE INDEX pin_by_post ON pin (post_id);
CREATE INDEX answer_request_by_account ON answer_request (account_id, asked_at DESC);
CREATE INDEX account_by_picture ON account (picture) WHERE picture IS NOT NULL;
CREATE INDEX media_unattached ON media (uploaded_at) WHERE post_id IS NULL;
CREATE INDEX topic_by_followers ON topic (follower_count DESC, id);
