import { createHash } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import { checkServer } from '#restante/main/account/server-check';
import { createServerBook } from '#restante/main/account/servers';
import type { EngineMethod, ServerConfig } from '#restante/main/engine/calls';
import { openSettings } from '#restante/main/settings/settings';
import type { ServerQuestion } from '#restante/protocol/administered';
import type { BridgeEvent, Outcome } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { addMailbox, call, openServer } from '../support/server.ts';

const check = async (question: Partial<ServerQuestion>): Promise<string> => {
  const found = await checkServer({ server: 'http://127.0.0.1:1', adminToken: 'token', insecure: false, ...question });
  if (found.kind === 'faulty') expect(found.message).toMatch(/^[A-Z].{10,}/);
  return found.kind === 'faulty' ? found.fault : found.kind;
};

test('what is wrong with a server is said: address, encryption, port, who answers, token', async () => {
  const server = await openServer();
  const { receiveToken } = await addMailbox(server, 'ann');
  const known = { server: server.http, adminToken: server.adminToken };
  expect(await check(known)).toBe('sound');
  expect(await check({ ...known, server: 'plant' })).toBe('address-malformed');
  expect(await check({ ...known, server: 'http://192.0.2.1:7425' })).toBe('address-insecure');
  expect(await check({ ...known, server: 'http://no-such-host.invalid', insecure: true })).toBe('host-unknown');
  expect(await check({ ...known, server: 'http://127.0.0.1:9' })).toBe('nobody-listens');
  expect(await check({ ...known, server: server.http.replace('http', 'https') })).toBe('not-encrypted');
  expect(await check({ ...known, adminToken: 'no token' })).toBe('token-malformed');
  expect(await check({ ...known, adminToken: 'nobody' })).toBe('token-unknown');
  expect(await check({ ...known, adminToken: receiveToken })).toBe('token-not-admin');
});

test('something else answers', async () => {
  const smtp = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 mail.example.org ESMTP\r\n');
  });
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const { port } = smtp.address() as { port: number };
  expect(await check({ server: `http://127.0.0.1:${port}` })).toBe('something-else');
  smtp.close();
});

/** The book as main has it, over a real engine and settings that are kept in memory. */
const openBook = () => {
  const { engine } = startTestEngine([]);
  let content: unknown = {};
  const settings = openSettings({
    store: {
      read: () => content,
      write: (stored) => {
        content = stored;
      },
      keepAside: () => {},
    },
    vault: { protects: false, seal: (secret) => secret, unseal: (sealed) => sealed },
    ownMailbox: 'ann',
  });
  const events: BridgeEvent[] = [];
  const configured: (readonly ServerConfig[])[] = [];
  const make = () =>
    createServerBook({
      settings,
      engine: {
        call: (name: EngineMethod, args: unknown): Promise<Outcome<unknown>> => engine.call(name, args),
        configureServers(servers) {
          configured.push(servers);
          engine.configureServers(servers);
        },
      },
      tell: (event) => events.push(event),
    });
  return { book: make(), make, engine, settings, events, configured };
};

test('a server is added once, asked, renamed, given another token that is tested first, and removed', async () => {
  const own = await openServer();
  const plant = await openServer();
  const { book, make, engine, events, configured } = openBook();
  book.ownKnown({ server: own.http, adminToken: own.adminToken });

  const question = { server: plant.http, adminToken: plant.adminToken, insecure: false };
  expect(await book.add({ ...question, adminToken: 'wrong' })).toMatchObject({ value: { kind: 'faulty', fault: 'token-unknown' } });
  expect(book.list()).toHaveLength(1);
  const added = await book.add({ ...question, label: 'Plant' });
  if (!added.ok || added.value.kind !== 'added') throw new Error(JSON.stringify(added));
  const { id } = added.value.server;
  const token = createHash('sha256').update(plant.adminToken).digest('hex').slice(0, 16);
  expect(added.value.server).toEqual({ id, label: 'Plant', server: plant.http, own: false, sealed: false, tokens: [token] });
  expect(events.at(-1)).toMatchObject({ kind: 'servers', servers: [{ own: true }, { id }] });
  // What names the same machine otherwise is the same server; and the app's own is known, too.
  for (const server of [plant.http, plant.http.replace('127.0.0.1', 'localhost')])
    expect(await book.add({ ...question, server })).toEqual({ ok: true, value: { kind: 'known', server: id } });
  expect(await book.check({ ...question, server: own.http })).toEqual({ ok: true, value: { kind: 'known', server: 'own' } });

  await addMailbox(plant, 'bob');
  const asked = await engine.call('server.ask', { server: id, operation: 'mailboxes', body: undefined });
  expect(asked).toMatchObject({ ok: true, value: { mailboxes: [{ name: 'bob' }] } });

  const { secret } = (await (
    await call(plant, plant.adminToken, '/v1/tokens', { method: 'POST', body: JSON.stringify({ scope: 'admin' }) })
  ).json()) as { secret: string };
  expect(await book.change({ server: id, adminToken: 'wrong' })).toMatchObject({ value: { fault: 'token-unknown' } });
  expect(book.configs()[1]).toMatchObject({ adminToken: plant.adminToken });
  expect(await book.change({ server: id, adminToken: secret, label: 'Works' })).toMatchObject({ value: { server: { label: 'Works' } } });
  expect(configured.at(-1)?.[1]).toEqual({ id, server: plant.http, adminToken: secret });
  // The next start has it.
  expect(make().list()[1]).toMatchObject({ id, label: 'Works' });

  expect(book.remove({ server: 'own' }).ok).toBe(false);
  expect(book.remove({ server: id })).toEqual({ ok: true, value: null });
  expect(book.list()).toMatchObject([{ own: true }]);
  expect(await engine.call('server.ask', { server: id, operation: 'mailboxes', body: undefined })).toMatchObject({ ok: false });
  // Nothing changed there.
  expect((await call(plant, secret, '/v1/mailboxes')).status).toBe(200);
});

test('tokens that the app uses at a server are known by their names, those of its accounts among them', async () => {
  const { book, settings } = openBook();
  book.ownKnown({ server: 'http://127.0.0.1:7425', adminToken: 'a' });
  settings.changeAccount('own', { receiveToken: 'r', sendToken: 's' });
  settings.addAccount({ server: 'http://localhost:7425', mailbox: 'bob', receiveToken: 'b' });
  settings.addAccount({ server: 'https://plant.example.org', mailbox: 'bob', receiveToken: 'p' });
  const nameOf = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 16);
  expect(book.list()[0]?.tokens.toSorted()).toEqual(['a', 'r', 's', 'b'].map(nameOf).toSorted());
});
