import type {
  Again,
  Args,
  MessagePage,
  MessageRow,
  Result,
  RoomPage,
  ServerPage,
  Sizes,
  Status,
  Stepped,
  TracePage,
  Whereabouts,
} from '../../protocol/bridge.ts';
import type { CapacityPolicy } from '../inbox/capacity.ts';
import type { Boundary, Inbox, InboxMessage, Look, RoomChoice, Sight } from '../inbox/port.ts';
import type { Redelivered } from '../sync/request.ts';
import type { AccountMethod, LetterMethod, Retired, TaskStart } from './calls.ts';
import type { Link } from './link.ts';
import { createReading, type Outgoing } from './reading.ts';

/** The key behind which the next page starts, if this one was full. */
const nextOf = (rows: readonly { readonly key: number }[], limit: number): number | null =>
  rows.length === limit ? (rows.at(-1)?.key ?? null) : null;

const outcomes: Record<Redelivered['outcome'], Again['outcome']> = {
  done: 'coming',
  already: 'waiting',
  'not-processed': 'waiting',
  ended: 'gone',
  unknown: 'gone',
};

type Seen = Args<'inbox.count'>;
/** What the list of all inboxes asks of each. */
export type Nearest = Seen & { readonly from: Boundary; readonly by: 1 | -1 };
export type Above = Seen & { readonly from: Boundary };

const unreadOf = (sight: Omit<Seen, 'account'>): Sight => ({ ...sight, filter: { ...sight.filter, unread: true } }) as Sight;

/** Just beyond a message of the list, or the end from which it is gone through. */
export const boundaryOf = (key: number | null, by: 1 | -1): Boundary => {
  if (key === null) return { before: by === 1 ? Number.MAX_SAFE_INTEGER : 0 };
  return { before: by === 1 ? key : key + 1 };
};

type Methods = { readonly [K in Exclude<AccountMethod, LetterMethod>]: (args: never) => Promise<unknown> };

/** What an account answers. Each method may be carried out twice, see ADR 14. */
export const createMethods = (deps: {
  /** Its id. */
  account: string;
  mailbox: string;
  /** The inbox when it is open. @throws Problem why it is not */
  inbox: () => Promise<Inbox>;
  /** @throws Problem `server-unreachable` */
  link: () => Link;
  status: () => Promise<Status>;
  policy: () => CapacityPolicy;
  wake: () => void;
  roomChanged: () => void;
  /** Messages were marked, and these went. */
  changed: (gone?: readonly string[]) => void;
  open: (uid: string | null) => void;
  retire: (insist: boolean) => Promise<Retired>;
  startTask: (start: TaskStart, outgoing: Outgoing) => void;
}): Methods => {
  const { account, mailbox, changed } = deps;
  const toRow = ({ id: _, sha256: __, ...row }: InboxMessage): MessageRow => ({ ...row, account });
  const reading = createReading({ inbox: deps.inbox, toRow });

  return {
    ...reading.methods,
    'status.read': async (): Promise<Status> => {
      // Where the inbox cannot be opened, the status says so.
      await deps.inbox().catch(() => {});
      return deps.status();
    },
    'inbox.fetch': async () => {
      deps.wake();
      return null;
    },
    'inbox.device': async (): Promise<string> => (await deps.inbox()).device(),
    'inbox.takeOver': async () => {
      await deps.link().client.takeOver(mailbox);
      deps.wake();
      return null;
    },
    'inbox.page': async ({ account: _, before, skip = 0, limit, ...sight }: Args<'inbox.page'>): Promise<MessagePage> => {
      const look = { ...sight, limit, ...(skip > 0 && { skip }), ...(before !== null && { before }) };
      const rows = (await (await deps.inbox()).page(look as Look)).map(toRow);
      return { rows, next: nextOf(rows, limit) };
    },
    'inbox.count': async ({ account: _, ...sight }: Args<'inbox.count'>): Promise<number> => (await deps.inbox()).count(sight as Sight),
    'inbox.uids': async ({ account: _, ...sight }: Args<'inbox.uids'>): Promise<string[]> => (await deps.inbox()).uids(sight as Sight),
    'inbox.step': async ({ account: _, from, by, ...sight }: Args<'inbox.step'>): Promise<Stepped | null> => {
      const inbox = await deps.inbox();
      const found = await inbox.nearest(unreadOf(sight), boundaryOf(from, by), by);
      return found ? { account, uid: found.uid, place: await inbox.above(sight as Sight, { before: found.key + 1 }) } : null;
    },
    'inbox.nearest': async ({ account: _, from, by, ...sight }: Nearest): Promise<MessageRow | null> => {
      const found = await (await deps.inbox()).nearest(unreadOf(sight), from, by);
      return found ? toRow(found) : null;
    },
    'inbox.above': async ({ account: _, from, ...sight }: Above): Promise<number> => (await deps.inbox()).above(sight as Sight, from),
    'inbox.whereabouts': async ({ uid }: Args<'inbox.whereabouts'>): Promise<Whereabouts> =>
      (await deps.inbox()).whereabouts(uid, deps.policy()),
    'inbox.open': async ({ uid }: Args<'inbox.open'>): Promise<null> => {
      if (uid === null) reading.close();
      deps.open(uid);
      return null;
    },
    'inbox.mark': async ({ account: _, uids, ...marks }: Args<'inbox.mark'>): Promise<string[]> => {
      const marked = await (await deps.inbox()).mark(uids, marks, Date.now());
      if (marked.length > 0) changed();
      return marked;
    },
    'inbox.purge': async ({ uids }: Args<'inbox.purge'>): Promise<string[]> => {
      const gone = (await (await deps.inbox()).purge(uids ?? undefined, Date.now())).map(({ uid }) => uid);
      if (gone.length > 0) changed(gone);
      return gone;
    },
    'room.page': async ({ account: _, ...look }: Args<'room.page'>): Promise<RoomPage> => {
      const rows = (await (await deps.inbox()).roomPage(look)).map(toRow);
      const last = rows.length === look.limit ? rows.at(-1) : undefined;
      return { rows, next: last ? { bytes: last.bytes, key: last.key } : null };
    },
    'room.suggestions': async ({ read, missing }: Args<'room.suggestions'>): Promise<Result<'room.suggestions'>> =>
      (await deps.inbox()).suggestRoom({ read, missing, now: Date.now() }),
    'room.weigh': async ({ choice }: Args<'room.weigh'>): Promise<Result<'room.weigh'>> => (await deps.inbox()).weigh(choice as RoomChoice),
    'room.make': async ({ choice, act }: Args<'room.make'>): Promise<Result<'room.make'>> => {
      const marks = act === 'delete' ? { deleted: true } : { read: true };
      const made = await (await deps.inbox()).makeRoom(choice as RoomChoice, marks, Date.now());
      if (made.uids.length > 0) changed();
      return made;
    },
    'inbox.sizes': async (): Promise<Sizes> => {
      const inbox = await deps.inbox();
      const [sizes, { left }] = await Promise.all([inbox.sizes(), inbox.unsearched(0)]);
      return { ...sizes, unsearched: left };
    },
    'inbox.traces': async ({ before, limit }: Args<'inbox.traces'>): Promise<TracePage> => {
      const rows = await (await deps.inbox()).traces(before ?? undefined, limit);
      return { rows, next: nextOf(rows, limit) };
    },
    'inbox.again': async ({ uids }: Args<'inbox.again'>): Promise<Again[]> => {
      const { client, device } = deps.link();
      const results = await client.redeliver(uids);
      device.wake();
      return results.map(({ uid, outcome }) => ({ uid, outcome: outcomes[outcome] }));
    },
    'inbox.waiting': ({ after }: Args<'inbox.waiting'>): Promise<ServerPage> => deps.link().client.waiting(mailbox, after ?? undefined),
    'task.start': async (start: TaskStart): Promise<null> => {
      deps.startTask(start, reading.outgoing);
      return null;
    },
    'account.retire': ({ insist }: { insist: boolean }): Promise<Retired> => deps.retire(insist),
  };
};
