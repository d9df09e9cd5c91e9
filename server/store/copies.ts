import type { Sql } from '../../storage/index.ts';
import { historyOf, type NamedRow, stateOf } from './history.ts';
import { createEndings, toListed } from './listing.ts';
import type { Copies, CopyDetail, Policies } from './port.ts';
import { findByUid } from './rows.ts';

/** Copies that one answer has. */
const atMost = 200;

const parentOf = ({ envelope }: NamedRow): string | null => {
  const { via, uid } = JSON.parse(envelope) as { via?: unknown; uid?: unknown };
  return via === 'forward' && typeof uid === 'string' ? uid : null;
};

/** The copies of one submission were stored in one go: their rows lie side by side, whatever was forgotten between them. */
function* beside(sql: Sql, row: NamedRow): Generator<NamedRow> {
  for (const [sign, direction] of [
    ['<', 'DESC'],
    ['>', 'ASC'],
  ] as const) {
    const rows = sql.each<NamedRow>(
      `SELECT m.*, b.name FROM message m JOIN mailbox b USING (mailbox) WHERE m.message ${sign} ? ORDER BY m.message ${direction}`,
      row.message,
    );
    for (const one of rows) {
      if (one.origin !== row.origin) break;
      yield one;
    }
  }
}

/** Every copy of the submission that a message comes from, with what became of each; undefined: it is not on record. */
export const copies = (sql: Sql, { uid, policies, at }: { uid: string; policies: Policies; at: number }): Copies | undefined => {
  const asked = findByUid(sql, uid);
  if (!asked) return undefined;
  const found = new Map<string, NamedRow>();
  const forgotten = new Set<string>();
  let more = false;
  const take = (row: NamedRow): boolean => {
    if (found.has(row.uid)) return false;
    more ||= found.size >= atMost;
    if (found.size < atMost) found.set(row.uid, row);
    return !more;
  };
  const takeNamed = (named: string): NamedRow | undefined => {
    const row = found.get(named) ?? findByUid(sql, named);
    if (!row) forgotten.add(named);
    return row;
  };
  // Up to the recipient's copy that it was handed on from first, from there to the others, and down to where each was handed on to.
  let top: NamedRow = asked;
  take(asked);
  for (let from = parentOf(asked); from !== null && !more; ) {
    const parent = takeNamed(from);
    if (!parent || !take(parent)) break;
    top = parent;
    from = parentOf(parent);
  }
  for (const start of [top, takeNamed(asked.origin)]) {
    if (!start) continue;
    take(start);
    for (const row of beside(sql, start)) if (!take(row) && more) break;
  }
  const endsOf = createEndings(sql, policies, at);
  const details = new Map<string, CopyDetail>();
  // What is found on the way is looked at, too: a map goes on with what was added.
  for (const row of found.values()) {
    const history = historyOf(sql, row);
    const to = row.ended === 'forwarded' ? history.findLast(({ kind }) => kind === 'forwarded')?.detail?.uid : undefined;
    const next = typeof to === 'string' ? takeNamed(to) : undefined;
    if (next) take(next);
    const { message: _, sentAt: __, ...listed } = toListed(row, endsOf(row));
    details.set(row.uid, {
      ...listed,
      state: stateOf(row, history),
      history,
      folder: row.folder,
      ended: row.ended,
      envelope: JSON.parse(row.envelope),
      from: parentOf(row),
    });
  }
  const order = [...found.values()].toSorted((a, b) => a.message - b.message);
  return { origin: asked.origin, copies: order.flatMap((row) => details.get(row.uid) ?? []), forgotten: [...forgotten], more };
};
