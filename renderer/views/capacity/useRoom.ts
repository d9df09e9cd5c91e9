import { useCallback, useEffect, useMemo, useState } from 'react';
import type { MessageRow, RoomChoice, RoomOrder, RoomSuggestion, RoomWeight } from '../../../protocol/bridge.ts';
import type { Bridge } from '../../bridge.ts';
import { fitting, gainOf, roomOf } from '../../room.ts';
import { useApp } from '../../state/app.ts';
import { PagedList } from '../../state/paged-list.ts';
import { useValue } from '../../state/value.ts';
import { useWaiting } from '../../state/waiting.ts';

const pageSize = 200;
/** Waiting messages whose sizes are looked at; of more it is said "at least". */
const lookedAt = 1_000;

/** Places in both orders, as numbers that sort them. */
const rankBits = 50n;
const rankOf = (order: RoomOrder, { bytes, key }: { bytes: number; key: number }): bigint =>
  order === 'oldest' ? BigInt(key) : (-BigInt(bytes) << rankBits) + BigInt(key);
const placeOf = (order: RoomOrder, rank: bigint): { bytes: number; key: number } => {
  const key = Number(BigInt.asUintN(Number(rankBits), rank));
  return { bytes: order === 'oldest' ? 0 : Number(-(rank >> rankBits)), key };
};

const createList = (bridge: Bridge, account: string, order: RoomOrder, read: boolean): PagedList<MessageRow> =>
  new PagedList<MessageRow>({
    start: Number.NEGATIVE_INFINITY,
    rankOf: (row) => rankOf(order, row),
    load: async (rank) => {
      const after = typeof rank === 'bigint' ? placeOf(order, rank) : null;
      const outcome = await bridge.call('room.page', { account, order, read, after, limit: pageSize });
      if (!outcome.ok) return outcome;
      const { rows, next } = outcome.value;
      return { ok: true, value: { rows, next: next && rankOf(order, next) } };
    },
  });

/** What could make room, one by one. Read ones are left out while they make way by themselves. */
export const useRoomList = (order: RoomOrder): PagedList<MessageRow> => {
  const app = useApp();
  const { id, overwriteRead } = useValue(app.account);
  const pages = useMemo(() => createList(app.bridge, id, order, !overwriteRead), [app, id, order, overwriteRead]);
  useEffect(() => {
    pages.show(0, 0);
    return app.inboxChanged.subscribe(() => pages.changed());
  }, [app, pages]);
  return pages;
};

/** The sizes of those that wait, in order; with a cap by number they do not matter, and none is asked for. */
const useSizes = (): { sizes: readonly number[]; ended: boolean } => {
  const { cap } = useValue(useApp().account);
  const { pages } = useWaiting(cap.unit === 'bytes' ? lookedAt : 0);
  const { rows, ended } = useValue(pages.listing);
  const sizes = useMemo(() => rows.map(({ size }) => size), [rows]);
  return { sizes, ended };
};

/** What is missing for all that waits, in the unit of the cap, but for what is larger than the whole inbox. */
const useMissing = (): number => {
  const app = useApp();
  const account = useValue(app.account);
  const status = useValue(app.status);
  const { sizes } = useSizes();
  if (!status) return 0;
  const fits = sizes.filter((size) => size <= account.cap.limit);
  const waits = account.cap.unit === 'messages' ? status.waiting.count : fits.reduce((sum, size) => sum + Math.max(size, 1), 0);
  return waits === 0 ? 0 : Math.max(0, waits - roomOf(status.tally, account));
};

/** What could be taken at once; asked anew whenever the inbox changed. */
export const useSuggestions = (): readonly RoomSuggestion[] => {
  const app = useApp();
  const { id, overwriteRead, cap } = useValue(app.account);
  const [suggestions, setSuggestions] = useState<readonly RoomSuggestion[]>([]);
  const missing = useMissing();
  const { unit } = cap;
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      const outcome = await app.bridge.call('room.suggestions', { account: id, read: !overwriteRead, missing: { unit, amount: missing } });
      if (current && outcome.ok) setSuggestions(outcome.value);
    };
    void ask();
    const stop = app.inboxChanged.subscribe(() => void ask());
    return () => {
      current = false;
      stop();
    };
  }, [app, id, overwriteRead, unit, missing]);
  return suggestions;
};

/** What a choice means; null while that is found out. */
export const useWeight = (choice: RoomChoice): RoomWeight | null => {
  const app = useApp();
  const { id } = useValue(app.account);
  const [known, setKnown] = useState<{ choice: RoomChoice; weight: RoomWeight } | null>(null);
  useEffect(() => {
    let current = true;
    const ask = async (): Promise<void> => {
      const outcome = await app.bridge.call('room.weigh', { account: id, choice });
      if (current && outcome.ok) setKnown({ choice, weight: outcome.value });
    };
    void ask();
    const stop = app.inboxChanged.subscribe(() => void ask());
    return () => {
      current = false;
      stop();
    };
  }, [app, id, choice]);
  return known?.choice === choice ? known.weight : null;
};

/** How many of those that wait would fit. */
export interface Fit {
  readonly count: number;
  readonly of: number;
  /** More may fit: not all that wait were looked at. */
  readonly atLeast: boolean;
}

export interface Outlook {
  /** In the unit of the cap. */
  readonly gain: number;
  readonly room: number;
  readonly fit: Fit;
}

/** What it would gain to delete, or to mark as read. */
export const useOutlook = (): ((weight: RoomWeight, act: 'delete' | 'read') => Outlook | null) => {
  const app = useApp();
  const account = useValue(app.account);
  const status = useValue(app.status);
  const { cap } = account;
  const { sizes, ended } = useSizes();
  return useCallback(
    (weight, act) => {
      if (!status) return null;
      const gain = gainOf(weight, account, act);
      const room = roomOf(status.tally, account) + gain;
      const of = status.waiting.count;
      if (cap.unit === 'messages') return { gain, room, fit: { count: Math.max(0, Math.min(room, of)), of, atLeast: false } };
      const places = fitting(account, room, sizes);
      return { gain, room, fit: { count: places.length, of: Math.max(of, sizes.length), atLeast: !ended } };
    },
    [status, account, cap.unit, sizes, ended],
  );
};
