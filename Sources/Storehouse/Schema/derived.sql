-- What is made from the tables and can be made again: dropped and rebuilt whenever this file changes.

-- A full-text index for each kind of entry, so that looking for a person reads no posts.
-- only: sqlite
DROP TRIGGER IF EXISTS search_entry_added;
DROP TRIGGER IF EXISTS search_entry_removed;
DROP TRIGGER IF EXISTS search_entry_changed;
DROP TABLE IF EXISTS search_index;

DROP TRIGGER IF EXISTS search_post_added;
DROP TRIGGER IF EXISTS search_post_removed;
DROP TRIGGER IF EXISTS search_post_changed;
DROP TABLE IF EXISTS search_post;
DROP VIEW IF EXISTS search_post_entry;
CREATE VIEW search_post_entry AS SELECT number, title, body FROM search_entry WHERE kind = 'post';
CREATE VIRTUAL TABLE search_post USING fts5 (title, body, content = 'search_post_entry', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2');
-- begin
CREATE TRIGGER search_post_added AFTER INSERT ON search_entry WHEN new.kind = 'post' BEGIN
  INSERT INTO search_post (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
-- begin
CREATE TRIGGER search_post_removed AFTER DELETE ON search_entry WHEN old.kind = 'post' BEGIN
  INSERT INTO search_post (search_post, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
END;
-- end
-- begin
CREATE TRIGGER search_post_changed AFTER UPDATE OF title, body ON search_entry WHEN old.kind = 'post' BEGIN
  INSERT INTO search_post (search_post, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
  INSERT INTO search_post (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
INSERT INTO search_post (search_post) VALUES ('rebuild');

DROP TRIGGER IF EXISTS search_account_added;
DROP TRIGGER IF EXISTS search_account_removed;
DROP TRIGGER IF EXISTS search_account_changed;
DROP TABLE IF EXISTS search_account;
DROP VIEW IF EXISTS search_account_entry;
CREATE VIEW search_account_entry AS SELECT number, title, body FROM search_entry WHERE kind = 'account';
CREATE VIRTUAL TABLE search_account USING fts5 (title, body, content = 'search_account_entry', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2');
-- begin
CREATE TRIGGER search_account_added AFTER INSERT ON search_entry WHEN new.kind = 'account' BEGIN
  INSERT INTO search_account (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
-- begin
CREATE TRIGGER search_account_removed AFTER DELETE ON search_entry WHEN old.kind = 'account' BEGIN
  INSERT INTO search_account (search_account, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
END;
-- end
-- begin
CREATE TRIGGER search_account_changed AFTER UPDATE OF title, body ON search_entry WHEN old.kind = 'account' BEGIN
  INSERT INTO search_account (search_account, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
  INSERT INTO search_account (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
INSERT INTO search_account (search_account) VALUES ('rebuild');

DROP TRIGGER IF EXISTS search_group_added;
DROP TRIGGER IF EXISTS search_group_removed;
DROP TRIGGER IF EXISTS search_group_changed;
DROP TABLE IF EXISTS search_group;
DROP VIEW IF EXISTS search_group_entry;
CREATE VIEW search_group_entry AS SELECT number, title, body FROM search_entry WHERE kind = 'group';
CREATE VIRTUAL TABLE search_group USING fts5 (title, body, content = 'search_group_entry', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2');
-- begin
CREATE TRIGGER search_group_added AFTER INSERT ON search_entry WHEN new.kind = 'group' BEGIN
  INSERT INTO search_group (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
-- begin
CREATE TRIGGER search_group_removed AFTER DELETE ON search_entry WHEN old.kind = 'group' BEGIN
  INSERT INTO search_group (search_group, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
END;
-- end
-- begin
CREATE TRIGGER search_group_changed AFTER UPDATE OF title, body ON search_entry WHEN old.kind = 'group' BEGIN
  INSERT INTO search_group (search_group, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
  INSERT INTO search_group (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
INSERT INTO search_group (search_group) VALUES ('rebuild');
-- only: postgres
DROP INDEX IF EXISTS search_entry_words;
DROP INDEX IF EXISTS search_post;
CREATE INDEX search_post ON search_entry USING gin (words) WHERE kind = 'post';
DROP INDEX IF EXISTS search_account;
CREATE INDEX search_account ON search_entry USING gin (words) WHERE kind = 'account';
DROP INDEX IF EXISTS search_group;
CREATE INDEX search_group ON search_entry USING gin (words) WHERE kind = 'group';
