-- The received message store (106), and what the device must remember to keep its promise.

-- The stable name by which this inbox speaks to its servers.
CREATE TABLE identity (device TEXT NOT NULL) STRICT;
INSERT INTO identity (device) VALUES (lower(hex(randomblob(16))));

-- Where messages come from.
CREATE TABLE source (
  source  INTEGER PRIMARY KEY,
  server  TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  UNIQUE (server, mailbox)
) STRICT;

-- Every delivery that was ever stored here, also when its message is gone: what is known is never
-- stored again. Never pruned.
CREATE TABLE delivery (
  delivery     INTEGER PRIMARY KEY,
  source       INTEGER NOT NULL REFERENCES source,
  mailbox      TEXT NOT NULL,
  id           INTEGER NOT NULL,
  uid          TEXT NOT NULL,
  size         INTEGER NOT NULL,
  subject      TEXT NOT NULL,
  sender       TEXT NOT NULL,
  received_at  INTEGER NOT NULL,
  gone_at      INTEGER,
  gone_because TEXT CHECK (gone_because IN ('overwritten', 'deleted')),
  UNIQUE (mailbox, id, uid)
) STRICT;

CREATE TABLE message (
  -- In order of receipt.
  message     INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery    INTEGER NOT NULL REFERENCES delivery,
  uid         TEXT NOT NULL UNIQUE,
  body        INTEGER NOT NULL REFERENCES body,
  size        INTEGER NOT NULL,
  -- What it takes of a cap by bytes; a message of no bytes counts as 1.
  cost        INTEGER NOT NULL GENERATED ALWAYS AS (max(size, 1)) STORED,
  sha256      BLOB NOT NULL,
  type        TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  read        INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1)),
  protected   INTEGER NOT NULL DEFAULT 0 CHECK (protected IN (0, 1)),
  deleted_at  INTEGER,
  -- What capacity makes of it, see capacity.ts.
  state       TEXT NOT NULL GENERATED ALWAYS AS (
    CASE WHEN deleted_at IS NOT NULL THEN 'deleted' WHEN protected THEN 'protected' WHEN read THEN 'read' ELSE 'unread' END
  ) STORED
) STRICT;

CREATE INDEX message_state ON message (state, message);
CREATE INDEX message_unread ON message (message) WHERE read = 0 AND deleted_at IS NULL;

-- How many messages are in each state and what they take, so that nothing has to be counted.
CREATE TABLE tally (
  state TEXT PRIMARY KEY,
  count INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

INSERT INTO tally (state) VALUES ('deleted'), ('protected'), ('read'), ('unread');

CREATE TRIGGER message_received AFTER INSERT ON message BEGIN
  UPDATE tally SET count = count + 1, bytes = bytes + NEW.cost WHERE state = NEW.state;
END;

CREATE TRIGGER message_changed AFTER UPDATE OF read, protected, deleted_at ON message WHEN OLD.state <> NEW.state BEGIN
  UPDATE tally SET count = count - 1, bytes = bytes - OLD.cost WHERE state = OLD.state;
  UPDATE tally SET count = count + 1, bytes = bytes + NEW.cost WHERE state = NEW.state;
END;

CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN
  UPDATE tally SET count = count - 1, bytes = bytes - OLD.cost WHERE state = OLD.state;
END;

-- Instructions that the server has not confirmed yet; they commit with their message.
CREATE TABLE pending (
  source  INTEGER NOT NULL REFERENCES source,
  id      INTEGER NOT NULL,
  uid     TEXT NOT NULL,
  verb    TEXT NOT NULL CHECK (verb IN ('delete', 'move')),
  -- The server's reason not to carry it out: parked, and not sent again.
  refused TEXT,
  PRIMARY KEY (source, id, uid)
) STRICT, WITHOUT ROWID;
