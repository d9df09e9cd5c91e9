import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { admin, administer } from '../support/admin.ts';
import { acquire, idsIn, untilState } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { restante } from '../support/process.ts';
import { addMailbox, call, openServer, startServer, submit } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

// A dozen commands in one test, each a process of its own.
vi.setConfig({ testTimeout: 120_000 });

const started = async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  return { server, ann };
};

test('mailboxes are added, listed, changed and removed, and removing says first what would be lost', async () => {
  const { server, ann } = await started();
  await submit(server, 'ann', ann.sendToken, 'hello');
  expect(await administer(server, ['mailbox', 'add', 'bob', '--shared', '--quota-messages', '5', '--quota-bytes', '1MB'])).toEqual([
    { mailbox: 'bob', receiveToken: expect.any(String), sendToken: expect.any(String) },
  ]);
  expect(await administer(server, ['mailbox', 'list'])).toMatchObject([
    { name: 'ann', shared: false, waiting: 1, waitingBytes: 5, quota: { messages: null, bytes: null } },
    { name: 'bob', shared: true, waiting: 0, quota: { messages: 5, bytes: 1_000_000 } },
  ]);
  const { stdout } = await admin(server, ['mailbox', 'list']);
  expect(stdout).toMatch(/^MAILBOX +WAITING +SIZE +PROCESSED +SIZE +DEVICES +QUOTA +KEEPS +ADDED\nann +1 +5 B +0 +0 B +one +any +/);
  expect(await administer(server, ['mailbox', 'set', 'bob', '--single', '--quota-messages', 'any'])).toMatchObject([
    { name: 'bob', shared: false, quota: { messages: null, bytes: 1_000_000 } },
  ]);
  expect((await admin(server, ['mailbox', 'set', 'bob', '--quota-default'])).stdout).toBe(
    'bob: one device takes from it, quota any (default).\n',
  );
  const asked = await admin(server, ['mailbox', 'remove', 'ann']);
  expect(asked).toMatchObject({ code: 2 });
  expect(asked.stderr).toBe(
    'restante: ann has 1 message (1 undelivered, 5 B together) and 2 tokens. To remove it with them say --messages 1. Nothing was changed. (option-invalid)\n',
  );
  expect(await admin(server, ['mailbox', 'remove', 'ann', '--messages', '7'])).toMatchObject({ code: 4 });
  expect(await administer(server, ['mailbox', 'remove', 'ann', '--messages', '1'])).toEqual([{ removed: 'ann', messages: 1 }]);
  expect(await admin(server, ['mailbox', 'remove', 'ann', '--messages', '0'])).toMatchObject({ code: 4 });
  expect((await administer(server, ['mailbox', 'list'])).map(({ name }) => name)).toEqual(['bob']);
});

test('tokens are made, shown once or kept in a new file of mode 0600, listed without secrets, and revoked', async () => {
  const { server, ann } = await started();
  const file = join(temporaryFolder(), 'token');
  const [kept] = await administer(server, ['token', 'add', 'send', '--note', 'für alle', '--out', file]);
  expect(kept).toEqual({ token: expect.any(String), scope: 'send', note: 'für alle', file });
  const secret = readFileSync(file, 'utf8').trim();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await submit(server, 'ann', secret, 'hello');
  const again = await admin(server, ['token', 'add', 'send', '--out', file]);
  expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('(file-unwritable)') });
  expect(readFileSync(file, 'utf8').trim()).toBe(secret);
  const refused = join(temporaryFolder(), 'refused');
  expect(await admin(server, ['token', 'add', 'receive', '--mailbox', 'nobody', '--out', refused])).toMatchObject({ code: 4 });
  expect(() => statSync(refused)).toThrow();
  const [shown] = await administer(server, ['token', 'add', 'receive', '--mailbox', 'ann']);
  expect((await acquire(server, { ...ann, receiveToken: String(shown?.secret) }, 'get=0')).status).toBe(200);
  const tokens = await administer(server, ['token', 'list']);
  expect(tokens).toHaveLength(5);
  expect(tokens.at(-2)).toMatchObject({ token: kept?.token, scope: 'send', note: 'für alle', lastUsedAt: expect.any(String) });
  const listed = await admin(server, ['token', 'list', '--mailbox', 'ann']);
  expect(listed.stdout.split('\n')).toHaveLength(5);
  for (const one of [secret, shown?.secret, ann.sendToken]) expect(JSON.stringify(tokens) + listed.stdout).not.toContain(one);
  expect((await admin(server, ['token', 'revoke', String(kept?.token)])).stdout).toBe(`Revoked ${kept?.token}.\n`);
  expect((await call(server, secret, '/v1/mailboxes/ann/messages', { method: 'POST', body: 'x' })).status).toBe(401);
  expect(await admin(server, ['token', 'revoke', String(kept?.token)])).toMatchObject({ code: 4 });
});

test('folders are listed by filters and over all mailboxes, page by page', async () => {
  const { server, ann } = await started();
  const bob = await addMailbox(server, 'bob');
  await submit(server, 'ann', ann.sendToken, 'x'.repeat(2_000), { Subject: 'Big', From: 'carl' });
  await submit(server, 'bob', bob.sendToken, 'small', { Subject: 'Small', 'Content-Type': 'image/png' });
  for (let at = 0; at < 30; at += 1) await submit(server, 'ann', ann.sendToken, `${at}`, { Subject: `n ${at}` });
  const subjects = async (...words: string[]) => (await administer(server, ['list', 'delivery', ...words])).map((line) => line.subject);
  expect(await subjects()).toHaveLength(32);
  expect(await subjects('--mailbox', 'bob')).toEqual(['Small']);
  expect(await subjects('--larger-than', '1kB', '--sender', 'CARL')).toEqual(['Big']);
  expect(await subjects('--larger-than', '2000')).toEqual([]);
  expect(await subjects('--type', 'image/', '--smaller-than', '6', '--since', '1h', '--subject', 'mall')).toEqual(['Small']);
  expect(await subjects('--before', '1h')).toEqual([]);
  expect(await subjects('--newest', '--limit', '2')).toEqual(['n 29', 'n 28']);
  const human = await admin(server, ['list', 'delivery', '--limit', '2']);
  expect(
    human.stdout
      .split('\n')
      .slice(0, 3)
      .map((line) => line.replace(/^[0-9a-f-]{36}/, 'uid').replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'time')),
  ).toEqual([
    expect.stringMatching(/^UID +MAILBOX +ID +SIZE +SINCE +ENDS +FROM +SUBJECT$/),
    expect.stringMatching(/^uid +ann +1 +2\.0 kB +time +never +carl +Big$/),
    expect.stringMatching(/^uid +bob +1 +5 B +time +never +Small$/),
  ]);
  expect(human.stdout).toContain('2 shown; there may be more, --all shows them. The folder holds 32 messages (2.1 kB).');
  expect(await admin(server, ['list', 'delivery', '--mailbox', 'nobody'])).toMatchObject({ code: 4 });
  expect(await admin(server, ['list', 'inbox'])).toMatchObject({ code: 2, stderr: expect.stringContaining('(option-invalid)') });
  expect(await admin(server, ['list', 'delivery', '--since', 'noon'])).toMatchObject({ code: 2 });
});

test('a message is shown with why it ends, read byte for byte, held and released', async () => {
  const { server, ann } = await started();
  const body = Buffer.from([0, 255, 10, 27, 91, 13]);
  const { uid } = await submit(server, 'ann', ann.sendToken, body, { Subject: 'Bytes' });
  await acquire(server, ann, 'move=1');
  const shown = await admin(server, ['show', uid]);
  expect(shown.stdout).toMatch(/^ends +ends on \d{4}-.* because it will then have been processed .* \(processed-age\)$/m);
  expect(shown.stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}accepted$/m);
  expect(shown.stdout).toMatch(/ {2}moved/);
  expect(await administer(server, ['hold', uid])).toEqual([{ uid, outcome: 'done', mailbox: 'ann', id: 1 }]);
  expect((await admin(server, ['show', uid])).stdout).toMatch(/^ends +never ends: it is held$/m);
  expect(await administer(server, ['hold', uid])).toMatchObject([{ outcome: 'already' }]);
  expect((await administer(server, ['list', 'processed', '--held'])).map((line) => line.uid)).toEqual([uid]);
  expect(await administer(server, ['release', uid])).toMatchObject([{ outcome: 'done' }]);
  const read = restante(['admin', 'read', uid, '--server', server.http, '--token-file', server.adminTokenFile]);
  const parts: Buffer[] = [];
  read.child.stdout?.on('data', (part) => parts.push(part));
  expect(await read.ended).toMatchObject({ code: 0 });
  expect(Buffer.concat(parts)).toEqual(body);
});

test('messages are redelivered and deleted as their uids come by standard input, and what was not done is told', async () => {
  const { server, ann } = await started();
  const { uid } = await submit(server, 'ann', ann.sendToken, 'first.', { Subject: 'Bytes' });
  const other = await submit(server, 'ann', ann.sendToken, 'second');
  await acquire(server, ann, 'move=1-2');
  const lines = (await administer(server, ['list', 'processed'])).map((line) => JSON.stringify(line)).join('\n');
  expect(await administer(server, ['redeliver', '-'], lines)).toMatchObject([
    { uid, outcome: 'done', id: 3 },
    { uid: other.uid, outcome: 'done', id: 4 },
  ]);
  const unknown = '01900000-0000-7000-8000-00000000000a';
  const deleted = await admin(server, ['delete', '-', uid], `${unknown}\n`);
  expect(deleted).toMatchObject({ code: 4, stderr: 'restante: Nothing was done with 1 of 2 messages. (message-unknown)\n' });
  expect(deleted.stdout).toBe(`${unknown} is not known here\nDeleted ${uid} of ann\n`);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([4]);
  expect((await admin(server, ['show', uid])).stdout).toMatch(/^ends +it has ended: deleted$/m);
  expect(await admin(server, ['read', uid])).toMatchObject({ code: 4, stderr: expect.stringContaining('(message-ended)') });
  expect(await administer(server, ['tombstones', 'ann'])).toMatchObject([{ uid, because: 'deleted', subject: 'Bytes' }]);
  expect((await admin(server, ['tombstones', 'ann'])).stdout).toMatch(
    /^UID +ID +ENDED +HOW +SIZE +FROM +SUBJECT\n.* deleted +6 B +Bytes\n$/,
  );
});

test('retention is shown, previewed without touching anything, saved, and its brake waits for the number that is due', async () => {
  const { server, ann } = await started();
  await Promise.all(Array.from({ length: 150 }, (_, n) => submit(server, 'ann', ann.sendToken, 'x', { Subject: `n ${n}` })));
  await acquire(server, ann, 'move=1-150');
  const preview = await admin(server, ['retention', 'ann', '--processed-age', '1d', '--preview']);
  expect(preview.stdout).toMatch(
    /^processed: of 150 messages \(150 B\), 0 messages \(0 B\) would go now, 150 messages \(150 B\) within the next 30 days$/m,
  );
  expect(preview.stdout).toMatch(/^ {2}from \S+ \S+ for a day: 150 messages \(150 B\)$/m);
  expect(preview.stdout.match(/\(processed-age\)$/gm)).toHaveLength(10);
  const saved = await admin(server, ['retention', 'ann', '--processed-count', '0']);
  expect(saved.stdout).toContain('150 messages (150 B) go now');
  const brakes = await waitUntil(async () => {
    const told = await administer(server, ['brakes']);
    return told.length > 0 && told;
  });
  expect(brakes).toMatchObject([{ mailbox: 'ann', folder: 'processed', due: 150, stored: 150 }]);
  expect((await admin(server, ['brakes'])).stdout).toMatch(/\nTo let it go: restante admin confirm ann processed 150\n$/);
  expect(await admin(server, ['confirm', 'ann', 'processed', '149'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('(removal-changed)'),
  });
  expect(await idsIn(server, 'ann', 'processed')).toHaveLength(150);
  expect(await administer(server, ['confirm', 'ann', 'processed', '150'])).toEqual([{ mailbox: 'ann', folder: 'processed', count: 150 }]);
  await waitUntil(async () => (await idsIn(server, 'ann', 'processed')).length === 0);
  expect(await administer(server, ['retention', 'ann', '--reset'])).toMatchObject([{ mailbox: 'ann', processed: { maxCount: 1_000 } }]);
  expect(await administer(server, ['retention'])).toMatchObject([{ default: true }, { mailbox: 'ann', own: false }]);
});

test('what was confirmed in advance goes without the brake, also by the default policy', async () => {
  const { server, ann } = await started();
  await Promise.all(Array.from({ length: 120 }, () => submit(server, 'ann', ann.sendToken, 'x')));
  await acquire(server, ann, 'move=1-120');
  const saved = await administer(server, ['retention', '--default', '--processed-count', '10', '--yes']);
  expect(saved).toMatchObject([
    { default: true, processed: { maxCount: 10 }, preview: { folders: [{ now: { count: 0 } }, { now: { count: 110 } }] } },
  ]);
  await waitUntil(async () => (await idsIn(server, 'ann', 'processed')).length === 10);
  expect((await admin(server, ['brakes'])).stdout).toBe('Retention waits nowhere.\n');
  for (const words of [['ann', '--default'], ['--preview'], ['--reset'], ['ann', '--processed-age', '1x']])
    expect(await admin(server, ['retention', ...words])).toMatchObject({ code: 2, stdout: '' });
});

test('defaults are shown, and changed by what is given', async () => {
  const { server } = await started();
  const changed = await administer(server, ['defaults', '--quota-bytes', '2GB', '--retry-max', '5m', '--record-age', '90d']);
  expect(changed).toMatchObject([
    { quota: { messages: null, bytes: 2_000_000_000 }, notify: { retryAfter: 30, retryMax: 300 }, recordAge: 7_776_000 },
  ]);
  expect((await admin(server, ['defaults'])).stdout).toBe(
    'retention  undelivered for ever, processed 30d and at most 1000 messages\nquota      2.0 GB\nreminders  after 30s, then doubling to 5m\nrecords    90d\n',
  );
  expect(await admin(server, ['defaults', '--record-age', '1h'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('(policy-invalid)'),
  });
});

test('devices, the ledger of their contacts, and a device that is forgotten', async () => {
  const { server, ann } = await started();
  await submit(server, 'ann', ann.sendToken, 'x');
  await acquire(server, ann, 'get=0&room=1000', { Device: 'desk' });
  expect(await administer(server, ['devices', '--mailbox', 'ann'])).toMatchObject([
    { mailbox: 'ann', device: 'desk', owner: true, connected: false, room: 1_000 },
  ]);
  expect((await admin(server, ['devices'])).stdout).toMatch(/\nann +desk +owner, away +\d{4}-/);
  expect(await administer(server, ['ledger', 'ann'])).toMatchObject([{ device: 'desk', kind: 'acquired' }]);
  expect((await admin(server, ['ledger', 'ann'])).stdout).toMatch(/^TIME +WHAT +WAITING +DEVICE\n\S+ \S+ +acquired +.*desk\n$/);
  expect((await admin(server, ['device', 'forget', 'ann', 'desk'])).stdout).toBe('Forgot desk of ann.\n');
  expect(await administer(server, ['devices'])).toEqual([]);
  expect(await admin(server, ['device', 'forget', 'ann', 'desk'])).toMatchObject({ code: 4 });
});

test('the activity is listed, and followed over a restart of the server without a gap', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const { uid } = await submit(server, 'ann', ann.sendToken, 'x', { Subject: 'first' });
  expect(await administer(server, ['activity', '--mailbox', 'ann', '--limit', '2'])).toMatchObject([
    { kind: 'accepted', uid, subject: 'first' },
    { kind: 'mailbox-added', mailbox: 'ann' },
  ]);
  expect(await administer(server, ['activity', '--kind', 'mailbox-added,moved'])).toHaveLength(1);
  expect((await admin(server, ['activity'])).stdout).toMatch(/^TIME +WHAT +MAILBOX +ID +SUBJECT +HOW\n\S+ \S+ +accepted +ann +1 +first\n/);
  const access = ['--server', server.http, '--token-file', server.adminTokenFile, '--json'];
  const following = restante(['admin', 'activity', '--follow', ...access]);
  // It is known to listen when it has told something.
  let sent = 0;
  for (
    const heard = following.line((line) => line.kind === 'accepted');
    sent === 0 || (await Promise.race([heard, undefined])) === undefined;
  )
    sent = (await submit(server, 'ann', ann.sendToken, 'x')).id;
  await following.line((line) => line.id === sent);
  await server.kill('SIGKILL');
  const again = await startServer(join(server.adminTokenFile, '..'), { http: new URL(server.http).host });
  const after = await submit(again, 'ann', ann.sendToken, 'x', { Subject: 'after' });
  expect(await following.line((line) => line.subject === 'after')).toMatchObject({ kind: 'accepted', uid: after.uid, id: after.id });
  const events = following.lines.map(({ event }) => Number(event));
  expect(events).toEqual([...new Set(events)].toSorted((a, b) => a - b));
  expect(await following.kill('SIGINT')).toEqual({ code: 0, signal: null });
});

test('no command lets a stranger write to the terminal', async () => {
  const { server, ann } = await started();
  const evil = '\u001b]0;pwned\u0007\u009b31mRed\u202e\u2028';
  const word = `=?utf-8?B?${Buffer.from(evil).toString('base64')}?=`;
  const headers = { Subject: word, From: word };
  const { uid } = await submit(server, 'ann', ann.sendToken, 'x', headers);
  await call(server, ann.receiveToken, `/v1/mailboxes/ann?return=1&reason=${encodeURIComponent('no\u009b31m')}`, {
    method: 'POST',
    headers: { Device: 'desk' },
  });
  await submit(server, 'ann', ann.sendToken, 'x', headers);
  await untilState(server, uid, 'returned');
  const file = join(temporaryFolder(), 'note');
  writeFileSync(file, server.adminToken);
  const all = [['list', 'delivery'], ['show', uid], ['activity'], ['tombstones', 'ann'], ['devices'], ['ledger', 'ann']];
  for (const words of [...all, ...all.map((one) => [...one, '--json'])]) {
    const { code, stdout } = await admin(server, words);
    expect(code, words.join(' ')).toBe(0);
    expect(stdout.replaceAll('\n', ''), words.join(' ')).not.toMatch(/[\p{Cc}\u2028]/u);
  }
});

test('an unknown server, token and option end with their codes and one line', async () => {
  const { server, ann } = await started();
  const file = join(temporaryFolder(), 'token');
  writeFileSync(file, ann.sendToken);
  expect(await admin({ ...server, adminTokenFile: file }, ['brakes'])).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringMatching(/^restante: [^\n]* \(token-scope\)\n$/),
  });
  expect(await admin(server, ['brakes', '--nonsense'])).toMatchObject({ code: 2 });
  await server.stop();
  const gone = await admin(server, ['brakes', '--json']);
  expect(gone).toMatchObject({ code: 5, lines: [{ event: 'error', code: 'server-unreachable' }] });
});
