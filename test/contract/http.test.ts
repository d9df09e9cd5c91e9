import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describe as describeOperations } from '#restante/protocol/openapi';
import { operations } from '#restante/protocol/operations';
import { createJudge, type Description, type Judge, type Judged, type Route } from '../support/contract.ts';
import { directoryFile } from '../support/directory.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startHere } from '../support/here.ts';
import type { Tokens } from '../support/server.ts';

/*
 * Every answer of the real server, judged by the description that it serves.
 */

const maxMessage = 100_000;

interface Fixture {
  readonly data: string;
  readonly adminToken: string;
  readonly http: string;
  /** Lines of its log. */
  readonly logged: readonly Record<string, unknown>[];
  readonly judge: Judge;
  readonly ann: Tokens;
  readonly monitor: string;
  /** A judged request, as an administrator unless `as` says otherwise; `null`: without a token. */
  ask(method: string, target: string, options?: Options): Promise<Judged>;
}
interface Options {
  readonly as?: string | null;
  readonly body?: string | object;
  readonly headers?: Record<string, string>;
}

interface Rates {
  /** Tokens that are not known, and submissions, in a minute. */
  readonly failures: number;
  readonly submissions: number;
}

const prepare = async (rates: Rates = { failures: 1_000_000, submissions: 1_000_000 }, known?: Judge): Promise<Fixture> => {
  const data = temporaryFolder();
  const { http, running, logged } = await startHere({ data, maxMessageBytes: maxMessage, patience: rates });
  const adminToken = readFileSync(running.adminTokenFile, 'utf8').trim();
  const judge = known ?? createJudge((await (await fetch(`${http}/v1/openapi.json`)).json()) as Description);
  const ask: Fixture['ask'] = async (method, target, { as = adminToken, body, headers } = {}) => {
    const abort = new AbortController();
    const response = await fetch(`${http}${target}`, {
      method,
      signal: abort.signal,
      headers: { ...(as !== null && { Authorization: `Bearer ${as}` }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const judged = await judge.judge(method, target, response);
    // An event stream was opened, and that is all.
    if (!response.bodyUsed) abort.abort();
    return judged;
  };
  const ann = (await ask('POST', '/v1/mailboxes', { body: { name: 'ann' } })).json as Tokens;
  const { json } = await ask('POST', '/v1/tokens', { body: { scope: 'monitor', note: 'dashboard' } });
  return { data, http, logged, adminToken, judge, ann, monitor: (json as { secret: string }).secret, ask };
};

test('the description is a valid OpenAPI 3.1 document, and the one that the table of operations makes', async () => {
  const { http } = await prepare();
  const served = (await (await fetch(`${http}/v1/openapi.json`)).json()) as Record<string, unknown>;
  expect(served).toEqual(JSON.parse(JSON.stringify(describeOperations(operations))));
  const validator = new Validator();
  expect(await validator.validate(served)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

const unreachable = new Set([
  // What the disk or the end of the server would have to bring about.
  ...['internal', 'storage-failed', 'storage-full', 'stopping'],
  // What an HTTP client does not do: test/server/malformed.test.ts speaks by hand.
  ...['request-malformed', 'request-timeout', 'head-too-long'],
]);

const fill = (route: Route, values: Record<string, string> = {}): string =>
  route.path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => values[name] ?? { mailbox: 'ann', uid: randomUUID(), token: '0'.repeat(16), device: 'd' }[name] ?? '',
  );

/** A value of each kind of parameter that cannot be one. */
const wrongValue = ({ described }: Route): string => {
  const names = described.parameters?.filter((p) => p.in === 'query').map(({ name }) => name) ?? [];
  const name = ['limit', 'mailbox', 'previewed', 'messages'].find((known) => names.includes(known));
  if (name === undefined) throw new Error(`no wrong value for ${described.operationId}`);
  return `${name}=NO!`;
};

/** What every operation refuses alike. */
const refuseInGeneral = async ({ ask, judge, ann, monitor }: Fixture): Promise<void> => {
  for (const route of judge.routes) {
    const { method, described } = route;
    const path = fill(route);
    const code = async (target: string, options?: Options): Promise<string | undefined> => (await ask(method, target, options)).code;
    const codes = judge.codesOf(route);
    // What must be there, so that the rest is looked at.
    const needed = route.operation === 'messages' ? 'folder=delivery&' : '';
    if (codes.includes('token-missing')) {
      expect(await code(path, { as: null })).toBe('token-missing');
      expect(await code(path, { as: 'nobody' })).toBe('token-unknown');
      expect(await code(path, { as: route.operation === 'metrics' ? ann.receiveToken : monitor })).toBe('token-scope');
    } else expect(described.security).toEqual([]);
    expect(await code(`${path}?${needed}no-such=1`)).toBe('parameter-unknown');
    expect(await code(`${path}?no-such=1&no-such=2`)).toBe('parameter-repeated');
    expect(await code(`${path}?a=%ff`)).toBe('parameter-encoding');
    expect(await code(`${path}?a=${'x'.repeat(8_192)}`)).toBe('query-too-long');
    if (route.path.includes('{mailbox}')) {
      expect(await code(fill(route, { mailbox: 'nobody' }))).toBe('mailbox-unknown');
      expect(await code(fill(route, { mailbox: 'No!' }))).toBe('mailbox-name-invalid');
    }
    if (codes.includes('parameter-invalid')) expect(await code(`${path}?${needed}${wrongValue(route)}`)).toBe('parameter-invalid');
    if (codes.includes('cursor-invalid')) expect(await code(`${path}?${needed}after=NO!`)).toBe('cursor-invalid');
    if (codes.includes('body-invalid')) expect(await code(path, { body: '{' })).toBe('body-invalid');
    if (codes.includes('policy-invalid')) expect(await code(path, { body: { no: 1 } })).toBe('policy-invalid');
    expect((await ask('PATCH', path)).code).toBe('method-not-allowed');
  }
  expect((await ask('GET', '/v1/nothing')).code).toBe('route-unknown');
};

const policy = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };

const submitAndTake = async ({ ask, ann }: Fixture): Promise<void> => {
  const box = '/v1/mailboxes/ann';
  const submit = async (
    body: string,
    headers = {},
    as = ann.sendToken,
  ): Promise<{ status: number; code: string | undefined; uid: string }> => {
    const { status, code, json } = await ask('POST', `${box}/messages?subject=hello`, { as, body, headers });
    return { status, code, uid: (json as { uid: string }).uid };
  };
  const take = async (query: string, headers: Record<string, string> = {}, body?: string) => {
    const judged = await ask('POST', `${box}?${query}`, { as: ann.receiveToken, headers, ...(body !== undefined && { body }) });
    return judged.code ?? judged.status;
  };
  // For devices that send nothing, the folder is empty.
  expect(await take('get=0')).toBe(204);
  const first = await submit('a message', { 'Idempotency-Key': 'one', From: 'bob' });
  expect([first.status, (await submit('a message', { 'Idempotency-Key': 'one' })).uid]).toEqual([201, first.uid]);
  expect((await submit('another', { 'Idempotency-Key': 'one' })).code).toBe('idempotency-key-reused');
  expect((await submit('x', { 'Content-Type': 'no type' })).code).toBe('header-invalid');
  expect((await submit('x'.repeat(maxMessage + 1))).code).toBe('message-too-large');
  await ask('PUT', `${box}/settings`, { body: { quota: { messages: 1, bytes: null } } });
  expect((await submit('one too many')).code).toBe('mailbox-full');
  expect((await ask('PUT', `${box}/settings`, { body: { quota: null } })).status).toBe(200);
  for (const n of [2, 3, 4, 5, 6]) await submit(`message ${n}`);

  for (const [query, code] of [
    ['', 'request-empty'],
    ['get=x', 'get-invalid'],
    ['get=0&room=x', 'room-invalid'],
    ['get=0&max=0', 'max-invalid'],
    ['delete=x', 'target-invalid'],
    ['delete=1&move=1', 'target-repeated'],
    ['delete=1-20000', 'targets-too-many'],
    ['forward=1', 'forward-invalid'],
    ['forward=1&to=nobody', 'forward-unknown'],
  ] as const)
    expect(await take(query)).toBe(code);
  expect(await take('get=0', { Device: 'x'.repeat(129) })).toBe('header-invalid');
  expect(await take('get=0', {}, 'a body')).toBe('body-unexpected');
  expect(await take('get=0', { Range: 'bytes=2-' })).toBe('range-invalid');
  expect(await take('get=0', { Range: 'bytes=2-', 'If-Match': `"${randomUUID()}"` })).toBe('message-other');
  expect(await take('get=0', { Range: 'bytes=2-', 'If-Match': `"${first.uid}"` })).toBe(206);
  expect(await take('get=0', { Range: 'bytes=900-', 'If-Match': `"${first.uid}"` })).toBe('range-unsatisfiable');
  expect(await take('get=0&room=100&delete=99', { Device: 'desk' })).toBe(200);
  expect((await ask('GET', `${box}?get=0`, { as: ann.receiveToken })).status).toBe(200);
  expect(await take('get=0&max=3', { Device: 'desk' })).toBe(200);
  expect(await take('get=0', { Device: 'phone' })).toBe('other-device');

  const listen = (headers: Record<string, string>) => ask('GET', `${box}/notifications`, { as: ann.receiveToken, headers });
  expect((await listen({ Device: 'desk' })).status).toBe(200);
  expect((await listen({ Device: 'phone' })).code).toBe('other-device');
  expect((await listen({ Device: 'no name' })).code).toBe('header-invalid');
  expect((await ask('PUT', `${box}/device`, { headers: { Device: 'phone' } })).status).toBe(200);
  expect((await ask('PUT', `${box}/device`)).code).toBe('header-invalid');

  await ask('POST', '/v1/mailboxes', { body: { name: 'other', shared: true } });
  expect(await take('move=1&delete=2&forward=3&to=other&return=4&reason=no', { Device: 'phone' })).toBe(204);
  for (const [uid, code] of [
    [first.uid, undefined],
    [randomUUID(), 'message-unknown'],
  ] as const)
    for (const path of [`/v1/submissions/${uid}`, `/v1/messages/${uid}`, `/v1/messages/${uid}/copies`])
      expect((await ask('GET', path)).code).toBe(code);
  expect((await ask('GET', `/v1/messages/${first.uid}/body`)).body.toString()).toBe('a message');
  expect((await ask('GET', `/v1/messages/${randomUUID()}/body`)).code).toBe('message-unknown');
  for (const path of [`${box}/delivery`, `${box}/processed?limit=1`, '/v1/messages?folder=delivery&limit=1&order=newest'])
    expect((await ask('GET', path)).status).toBe(200);
  for (const action of ['hold', 'release', 'redeliver', 'delete'])
    expect((await ask('POST', '/v1/messages/actions', { body: { action, uids: [first.uid, randomUUID()] } })).status).toBe(200);
  expect((await ask('GET', `/v1/messages/${first.uid}/body`)).code).toBe('message-ended');
  expect((await ask('GET', `/v1/messages/${first.uid}`)).json).toMatchObject({ folder: 'ended', state: 'deleted' });
  expect((await ask('GET', `${box}/tombstones?limit=1`)).json).toMatchObject({ tombstones: [{ because: 'returned' }] });
};

const administer = async ({ ask, ann }: Fixture): Promise<void> => {
  expect((await ask('GET', '/v1/mailboxes')).status).toBe(200);
  const add = async (name: string) => (await ask('POST', '/v1/mailboxes', { body: { name } })).code;
  expect([await add('gone'), await add('gone'), await add('No!')]).toEqual([undefined, 'mailbox-exists', 'mailbox-name-invalid']);
  await ask('POST', '/v1/mailboxes/gone/messages', { body: 'x' });
  expect((await ask('DELETE', '/v1/mailboxes/gone')).code).toBe('mailbox-holds-messages');
  expect((await ask('DELETE', '/v1/mailboxes/gone?messages=1')).status).toBe(204);

  const token = await ask('POST', '/v1/tokens', { body: { scope: 'receive', mailbox: 'ann', note: 'lost' } });
  expect((await ask('POST', '/v1/tokens', { body: { scope: 'receive' } })).code).toBe('token-invalid');
  expect((await ask('POST', '/v1/tokens', { body: { scope: 'send', mailbox: 'nobody' } })).code).toBe('mailbox-unknown');
  const { json } = await ask('GET', '/v1/tokens');
  const admin = (json as { tokens: { token: string; scope: string }[] }).tokens.find(({ scope }) => scope === 'admin');
  const revoke = (name: string | undefined) => ask('DELETE', `/v1/tokens/${name}`);
  expect((await revoke(admin?.token)).code).toBe('token-last-admin');
  expect((await revoke((token.json as { token: string }).token)).status).toBe(204);
  expect((await revoke('0000')).code).toBe('token-not-found');

  expect((await ask('GET', '/v1/devices')).status).toBe(200);
  expect((await ask('GET', '/v1/mailboxes/ann/ledger?limit=1')).status).toBe(200);
  expect((await ask('DELETE', '/v1/mailboxes/ann/devices/phone')).status).toBe(204);
  expect((await ask('DELETE', '/v1/mailboxes/ann/devices/phone')).code).toBe('device-unknown');
  for (const path of ['/v1/activity?limit=2', '/v1/activity/stream?after=0', '/v1/changes', '/healthz', '/healthz/live', '/healthz/ready'])
    expect((await ask('GET', path)).status, path).toBe(200);
  expect((await ask('GET', '/v1/openapi.json', { as: null })).status).toBe(200);
  expect((await ask('GET', '/metrics')).status).toBe(200);
  expect((await ask('GET', '/metrics', { as: ann.receiveToken })).code).toBe('token-scope');
};

const retain = async ({ ask }: Fixture): Promise<void> => {
  const box = '/v1/mailboxes/many';
  await ask('POST', '/v1/mailboxes', { body: { name: 'many' } });
  await Promise.all(Array.from({ length: 110 }, () => ask('POST', `${box}/messages`, { body: 'x' })));
  await ask('POST', `${box}?move=1-110`);
  const strict = { ...policy, processed: { maxAge: null, maxCount: 0 } };
  expect((await ask('POST', `${box}/retention/preview`, { body: strict })).json).toMatchObject({ folders: [{}, { now: { count: 110 } }] });
  expect((await ask('PUT', `${box}/retention`, { body: strict })).status).toBe(200);
  expect((await ask('GET', `${box}/retention`)).json).toEqual(strict);
  expect((await ask('GET', '/v1/retention/brakes')).status).toBe(200);
  const confirm = (count: number) => ask('POST', `${box}/retention/confirmation`, { body: { folder: 'processed', count } });
  expect((await confirm(109)).code).toBe('removal-changed');
  expect((await confirm(110)).status).toBe(200);
  expect((await ask('DELETE', `${box}/retention`)).status).toBe(200);
  expect((await ask('POST', '/v1/retention/preview', { body: policy })).status).toBe(200);
  expect((await ask('GET', '/v1/defaults')).status).toBe(200);
  expect((await ask('PUT', '/v1/defaults?previewed=0,0', { body: { retention: policy } })).status).toBe(200);
};

/** What writes the directory file refuses while that was edited by hand. */
const editByHand = async ({ ask, data }: Fixture): Promise<void> => {
  const { json } = await ask('GET', '/v1/tokens');
  const monitor = (json as { tokens: { token: string; scope: string }[] }).tokens.find(({ scope }) => scope === 'monitor');
  await ask('POST', '/v1/mailboxes', { body: { name: 'empty' } });
  const text = readFileSync(directoryFile(data), 'utf8');
  writeFileSync(directoryFile(data), `${text}\n`);
  for (const [method, target, body] of [
    ['POST', '/v1/mailboxes', { name: 'late' }],
    ['PUT', '/v1/mailboxes/ann/settings', { shared: true }],
    ['DELETE', '/v1/mailboxes/empty', undefined],
    ['POST', '/v1/tokens', { scope: 'monitor' }],
    ['DELETE', `/v1/tokens/${monitor?.token}`, undefined],
    ['PUT', '/v1/mailboxes/ann/retention', policy],
    ['DELETE', '/v1/mailboxes/ann/retention', undefined],
    ['PUT', '/v1/defaults', { recordAge: 200_000 }],
  ] as const)
    expect((await ask(method, target, body === undefined ? {} : { body })).code, `${method} ${target}`).toBe('directory-edited');
  writeFileSync(directoryFile(data), text);
};

const exceed = async (judge: Judge): Promise<void> => {
  const { ask, ann } = await prepare({ failures: 1, submissions: 1 }, judge);
  const submit = () => ask('POST', '/v1/mailboxes/ann/messages', { as: ann.sendToken, body: 'x' });
  expect([(await submit()).code, (await submit()).code]).toEqual([undefined, 'too-many-requests']);
  await ask('GET', '/metrics', { as: 'nobody' });
  for (const route of judge.routes)
    if (judge.codesOf(route).includes('token-unknown'))
      expect((await ask(route.method, fill(route), { as: 'nobody' })).code, route.path).toBe('too-many-requests');
};

test('every operation answers as it is described: with success, and with every code that it lists', { timeout: 120_000 }, async () => {
  const fixture = await prepare();
  await refuseInGeneral(fixture);
  await submitAndTake(fixture);
  await administer(fixture);
  await retain(fixture);
  await editByHand(fixture);
  await exceed(fixture.judge);

  const { routes, seen, codesOf } = fixture.judge;
  for (const route of routes) {
    const successes = Object.keys(route.described.responses).filter((status) => Number(status) < 400);
    const listed = [...successes, ...codesOf(route).filter((code) => !unreachable.has(code))];
    expect([...(seen.get(route.operation) ?? [])], route.operation).toEqual(expect.arrayContaining(listed));
  }
  expect([...seen.keys()].toSorted()).toEqual(Object.keys(operations).toSorted());
});

/** Bits that requests are made of, well-formed and not. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '1',
    '-1',
    '1~000000000000',
    '1-9',
    'ann',
    'nobody',
    'true',
    'delivery',
    'processed',
    '2026-11-23T03:26:35Z',
    '0,5',
    '0.0',
  ),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const safely = (value: string): string => encodeURIComponent(value.toWellFormed());
/** Pairs as they stand in an address, sometimes not encoded as they should be; a number stands for a parameter of the operation. */
const query = fc.array(
  fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: text }), text, fc.integer({ min: 0, max: 4 })),
  { maxLength: 3 },
);
const queryOf = ({ described }: Route, pairs: readonly (readonly [number | string, string, number])[]): string => {
  const names = described.parameters?.filter((p) => p.in === 'query').map((p) => p.name) ?? [];
  return pairs
    .flatMap(([place, value, raw]) => {
      const name = typeof place === 'number' ? names[place % names.length] : place;
      return name === undefined ? [] : [`${safely(name)}=${raw === 0 ? value.replace(/[^!-~]|[#]/g, '%') : safely(value)}`];
    })
    .join('&');
};
const json = fc.oneof(
  fc
    .constantFrom<object>(
      policy,
      { folder: 'processed', count: 1 },
      { scope: 'monitor' },
      { action: 'hold', uids: [randomUUID()] },
      { shared: true },
      {},
    )
    .map((value) => JSON.stringify(value)),
  fc.json(),
  text,
  fc
    .record(
      {
        name: text,
        shared: fc.boolean(),
        quota: fc.oneof(fc.constant(null), fc.record({ messages: fc.option(fc.integer()), bytes: fc.option(fc.double()) })),
        scope: fc.constantFrom('send', 'receive', 'monitor', 'x'),
        mailbox: text,
        note: text,
        action: fc.constantFrom('hold', 'redeliver', 'x'),
        uids: fc.array(fc.oneof(fc.uuid(), text), { maxLength: 3 }),
        folder: fc.constantFrom('delivery', 'processed', 'x'),
        count: fc.integer(),
        delivery: fc.record({ maxAge: fc.option(fc.integer()) }),
        processed: fc.record({ maxAge: fc.option(fc.integer()), maxCount: fc.option(fc.integer()) }),
        recordAge: fc.double(),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);
const headers = fc.dictionary(
  fc.constantFrom('Device', 'Range', 'If-Match', 'Idempotency-Key', 'Content-Type', 'Last-Event-ID', 'X-Request-Id', 'Subject', 'From'),
  fc.oneof(
    fc.constantFrom('bytes=0-', `"${randomUUID()}"`, 'desk', 'text/plain', '1'),
    fc.string({ maxLength: 30 }).map((value) => value.trim().replace(/[^ -~]/g, '')),
  ),
  { maxKeys: 3 },
);

test('whatever is asked, the answer is one that is described, and the server never fails', { timeout: 180_000 }, async () => {
  const { judge, adminToken, ann, monitor, ask, logged } = await prepare();
  const { uid } = (await ask('POST', '/v1/mailboxes/ann/messages', { body: 'x' })).json as { uid: string };
  // Not what would take the ground from under the others: an administrator that is revoked, a mailbox that goes.
  const routes = judge.routes.filter(({ operation }) => operation !== 'revokeToken' && operation !== 'removeMailbox');
  const token = fc.oneof(
    { weight: 4, arbitrary: fc.constant(adminToken) },
    { weight: 2, arbitrary: fc.constantFrom(ann.receiveToken, ann.sendToken, monitor) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.constant(null),
        fc.string({ maxLength: 50 }).map((value) => value.replace(/[^ -~]/g, '')),
      ),
    },
  );
  const segment = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('ann', uid) },
    { weight: 1, arbitrary: text.map((t) => safely(t) || 'x') },
  );
  const others = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH');
  const method = fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: others });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      fc.array(segment, { minLength: 2, maxLength: 2 }),
      query,
      json,
      token,
      headers,
      method,
      async (route, segments, asked, body, as, extra, other) => {
        const used = other ?? route.method;
        // One that it would have to be protected from, see above.
        if (used === 'DELETE' && route.method !== 'DELETE') return;
        const filled = [...segments];
        const path = route.path.replace(/\{\w+\}/g, () => filled.shift() ?? 'x');
        const parameters = queryOf(route, asked);
        const { status } = await ask(used, parameters === '' ? path : `${path}?${parameters}`, {
          as,
          headers: extra,
          ...((route.described.requestBody || body.length % 7 === 0) && used !== 'GET' && { body }),
        });
        expect(status).toBeLessThan(500);
      },
    ),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 1_000) },
  );
  expect(logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});
