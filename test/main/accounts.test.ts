import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAccounts } from '#restante/main/account/accounts';
import { startEngine } from '#restante/main/engine/engine';
import { openSettings } from '#restante/main/settings/settings';
import type { BridgeEvent, MessagePage, Outcome } from '#restante/protocol/bridge';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';

/** The accounts of an app in a data folder, with a real engine; its settings outlive it. */
const started = (data: string, kept: { content: unknown }) => {
  const store = {
    read: () => kept.content,
    write: (stored: unknown) => {
      kept.content = JSON.parse(JSON.stringify(stored));
    },
    keepAside: () => {},
  };
  const vault = { protects: false, seal: (secret: string) => secret, unseal: (sealed: string) => sealed };
  const settings = openSettings({ store, vault, ownMailbox: 'own' });
  const events: BridgeEvent[] = [];
  const waiting = new Set<() => void>();
  const engine = startEngine({ accounts: [], open: null }, (event) => {
    events.push(event);
    for (const check of [...waiting]) check();
  });
  onTestFinished(engine.stop);
  const accounts = createAccounts({ data, settings, engine, ownServer: () => undefined, tell: (event) => events.push(event) });
  engine.configure(accounts.configs());
  /** The account is in step with its server. */
  const idle = (account: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        const last = events.findLast((event) => event.kind === 'status' && event.account === account);
        if (last?.kind !== 'status' || last.status.connection.kind !== 'idle') return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const page = async (account: string): Promise<string[]> => {
    const args = { account, folder: 'inbox', before: null, limit: 50 };
    const outcome = (await engine.call('inbox.page', args)) as Outcome<MessagePage>;
    return outcome.ok ? outcome.value.rows.map(({ subject }) => subject) : [outcome.problem.code];
  };
  return { accounts, engine, idle, page, settings };
};

const added = async (app: ReturnType<typeof started>, server: string, receiveToken: string): Promise<string> => {
  const outcome = await app.accounts.add({ server, mailbox: 'ann', receiveToken, insecure: false });
  if (!outcome.ok || outcome.value.kind !== 'added') throw new Error(JSON.stringify(outcome));
  return outcome.value.account.id;
};

test('accounts of two servers at once; the same one twice is refused; one is removed with its inbox, and the other goes on', async () => {
  const data = temporaryFolder();
  const app = started(data, { content: {} });
  const servers = [await openServer(), await openServer()] as const;
  const [first, second] = [await addMailbox(servers[0], 'ann'), await addMailbox(servers[1], 'ann')];
  await submit(servers[0], 'ann', first.sendToken, 'x', { Subject: 'one' });
  await submit(servers[1], 'ann', second.sendToken, 'x', { Subject: 'two' });
  const a = await added(app, servers[0].http, first.receiveToken);
  const b = await added(app, servers[1].http, second.receiveToken);
  await Promise.all([app.idle(a), app.idle(b)]);
  expect([await app.page(a), await app.page(b)]).toEqual([['one'], ['two']]);
  const twice = await app.accounts.add({ server: servers[0].http, mailbox: 'ann', receiveToken: first.receiveToken, insecure: false });
  expect(twice).toEqual({ ok: true, value: { kind: 'known', account: a } });
  const removed = await app.accounts.remove({ account: a, insist: false, keepInbox: false });
  expect(removed).toEqual({ ok: true, value: { kind: 'removed', undone: [], folder: null } });
  expect(existsSync(join(data, 'inboxes', a))).toBe(false);
  expect([await app.page(a), await app.page(b)]).toEqual([['call-invalid'], ['two']]);
  expect(app.accounts.list().map(({ id }) => id)).toEqual(['own', b]);
});

test('an inbox is kept on request, and a removal that a crash interrupted ends at the next start', async () => {
  const data = temporaryFolder();
  const kept = { content: {} };
  const app = started(data, kept);
  const server = await openServer();
  const { receiveToken } = await addMailbox(server, 'ann');
  const id = await added(app, server.http, receiveToken);
  await app.idle(id);
  const folder = join(data, 'inboxes', id);
  expect(await app.accounts.remove({ account: id, insist: false, keepInbox: true })).toMatchObject({ value: { kind: 'removed', folder } });
  expect(existsSync(join(folder, 'inbox.db'))).toBe(true);
  const other = await added(app, server.http, receiveToken);
  await app.engine.stop();
  // Decided, and nothing of it done.
  app.settings.beginRemoval(other);
  const again = started(data, kept);
  await again.accounts.endRemovals();
  expect(existsSync(join(data, 'inboxes', other))).toBe(false);
  expect(again.settings.removing()).toEqual([]);
});

test('a removal that cannot be ended is answered with why, holds up no other, and is tried again', async () => {
  const data = temporaryFolder();
  const app = started(data, { content: {} });
  const add = (mailbox: string): string => app.settings.addAccount({ server: 'http://127.0.0.1:9', mailbox }).id;
  const stuck = add('ann');
  // Its inbox is open still.
  app.engine.configure(app.accounts.configs());
  const other = add('bob');
  for (const id of [stuck, other]) app.settings.beginRemoval(id);
  expect(await app.accounts.endRemovals()).toMatchObject([{ code: 'folder-in-use' }]);
  expect(app.settings.removing()).toEqual([stuck]);
  app.engine.configure(app.accounts.configs());
  expect(await app.accounts.endRemovals()).toEqual([]);
  expect(app.settings.removing()).toEqual([]);
});

test('the own mailbox stays, and an unknown account is told', async () => {
  const app = started(temporaryFolder(), { content: {} });
  const unknown = '01900000-0000-7000-8000-00000000000a';
  for (const account of ['own', unknown])
    expect(await app.accounts.remove({ account, insist: true, keepInbox: false })).toMatchObject({ problem: { code: 'call-invalid' } });
});
