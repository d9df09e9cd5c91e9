-- What the server was told to do with a message when it was here; NULL: it was stored before that was kept.
ALTER TABLE message ADD COLUMN verb TEXT CHECK (verb IN ('delete', 'move'));
