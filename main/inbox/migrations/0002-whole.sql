-- The device, whole: partial messages, traces of what is gone, commands to run, search.

-- How far the tombstones of a source have been read.
ALTER TABLE source ADD COLUMN tombstones_read INTEGER NOT NULL DEFAULT 0;

-- What this device knows to be gone, in the order in which it learned of it: its own messages that made way,
-- and what ended at the server before it came.
CREATE TABLE trace (
  trace       INTEGER PRIMARY KEY AUTOINCREMENT,
  source      INTEGER NOT NULL REFERENCES source,
  mailbox     TEXT NOT NULL,
  id          INTEGER NOT NULL,
  uid         TEXT NOT NULL,
  size        INTEGER NOT NULL,
  type        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  sender      TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  -- NULL: it was never here.
  received_at INTEGER,
  gone_at     INTEGER NOT NULL,
  -- Here: overwritten, deleted. At the server: expired, removed (by an administrator), returned.
  because     TEXT NOT NULL CHECK (because IN ('overwritten', 'deleted', 'expired', 'removed', 'returned')),
  -- It was fetched again.
  back_at     INTEGER
) STRICT;

CREATE INDEX trace_uid ON trace (uid) WHERE back_at IS NULL;

INSERT INTO trace (source, mailbox, id, uid, size, type, subject, sender, accepted_at, received_at, gone_at, because)
  SELECT source, mailbox, id, uid, size, '', subject, sender, received_at, received_at, gone_at, gone_because
  FROM delivery WHERE gone_at IS NOT NULL ORDER BY gone_at, delivery;

-- The message with what it shows, so that a list reads one table.
CREATE TABLE message_whole (
  -- In order of receipt.
  message     INTEGER PRIMARY KEY AUTOINCREMENT,
  source      INTEGER NOT NULL REFERENCES source,
  mailbox     TEXT NOT NULL,
  id          INTEGER NOT NULL,
  uid         TEXT NOT NULL UNIQUE,
  body        INTEGER NOT NULL REFERENCES body,
  size        INTEGER NOT NULL,
  -- What it takes of a cap by bytes; a message of no bytes counts as 1.
  cost        INTEGER NOT NULL GENERATED ALWAYS AS (max(size, 1)) STORED,
  sha256      BLOB NOT NULL,
  type        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  sender      TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  read        INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1)),
  protected   INTEGER NOT NULL DEFAULT 0 CHECK (protected IN (0, 1)),
  deleted_at  INTEGER,
  -- A command has still to be run for it: whatever its marks, nobody has read it yet.
  errand      INTEGER NOT NULL DEFAULT 0 CHECK (errand IN (0, 1)),
  -- Its number of attachments; NULL until it was taken apart for the search.
  attachments INTEGER,
  -- How its text begins, on one line; empty until then.
  preview     TEXT NOT NULL DEFAULT '',
  -- What capacity makes of it, see capacity.ts.
  state       TEXT NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN errand AND NOT protected THEN 'unread'
      WHEN deleted_at IS NOT NULL AND NOT errand THEN 'deleted'
      WHEN protected THEN 'protected'
      WHEN read THEN 'read'
      ELSE 'unread'
    END
  ) STORED
) STRICT;

INSERT INTO message_whole (message, source, mailbox, id, uid, body, size, sha256, type, subject, sender, accepted_at, received_at,
    read, protected, deleted_at)
  SELECT m.message, d.source, d.mailbox, d.id, m.uid, m.body, m.size, m.sha256, m.type, d.subject, d.sender, m.accepted_at, d.received_at,
    m.read, m.protected, m.deleted_at
  FROM message m JOIN delivery d USING (delivery) ORDER BY m.message;

-- A place in the order of receipt is never given again, also when the newest message is gone.
DELETE FROM sqlite_sequence WHERE name = 'message_whole';
INSERT INTO sqlite_sequence (name, seq) SELECT 'message_whole', seq FROM sqlite_sequence WHERE name = 'message';

DROP TABLE message;
ALTER TABLE message_whole RENAME TO message;

CREATE INDEX message_state ON message (state, message);
CREATE INDEX message_unread ON message (message) WHERE read = 0 AND deleted_at IS NULL;
CREATE INDEX message_protected ON message (message) WHERE protected = 1 AND deleted_at IS NULL;
CREATE INDEX message_deleted ON message (message) WHERE deleted_at IS NOT NULL;
CREATE INDEX message_errand ON message (message) WHERE errand = 1;
CREATE INDEX message_unsearched ON message (message) WHERE attachments IS NULL;
-- A body that goes is looked for here by its reference: else every message that makes way has all of them read.
CREATE INDEX message_body ON message (body);
CREATE INDEX message_attached ON message (message) WHERE attachments > 0 AND deleted_at IS NULL;

-- Every delivery that was ever stored here, also when its message is gone: what is known is never stored again. Never
-- pruned.
CREATE TABLE delivery_known (
  mailbox TEXT NOT NULL,
  id      INTEGER NOT NULL,
  uid     TEXT NOT NULL,
  PRIMARY KEY (mailbox, id, uid)
) STRICT, WITHOUT ROWID;

INSERT INTO delivery_known SELECT mailbox, id, uid FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_known RENAME TO delivery;

-- Beside the tally by state: all unread messages that are not deleted, protected ones included.
ALTER TABLE tally RENAME TO tally_before;
CREATE TABLE tally (
  state TEXT PRIMARY KEY,
  count INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO tally SELECT state, count, bytes FROM tally_before;
INSERT INTO tally (state, count, bytes)
  SELECT 'all-unread', count(*), coalesce(sum(cost), 0) FROM message WHERE read = 0 AND deleted_at IS NULL;
DROP TABLE tally_before;

CREATE TRIGGER message_received AFTER INSERT ON message BEGIN
  UPDATE tally SET count = count + 1, bytes = bytes + NEW.cost
    WHERE state = NEW.state OR (state = 'all-unread' AND NEW.read = 0 AND NEW.deleted_at IS NULL);
END;

CREATE TRIGGER message_changed AFTER UPDATE OF read, protected, deleted_at, errand ON message BEGIN
  UPDATE tally SET count = count - 1, bytes = bytes - OLD.cost
    WHERE state = OLD.state OR (state = 'all-unread' AND OLD.read = 0 AND OLD.deleted_at IS NULL);
  UPDATE tally SET count = count + 1, bytes = bytes + NEW.cost
    WHERE state = NEW.state OR (state = 'all-unread' AND NEW.read = 0 AND NEW.deleted_at IS NULL);
END;

CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN
  UPDATE tally SET count = count - 1, bytes = bytes - OLD.cost
    WHERE state = OLD.state OR (state = 'all-unread' AND OLD.read = 0 AND OLD.deleted_at IS NULL);
END;

-- Large messages of which a part is here: they go on from there, also after the power went.
CREATE TABLE partial (
  source INTEGER NOT NULL REFERENCES source,
  uid    TEXT NOT NULL,
  body   INTEGER NOT NULL REFERENCES body,
  size   INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (source, uid)
) STRICT, WITHOUT ROWID;

-- Messages at the server that are larger than the whole inbox may be; each is told of once.
CREATE TABLE oversize (
  source INTEGER NOT NULL REFERENCES source,
  uid    TEXT NOT NULL,
  id     INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  PRIMARY KEY (source, uid)
) STRICT, WITHOUT ROWID;

-- Words of the messages, by their key. What a word is is decided in words.ts: the tokenizer parts at blanks.
CREATE VIRTUAL TABLE search USING fts5 (
  subject, sender, body, attachments,
  content = '', contentless_delete = 1, tokenize = 'ascii'
);
