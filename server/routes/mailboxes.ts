import type { ApiMailbox } from '../../protocol/api.ts';
import { Problem } from '../../protocol/errors.ts';
import { mailboxName } from '../../protocol/mailbox.ts';
import type { Directory, Grant } from '../directory/index.ts';
import type { MailboxInfo } from '../directory/view.ts';
import { limits } from '../limits.ts';
import { nameInvalid } from '../middleware/authorize.ts';
import type { Deed, Store } from '../store/port.ts';
import type { Serve } from './operation.ts';
import { isoOrNull } from './view.ts';

/** Who did it, without the secret; the note as it was then, for the token may be revoked. */
export const byAdmin = ({ token, note }: Grant): Record<string, unknown> => ({ by: 'admin', token, ...(note !== undefined && { note }) });

export const mailboxRoutes = (
  serve: Serve,
  deps: {
    directory: Directory;
    /** Mailboxes that are being removed: what they still hold is not missed. */
    leaving: Set<string>;
    store: Pick<Store, 'occupancy' | 'totals' | 'mailboxes' | 'retire' | 'empty' | 'tokenUses'>;
    deed: (deed: Omit<Deed, 'at'>) => Promise<void>;
    flush: () => Promise<void>;
    changed: (mailbox: string) => void;
    now: () => number;
  },
): void => {
  const { directory, leaving, store, deed, now } = deps;

  const withTotals = async (mailbox: MailboxInfo): Promise<ApiMailbox> => ({ ...mailbox, ...(await store.totals(mailbox.name)) });

  serve('mailboxes', async () => {
    // As they are now: one that goes meanwhile is no reason to refuse the others.
    const known = directory.mailboxes().flatMap((name) => directory.mailbox(name) ?? []);
    const missing: string[] = [];
    for (const name of await store.mailboxes()) {
      if (directory.has(name) || leaving.has(name)) continue;
      const { waiting, processed } = await store.totals(name);
      if (waiting + processed > 0) missing.push(name);
    }
    return { mailboxes: await Promise.all(known.map(withTotals)), missing };
  });

  serve('addMailbox', async ({ grant, body: { name, shared, quota } }) => {
    const tokens = await directory.addMailbox(name, { ...(shared !== undefined && { shared }), ...(quota && { quota }) });
    await deed({ kind: 'mailbox-added', mailbox: name, detail: byAdmin(grant) });
    return { mailbox: name, ...tokens };
  });

  serve('changeMailbox', async ({ grant, mailbox, body: { shared, quota } }) => {
    const change = { ...(shared !== undefined && { shared }), ...(quota !== undefined && { quota }) };
    await directory.setMailbox(mailbox, change);
    await deed({ kind: 'mailbox-changed', mailbox, detail: { ...byAdmin(grant), ...change } });
    const changed = directory.mailbox(mailbox);
    if (!changed) throw new Problem('mailbox-unknown', `There is no mailbox ${mailbox}.`);
    return withTotals(changed);
  });

  serve('removeMailbox', async ({ ctx, grant, query: { messages = 0 } }) => {
    const mailbox = String(ctx.params.mailbox);
    if (!mailboxName.test(mailbox)) throw nameInvalid();
    // Before the count: what comes behind it is not among what was announced, and stays.
    const { lastId } = await store.occupancy(mailbox);
    const { waiting, processed } = await store.totals(mailbox);
    if (waiting + processed !== messages)
      throw new Problem(
        'mailbox-holds-messages',
        `The mailbox ${mailbox} holds ${waiting + processed} messages (${waiting} undelivered); messages= must say how many go. Nothing was changed.`,
      );
    leaving.add(mailbox);
    let retired: string | undefined;
    try {
      // One that the directory lacks is removed all the same, if it holds messages.
      if (directory.has(mailbox) || messages === 0) await directory.removeMailbox(mailbox);
      await deed({ kind: 'mailbox-removed', mailbox, detail: { ...byAdmin(grant), messages } });
      retired = await store.retire(mailbox, lastId);
    } finally {
      leaving.delete(mailbox);
    }
    // Cut short, the next start goes on with it.
    if (retired !== undefined) while ((await store.empty(retired, byAdmin(grant), now(), limits.sweepBatch)) === limits.sweepBatch);
    deps.changed(mailbox);
    return undefined;
  });

  serve('tokens', async ({ query }) => {
    await deps.flush();
    const uses = await store.tokenUses();
    return { tokens: directory.tokens(query).map((token) => ({ ...token, lastUsedAt: isoOrNull(uses.get(token.token) ?? null) })) };
  });

  serve('addToken', async ({ grant, body: { scope, mailbox, note } }) => {
    const { token, secret } = await directory.addToken(scope, mailbox, note);
    const shown = { token, scope, ...(mailbox !== undefined && { mailbox }), ...(note !== undefined && { note }) };
    await deed({ kind: 'token-added', ...(mailbox !== undefined && { mailbox }), detail: { ...byAdmin(grant), added: token, scope } });
    return { ...shown, secret };
  });

  serve('revokeToken', async ({ ctx, grant }) => {
    const { token, scope, mailbox } = await directory.revokeToken(String(ctx.params.token));
    await deed({ kind: 'token-revoked', ...(mailbox !== undefined && { mailbox }), detail: { ...byAdmin(grant), revoked: token, scope } });
    return undefined;
  });
};
