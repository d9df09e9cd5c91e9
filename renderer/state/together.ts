import type { Amount, InboxFolder, Status } from '../../protocol/bridge.ts';
import { useApp } from './app.ts';
import { useValue } from './value.ts';

/** How much is in the folders: of one account, or of all together. */
export type Folders = Pick<Status, 'tally' | 'unread'>;

/** How many messages a folder has. */
export const totalOf = (folder: InboxFolder, { tally, unread }: Folders): number => {
  if (folder === 'inbox') return tally.unread.count + tally.protected.count + tally.read.count;
  return folder === 'unread' ? unread : tally[folder].count;
};

const plus = (a: Amount, b: Amount): Amount => ({ count: a.count + b.count, bytes: a.bytes + b.bytes });

export const sumOf = (all: readonly Folders[]): Folders | null => {
  const [first, ...others] = all;
  if (!first) return null;
  return others.reduce<Folders>(
    (sum, { tally, unread }) => ({
      unread: sum.unread + unread,
      tally: {
        unread: plus(sum.tally.unread, tally.unread),
        protected: plus(sum.tally.protected, tally.protected),
        read: plus(sum.tally.read, tally.read),
        deleted: plus(sum.tally.deleted, tally.deleted),
      },
    }),
    first,
  );
};

/** How much is in the folders that are shown; null until it is known. */
export const useFolders = (): Folders | null => {
  const app = useApp();
  const together = useValue(app.together);
  const status = useValue(app.status);
  const accounts = useValue(app.accounts);
  const statuses = useValue(app.statuses);
  return together ? sumOf(accounts.flatMap(({ id }) => statuses.get(id) ?? [])) : status;
};
