-- What is made from the tables and can be made again: dropped and rebuilt whenever this file changes.

-- A full-text index for each kind of entry, so that looking for a person reads no posts.
-- only: sqlite
DROP TRIGGER IF EXISTS search_entry_added;
DROP TRIGGER IF EXISTS search_entry_removed;
DROP TRIGGER IF EXISTS search_entry_changed;
DROP TABLE IF EXISTS search_index;

-- for each: post account group
DROP TRIGGER IF EXISTS search_{each}_added;
DROP TRIGGER IF EXISTS search_{each}_removed;
DROP TRIGGER IF EXISTS search_{each}_changed;
DROP TABLE IF EXISTS search_{each};
DROP VIEW IF EXISTS search_{each}_entry;
CREATE VIEW search_{each}_entry AS SELECT number, title, body FROM search_entry WHERE kind = '{each}';
CREATE VIRTUAL TABLE search_{each} USING fts5 (title, body, content = 'search_{each}_entry', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2');
-- begin
CREATE TRIGGER search_{each}_added AFTER INSERT ON search_entry WHEN new.kind = '{each}' BEGIN
  INSERT INTO search_{each} (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
-- begin
CREATE TRIGGER search_{each}_removed AFTER DELETE ON search_entry WHEN old.kind = '{each}' BEGIN
  INSERT INTO search_{each} (search_{each}, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
END;
-- end
-- begin
CREATE TRIGGER search_{each}_changed AFTER UPDATE OF title, body ON search_entry WHEN old.kind = '{each}' BEGIN
  INSERT INTO search_{each} (search_{each}, rowid, title, body) VALUES ('delete', old.number, old.title, old.body);
  INSERT INTO search_{each} (rowid, title, body) VALUES (new.number, new.title, new.body);
END;
-- end
INSERT INTO search_{each} (search_{each}) VALUES ('rebuild');
-- next

-- The titles of posts once more by themselves: few have one, so that the newest titles with a word are found without reading every text
-- that holds it.
DROP TRIGGER IF EXISTS search_title_added;
DROP TRIGGER IF EXISTS search_title_removed;
DROP TRIGGER IF EXISTS search_title_changed;
DROP TABLE IF EXISTS search_title;
DROP VIEW IF EXISTS search_title_entry;
CREATE VIEW search_title_entry AS SELECT number, title FROM search_entry WHERE kind = 'post' AND title <> '';
CREATE VIRTUAL TABLE search_title USING fts5 (title, content = 'search_title_entry', content_rowid = 'number',
  tokenize = 'porter unicode61 remove_diacritics 2');
-- begin
CREATE TRIGGER search_title_added AFTER INSERT ON search_entry WHEN new.kind = 'post' AND new.title <> '' BEGIN
  INSERT INTO search_title (rowid, title) VALUES (new.number, new.title);
END;
-- end
-- begin
CREATE TRIGGER search_title_removed AFTER DELETE ON search_entry WHEN old.kind = 'post' AND old.title <> '' BEGIN
  INSERT INTO search_title (search_title, rowid, title) VALUES ('delete', old.number, old.title);
END;
-- end
-- begin
CREATE TRIGGER search_title_changed AFTER UPDATE OF title ON search_entry WHEN old.kind = 'post' AND old.title <> new.title BEGIN
  INSERT INTO search_title (search_title, rowid, title) SELECT 'delete', old.number, old.title WHERE old.title <> '';
  INSERT INTO search_title (rowid, title) SELECT new.number, new.title WHERE new.title <> '';
END;
-- end
INSERT INTO search_title (search_title) VALUES ('rebuild');

-- only: postgres
DROP INDEX IF EXISTS search_entry_words;
-- for each: post account group
DROP INDEX IF EXISTS search_{each};
CREATE INDEX search_{each} ON search_entry USING gin (words) WHERE kind = '{each}';
-- next
