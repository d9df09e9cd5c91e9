import type { Again, Args, MessagePage, MessageRow, ServerPage, Status, TracePage } from '../../protocol/bridge.ts';
import { Problem } from '../../protocol/errors.ts';
import type { AdminClient } from '../admin/client.ts';
import type { Inbox, InboxMessage, Look } from '../inbox/port.ts';
import type { Redelivered } from '../sync/request.ts';
import type { AccountMethod, Retired, ServerMethod } from './calls.ts';
import type { Link } from './link.ts';
import { createReading } from './reading.ts';

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

type Methods = { readonly [K in AccountMethod | ServerMethod]: (args: never) => Promise<unknown> };

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
  wake: () => void;
  roomChanged: () => void;
  /** Messages were marked or went. */
  changed: () => void;
  open: (uid: string | null) => void;
  retire: (insist: boolean) => Promise<Retired>;
}): Methods => {
  const { account, mailbox, changed } = deps;
  const toRow = ({ id: _, sha256: __, ...row }: InboxMessage): MessageRow => ({ ...row, account });
  const admin = (): AdminClient => {
    const { admin } = deps.link();
    if (!admin) throw new Problem('call-invalid', "The account is not of the app's own server.");
    return admin;
  };
  const reading = createReading({ mailbox, inbox: deps.inbox, toRow });

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
    'inbox.takeOver': async () => {
      await deps.link().client.takeOver(mailbox);
      deps.wake();
      return null;
    },
    'inbox.page': async ({ account: _, folder, words, filter, before, limit }: Args<'inbox.page'>): Promise<MessagePage> => {
      const look = { folder, limit, ...(words !== undefined && { words }), ...(filter && { filter }), ...(before !== null && { before }) };
      const rows = (await (await deps.inbox()).page(look as Look)).map(toRow);
      return { rows, next: nextOf(rows, limit) };
    },
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
      const gone = await (await deps.inbox()).purge(uids ?? undefined, Date.now());
      if (gone.length > 0) changed();
      return gone.map(({ uid }) => uid);
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
    'account.retire': ({ insist }: { insist: boolean }): Promise<Retired> => deps.retire(insist),
    'server.folder': ({ folder, after }: Args<'server.folder'>) => admin().folder(mailbox, folder, after),
    'server.retention': () => admin().retention(mailbox),
    'server.changeRetention': (retention: Args<'server.changeRetention'>) => admin().changeRetention(mailbox, retention),
  };
};
