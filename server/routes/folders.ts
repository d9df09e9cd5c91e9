import type { z } from 'zod';
import type { folderQuery } from '../../protocol/api.ts';
import { pageLimit } from '../../protocol/api.ts';
import { Problem } from '../../protocol/errors.ts';
import { formatDigest, formatEntityTag } from '../../protocol/response.ts';
import type { Directory, Grant } from '../directory/index.ts';
import { opens } from '../middleware/authorize.ts';
import type { Folder } from '../retention/policy.ts';
import type { Cursor, Filter, ListQuery, Store } from '../store/port.ts';
import { sendBytes } from './acquisition.ts';
import type { Serve } from './operation.ts';
import { formatCursor, iso, policiesOf, viewCopies, viewDetail, viewMessage } from './view.ts';

const parseCursor = (text: string): Cursor => {
  const [, at, message] = /^(-?\d{1,15})\.(\d{1,15})$/.exec(text) ?? [];
  if (at === undefined || message === undefined) throw new Problem('cursor-invalid', 'after= takes the next of the page before.');
  return { at: Number(at), message: Number(message) };
};

type Listing = z.infer<typeof folderQuery>;

const filterOf = (q: Listing, mailbox: string | undefined): Filter => ({
  ...(mailbox !== undefined && { mailbox }),
  ...(q.since !== undefined && { since: q.since }),
  ...(q.before !== undefined && { before: q.before }),
  ...(q.sender !== undefined && { sender: q.sender }),
  ...(q.subject !== undefined && { subject: q.subject }),
  ...(q.type !== undefined && { type: q.type }),
  ...(q['min-size'] !== undefined && { minSize: q['min-size'] }),
  ...(q['max-size'] !== undefined && { maxSize: q['max-size'] }),
  ...(q['ends-before'] !== undefined && { endsBefore: q['ends-before'] }),
  ...(q.held !== undefined && { held: q.held }),
});

/** Another mailbox's message is not told apart from none. */
const sees = (grant: Grant, mailbox: string): boolean => opens(grant, mailbox, ['receive']);

const unknown = (): Problem => new Problem('message-unknown', 'No message with this uid is known here.');

export const folderRoutes = (
  serve: Serve,
  deps: {
    directory: Directory;
    store: Pick<Store, 'list' | 'totals' | 'totalsOfAll' | 'detail' | 'copies' | 'open' | 'act' | 'tombstones' | 'readRest'>;
    /** Before a history is read. */
    flush: () => Promise<void>;
    /** A message came into the delivery folder again. */
    accepted: (mailbox: string) => void;
    /** Folders of the mailbox changed, and perhaps what retention has to do. */
    changed: (mailbox: string) => void;
    now: () => number;
  },
): void => {
  const { directory, store, now } = deps;

  const total = async (mailbox: string | undefined, folder: Folder): Promise<{ count: number; bytes: number }> => {
    const { waiting, waitingBytes, processed, processedBytes } = await (mailbox === undefined
      ? store.totalsOfAll()
      : store.totals(mailbox));
    return folder === 'delivery' ? { count: waiting, bytes: waitingBytes } : { count: processed, bytes: processedBytes };
  };
  const list = async (folder: Folder, mailbox: string | undefined, q: Listing) => {
    const query: ListQuery = {
      folder,
      filter: filterOf(q, mailbox),
      order: q.order ?? 'oldest',
      limit: q.limit ?? pageLimit,
      policies: policiesOf(directory),
      at: now(),
      ...(q.after !== undefined && { after: parseCursor(q.after) }),
      ...(q.skip !== undefined && { skip: q.skip }),
    };
    const [{ messages, looked, next }, sum] = await Promise.all([store.list(query), total(mailbox, folder)]);
    return { total: sum, messages: messages.map(viewMessage), looked, next: next && formatCursor(next) };
  };

  serve('delivery', ({ mailbox, query }) => list('delivery', mailbox, query));
  serve('processed', ({ mailbox, query }) => list('processed', mailbox, query));
  serve('messages', ({ query: { folder, mailbox, ...q } }) => list(folder, mailbox, q));

  serve('message', async ({ ctx, grant }) => {
    await deps.flush();
    const message = await store.detail(String(ctx.params.uid).toLowerCase(), policiesOf(directory), now());
    if (!message || !sees(grant, message.mailbox)) throw unknown();
    return viewDetail(message, (mailbox) => sees(grant, mailbox));
  });

  serve('copies', async ({ ctx }) => {
    await deps.flush();
    const found = await store.copies(String(ctx.params.uid).toLowerCase(), policiesOf(directory), now());
    if (!found) throw unknown();
    return viewCopies(found);
  });

  serve('messageBody', async ({ ctx, grant }) => {
    const uid = String(ctx.params.uid).toLowerCase();
    const message = await store.open(uid);
    if (!message || !sees(grant, message.mailbox)) {
      const ended = await store.detail(uid, policiesOf(directory), now());
      if (!ended || !sees(grant, ended.mailbox)) throw unknown();
      throw new Problem('message-ended', 'The message has ended; its record is kept, its bytes are gone.');
    }
    ctx.status = 200;
    // What strangers wrote: whatever opens it must not run it in this server's name.
    ctx.set('Content-Security-Policy', 'sandbox');
    ctx.set('Content-Disposition', 'attachment');
    ctx.set('ETag', formatEntityTag(message.uid));
    ctx.set('Repr-Digest', formatDigest(message.sha256));
    sendBytes(ctx, message, store.readRest);
    ctx.set('Content-Type', message.type);
    return undefined;
  });

  serve('act', async ({ grant, body: { action, uids } }) => {
    if (grant.scope !== 'admin' && action !== 'redeliver')
      throw new Problem('token-scope', 'A receive token may redeliver messages of its mailbox; this needs an admin token.');
    const by = { by: grant.scope === 'admin' ? 'admin' : 'reader', token: grant.token };
    const results = await store.act(
      action,
      uids.map((uid) => uid.toLowerCase()),
      by,
      now(),
      grant.mailbox,
    );
    const mailboxes = new Set(results.flatMap((result) => (result.outcome === 'done' ? [result.mailbox] : [])));
    for (const mailbox of mailboxes) {
      if (action === 'redeliver') deps.accepted(mailbox);
      deps.changed(mailbox);
    }
    return { results };
  });

  serve('tombstones', async ({ mailbox, query: { after = 0, limit = pageLimit } }) => {
    const tombstones = await store.tombstones(mailbox, after, limit);
    return {
      tombstones: tombstones.map((t) => ({ ...t, acceptedAt: iso(t.acceptedAt), endedAt: iso(t.endedAt) })),
      next: tombstones.length === limit ? (tombstones.at(-1)?.tombstone ?? null) : null,
    };
  });
};
