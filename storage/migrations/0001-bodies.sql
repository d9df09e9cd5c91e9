-- Message bodies. AUTOINCREMENT: the number of a dropped body never names other bytes, so that a
-- reader in the middle of one sees it end and never sees another.
CREATE TABLE body (
  body   INTEGER PRIMARY KEY AUTOINCREMENT,
  size   INTEGER NOT NULL DEFAULT 0,
  -- 0 while it is being written; such bodies are dropped when the storage opens.
  sealed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX body_unsealed ON body (body) WHERE sealed = 0;

-- Rows of at most 256 KiB. The row's key is body * 2^20 + its place, so that a body lies together and
-- needs no second index.
CREATE TABLE chunk (
  address INTEGER PRIMARY KEY,
  data    BLOB NOT NULL
) STRICT;
