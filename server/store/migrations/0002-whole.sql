-- Forwarding and returning, holds, tombstones, devices, the ledger of notifications, the activity, the brake of retention.

-- Tables whose checks change are made anew; what refers to them goes along.
DROP TRIGGER message_added;
DROP TRIGGER message_changed_folder;
DROP INDEX message_body;
DROP INDEX message_waiting;
DROP INDEX message_waiting_size;
DROP INDEX message_by_age;
DROP INDEX event_message;
DROP INDEX receipt_by_age;
ALTER TABLE message RENAME TO message_0001;
ALTER TABLE event RENAME TO event_0001;
ALTER TABLE receipt RENAME TO receipt_0001;

-- The one device of a mailbox that is not shared; the first that spoke, until another takes over.
ALTER TABLE mailbox ADD COLUMN device TEXT;
-- Held messages of the processed folder: they do not count towards its number.
ALTER TABLE mailbox ADD COLUMN processed_held INTEGER NOT NULL DEFAULT 0;

CREATE TABLE message (
  message     INTEGER PRIMARY KEY,
  mailbox     INTEGER NOT NULL REFERENCES mailbox,
  -- A redelivery gives a new one.
  id          INTEGER NOT NULL,
  uid         TEXT NOT NULL UNIQUE,
  -- The uid of the first copy of the same submission; a forwarded copy keeps it.
  origin      TEXT NOT NULL,
  folder      TEXT NOT NULL CHECK (folder IN ('delivery', 'processed', 'ended')),
  -- How it ended; the row then stays as the record of it, without its body.
  ended       TEXT CHECK (ended IN ('deleted', 'expired', 'forwarded', 'returned')),
  -- Shared by the copies of one submission; dropped with the last of them.
  body        INTEGER REFERENCES body,
  size        INTEGER NOT NULL,
  sha256      BLOB NOT NULL,
  type        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  sender      TEXT NOT NULL,
  -- JSON: how it came (SMTP envelope, the HTTP client, or the message that was forwarded).
  envelope    TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  -- When it came into its present folder: the clock of retention.
  entered_at  INTEGER NOT NULL,
  -- When it was last sent to a device and not yet instructed.
  sent_at     INTEGER,
  -- By whom it was last sent for, and the step that says so: sendings for one device count up in one step.
  sent_by     TEXT,
  sent_event  INTEGER,
  -- Exempt from retention.
  held        INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),
  -- It ended without its device having said that it has it: the event that ended it, which is the cursor of the list.
  tombstone   INTEGER,
  UNIQUE (mailbox, id),
  CHECK ((folder = 'ended') = (body IS NULL)),
  CHECK ((folder = 'ended') = (ended IS NOT NULL)),
  CHECK (tombstone IS NULL OR folder = 'ended')
) STRICT;

INSERT INTO message (message, mailbox, id, uid, origin, folder, ended, body, size, sha256, type, subject, sender, envelope,
                     accepted_at, entered_at, sent_at)
  SELECT message, mailbox, id, uid, origin, folder, ended, body, size, sha256, type, subject, sender, envelope,
         accepted_at, entered_at, sent_at
  FROM message_0001;

-- Every step of every message, and what administrators did, in the order of the commits: the activity.
CREATE TABLE event (
  event   INTEGER PRIMARY KEY,
  -- NULL: not of one message. Its mailbox, if it has one, then stands in the detail.
  message INTEGER REFERENCES message,
  kind    TEXT NOT NULL,
  at      INTEGER NOT NULL,
  -- JSON: by whom, by which rule, from where to where.
  detail  TEXT
) STRICT;

INSERT INTO event (event, message, kind, at, detail) SELECT event, message, kind, at, detail FROM event_0001;

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

INSERT INTO receipt (scope, key, sha256, message, at) SELECT scope, key, sha256, message, at FROM receipt_0001;

DROP TABLE receipt_0001;
DROP TABLE event_0001;
DROP TABLE message_0001;

-- What 0.1.0 let expire undelivered, and no device has claimed since.
UPDATE message SET tombstone = (
  SELECT max(e.event) FROM event e WHERE e.message = message.message AND e.kind = 'expired'
    AND json_extract(e.detail, '$.rule') = 'delivery-age'
    AND NOT EXISTS (SELECT 1 FROM event k WHERE k.message = message.message AND k.kind = 'kept')
) WHERE ended = 'expired';

CREATE INDEX message_body ON message (body) WHERE body IS NOT NULL;
-- With its size: what is passed over for it is passed over within the index.
CREATE INDEX message_waiting ON message (mailbox, id, size) WHERE folder = 'delivery';
CREATE INDEX message_waiting_size ON message (mailbox, size) WHERE folder = 'delivery';
-- Retention: one walk from the oldest, in the whole order of the folder, costing what it finds; with the size a preview reads
-- nothing else.
CREATE INDEX message_by_age ON message (mailbox, folder, entered_at, message, size) WHERE folder <> 'ended' AND held = 0;
-- With the one above, a mailbox's folder by age.
CREATE INDEX message_held ON message (mailbox, folder, entered_at) WHERE folder <> 'ended' AND held = 1;
-- A folder over all mailboxes by age.
CREATE INDEX message_listed ON message (folder, entered_at) WHERE folder <> 'ended';
CREATE INDEX message_tombstone ON message (mailbox, tombstone) WHERE tombstone IS NOT NULL;
-- Records have a life of their own.
CREATE INDEX message_ended ON message (entered_at) WHERE folder = 'ended';
CREATE INDEX event_message ON event (message, event) WHERE message IS NOT NULL;
CREATE INDEX event_general ON event (at) WHERE message IS NULL;
CREATE INDEX receipt_by_age ON receipt (at);
-- A record that is forgotten takes its retry keys along.
CREATE INDEX receipt_message ON receipt (message);

CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
  UPDATE mailbox SET
    waiting = waiting + (NEW.folder = 'delivery'),
    waiting_bytes = waiting_bytes + (NEW.folder = 'delivery') * NEW.size,
    processed = processed + (NEW.folder = 'processed'),
    processed_bytes = processed_bytes + (NEW.folder = 'processed') * NEW.size,
    processed_held = processed_held + (NEW.folder = 'processed') * NEW.held
  WHERE mailbox = NEW.mailbox;
END;

CREATE TRIGGER message_changed AFTER UPDATE OF folder, held ON message
  WHEN OLD.folder <> NEW.folder OR OLD.held <> NEW.held BEGIN
  UPDATE mailbox SET
    waiting = waiting + (NEW.folder = 'delivery') - (OLD.folder = 'delivery'),
    waiting_bytes = waiting_bytes + ((NEW.folder = 'delivery') - (OLD.folder = 'delivery')) * NEW.size,
    processed = processed + (NEW.folder = 'processed') - (OLD.folder = 'processed'),
    processed_bytes = processed_bytes + ((NEW.folder = 'processed') - (OLD.folder = 'processed')) * NEW.size,
    processed_held = processed_held + (NEW.folder = 'processed') * NEW.held - (OLD.folder = 'processed') * OLD.held
  WHERE mailbox = NEW.mailbox;
END;

-- What comes while its mailbox is retired goes on in the one that takes its place.
CREATE TRIGGER message_changed_mailbox AFTER UPDATE OF mailbox ON message WHEN OLD.mailbox <> NEW.mailbox BEGIN
  UPDATE mailbox SET
    waiting = waiting - (OLD.folder = 'delivery'),
    waiting_bytes = waiting_bytes - (OLD.folder = 'delivery') * OLD.size,
    processed = processed - (OLD.folder = 'processed'),
    processed_bytes = processed_bytes - (OLD.folder = 'processed') * OLD.size,
    processed_held = processed_held - (OLD.folder = 'processed') * OLD.held
  WHERE mailbox = OLD.mailbox;
  UPDATE mailbox SET
    waiting = waiting + (NEW.folder = 'delivery'),
    waiting_bytes = waiting_bytes + (NEW.folder = 'delivery') * NEW.size,
    processed = processed + (NEW.folder = 'processed'),
    processed_bytes = processed_bytes + (NEW.folder = 'processed') * NEW.size,
    processed_held = processed_held + (NEW.folder = 'processed') * NEW.held
  WHERE mailbox = NEW.mailbox;
END;

-- Devices that have spoken, as far as the ledger knows.
CREATE TABLE device (
  mailbox        INTEGER NOT NULL REFERENCES mailbox,
  -- '': one that gives itself no name.
  name           TEXT NOT NULL,
  first_at       INTEGER NOT NULL,
  -- Its last request or connection.
  last_at        INTEGER NOT NULL,
  -- The room that it last named, in bytes.
  room           INTEGER,
  -- Since when it is full, if it is.
  deferred_at    INTEGER,
  acquired_at    INTEGER,
  notified_at    INTEGER,
  -- Reminders since it was last heard of.
  retries        INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (mailbox, name)
) STRICT, WITHOUT ROWID;

-- What was notified, retried, acquired and deferred: a line per device, kind and second at most.
CREATE TABLE ledger (
  entry   INTEGER PRIMARY KEY,
  mailbox INTEGER NOT NULL REFERENCES mailbox,
  device  TEXT NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('connected', 'notified', 'retried', 'acquired', 'deferred', 'vanished', 'closed')),
  at      INTEGER NOT NULL,
  -- Notified and retried: messages waiting then, and the last id given, which is how a message knows that it was told of.
  waiting INTEGER,
  last_id INTEGER
) STRICT;

CREATE INDEX ledger_by_age ON ledger (at);
CREATE INDEX ledger_mailbox ON ledger (mailbox, entry);
CREATE INDEX ledger_notified ON ledger (mailbox, last_id) WHERE last_id IS NOT NULL;

-- The safety brake of retention: per folder what an administrator has allowed, and since when it waits for one.
CREATE TABLE brake (
  mailbox   INTEGER NOT NULL REFERENCES mailbox,
  folder    TEXT NOT NULL CHECK (folder IN ('delivery', 'processed')),
  -- Removals that may still happen at once: they were previewed and confirmed.
  allowed   INTEGER NOT NULL DEFAULT 0,
  -- JSON: the policy under which; under another nothing is allowed.
  policy    TEXT NOT NULL,
  braked_at INTEGER,
  PRIMARY KEY (mailbox, folder)
) STRICT, WITHOUT ROWID;

-- When each token was last used.
CREATE TABLE token_use (
  token TEXT PRIMARY KEY,
  at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
