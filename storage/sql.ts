import type { DatabaseSync } from '@photostructure/sqlite';

export type Value = null | number | string | Uint8Array;
type Database = InstanceType<typeof DatabaseSync>;
type Statement = ReturnType<Database['prepare']>;

/** Prepared statements by their text. Rows are typed by the caller, who wrote the SELECT. */
export interface Sql {
  run(text: string, ...values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  all<Row>(text: string, ...values: Value[]): Row[];
  maybe<Row>(text: string, ...values: Value[]): Row | undefined;
  /** @throws if there is no row: a bug, not an outcome. */
  one<Row>(text: string, ...values: Value[]): Row;
  /** Rows as they are needed; the statement must not be used again before the iteration ends. */
  each<Row>(text: string, ...values: Value[]): IterableIterator<Row>;
}

export const createSql = (db: Database): Sql => {
  const statements = new Map<string, Statement>();
  const prepare = (text: string): Statement => {
    const known = statements.get(text);
    if (known) return known;
    const statement = db.prepare(text);
    statements.set(text, statement);
    return statement;
  };
  const maybe = <Row>(text: string, ...values: Value[]): Row | undefined => prepare(text).get(...values) as Row | undefined;
  return {
    run: (text, ...values) => prepare(text).run(...values),
    all: <Row>(text: string, ...values: Value[]) => prepare(text).all(...values) as Row[],
    maybe,
    one<Row>(text: string, ...values: Value[]) {
      const row = maybe<Row>(text, ...values);
      if (row === undefined) throw new Error(`no row for: ${text}`);
      return row;
    },
    each: <Row>(text: string, ...values: Value[]) => prepare(text).iterate(...values) as IterableIterator<Row>,
  };
};
