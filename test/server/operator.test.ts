import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { judgeHealth, type StoreCondition } from '#restante/server/health';
import { createLog, withoutTokens } from '#restante/server/log';
import { createMetrics, instructedBy } from '#restante/server/metrics';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { addMailbox, call, startServer, submit } from '../support/server.ts';
import { canMount, smallDisk } from '../support/small-disk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { onTheWire } from '../support/wire.ts';

const healthOf = async (server: { http: string }, path = '/healthz') => {
  const response = await fetch(`${server.http}${path}`);
  return [response.status, await response.json()];
};

const newToken = async (server: { http: string; adminToken: string }, scope: string): Promise<string> => {
  const response = await call(server, server.adminToken, '/v1/tokens', { method: 'POST', body: JSON.stringify({ scope }) });
  return ((await response.json()) as { secret: string }).secret;
};

/** The samples of `/metrics`, as `name{labels}`. */
const metricsOf = async (server: { http: string }, token: string): Promise<Map<string, number>> => {
  const response = await call(server, token, '/metrics');
  expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line): [string, number] => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]));
};

test('health is told to anyone, and nothing else with it', async () => {
  const server = await startServer(temporaryFolder());
  const ready = { status: 'ready', intake: true, checks: { store: 'open', integrity: 'clean' } };
  expect(await healthOf(server, '/healthz/live')).toEqual([200, { status: 'live' }]);
  expect(await healthOf(server, '/healthz/ready')).toEqual([200, ready]);
  expect(await healthOf(server)).toEqual([200, ready]);
});

test('after an unclean end the store is looked over, and said to be sound', async () => {
  const data = temporaryFolder();
  const first = await startServer(data);
  const ann = await addMailbox(first, 'ann');
  await submit(first, 'ann', ann.sendToken, 'letter');
  await first.kill('SIGKILL');
  const server = await startServer(data);
  const integrity = await waitUntil(async () => {
    const [status, body] = await healthOf(server);
    expect(status).toBe(200);
    const told = (body as { checks: { integrity: string } }).checks.integrity;
    return told !== 'checking' && told;
  });
  expect(integrity).toBe('sound');
});

// Needs a disk of its own, which takes Linux.
test.skipIf(!canMount)('a full disk leaves the server ready: messages leave, and none is taken in', async () => {
  const disk = await smallDisk(64);
  const server = await startServer(`${disk.folder}/data`, { within: disk.within });
  const ann = await addMailbox(server, 'ann');
  await submit(server, 'ann', ann.sendToken, 'letter');
  disk.fill();
  const body = new Uint8Array(400_000);
  const statuses: number[] = [];
  // The database and its log may have some room of their own.
  while (statuses.at(-1) !== 507 && statuses.length < 200)
    statuses.push((await call(server, ann.sendToken, '/v1/mailboxes/ann/messages', { method: 'POST', body })).status);
  expect(statuses.at(-1)).toBe(507);
  expect(await healthOf(server)).toEqual([200, { status: 'ready', intake: false, checks: { store: 'full', integrity: 'clean' } }]);
  const metrics = await metricsOf(server, server.adminToken);
  expect([metrics.get('restante_store_state{state="full"}'), metrics.get('restante_store_state{state="open"}')]).toEqual([1, 0]);
  expect(metrics.get('restante_messages_refused_total{door="http",reason="storage-full"}')).toBeGreaterThan(0);
});

test.each<[Partial<StoreCondition>, string, boolean, string]>([
  [{}, 'ready', true, 'open'],
  [{ integrity: 'checking' }, 'ready', true, 'open'],
  [{ state: 'full' }, 'ready', false, 'full'],
  [{ state: 'damaged', integrity: 'damaged' }, 'not-ready', false, 'damaged'],
  [{ stopping: true }, 'not-ready', false, 'stopping'],
  [{ stopping: true, state: 'full' }, 'not-ready', false, 'stopping'],
])('health of %j', (condition, status, intake, store) => {
  const health = judgeHealth({ state: 'open', integrity: 'clean', stopping: false, ...condition });
  expect(health).toMatchObject({ status, intake, checks: { store } });
});

test('metrics count what happened at the doors, to devices and by retention', async () => {
  const server = await startServer(temporaryFolder());
  const [ann] = [await addMailbox(server, 'ann'), await addMailbox(server, 'bob')];
  const monitor = await newToken(server, 'monitor');
  const listening = await listen(server, ann, 'desk');
  const uids: string[] = [];
  for (const text of ['one', 'two', 'three', 'four']) uids.push((await submit(server, 'ann', ann.sendToken, text)).uid);
  const mail = createTransport({ ...server.smtp, secure: false, ignoreTLS: true });
  await mail.sendMail({ from: 'eve@example.org', to: 'ann@x, bob@x', subject: 'hello', text: 'hello' });
  await expect(mail.sendMail({ from: 'eve@example.org', to: 'nobody@x', text: 'hello' })).rejects.toThrow();
  mail.close();
  const send = (body: string, token = ann.sendToken) =>
    call(server, token, '/v1/mailboxes/ann/messages', { method: 'POST', body, headers: { 'Content-Type': 'none' } });
  expect((await send('x')).status).toBe(400);
  const ask = (query: string) => call(server, ann.receiveToken, `/v1/mailboxes/ann?${query}`, { method: 'POST' });
  await (await ask('get=0')).text();
  await ask('delete=1&move=2-3&forward=4&to=bob&return=99');
  await ask('delete=1');
  const act = { action: 'redeliver', uids: [uids[1]] };
  await call(server, server.adminToken, '/v1/messages/actions', { method: 'POST', body: JSON.stringify(act) });
  const retention = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: 0 } };
  const removed = 'restante_retention_removed_total{rule="processed-count"}';
  await call(server, server.adminToken, '/v1/mailboxes/ann/retention', { method: 'PUT', body: JSON.stringify(retention) });
  await (await fetch(`${server.http}/no/such/${ann.sendToken}`)).text();
  const metricsWith = (name: string) =>
    waitUntil(async () => {
      const metrics = await metricsOf(server, monitor);
      return metrics.has(name) && metrics;
    });
  let metrics = await metricsWith(removed);

  expect(Object.fromEntries(metrics)).toMatchObject({
    'restante_messages_accepted_total{door="http"}': 4,
    'restante_messages_accepted_total{door="smtp"}': 2,
    'restante_messages_accepted_total{door="forward"}': 1,
    'restante_messages_accepted_total{door="redelivery"}': 1,
    'restante_messages_refused_total{door="http",reason="header-invalid"}': 1,
    'restante_messages_refused_total{door="smtp",reason="mailbox-unknown"}': 1,
    restante_messages_acquired_total: 1,
    'restante_instructions_total{verb="delete"}': 2,
    'restante_instructions_total{verb="move"}': 2,
    'restante_instructions_total{verb="forward"}': 1,
    'restante_instructions_total{verb="return"}': 0,
    'restante_instructions_refused_total{reason="unknown"}': 1,
    [removed]: 1,
    'restante_messages{folder="delivery"}': 4,
    'restante_messages{folder="processed"}': 0,
    restante_mailboxes: 2,
    restante_notification_streams: 1,
    restante_retention_brakes: 0,
    'restante_store_state{state="open"}': 1,
    restante_accept_duration_seconds_count: 5,
    'restante_http_requests_total{operation="submit",method="POST",status="201"}': 4,
    'restante_http_requests_total{operation="submit",method="POST",status="400"}': 1,
    'restante_http_requests_total{operation="none",method="GET",status="404"}': 1,
    'restante_http_request_duration_seconds_count{operation="acquire",method="POST"}': 3,
  });
  const names = [...metrics.keys()].join('\n');
  for (const private_ of ['ann', 'bob', 'desk', ann.sendToken, '/v1']) expect(names).not.toContain(private_);
  expect(names).toContain('process_resident_memory_bytes');
  // A stream is one request, told when it ends, and without a duration.
  listening.close();
  const stream = 'restante_http_requests_total{operation="notifications",method="GET",status="200"}';
  metrics = await metricsWith(stream);
  expect([...metrics.keys()].filter((name) => name.includes('duration') && name.includes('notifications'))).toEqual([]);
  expect(metrics.get('restante_notification_streams')).toBe(0);
});

test('metrics are for monitor and admin tokens, which open nothing of a mailbox', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const monitor = await newToken(server, 'monitor');
  const status = async (token: string, path: string) => (await call(server, token, path)).status;
  expect(await status(monitor, '/v1/mailboxes/ann/delivery')).toBe(403);
  expect(await status(monitor, '/v1/mailboxes')).toBe(403);
  expect(await status(ann.receiveToken, '/metrics')).toBe(403);
  expect((await fetch(`${server.http}/metrics`)).status).toBe(401);
  expect(await status(server.adminToken, '/metrics')).toBe(200);
});

test('OPERATIONS.md explains every metric, and no other', async () => {
  const text = await createMetrics(async () => ({ stored: undefined, mailboxes: 0, streams: 0, store: 'open' })).text();
  const names = [...text.matchAll(/^# TYPE (restante_\w+) /gm)].map(([, name]) => name);
  const prose = readFileSync(new URL('../../docs/OPERATIONS.md', import.meta.url), 'utf8');
  const told = [...prose.matchAll(/^\| `(restante_\w+)/gm)].map(([, name]) => name);
  expect(told.toSorted()).toEqual(names.toSorted());
  // What cannot be read is not said to be none.
  expect(text).toMatch(/^restante_messages\{folder="delivery"\} Nan$/m);
});

test('ids in effect are counted by instruction, without those that were refused', () => {
  const instructions = [
    { verb: 'delete', targets: [{ first: 1, last: 10 }] },
    { verb: 'move', targets: [{ first: 11, last: 11 }] },
  ] as const;
  const refused = new Map([
    [3, 'unknown'],
    [11, 'mismatch'],
  ]);
  expect(instructedBy(instructions, refused)).toEqual(
    new Map([
      ['delete', 9],
      ['move', 0],
    ]),
  );
});

test('every answer names its request, and the log does', async () => {
  const server = await startServer(temporaryFolder(), { args: ['--log-level', 'debug'] });
  const ask = async (headers: Record<string, string>, path = '/v1/mailboxes') => {
    const response = await fetch(`${server.http}${path}`, { headers });
    const { instance } = (await response.json()) as { instance?: string };
    return { id: response.headers.get('X-Request-Id') ?? '', instance };
  };
  const own = await ask({});
  expect(own.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{21}$/);
  expect(own.instance).toBe(`urn:uuid:${own.id}`);
  expect(await ask({ 'X-Request-Id': 'trace-1.2_3' })).toEqual({ id: 'trace-1.2_3', instance: 'trace-1.2_3' });
  for (const id of ['x'.repeat(65), 'a b', 'a"b', 'a/b', server.adminToken]) expect((await ask({ 'X-Request-Id': id })).id).not.toBe(id);
  expect((await ask({ 'X-Request-Id': 'well' }, '/healthz')).id).toBe('well');
  await server.kill();
  const lines = server.stderr().split('\n').filter(Boolean);
  const requests = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'request');
  expect(requests.find(({ request }) => request === own.id)).toMatchObject({
    operation: 'mailboxes',
    method: 'GET',
    status: 401,
    problem: 'token-missing',
    whole: true,
  });
  expect(requests.find(({ request }) => request === 'well')).toMatchObject({ operation: 'health', status: 200 });
});

test('no token gets into the log or an answer, wherever it was put', async () => {
  const server = await startServer(temporaryFolder(), { args: ['--log-level', 'debug'] });
  const ann = await addMailbox(server, 'ann');
  const unknown = 'Zz0_-'.repeat(9).slice(0, 43);
  const secrets = [server.adminToken, ann.receiveToken, ann.sendToken, unknown];
  const answers: string[] = [];
  const ask = async (line: string, headers: string[] = [], token: string = server.adminToken, body = ''): Promise<void> => {
    const length = body === '' ? [] : [`Content-Length: ${body.length}`];
    const answer = await onTheWire(server, token, `${line} HTTP/1.1`, [...length, ...headers], body);
    answers.push(`${answer.status} ${answer.headers.map((pair) => pair.join(': ')).join('\n')}\n${answer.body}`);
  };
  for (const secret of secrets) {
    await ask('GET /v1/mailboxes/ann?get=0', [], secret);
    await ask('GET /v1/mailboxes/ann?get=0', [`X-Request-Id: ${secret}`, `Cookie: token=${secret}`]);
    for (const name of ['Device', 'Range', 'If-Match', 'Idempotency-Key', 'Content-Type', 'X-Forwarded-For', 'Last-Event-ID'])
      await ask('POST /v1/mailboxes/ann/messages', [`${name}: ${name === 'Range' ? 'bytes=' : ''}${secret}`], server.adminToken, 'x');
    for (const query of [
      `get=${secret}`,
      secret,
      `${secret}=1`,
      `token=${secret}`,
      `delete=${secret}`,
      `get=0&x-token=${secret}`,
      `get=0&room=${secret}`,
    ])
      await ask(`GET /v1/mailboxes/ann?${query}`);
    for (const query of [`after=${secret}`, `limit=${secret}`, `mailbox=${secret}`, `folder=${secret}`, `since=${secret}`])
      await ask(`GET /v1/messages?folder=delivery&${query}`);
    for (const path of ['/', '/v1/', '/v1/mailboxes/', '/v1/messages/', '/v1/submissions/', '/metrics/']) await ask(`GET ${path}${secret}`);
    await ask(`DELETE /v1/tokens/${secret}`);
    await ask(`DELETE /v1/mailboxes/ann/devices/${secret}`);
    for (const body of [secret, JSON.stringify({ name: secret }), JSON.stringify({ [secret]: 1 }), JSON.stringify({ scope: secret })]) {
      await ask('POST /v1/mailboxes', [], server.adminToken, body);
      await ask('POST /v1/tokens', [], server.adminToken, body);
      await ask('PUT /v1/defaults', [], server.adminToken, body);
    }
  }
  await server.kill();
  for (const secret of secrets) {
    expect(server.stderr()).not.toContain(secret);
    for (const answer of answers) expect(answer).not.toContain(secret);
  }
  expect(server.stderr().split('\n').length).toBeGreaterThan(100);
});

test('what an error brings along is not logged if it is a secret', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const headers = { authorization: 'Bearer s3cret' };
  log.error(
    { err: Object.assign(new Error('failed'), { headers, token: 's3cret' }), req: { headers }, headers, receiveToken: 's3cret' },
    'failed',
  );
  expect(lines.join()).toContain('failed');
  expect(lines.join()).not.toContain('s3cret');
});

test('names and uids are not taken for tokens', () => {
  for (const text of ['ann', '01a20670-f410-720d-af5b-e8425428d8f6', 'a'.repeat(63), 'A'.repeat(44)])
    expect(withoutTokens(text)).toBe(text);
  expect(withoutTokens(`"${'Ab3_-'.repeat(9).slice(0, 43)}" is no id`)).toBe('"…" is no id');
});
