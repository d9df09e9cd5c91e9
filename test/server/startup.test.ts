import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { acquire, idsIn } from '../support/device.ts';
import { directoryFile, editDirectory } from '../support/directory.ts';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { run } from '../support/process.ts';
import { addMailbox, startServer, submit } from '../support/server.ts';
import { openWire } from '../support/wire.ts';

const free = ['--http', '127.0.0.1:0', '--smtp', '127.0.0.1:0'];

/** Starts a server that must refuse: its exit code and what it says, which must be the same to machines and to people. */
const refusal = async (...args: string[]) => {
  const { code, lines, stderr } = await run(['server', '--json', '--log-level', 'error', ...args]);
  const error = lines.find((line) => line.event === 'error');
  expect(lines.some((line) => line.event === 'ready')).toBe(false);
  expect(stderr).toContain(`(${error?.code})`);
  expect(stderr).toContain(String(error?.message));
  return { exit: code, code: error?.code, message: String(error?.message) };
};

/** A port that another program has. */
const takenPort = (): Promise<number> =>
  new Promise((resolve) => {
    const other = createServer();
    onTestFinished(() => void other.close());
    other.listen(0, '127.0.0.1', () => {
      const address = other.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

/** A data folder with a mailbox that holds a message, and the server that made it stopped. */
const usedFolder = async () => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  await submit(server, 'ann', ann.sendToken, 'kept');
  await server.kill();
  return { data, ann };
};

test('a first start makes the data folder and an admin token that only its owner can read', async () => {
  const data = join(temporaryFolder(), 'deep', 'data');
  const server = await startServer(data);
  expect(server.adminToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(statSync(data).isDirectory()).toBe(true);
  if (process.platform !== 'win32') {
    expect(statSync(server.adminTokenFile).mode & 0o777).toBe(0o600);
    expect(statSync(directoryFile(data)).mode & 0o777).toBe(0o600);
  }
  // Of a token only its hash is kept.
  expect(readFileSync(directoryFile(data), 'utf8')).not.toContain(server.adminToken);
  await server.kill();
  expect((await startServer(data)).adminToken).toBe(server.adminToken);
});

test('address-in-use, exit 3: by HTTP and by SMTP, and what is stored stays as it is', async () => {
  const { data, ann } = await usedFolder();
  const port = await takenPort();
  const before = readFileSync(directoryFile(data), 'utf8');
  for (const taken of [
    ['--http', `127.0.0.1:${port}`, '--smtp', '127.0.0.1:0'],
    ['--http', '127.0.0.1:0', '--smtp', `127.0.0.1:${port}`],
  ]) {
    const refused = await refusal('--data', data, ...taken);
    expect(refused).toMatchObject({ exit: 3, code: 'address-in-use' });
    expect(refused.message).toContain(String(port));
  }
  expect(readFileSync(directoryFile(data), 'utf8')).toBe(before);
  const server = await startServer(data);
  expect((await acquire(server, ann, 'get=0')).body.toString()).toBe('kept');
});

test('address-invalid, exit 2: an address that is none', async () => {
  const data = join(temporaryFolder(), 'data');
  for (const address of ['nonsense', '127.0.0.1:65536'])
    expect(await refusal('--data', data, '--http', address), address).toMatchObject({ exit: 2, code: 'address-invalid' });
  expect(existsSync(data)).toBe(false);
});

test('address-insecure, exit 3: an address that other machines reach, by HTTP or by SMTP, unless --insecure is given', async () => {
  const data = join(temporaryFolder(), 'data');
  expect(await refusal('--data', data, '--http', '0.0.0.0:0')).toMatchObject({ exit: 3, code: 'address-insecure' });
  expect(await refusal('--data', data, '--http', '127.0.0.1:0', '--smtp', '0.0.0.0:0')).toMatchObject({
    exit: 3,
    code: 'address-insecure',
  });
  expect(existsSync(data)).toBe(false);
  const server = await startServer(data, { http: '0.0.0.0:0', args: ['--insecure'] });
  expect(server.http).toMatch(/^http:\/\/0\.0\.0\.0:\d+$/);
});

test('option-invalid, exit 2: options that are none', async () => {
  const data = join(temporaryFolder(), 'data');
  expect(await refusal('--data', data, ...free, '--max-message', '10MB')).toMatchObject({ exit: 2, code: 'option-invalid' });
  expect(await refusal('--data', data, ...free, '--log-level', 'loud')).toMatchObject({ exit: 2, code: 'option-invalid' });
  expect((await run(['server', '--data', data, '--unknown'])).code).toBe(2);
  expect(existsSync(data)).toBe(false);
});

test('folder-unusable, exit 3: the data folder is a file, or lies in one', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, 'precious');
  for (const data of [file, join(file, 'data')])
    expect(await refusal('--data', data, ...free)).toMatchObject({ exit: 3, code: 'folder-unusable' });
  expect(readFileSync(file, 'utf8')).toBe('precious');
});

test('folder-unusable, exit 3: the messages are not a database, and are left as they are', async () => {
  const { data } = await usedFolder();
  const file = join(data, 'messages.db');
  const damaged = Buffer.alloc(10_000, 'not a database ');
  writeFileSync(file, damaged);
  expect(await refusal('--data', data, ...free)).toMatchObject({ exit: 3, code: 'folder-unusable' });
  expect(readFileSync(file).equals(damaged)).toBe(true);
});

test('folder-in-use, exit 3: another server has the folder, and goes on', async () => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  expect(await refusal('--data', data, ...free)).toMatchObject({ exit: 3, code: 'folder-in-use' });
  await submit(server, 'ann', ann.sendToken, 'still here');
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);
});

test('directory-damaged, exit 3: names the line, changes nothing, and once mended everything is there', async () => {
  const { data, ann } = await usedFolder();
  const file = directoryFile(data);
  const good = readFileSync(file, 'utf8');
  const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
  const damages: [why: string, text: string, line: number | undefined][] = [
    ['cut off', good.slice(0, good.length / 2), undefined],
    ['not JSON', 'mailboxes: ann', 1],
    ['a value of the wrong kind', good.replace('"retryAfter": 30', '"retryAfter": "soon"'), lineOf(good, '"retryAfter"')],
    ['a name that is none', good.replace('"ann":', '"Ann Lee":'), undefined],
    ['a later version', good.replace('"version": 1', '"version": 2'), lineOf(good, '"version"')],
  ];
  for (const [why, text, line] of damages) {
    expect(text, why).not.toBe(good);
    writeFileSync(file, text);
    const refused = await refusal('--data', data, ...free);
    expect(refused, why).toMatchObject({ exit: 3, code: 'directory-damaged' });
    expect(refused.message, why).toContain(`${file}, line ${line ?? ''}`);
    expect(readFileSync(file, 'utf8'), why).toBe(text);
  }
  writeFileSync(file, good);
  const server = await startServer(data);
  expect((await acquire(server, ann, 'get=0')).body.toString()).toBe('kept');
});

test('folder-unusable, exit 3: the directory file cannot be read', async () => {
  const data = temporaryFolder();
  mkdirSync(directoryFile(data));
  expect(await refusal('--data', data, ...free)).toMatchObject({ exit: 3, code: 'folder-unusable' });
  expect(readdirSync(directoryFile(data))).toEqual([]);
});

test('a mailbox that the directory lacks keeps its messages, and they are there when it is added again', async () => {
  const { data, ann } = await usedFolder();
  const file = directoryFile(data);
  const good = readFileSync(file, 'utf8');
  editDirectory(data, (directory) => {
    directory.mailboxes = {};
  });
  const without = await startServer(data);
  expect((await acquire(without, ann, 'get=0')).code).toBe('mailbox-unknown');
  await without.kill();
  writeFileSync(file, good);
  const server = await startServer(data);
  expect((await acquire(server, ann, 'get=0')).body.toString()).toBe('kept');
});

test('a mailbox may have any name that the rule allows, and the server starts again with it', async () => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const names = ['constructor', '0', 'a'.repeat(63), 'a.b-c_d', 'valueof', 'delivery'];
  for (const name of names) await submit(server, name, (await addMailbox(server, name)).sendToken, name);
  await server.kill();
  const again = await startServer(data);
  for (const name of names) expect(await idsIn(again, name, 'delivery'), name).toEqual([1]);
});

test('--smtp off: no SMTP, and the server is ready without it', async () => {
  const data = temporaryFolder();
  const server = await startServer(data, { smtp: 'off' });
  expect(server.lines[0]).toMatchObject({ event: 'ready', smtp: null });
});

test('SIGTERM ends the server cleanly and soon, exit 0, with connections of every kind open', async () => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  // A device that comes back as soon as its stream ends, an SMTP client and an HTTP client that say nothing more.
  const reconnecting = (async () => {
    for (;;) {
      const device = await listen(server, ann).catch(() => undefined);
      if (!device) return;
      await device.ended;
    }
  })();
  await submit(server, 'ann', ann.sendToken, 'one');
  const idle = await openWire(server);
  await idle.request(['GET /v1/mailboxes/ann?get=0 HTTP/1.1', 'Host: restante', `Authorization: Bearer ${ann.receiveToken}`]);
  const mail = connect(server.smtp.port, server.smtp.host);
  mail.on('error', () => {});
  await new Promise((resolve) => mail.once('data', resolve));

  const begun = performance.now();
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  // What does not end by itself is cut after 5 s: it did not come to that.
  expect(performance.now() - begun).toBeLessThan(5_000);
  expect(server.lines.at(-1)).toEqual({ event: 'stopped' });
  expect(server.stderr()).toBe('');
  await reconnecting;
});

test.skipIf(process.platform === 'win32')(
  'what the server stores is readable by its user alone, also in a folder that others may enter',
  async () => {
    const data = temporaryFolder();
    chmodSync(data, 0o755);
    const server = await startServer(data);
    const ann = await addMailbox(server, 'ann');
    await submit(server, 'ann', ann.sendToken, 'private');
    for (const file of readdirSync(data)) expect(statSync(join(data, file)).mode & 0o077, file).toBe(0);
  },
);
