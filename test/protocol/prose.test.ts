import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { parseDictionary } from 'structured-headers';
import { describe, expect, it } from 'vitest';
import { maxBatch, parseAcquisition } from '#restante/protocol/acquisition';
import { pageLimit, tokenScopes as scopes } from '#restante/protocol/api';
import { type Problem, type ProblemCode, problems, statusOf } from '#restante/protocol/errors';
import { companions, maxTargets, verbs } from '#restante/protocol/instruction';
import { notificationEvent, notificationSchema } from '#restante/protocol/notification';
import { formatAcquired, refusals } from '#restante/protocol/response';
import { retentionSchema } from '#restante/protocol/retention';
import { eventKinds, receiptSchema, states } from '#restante/protocol/submission';
import { type AppDeps, createApp } from '#restante/server/app';
import { limits } from '#restante/server/limits';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, openServer, submit } from '../support/server.ts';

const prose = readFileSync(new URL('../../protocol/PROTOCOL.md', import.meta.url), 'utf8');

/** The text below a heading, up to the next heading of the same level or above. */
const section = (heading: string): string => {
  const level = new RegExp(`^(#+) ${heading}$`, 'm').exec(prose)?.[1];
  if (level === undefined) throw new Error(`no section "${heading}"`);
  const below = prose.slice(prose.indexOf(`\n${level} ${heading}\n`) + level.length + 2);
  const end = below.search(new RegExp(`^#{1,${level.length}} `, 'm'));
  return end < 0 ? below : below.slice(0, end);
};

/** What stands between backticks in the first column of a section's tables. */
const named = (heading: string): string[] =>
  [...section(heading).matchAll(/^\| ([^|]*) \|.*\|$/gm)].flatMap(([, first = '']) =>
    [...first.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );

/** Every route that the server has, as `GET /v1/…`. */
const routes = (): string[] => {
  const app = createApp({
    sweeper: {},
    ledger: {},
    sending: {},
    changes: {},
    store: {},
    log: pino({ level: 'silent' }),
  } as unknown as AppDeps);
  const router = app.middleware.map((m) => (m as { router?: { stack: { path: string; methods: string[] }[] } }).router).find(Boolean);
  return (router?.stack ?? []).flatMap(({ path, methods }) => methods.filter((m) => m !== 'HEAD').map((m) => `${m} ${path}`));
};

const codeOf = (query: string): string => {
  try {
    parseAcquisition(query);
    return 'taken';
  } catch (error) {
    return (error as Problem).code;
  }
};

describe('PROTOCOL.md', () => {
  it('names every route that the server has, and no other', () => {
    const told = [...section('Transport and tokens').matchAll(/^\| `(\/[^`]*)` \| ([A-Z, ]+) \|/gm)].flatMap(([, path, methods = '']) =>
      methods.split(', ').map((method) => `${method} ${path}`),
    );
    expect(routes().length).toBeGreaterThan(0);
    expect(told.toSorted()).toEqual(routes().toSorted());
  });

  it('names every scope of a token', () => {
    expect(named('Transport and tokens')).toEqual(expect.arrayContaining([...scopes]));
  });

  it('names the parameters of an acquisition request, each of which is known', () => {
    const told = named('Requests').filter((name) => /^[a-z]+$/.test(name));
    expect(told.toSorted()).toEqual(['get', 'room', 'max', ...Object.keys(companions), ...verbs].toSorted());
    for (const name of told.filter((name) => !Object.hasOwn(companions, name)))
      expect(codeOf(`${name}=,`), name).toMatch(/^(get|room|max|target)-invalid$/);
  });

  it('gives no example of a request that is none', () => {
    const examples = [...prose.matchAll(/(?:GET|POST) \/v1\/mailboxes\/ann[?&]([^ `]+)/g)].map(([, query = '']) => query);
    expect(examples.length).toBeGreaterThan(3);
    for (const query of examples) expect(codeOf(query), query).toBe('taken');
  });

  it('names every member of Acquisition, and no other', () => {
    const sent = { id: 1, uid: '01a20670-f410-720d-af5b-e8425428d8f6' };
    const all = formatAcquired({ sent, next: 2, done: 0, waiting: 2, waitingBytes: 16, smallest: 8, accepted: 0 });
    const members = [...parseDictionary(all.replace(/@\d+/, '0')).keys()];
    const told = named('Responses').filter((name) => /^[a-z-]+$/.test(name));
    expect(told.toSorted()).toEqual(members.toSorted());
  });

  it('names every reason of a refusal', () => {
    for (const reason of refusals) expect(section('Instructions, Refused')).toContain(`reason=${reason}`);
  });

  it('names the notification and each of its fields', () => {
    expect(section('Notifications')).toContain(`\`${notificationEvent}\``);
    expect(named('Notifications').toSorted()).toEqual(Object.keys(notificationSchema.shape).toSorted());
  });

  it('names every state and every step of a message', () => {
    expect(named('Submission status').slice(1)).toEqual([...states]);
    for (const kind of eventKinds) expect(section('Submission status')).toContain(`\`${kind}\``);
  });

  it('shows a receipt and a policy with all their members', () => {
    for (const name of Object.keys(receiptSchema.shape)) expect(section('Submission by HTTP')).toContain(`"${name}":`);
    const policy = JSON.parse(/```json\n([^`]+)```/.exec(section('Retention'))?.[1] ?? '');
    expect(retentionSchema.parse(policy)).toEqual(policy);
  });

  it('names every problem code that has a status, under its status', () => {
    const told = [...section('Errors').matchAll(/^\| (\d{3}) \| (.*) \|$/gm)].flatMap(([, status, codes = '']) =>
      [...codes.matchAll(/`([^`]+)`/g)].map(([, code]) => `${status} ${code}`),
    );
    const codes = (Object.keys(problems) as ProblemCode[]).filter((code) => 'status' in problems[code]);
    expect(told.toSorted()).toEqual(codes.map((code) => `${statusOf(code)} ${code}`).toSorted());
  });

  it('tells the limits that a client meets', () => {
    const number = (n: number): string => n.toLocaleString('en-US');
    expect(section('Requests')).toContain(`1 to ${number(maxBatch)}`);
    expect(section('Requests')).toContain(`at most ${number(maxTargets)} ids`);
    expect(section('Requests')).toContain(`up to ${limits.deviceLength} printable`);
    expect(section('Notifications')).toContain(`every ${limits.ping / 1_000} s`);
    expect(section('Submission by HTTP')).toContain(`at most ${limits.messageBytes / 1_024 ** 3} GiB`);
    expect(section('Submission by HTTP')).toContain(`Up to ${limits.idempotencyKeyLength} printable`);
    expect(section('Submission by SMTP')).toContain(`more than ${limits.smtpRecipients} recipients`);
    expect(section('Submission by SMTP')).toContain(`more than ${limits.smtpClients} connections`);
    expect(section('Folders')).toContain(`${pageLimit} messages a page`);
  });

  it('names every header of an answer', async () => {
    const server = await openServer();
    const ann = await addMailbox(server, 'ann');
    await submit(server, 'ann', ann.sendToken, 'letter', { Subject: 'letter', From: 'bob@example.org' });
    const answer = await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=0&delete=9');
    expect(answer.status).toBe(200);
    await answer.text();
    const headers = [...answer.headers.keys()];
    expect(headers).toEqual(expect.arrayContaining(['acquisition', 'refused', 'etag', 'repr-digest', 'subject', 'from']));
    for (const name of headers) expect(prose, name).toMatch(new RegExp(`\\b${name}\\b`, 'i'));
  });
});

const missing = ['sh', 'curl', 'openssl'].filter((tool) => spawnSync(tool, ['--version']).error);

describe('the walkthrough with curl', () => {
  // Skipped where they are missing: it shows that other people's tools suffice, so it needs them.
  it.skipIf(missing.length > 0)('drains a mailbox, and finds nothing the second time', async () => {
    const server = await openServer();
    const ann = await addMailbox(server, 'ann');
    const bodies = ['first', '', 'x'.repeat(700_000), 'last\r\n\0'];
    const sent: string[] = [];
    for (const body of bodies) sent.push((await submit(server, 'ann', ann.sendToken, body)).uid);

    const folder = temporaryFolder();
    writeFileSync(join(folder, 'ann.receive'), `${ann.receiveToken}\n`);
    const script = /```sh\n([^`]+)```/.exec(section('Drain a mailbox with curl alone'))?.[1] ?? 'exit 1';
    const env = { ...process.env, MAILBOX: `${server.http}/v1/mailboxes/ann` };
    const drain = () => promisify(execFile)('sh', ['-c', script], { cwd: folder, env });
    const kept = (): string[] => readdirSync(folder).filter((name) => name.includes('-'));

    await drain();
    expect(kept().toSorted()).toEqual(sent.toSorted());
    sent.forEach((uid, at) => {
      expect(readFileSync(join(folder, uid), 'latin1')).toBe(bodies[at]);
    });
    const answer = await call(server, ann.receiveToken, '/v1/mailboxes/ann/processed');
    const { messages } = (await answer.json()) as { messages: { uid: string }[] };
    expect(messages.map(({ uid }) => uid)).toEqual(sent);
    await drain();
    expect(kept()).toHaveLength(bodies.length);
  });
});
