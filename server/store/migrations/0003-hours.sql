-- What came, went and stays, by the hour: so that no question about it has to count messages. See docs/adr/0045.

CREATE TABLE hourly (
  -- Hours since the epoch, by the clock of what happened. First: what is written now lies together.
  hour                     INTEGER NOT NULL,
  -- 0: all of them together, with those that were put aside.
  mailbox                  INTEGER NOT NULL,
  arrived                  INTEGER NOT NULL DEFAULT 0,
  arrived_bytes            INTEGER NOT NULL DEFAULT 0,
  -- Left the delivery folder because their device said so.
  acquired                 INTEGER NOT NULL DEFAULT 0,
  acquired_bytes           INTEGER NOT NULL DEFAULT 0,
  -- By how much the folders grew within the hour: what they held at any hour's end follows from what they hold now.
  waiting                  INTEGER NOT NULL DEFAULT 0,
  waiting_bytes            INTEGER NOT NULL DEFAULT 0,
  processed                INTEGER NOT NULL DEFAULT 0,
  processed_bytes          INTEGER NOT NULL DEFAULT 0,
  -- Of what came into its present folder within the hour, what is there now: how old is what is stored. Held ones apart.
  stays_waiting            INTEGER NOT NULL DEFAULT 0,
  stays_waiting_bytes      INTEGER NOT NULL DEFAULT 0,
  stays_processed          INTEGER NOT NULL DEFAULT 0,
  stays_processed_bytes    INTEGER NOT NULL DEFAULT 0,
  held_waiting             INTEGER NOT NULL DEFAULT 0,
  held_waiting_bytes       INTEGER NOT NULL DEFAULT 0,
  held_processed           INTEGER NOT NULL DEFAULT 0,
  held_processed_bytes     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (hour, mailbox)
) STRICT, WITHOUT ROWID;

-- From arrival (or redelivery) to acquisition: bucket b holds what took 2^(b/4) to 2^((b+1)/4) ms, the first also what took less.
CREATE TABLE delay (
  hour    INTEGER NOT NULL,
  mailbox INTEGER NOT NULL,
  bucket  INTEGER NOT NULL,
  count   INTEGER NOT NULL,
  PRIMARY KEY (hour, mailbox, bucket)
) STRICT, WITHOUT ROWID;

-- Hours in which the server ran, beside those in which something happened: without them nothing is told from being off.
CREATE TABLE awake (
  hour INTEGER PRIMARY KEY
) STRICT;

-- ── What is known of the time before ────────────────────────────────────────────────────────────────

-- How old is what is stored: all of it.
INSERT INTO hourly (hour, mailbox, stays_waiting, stays_waiting_bytes, stays_processed, stays_processed_bytes)
  SELECT entered_at / 3600000, mailbox, sum(folder = 'delivery'), sum((folder = 'delivery') * size),
         sum(folder = 'processed'), sum((folder = 'processed') * size)
  FROM message INDEXED BY message_by_age WHERE folder <> 'ended' AND held = 0 GROUP BY 1, 2;
INSERT INTO hourly (hour, mailbox, held_waiting, held_waiting_bytes, held_processed, held_processed_bytes)
  SELECT entered_at / 3600000, mailbox, sum(folder = 'delivery'), sum((folder = 'delivery') * size),
         sum(folder = 'processed'), sum((folder = 'processed') * size)
  FROM message WHERE folder <> 'ended' AND held = 1 GROUP BY 1, 2
  ON CONFLICT DO UPDATE SET held_waiting = excluded.held_waiting, held_waiting_bytes = excluded.held_waiting_bytes,
    held_processed = excluded.held_processed, held_processed_bytes = excluded.held_processed_bytes;

-- What came and went: from the newest 300,000 steps, which takes seconds at most, and whole hours of them.
CREATE TEMP TABLE step AS
  SELECT e.event, e.message, e.kind, CAST(e.at AS INTEGER) AS at, m.mailbox, m.size,
         (e.kind IN ('accepted', 'redelivered'))
           - (e.kind IN ('moved', 'forwarded', 'returned')
              OR (e.kind = 'deleted' AND ifnull(json_extract(e.detail, '$.folder'), 'delivery') = 'delivery')
              OR (e.kind = 'expired' AND json_extract(e.detail, '$.rule') = 'delivery-age')) AS waiting,
         (e.kind = 'moved')
           - (e.kind = 'redelivered'
              OR (e.kind = 'deleted' AND json_extract(e.detail, '$.folder') = 'processed')
              OR (e.kind = 'expired' AND json_extract(e.detail, '$.rule') <> 'delivery-age')) AS processed,
         e.kind IN ('moved', 'forwarded', 'returned') OR (e.kind = 'deleted' AND json_extract(e.detail, '$.folder') IS NULL) AS acquired,
         (SELECT b.at FROM event b WHERE b.message = e.message AND b.event < e.event AND b.kind IN ('accepted', 'redelivered')
          ORDER BY b.event DESC LIMIT 1) AS came
  FROM event e JOIN message m USING (message)
  WHERE e.event > ifnull((SELECT event FROM event ORDER BY event DESC LIMIT 1 OFFSET 300000), 0)
    AND e.kind IN ('accepted', 'redelivered', 'moved', 'forwarded', 'returned', 'deleted', 'expired');

-- Records that were forgotten, or left out above, are missing in the hours before the oldest that is surely whole.
CREATE TEMP TABLE whole AS
  SELECT max(
    -- Left out: those of before the oldest of these.
    CASE WHEN (SELECT count(*) FROM event) > 300000 THEN (SELECT min(at) FROM step) / 3600000 + 1 ELSE 0 END,
    -- Forgotten: those of messages that ended before the oldest ended one that is left.
    CASE WHEN (SELECT count(*) FROM event) < (SELECT ifnull(max(event), 0) FROM event)
      THEN ifnull((SELECT min(entered_at) FROM message WHERE folder = 'ended'), (SELECT max(at) FROM event)) / 3600000 + 1 ELSE 0 END
  ) AS since;
DELETE FROM temp.step WHERE at / 3600000 < (SELECT since FROM whole);

INSERT INTO hourly (hour, mailbox, arrived, arrived_bytes, acquired, acquired_bytes, waiting, waiting_bytes, processed, processed_bytes)
  SELECT at / 3600000, mailbox, sum(kind = 'accepted'), sum((kind = 'accepted') * size), sum(acquired), sum(acquired * size),
         sum(waiting), sum(waiting * size), sum(processed), sum(processed * size)
  FROM temp.step GROUP BY 1, 2
  ON CONFLICT DO UPDATE SET arrived = excluded.arrived, arrived_bytes = excluded.arrived_bytes,
    acquired = excluded.acquired, acquired_bytes = excluded.acquired_bytes,
    waiting = excluded.waiting, waiting_bytes = excluded.waiting_bytes,
    processed = excluded.processed, processed_bytes = excluded.processed_bytes;
INSERT INTO delay (hour, mailbox, bucket, count)
  SELECT at / 3600000, mailbox, CAST(4 * log2(max(1, at - came)) AS INTEGER), count(*)
  FROM temp.step WHERE acquired AND came IS NOT NULL GROUP BY 1, 2, 3;
INSERT INTO awake (hour) SELECT DISTINCT at / 3600000 FROM temp.step;

-- All together.
INSERT INTO hourly
  SELECT hour, 0, sum(arrived), sum(arrived_bytes), sum(acquired), sum(acquired_bytes), sum(waiting), sum(waiting_bytes),
         sum(processed), sum(processed_bytes), sum(stays_waiting), sum(stays_waiting_bytes), sum(stays_processed),
         sum(stays_processed_bytes), sum(held_waiting), sum(held_waiting_bytes), sum(held_processed), sum(held_processed_bytes)
  FROM hourly GROUP BY hour;
INSERT INTO delay (hour, mailbox, bucket, count) SELECT hour, 0, bucket, sum(count) FROM delay GROUP BY hour, bucket;
DROP TABLE temp.step;
DROP TABLE temp.whole;

-- ── From now on ─────────────────────────────────────────────────────────────────────────────────────

CREATE TRIGGER hourly_added AFTER INSERT ON message BEGIN
  INSERT INTO hourly (hour, mailbox, arrived, arrived_bytes, waiting, waiting_bytes, processed, processed_bytes, stays_waiting,
                      stays_waiting_bytes, stays_processed, stays_processed_bytes, held_waiting, held_waiting_bytes, held_processed,
                      held_processed_bytes)
    SELECT
      CAST(NEW.entered_at AS INTEGER) / 3600000, box, 1, NEW.size,
      NEW.folder = 'delivery', (NEW.folder = 'delivery') * NEW.size, NEW.folder = 'processed', (NEW.folder = 'processed') * NEW.size,
      (NEW.folder = 'delivery') * (1 - NEW.held), (NEW.folder = 'delivery') * (1 - NEW.held) * NEW.size,
      (NEW.folder = 'processed') * (1 - NEW.held), (NEW.folder = 'processed') * (1 - NEW.held) * NEW.size,
      (NEW.folder = 'delivery') * NEW.held, (NEW.folder = 'delivery') * NEW.held * NEW.size,
      (NEW.folder = 'processed') * NEW.held, (NEW.folder = 'processed') * NEW.held * NEW.size
    FROM (SELECT NEW.mailbox AS box UNION ALL SELECT 0) WHERE true
    ON CONFLICT DO UPDATE SET
      arrived = arrived + 1, arrived_bytes = arrived_bytes + excluded.arrived_bytes,
      waiting = waiting + excluded.waiting, waiting_bytes = waiting_bytes + excluded.waiting_bytes,
      processed = processed + excluded.processed, processed_bytes = processed_bytes + excluded.processed_bytes,
      stays_waiting = stays_waiting + excluded.stays_waiting,
      stays_waiting_bytes = stays_waiting_bytes + excluded.stays_waiting_bytes,
      stays_processed = stays_processed + excluded.stays_processed,
      stays_processed_bytes = stays_processed_bytes + excluded.stays_processed_bytes,
      held_waiting = held_waiting + excluded.held_waiting,
      held_waiting_bytes = held_waiting_bytes + excluded.held_waiting_bytes,
      held_processed = held_processed + excluded.held_processed,
      held_processed_bytes = held_processed_bytes + excluded.held_processed_bytes;
END;

-- It leaves the hour in which it came, and comes in that of the change.
CREATE TRIGGER hourly_changed AFTER UPDATE OF folder, held, mailbox ON message
  WHEN OLD.folder <> NEW.folder OR OLD.held <> NEW.held OR OLD.mailbox <> NEW.mailbox BEGIN
  UPDATE hourly SET
    stays_waiting = stays_waiting - (OLD.folder = 'delivery') * (1 - OLD.held),
    stays_waiting_bytes = stays_waiting_bytes - (OLD.folder = 'delivery') * (1 - OLD.held) * OLD.size,
    stays_processed = stays_processed - (OLD.folder = 'processed') * (1 - OLD.held),
    stays_processed_bytes = stays_processed_bytes - (OLD.folder = 'processed') * (1 - OLD.held) * OLD.size,
    held_waiting = held_waiting - (OLD.folder = 'delivery') * OLD.held,
    held_waiting_bytes = held_waiting_bytes - (OLD.folder = 'delivery') * OLD.held * OLD.size,
    held_processed = held_processed - (OLD.folder = 'processed') * OLD.held,
    held_processed_bytes = held_processed_bytes - (OLD.folder = 'processed') * OLD.held * OLD.size
  WHERE hour = CAST(OLD.entered_at AS INTEGER) / 3600000 AND mailbox IN (OLD.mailbox, 0);
  INSERT INTO hourly (hour, mailbox, acquired, acquired_bytes, waiting, waiting_bytes, processed, processed_bytes, stays_waiting,
                      stays_waiting_bytes, stays_processed, stays_processed_bytes, held_waiting, held_waiting_bytes, held_processed,
                      held_processed_bytes)
    SELECT
      CAST(NEW.entered_at AS INTEGER) / 3600000, box,
      -- Its device has it: all that leaves the delivery folder but what expired, or what an administrator deleted, a tombstone.
      OLD.folder = 'delivery' AND (NEW.folder = 'processed' OR ifnull(NEW.ended IN ('forwarded', 'returned'), 0)
        OR ifnull(NEW.ended = 'deleted' AND NEW.tombstone IS NULL, 0)),
      (OLD.folder = 'delivery' AND (NEW.folder = 'processed' OR ifnull(NEW.ended IN ('forwarded', 'returned'), 0)
        OR ifnull(NEW.ended = 'deleted' AND NEW.tombstone IS NULL, 0))) * NEW.size,
      (NEW.folder = 'delivery') - (OLD.folder = 'delivery'), ((NEW.folder = 'delivery') - (OLD.folder = 'delivery')) * NEW.size,
      (NEW.folder = 'processed') - (OLD.folder = 'processed'), ((NEW.folder = 'processed') - (OLD.folder = 'processed')) * NEW.size,
      (NEW.folder = 'delivery') * (1 - NEW.held), (NEW.folder = 'delivery') * (1 - NEW.held) * NEW.size,
      (NEW.folder = 'processed') * (1 - NEW.held), (NEW.folder = 'processed') * (1 - NEW.held) * NEW.size,
      (NEW.folder = 'delivery') * NEW.held, (NEW.folder = 'delivery') * NEW.held * NEW.size,
      (NEW.folder = 'processed') * NEW.held, (NEW.folder = 'processed') * NEW.held * NEW.size
    FROM (SELECT NEW.mailbox AS box UNION ALL SELECT 0) WHERE true
    ON CONFLICT DO UPDATE SET
      acquired = acquired + excluded.acquired, acquired_bytes = acquired_bytes + excluded.acquired_bytes,
      waiting = waiting + excluded.waiting, waiting_bytes = waiting_bytes + excluded.waiting_bytes,
      processed = processed + excluded.processed, processed_bytes = processed_bytes + excluded.processed_bytes,
      stays_waiting = stays_waiting + excluded.stays_waiting,
      stays_waiting_bytes = stays_waiting_bytes + excluded.stays_waiting_bytes,
      stays_processed = stays_processed + excluded.stays_processed,
      stays_processed_bytes = stays_processed_bytes + excluded.stays_processed_bytes,
      held_waiting = held_waiting + excluded.held_waiting,
      held_waiting_bytes = held_waiting_bytes + excluded.held_waiting_bytes,
      held_processed = held_processed + excluded.held_processed,
      held_processed_bytes = held_processed_bytes + excluded.held_processed_bytes;
END;

CREATE TRIGGER hourly_acquired AFTER UPDATE OF folder ON message
  WHEN OLD.folder = 'delivery' AND (NEW.folder = 'processed' OR NEW.ended IN ('forwarded', 'returned')
    OR (NEW.ended = 'deleted' AND NEW.tombstone IS NULL)) BEGIN
  INSERT INTO delay (hour, mailbox, bucket, count)
    SELECT CAST(NEW.entered_at AS INTEGER) / 3600000, box, CAST(4 * log2(max(1, NEW.entered_at - OLD.entered_at)) AS INTEGER), 1
    FROM (SELECT NEW.mailbox AS box UNION ALL SELECT 0) WHERE true
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

-- What came while its mailbox was removed belongs to the one that takes its place, with the hour of its coming.
CREATE TRIGGER hourly_mailbox AFTER UPDATE OF mailbox ON message WHEN OLD.mailbox <> NEW.mailbox BEGIN
  UPDATE hourly SET arrived = arrived - 1, arrived_bytes = arrived_bytes - OLD.size
  WHERE hour = CAST(OLD.accepted_at AS INTEGER) / 3600000 AND mailbox = OLD.mailbox;
  INSERT INTO hourly (hour, mailbox, arrived, arrived_bytes)
    VALUES (CAST(NEW.accepted_at AS INTEGER) / 3600000, NEW.mailbox, 1, NEW.size)
    ON CONFLICT DO UPDATE SET arrived = arrived + 1, arrived_bytes = arrived_bytes + excluded.arrived_bytes;
  UPDATE hourly SET
    waiting = waiting - (OLD.folder = 'delivery'), waiting_bytes = waiting_bytes - (OLD.folder = 'delivery') * OLD.size,
    processed = processed - (OLD.folder = 'processed'), processed_bytes = processed_bytes - (OLD.folder = 'processed') * OLD.size
  WHERE hour = CAST(OLD.entered_at AS INTEGER) / 3600000 AND mailbox = OLD.mailbox;
  UPDATE hourly SET
    waiting = waiting + (NEW.folder = 'delivery'), waiting_bytes = waiting_bytes + (NEW.folder = 'delivery') * NEW.size,
    processed = processed + (NEW.folder = 'processed'), processed_bytes = processed_bytes + (NEW.folder = 'processed') * NEW.size
  WHERE hour = CAST(NEW.entered_at AS INTEGER) / 3600000 AND mailbox = NEW.mailbox;
END;
