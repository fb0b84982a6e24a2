-- Who of those one follows posted last: read from this index alone, without their rows.
CREATE INDEX account_latest ON account (id, last_post_id);
-- Which entry a hit of the full-text index is.
CREATE INDEX search_entry_number ON search_entry (number, id);
