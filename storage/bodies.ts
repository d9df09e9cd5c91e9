import type { Sql } from './sql.ts';

/** Bytes of a chunk row: large enough to stream, small enough that memory stays flat. */
export const chunkSize = 256 * 1024;

/** Places within one body: 2^20 chunks, 256 GiB. */
const placesPerBody = 2 ** 20;
const address = (body: number, place: number): number => body * placesPerBody + place;

/**
 * Bytes on their way into a transaction: small ones travel with the call that commits them, large ones
 * lie in an unsealed body already and are sealed by it, or in one that was made to be kept whatever comes.
 */
export type BodySource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'staged'; readonly body: number }
  | { readonly kind: 'kept'; readonly body: number };

/** The chunked bodies of one storage, for use within a procedure. */
export interface Bodies {
  /** An unsealed body without bytes. */
  stage(): number;
  /** A body without bytes that outlives the process while it is written: whoever makes it remembers it. */
  keep(): number;
  /** Adds a chunk of exactly `chunkSize` bytes, the last one excepted. */
  append(body: number, bytes: Uint8Array): void;
  /** Makes a body durable with the transaction that calls it; returns its number. */
  seal(source: BodySource): number;
  /** Bytes that a body has. */
  sizeOf(body: number): number;
  /** A chunk by its place, from 0; `undefined` behind the last one or when the body was dropped. */
  chunk(body: number, place: number): Uint8Array | undefined;
  /** What is large is only put aside by the transaction that calls it: its chunks go by `reap`. */
  drop(body: number): void;
  /** Whether something was put aside. */
  hasAside(): boolean;
  /** Removes at most so many chunks of what was put aside. */
  reap(chunks: number): void;
}

/** Bytes up to which a body is dropped at once: other calls wait for it. */
const droppedAtOnce = 4 * 1024 ** 2;

export const createBodies = (sql: Sql): Bodies => {
  /** Put aside: unsealed, so that the next start finishes what this process does not. */
  const aside = new Set<number>();
  const insert = (sealed: 0 | 1): number => Number(sql.run('INSERT INTO body (sealed) VALUES (?)', sealed).lastInsertRowid);
  const sizeOf = (body: number): number => sql.one<{ size: number }>('SELECT size FROM body WHERE body = ?', body).size;
  const append = (body: number, bytes: Uint8Array): void => {
    const size = sizeOf(body);
    if (size % chunkSize !== 0 || bytes.byteLength > chunkSize) throw new Error(`body ${body} is written out of step`);
    sql.run('INSERT INTO chunk (address, data) VALUES (?, ?)', address(body, size / chunkSize), bytes);
    sql.run('UPDATE body SET size = size + ? WHERE body = ?', bytes.byteLength, body);
  };
  return {
    stage: () => insert(0),
    keep: () => insert(1),
    append,
    seal(source) {
      if (source.kind === 'bytes') {
        const body = insert(1);
        if (source.bytes.byteLength > 0) append(body, source.bytes);
        return body;
      }
      if (source.kind === 'kept') return source.body;
      const { changes } = sql.run('UPDATE body SET sealed = 1 WHERE body = ? AND sealed = 0', source.body);
      if (Number(changes) !== 1) throw new Error(`body ${source.body} is not staged`);
      return source.body;
    },
    sizeOf,
    chunk: (body, place) => sql.maybe<{ data: Uint8Array }>('SELECT data FROM chunk WHERE address = ?', address(body, place))?.data,
    drop(body) {
      const row = sql.maybe<{ size: number }>('SELECT size FROM body WHERE body = ?', body);
      if (row && row.size > droppedAtOnce) {
        sql.run('UPDATE body SET sealed = 0 WHERE body = ?', body);
        aside.add(body);
        return;
      }
      sql.run('DELETE FROM chunk WHERE address >= ? AND address < ?', address(body, 0), address(body + 1, 0));
      sql.run('DELETE FROM body WHERE body = ?', body);
    },
    reap(chunks) {
      for (const body of aside) {
        // A transaction that was undone has put nothing aside.
        if (!sql.maybe('SELECT 1 FROM body WHERE body = ? AND sealed = 0', body)) {
          aside.delete(body);
          continue;
        }
        const { changes } = sql.run(
          'DELETE FROM chunk WHERE address IN (SELECT address FROM chunk WHERE address >= ? AND address < ? LIMIT ?)',
          address(body, 0),
          address(body + 1, 0),
          chunks,
        );
        if (Number(changes) === chunks) return;
        sql.run('DELETE FROM body WHERE body = ?', body);
        aside.delete(body);
        return;
      }
    },
    hasAside: () => aside.size > 0,
  };
};
