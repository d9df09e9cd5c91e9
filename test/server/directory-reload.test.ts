import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startServer as startHere } from '#restante/server/index';
import { idsIn } from '../support/device.ts';
import { createdAt, type DirectoryText, directoryFile, editDirectory, handMade, hashOf } from '../support/directory.ts';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { run } from '../support/process.ts';
import { addMailbox, call, type ServerProcess, startServer, submit } from '../support/server.ts';

const reloaded = 'the directory was reloaded';
const notReloaded = 'the directory was not reloaded';

/** Resolves when the server has logged the text behind what it had logged before `act`; with all that was logged since. */
const logged = (server: ServerProcess, text: string, act: () => void): Promise<string> => {
  const from = server.stderr().length;
  const found = new Promise<string>((resolve) => {
    const check = (): void => {
      const since = server.stderr().slice(from);
      if (since.includes(text)) resolve(since);
    };
    server.child.stderr?.on('data', check);
  });
  act();
  return found;
};

const hangUp = (server: ServerProcess, text = reloaded): Promise<string> => logged(server, text, () => void server.child.kill('SIGHUP'));

/** Edits the file of a running server, as an operator would, and sends SIGHUP. */
const edit = (server: ServerProcess, data: string, change: (directory: DirectoryText) => void): Promise<string> => {
  editDirectory(data, change);
  return hangUp(server);
};

const start = async () => {
  const data = temporaryFolder();
  return { data, server: await startServer(data, { args: ['--log-level', 'info'] }) };
};

const add = (server: ServerProcess, name: string, token = server.adminToken): Promise<Response> =>
  call(server, token, '/v1/mailboxes', { method: 'POST', body: JSON.stringify({ name }) });

const codeOf = async (response: Response): Promise<string> => ((await response.json()) as { code: string }).code;

/** Windows has no SIGHUP: there the file is edited while the server is stopped, or reloaded by an administrator. */
describe.skipIf(process.platform === 'win32')('SIGHUP', () => {
  test('takes what was edited by hand; until then every change is refused and nothing of the edit is lost', async () => {
    const { data, server } = await start();
    const token = handMade('send', 'carl');
    editDirectory(data, (directory) => {
      directory.mailboxes.carl = { createdAt };
      directory.tokens.push(token.entry);
    });
    const refused = await add(server, 'ann');
    expect([refused.status, await codeOf(refused)]).toEqual([409, 'directory-edited']);
    expect((await call(server, token.secret, '/v1/mailboxes/carl/messages', { method: 'POST', body: 'early' })).status).toBe(401);
    await hangUp(server);
    await submit(server, 'carl', token.secret, 'by hand');
    expect((await add(server, 'ann')).status).toBe(201);
    expect(Object.keys((JSON.parse(readFileSync(directoryFile(data), 'utf8')) as DirectoryText).mailboxes)).toEqual(['carl', 'ann']);
    expect(await idsIn(server, 'carl', 'delivery')).toEqual([1]);
  });

  test('leaves everything as it was when the edit is damaged, and logs file, line and reason', async () => {
    const { data, server } = await start();
    const ann = await addMailbox(server, 'ann');
    const file = directoryFile(data);
    const good = readFileSync(file, 'utf8');
    const line = good.slice(0, good.indexOf('"retryAfter"')).split('\n').length;
    const bad = good.replace('"retryAfter": 30', '"retryAfter": "soon"');
    writeFileSync(file, bad);
    const log = await hangUp(server, notReloaded);
    expect(log).toContain(`${file}, line ${line}: defaults.notify.retryAfter: `);
    await submit(server, 'ann', ann.sendToken, 'as before');
    expect(await codeOf(await add(server, 'bob'))).toBe('directory-edited');
    expect(readFileSync(file, 'utf8')).toBe(bad);
    writeFileSync(file, good);
    await hangUp(server);
    expect((await add(server, 'bob')).status).toBe(201);
  });

  test('keeps the messages of a mailbox that is no longer in the file, says so, and gives them back with it', async () => {
    const { data, server } = await start();
    const ann = await addMailbox(server, 'ann');
    await submit(server, 'ann', ann.sendToken, 'kept');
    const good = readFileSync(directoryFile(data), 'utf8');
    const lacking = logged(server, 'the directory lacks a mailbox that holds messages', () => {});
    await edit(server, data, (directory) => {
      directory.mailboxes = {};
    });
    expect(await lacking).toContain('"mailbox":"ann"');
    expect(await codeOf(await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=0'))).toBe('mailbox-unknown');
    writeFileSync(directoryFile(data), good);
    await hangUp(server);
    expect(await (await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=0')).text()).toBe('kept');
  });

  test('makes a new admin token when the last was taken out, as a start does', async () => {
    const { data, server } = await start();
    await edit(server, data, (directory) => {
      directory.tokens = [];
    });
    const token = readFileSync(server.adminTokenFile, 'utf8').trim();
    expect(token).not.toBe(server.adminToken);
    expect((await call(server, token, '/v1/mailboxes')).status).toBe(200);
    expect((await call(server, server.adminToken, '/v1/mailboxes')).status).toBe(401);
  });

  test('ends the notification stream of a token that was revoked, of one that opens something else now, and no other', async () => {
    const { data, server } = await start();
    const ann = await addMailbox(server, 'ann');
    const bob = await addMailbox(server, 'bob');
    const carl = await addMailbox(server, 'carl');
    const [anns, bobs, carls] = await Promise.all([ann, bob, carl].map((box) => listen(server, box)));
    await edit(server, data, (directory) => {
      directory.tokens = directory.tokens.filter(({ sha256 }) => sha256 !== hashOf(ann.receiveToken));
      for (const token of directory.tokens) if (token.sha256 === hashOf(bob.receiveToken)) token.scope = 'send';
    });
    await anns?.ended;
    await bobs?.ended;
    expect((await call(server, ann.receiveToken, '/v1/mailboxes/ann/notifications')).status).toBe(401);
    expect((await call(server, bob.receiveToken, '/v1/mailboxes/bob/notifications')).status).toBe(403);
    await submit(server, 'carl', carl.sendToken, 'still heard');
    expect(await carls?.nth(0)).toMatchObject({ waiting: 1 });
  });

  test('ends the streams of a mailbox that was removed, whoever opened them', async () => {
    const { data, server } = await start();
    const ann = await addMailbox(server, 'ann');
    const device = await listen(server, ann);
    const administrator = await listen(server, { ...ann, receiveToken: server.adminToken });
    await edit(server, data, (directory) => {
      directory.mailboxes = {};
    });
    await device.ended;
    await administrator.ended;
  });

  test('ends the stream of changes of an admin token that was revoked, and no other', async () => {
    const { data, server } = await start();
    const ann = await addMailbox(server, 'ann');
    const other = handMade('admin');
    await edit(server, data, (directory) => {
      directory.tokens.push(other.entry);
    });
    const open = async (token: string): Promise<ReadableStreamDefaultReader<Uint8Array>> => {
      const response = await call(server, token, '/v1/changes');
      expect(response.status).toBe(200);
      if (!response.body) throw new Error('no stream');
      return response.body.getReader();
    };
    const textOf = async (reader: ReadableStreamDefaultReader<Uint8Array>, until?: string): Promise<string> => {
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (value) text += Buffer.from(value).toString();
        if (done || (until !== undefined && text.includes(until))) return text;
      }
    };
    const [revoked, kept] = await Promise.all([open(other.secret), open(server.adminToken)]);
    await edit(server, data, (directory) => {
      directory.tokens = directory.tokens.filter(({ sha256 }) => sha256 !== other.entry.sha256);
    });
    await textOf(revoked);
    await submit(server, 'ann', ann.sendToken, 'a change');
    expect(await textOf(kept, '"ann"')).toContain('event: changed');
    await kept.cancel();
  });
});

test('a mailbox that is taken out while its messages are due keeps them; the others expire', async () => {
  const data = temporaryFolder();
  let now = Date.UTC(2025, 0, 1);
  const lines: string[] = [];
  let wake = (): void => {};
  const log = pino(
    new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk));
        wake();
        done();
      },
    }),
  );
  const server = await startHere({
    data,
    http: { host: '127.0.0.1', port: 0 },
    smtp: undefined,
    insecure: false,
    log,
    now: () => now,
  });
  onTestFinished(() => server.stop());
  const tokens = Object.fromEntries(['ann', 'bob'].map((name) => [name, handMade('send', name)]));
  const retention = { delivery: { maxAge: 86_400 }, processed: { maxAge: null, maxCount: null } };
  editDirectory(data, (directory) => {
    directory.defaults.retention = retention;
    for (const [name, { entry }] of Object.entries(tokens)) {
      directory.mailboxes[name] = { createdAt };
      directory.tokens.push(entry);
    }
  });
  expect(await server.reload()).toEqual({ changed: true });
  for (const [name, { secret }] of Object.entries(tokens)) await submit(server, name, secret, 'due in a day');

  const text = readFileSync(directoryFile(data), 'utf8');
  editDirectory(data, ({ mailboxes }) => {
    delete mailboxes.ann;
  });
  expect(await server.reload()).toEqual({ changed: true });
  now += 2 * 86_400_000;
  const removed = new Promise<string>((resolve) => {
    wake = () => {
      const line = lines.find((l) => l.includes('retention removed messages'));
      if (line !== undefined) resolve(line);
    };
  });
  // Wakes the sweeper, which looks at everything that is due: ann's message first.
  await submit(server, 'bob', tokens.bob?.secret ?? '', 'new');
  expect(JSON.parse(await removed).removed).toEqual([expect.objectContaining({ mailbox: 'bob', id: 1 })]);
  expect(lines.some((line) => line.includes('retention removed messages') && line.includes('"ann"'))).toBe(false);

  const expired = new Promise<void>((resolve) => {
    wake = () => {
      if (lines.some((line) => line.includes('retention removed messages') && line.includes('"ann"'))) resolve();
    };
  });
  writeFileSync(directoryFile(data), text);
  await server.reload();
  await expired;
});

test('a send token without a mailbox submits to every mailbox and reads what became of it, and nothing else', async () => {
  const data = temporaryFolder();
  const first = await startServer(data);
  const boxes = [await addMailbox(first, 'ann'), await addMailbox(first, 'bob')];
  await first.kill();
  const [all, monitor] = [handMade('send'), handMade('monitor')];
  editDirectory(data, (directory) => {
    directory.tokens.push(all.entry, monitor.entry);
  });
  const server = await startServer(data);
  for (const { mailbox, receiveToken } of boxes) {
    const { uid } = await submit(server, mailbox, all.secret, 'to all');
    expect(await (await call(server, all.secret, `/v1/submissions/${uid}`)).json()).toMatchObject({ mailbox, state: 'waiting' });
    const status = await call(server, monitor.secret, `/v1/submissions/${uid}`);
    expect([status.status, await codeOf(status)]).toEqual([403, 'token-scope']);
    expect(await (await call(server, receiveToken, `/v1/mailboxes/${mailbox}?get=0`)).text()).toBe('to all');
    for (const path of ['?get=0', '/notifications', '/delivery', '/retention'])
      for (const { secret } of [all, monitor])
        expect((await call(server, secret, `/v1/mailboxes/${mailbox}${path}`)).status, path).toBe(403);
    const sent = await call(server, monitor.secret, `/v1/mailboxes/${mailbox}/messages`, { method: 'POST', body: 'no' });
    expect([sent.status, await codeOf(sent)]).toEqual([403, 'token-scope']);
  }
  const unknown = await call(server, all.secret, '/v1/mailboxes/carl/messages', { method: 'POST', body: 'lost?' });
  expect([unknown.status, await codeOf(unknown)]).toEqual([404, 'mailbox-unknown']);
  for (const { secret } of [all, monitor])
    for (const path of ['/v1/mailboxes', '/v1/changes']) expect((await call(server, secret, path)).status, path).toBe(403);
});

test('a directory file that is gone while the store has mailboxes stops the start; it is never begun anew', async () => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  await submit(server, 'ann', ann.sendToken, 'letter');
  await server.kill();
  const [kept, token] = [readFileSync(directoryFile(data)), readFileSync(join(data, 'admin-token'), 'utf8')];
  rmSync(directoryFile(data));
  const refused = await run(['server', '--data', data, '--http', '127.0.0.1:0', '--smtp', 'off', '--json']);
  expect(refused).toMatchObject({ code: 3, lines: [{ event: 'error', code: 'directory-damaged' }] });
  expect(readFileSync(join(data, 'admin-token'), 'utf8')).toBe(token);
  writeFileSync(directoryFile(data), kept);
  expect(await idsIn(await startServer(data), 'ann', 'delivery')).toEqual([1]);
});
