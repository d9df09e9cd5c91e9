-- What the numbers of a store with a million messages asked for.

-- In the whole order of the folder, so that no page and no sweep sorts what came at one time.
DROP INDEX message_by_age;
CREATE INDEX message_by_age ON message (mailbox, folder, entered_at, message, size) WHERE folder <> 'ended' AND held = 0;

-- A record that is forgotten takes its receipt along.
CREATE INDEX receipt_message ON receipt (message);
