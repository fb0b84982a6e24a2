-- What is made from the tables and can be made again: dropped and rebuilt whenever this file changes.

-- only: sqlite
DROP TRIGGER IF EXISTS search_entry_added;
DROP TRIGGER IF EXISTS search_entry_removed;
DROP TRIGGER IF EXISTS search_entry_changed;
DROP TABLE IF EXISTS search_index;
CREATE VIRTUAL TABLE search_index USING fts5 (title, body, content = 'search_entry', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2');
-- begin
CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
  INSERT INTO search_index (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
-- begin
CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
  INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
END;
-- end
-- begin
CREATE TRIGGER search_entry_changed AFTER UPDATE OF title, body ON search_entry BEGIN
  INSERT INTO search_index (search_index, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
  INSERT INTO search_index (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
INSERT INTO search_index (search_index) VALUES ('rebuild');
-- only: postgres
DROP INDEX IF EXISTS search_entry_words;
CREATE INDEX search_entry_words ON search_entry USING gin (words);
