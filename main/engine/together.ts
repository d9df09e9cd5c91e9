import type { Args, MessagePage, MessageRow, Result, Stepped, TogetherPage, TogetherPlace } from '../../protocol/bridge.ts';
import type { Boundary } from '../inbox/port.ts';
import type { Account } from './account.ts';
import type { TogetherMethod } from './calls.ts';
import { type Above, boundaryOf, type Nearest } from './methods.ts';

interface Member {
  readonly id: string;
  readonly account: Account;
}
type Sight = Args<'together.count'>;

/** Rows of a page when all are gone through; the bridge gives no more at once. */
const readAtOnce = 500;

const placeOf = ({ receivedAt, account, key }: MessageRow): TogetherPlace => ({ at: receivedAt, account, key });

/** Whether a row comes before one of another account. */
const isFirst = (a: MessageRow, b: MessageRow): boolean =>
  a.receivedAt === b.receivedAt ? a.account < b.account : a.receivedAt > b.receivedAt;

/** The newest first of several lists, each of which keeps its own order. */
const merge = (lists: readonly (readonly MessageRow[])[], limit: number): MessageRow[] => {
  const rows: MessageRow[] = [];
  const at = lists.map(() => 0);
  while (rows.length < limit) {
    let found: { row: MessageRow; list: number } | undefined;
    for (const [list, all] of lists.entries()) {
      const row = all[at[list] ?? 0];
      if (row && (!found || isFirst(row, found.row))) found = { row, list };
    }
    if (!found) break;
    rows.push(found.row);
    at[found.list] = (at[found.list] ?? 0) + 1;
  }
  return rows;
};

/** Where the list of one account goes on behind a place of the list of all. */
const fromOf = (id: string, behind: TogetherPlace | null): Pick<Args<'inbox.page'>, 'before' | 'receivedBefore'> => {
  if (behind === null) return { before: null };
  if (id === behind.account) return { before: behind.key };
  return { before: null, receivedBefore: id > behind.account ? behind.at + 1 : behind.at };
};

/** The same, between two rows of its list: down from there, or up. */
const boundaryIn = (id: string, place: TogetherPlace | null, by: 1 | -1): Boundary => {
  if (place === null || id === place.account) return boundaryOf(place?.key ?? null, by);
  return { receivedBefore: id > place.account ? place.at + 1 : place.at };
};

/** All inboxes as one list. An account that fails is left out, and hides no other. */
export const createTogether = (members: () => readonly Member[]): { [K in TogetherMethod]: (args: Args<K>) => Promise<Result<K>> } => {
  /** @throws what the first one failed with, if every one does */
  const askAll = async <T>(question: (member: Member) => Promise<T>): Promise<T[]> => {
    const settled = await Promise.allSettled(members().map(question));
    const answers = settled.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
    const failed = settled.find((one) => one.status === 'rejected');
    if (answers.length === 0 && failed) throw failed.reason;
    return answers;
  };
  const page = async ({ behind, limit, ...sight }: Args<'together.page'>): Promise<TogetherPage> => {
    const pages = await askAll(async ({ id, account }) => {
      const look: Args<'inbox.page'> = { account: id, ...sight, ...fromOf(id, behind), limit };
      return (await account.call('inbox.page', look)) as MessagePage;
    });
    const rows = merge(
      pages.map((one) => one.rows),
      limit,
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { rows, next: last ? placeOf(last) : null };
  };
  return {
    'together.page': page,
    'together.step': async ({ from, by, ...sight }: Args<'together.step'>): Promise<Stepped | null> => {
      const ask = ({ id, account }: Member): Promise<unknown> => {
        const look: Nearest = { account: id, ...sight, from: boundaryIn(id, from, by), by };
        return account.call('inbox.nearest', look);
      };
      const found = (await askAll(ask)).filter((row) => row !== null) as MessageRow[];
      const ordered = found.toSorted((a, b) => (isFirst(a, b) ? -by : by));
      const row = ordered[0];
      if (!row) return null;
      const counts = await askAll(({ id, account }) => {
        const look: Above = { account: id, ...sight, from: boundaryIn(id, placeOf(row), -1) };
        return account.call('inbox.above', look) as Promise<number>;
      });
      return { account: row.account, uid: row.uid, place: counts.reduce((sum, count) => sum + count, 0) };
    },
    'together.count': async (sight: Sight) => {
      const counts = await askAll(({ id, account }) => account.call('inbox.count', { account: id, ...sight }) as Promise<number>);
      return counts.reduce((sum, count) => sum + count, 0);
    },
    'together.uids': async (sight: Sight) => {
      const found: Pick<MessageRow, 'account' | 'uid'>[] = [];
      let behind: TogetherPlace | null = null;
      do {
        const { rows, next }: TogetherPage = await page({ ...sight, behind, limit: readAtOnce });
        for (const { account, uid } of rows) found.push({ account, uid });
        behind = next;
      } while (behind !== null);
      return found;
    },
  };
};
