-- The delivery folder (205), the processed folder (211) and what remains of messages that ended.

CREATE TABLE mailbox (
  mailbox         INTEGER PRIMARY KEY,
  name            TEXT NOT NULL UNIQUE,
  -- The last id given; ids only grow.
  last_id         INTEGER NOT NULL DEFAULT 0,
  -- Kept by the triggers below, so that no answer has to count.
  waiting         INTEGER NOT NULL DEFAULT 0,
  waiting_bytes   INTEGER NOT NULL DEFAULT 0,
  processed       INTEGER NOT NULL DEFAULT 0,
  processed_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE message (
  message     INTEGER PRIMARY KEY,
  mailbox     INTEGER NOT NULL REFERENCES mailbox,
  id          INTEGER NOT NULL,
  uid         TEXT NOT NULL UNIQUE,
  -- The uid of the first copy of the same submission.
  origin      TEXT NOT NULL,
  folder      TEXT NOT NULL CHECK (folder IN ('delivery', 'processed', 'ended')),
  -- How it ended; the row then stays as the record of it, without its body.
  ended       TEXT CHECK (ended IN ('deleted', 'expired')),
  -- Shared by the copies of one submission; dropped with the last of them.
  body        INTEGER REFERENCES body,
  size        INTEGER NOT NULL,
  sha256      BLOB NOT NULL,
  type        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  sender      TEXT NOT NULL,
  -- JSON: how it came (SMTP envelope, or the HTTP client).
  envelope    TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  -- When it came into its present folder: the clock of retention.
  entered_at  INTEGER NOT NULL,
  -- When it was last sent to a device and not yet instructed.
  sent_at     INTEGER,
  UNIQUE (mailbox, id),
  CHECK ((folder = 'ended') = (body IS NULL)),
  CHECK ((folder = 'ended') = (ended IS NOT NULL))
) STRICT;

CREATE INDEX message_body ON message (body) WHERE body IS NOT NULL;
CREATE INDEX message_waiting ON message (mailbox, id) WHERE folder = 'delivery';
CREATE INDEX message_waiting_size ON message (mailbox, size) WHERE folder = 'delivery';
-- Retention and listing by age: one walk from the oldest, costing what it finds.
CREATE INDEX message_by_age ON message (mailbox, folder, entered_at, id) WHERE folder <> 'ended';

CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
  UPDATE mailbox SET
    waiting = waiting + (NEW.folder = 'delivery'),
    waiting_bytes = waiting_bytes + (NEW.folder = 'delivery') * NEW.size,
    processed = processed + (NEW.folder = 'processed'),
    processed_bytes = processed_bytes + (NEW.folder = 'processed') * NEW.size
  WHERE mailbox = NEW.mailbox;
END;

CREATE TRIGGER message_changed_folder AFTER UPDATE OF folder ON message WHEN OLD.folder <> NEW.folder BEGIN
  UPDATE mailbox SET
    waiting = waiting + (NEW.folder = 'delivery') - (OLD.folder = 'delivery'),
    waiting_bytes = waiting_bytes + ((NEW.folder = 'delivery') - (OLD.folder = 'delivery')) * NEW.size,
    processed = processed + (NEW.folder = 'processed') - (OLD.folder = 'processed'),
    processed_bytes = processed_bytes + ((NEW.folder = 'processed') - (OLD.folder = 'processed')) * NEW.size
  WHERE mailbox = NEW.mailbox;
END;

-- Every step of every message, in the order of the commits.
CREATE TABLE event (
  event   INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES message,
  kind    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  -- JSON: by which rule or device, if any.
  detail  TEXT
) STRICT;

CREATE INDEX event_message ON event (message, event);

-- What makes a retried submission safe: it commits with the message.
CREATE TABLE receipt (
  -- Who submitted: a token, or a mailbox for SMTP.
  scope   TEXT NOT NULL,
  key     TEXT NOT NULL,
  sha256  BLOB NOT NULL,
  message INTEGER NOT NULL REFERENCES message,
  at      INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX receipt_by_age ON receipt (at);
