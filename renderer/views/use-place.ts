import { useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { accountId } from '../../protocol/account.ts';
import { inboxFolders, type MessageRow } from '../../protocol/bridge.ts';
import { useApp } from '../state/app.ts';
import { type Place, serverViews } from './place.ts';

/*
 * Where the reader is, kept for as long as the window lives: a page that died and is loaded again shows what it showed.
 */

const item = 'place';

/** The message that is open. */
type Opened = Pick<MessageRow, 'uid' | 'key'>;

interface Kept {
  readonly account: string;
  readonly place: Place;
  readonly open: Opened | null;
}

const opened = z.object({ uid: z.uuid(), key: z.int() });

const isOneOf = <T extends string>(all: readonly T[], value: unknown): value is T => all.some((one) => one === value);

const toPlace = (value: unknown): Place | undefined => {
  const { kind, folder, view, server } = (value ?? {}) as Record<string, unknown>;
  if (kind === 'mail' && isOneOf(inboxFolders, folder)) return { kind, folder };
  if (kind === 'server' && isOneOf(serverViews, view) && accountId.safeParse(server).success) return { kind, view, server: String(server) };
  if (kind === 'letters' && isOneOf(['drafts', 'sent'] as const, folder)) return { kind, folder };
  return isOneOf(['waiting', 'gone', 'room', 'settings'] as const, kind) ? { kind } : undefined;
};

const read = (): Kept | undefined => {
  try {
    const { account, place, open } = JSON.parse(sessionStorage.getItem(item) ?? '{}') as Record<string, unknown>;
    const parsed = toPlace(place);
    if (!parsed || !accountId.safeParse(account).success) return undefined;
    return { account: String(account), place: parsed, open: opened.safeParse(open).data ?? null };
  } catch {
    return undefined;
  }
};

/** From before this page was loaded; once. */
let before = read();
let now: Kept | undefined;
const keep = (change: Partial<Kept>): void => {
  if (!change.place && !now) return;
  now = { account: '', place: { kind: 'mail', folder: 'inbox' }, open: null, ...now, ...change };
  sessionStorage.setItem(item, JSON.stringify(now));
};

/** The message that is open, null if none is. */
export const keepOpen = (open: Opened | null): void => keep({ open });

/** What the window shows beside the folders, and how to go elsewhere. */
export const usePlace = (account: string): [Place, (place: Place) => void] => {
  const app = useApp();
  const restored = useRef(before?.account === account ? before : undefined);
  const [place, go] = useState<Place>(restored.current?.place ?? { kind: 'mail', folder: 'inbox' });
  useEffect(() => {
    if (before && before.account !== account && app.accounts.get().some(({ id }) => id === before?.account)) {
      app.selectAccount(before.account);
      return;
    }
    const { place, open } = (restored.current === before && before) || {};
    if (place?.kind === 'mail' && open) app.target.set({ folder: place.folder, ...open });
    before = undefined;
  }, [app, account]);
  useEffect(() => keep({ account, place }), [account, place]);
  return [place, go];
};
