import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { AdminOperation, AnyAdminRequest } from '#restante/protocol/admin';
import { createTimeline, type TimelineFilter, type TimelineState } from '../../renderer/state/timeline.ts';
import { startTestEngine } from '../support/engine.ts';
import { fetchPort } from '../support/fetch-port.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startInside } from '../support/inside.ts';

const start = Date.UTC(2026, 10, 23, 9);

const prepare = async () => {
  const server = await startInside(temporaryFolder(), { now: start });
  await server.addMailbox('ann');
  const submit = async (subject: string): Promise<{ uid: string; id: number }> =>
    server.admin(`/v1/mailboxes/ann/messages?subject=${encodeURIComponent(subject)}`, 'POST', 'x');
  return { server, submit, port: fetchPort(server) };
};

const shownBy = (port: Parameters<typeof createTimeline>[0], filter: TimelineFilter = {}): TimelineState => {
  const timeline = createTimeline(port, filter);
  onTestFinished(timeline.close);
  return timeline;
};
/** Waits until the timeline is as the test says. */
const until = (timeline: TimelineState, test: (value: ReturnType<TimelineState['value']['get']>) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const check = (): void => {
      if (!test(timeline.value.get())) return;
      stop();
      resolve();
    };
    const stop = timeline.value.subscribe(check);
    check();
  });
const subjectsOf = (timeline: TimelineState) => timeline.value.get().entries.flatMap(({ subject }) => subject ?? []);

test('the port can be a plain fetch: every question of the view has the same answer by it as through the app', async () => {
  const { server, submit, port } = await prepare();
  const { uid } = await submit('one');
  await server.admin('/v1/mailboxes/ann?move=1', 'POST');
  const { engine } = startTestEngine([], [{ id: 'own', server: server.http, adminToken: server.adminToken }]);
  const policy = { delivery: { maxAge: null }, processed: { maxAge: 60, maxCount: 5 } };
  const questions: [AdminOperation, AnyAdminRequest][] = [
    ['messages', { query: { folder: 'processed', mailbox: 'ann', order: 'newest', limit: 1 } }],
    ['message', { path: { uid } }],
    ['copies', { path: { uid } }],
    ['mailboxes', {}],
    ['retention', { path: { mailbox: 'ann' } }],
    ['setRetention', { path: { mailbox: 'ann' }, body: policy, query: { previewed: '0,1' } }],
    ['previewRetention', { path: { mailbox: 'ann' }, body: policy }],
    ['defaults', {}],
    ['devices', { query: { mailbox: 'ann' } }],
    ['activity', { query: { kind: 'accepted,moved', subject: 'ONE', since: new Date(start).toISOString() } }],
    // What the server refuses, it refuses in the same words.
    ['message', { path: { uid: '0190a5b4-0000-7000-8000-000000000000' } }],
    ['retention', { path: { mailbox: 'nobody' } }],
    ['act', { body: { action: 'burn', uids: [uid] } }],
    ['activity', { query: { limit: 9_999 } }],
  ];
  for (const [operation, request] of questions) {
    const byFetch = await port.ask(operation, request as never);
    expect(byFetch, operation).toEqual(await engine.call('server.ask', { server: 'own', operation, ...request }));
  }
});

test('the timeline over plain fetch shows what comes, and nothing twice, however it comes', async () => {
  const { submit, port } = await prepare();
  for (let n = 1; n <= 5; n += 1) await submit(`before ${n}`);
  const timeline = shownBy(port, { kinds: ['accepted'] });
  await until(timeline, ({ ended }) => ended);
  expect(subjectsOf(timeline)).toEqual(['before 5', 'before 4', 'before 3', 'before 2', 'before 1']);
  await Promise.all(Array.from({ length: 250 }, (_, n) => submit(`after ${n + 1}`)));
  await until(timeline, ({ entries }) => entries.length >= 255);
  const { entries } = timeline.value.get();
  const events = entries.map(({ event }) => event);
  expect(events).toEqual([...new Set(events)].toSorted((a, b) => b - a));
  expect(new Set(subjectsOf(timeline)).size).toBe(255);
});

test('what comes while the reader is further down waits on top, and moves nothing', async () => {
  const { submit, port } = await prepare();
  for (let n = 1; n <= 3; n += 1) await submit(`before ${n}`);
  const timeline = shownBy(port, { kinds: ['accepted'] });
  await until(timeline, ({ ended }) => ended);
  timeline.follow(false);
  const before = timeline.value.get().entries;
  await submit('new 1');
  await submit('new 2');
  await until(timeline, ({ fresh }) => fresh === 2);
  expect(timeline.value.get().entries).toBe(before);
  timeline.showFresh();
  expect(subjectsOf(timeline)).toEqual(['new 2', 'new 1', 'before 3', 'before 2', 'before 1']);
  timeline.follow(true);
  await submit('new 3');
  await until(timeline, ({ entries }) => entries.length === 6);
});

test('older entries are read as they are needed, to the first one', async () => {
  const { submit, port } = await prepare();
  for (let at = 0; at < 5; at += 1) await Promise.all(Array.from({ length: 100 }, (_, n) => submit(`${at * 100 + n}`)));
  const timeline = shownBy(port, { mailbox: 'ann' });
  await until(timeline, ({ loaded }) => loaded);
  expect(timeline.value.get()).toMatchObject({ ended: false });
  expect(timeline.value.get().entries).toHaveLength(200);
  while (!timeline.value.get().ended) {
    const known = timeline.value.get().entries.length;
    timeline.more();
    await until(timeline, ({ entries, ended }) => ended || entries.length > known);
  }
  // With the deed that added the mailbox.
  expect(timeline.value.get().entries).toHaveLength(501);
});

test('a server that does not answer is said, what was read stays, and the rest comes when it answers', async () => {
  const { submit, port } = await prepare();
  await submit('one');
  let away = true;
  const problem = { code: 'server-unreachable', message: 'away' };
  const faulty = {
    ...port,
    ask: (...args: unknown[]) => (away ? { ok: false, problem } : (port.ask as (...a: unknown[]) => unknown)(...args)),
  };
  const timeline = shownBy(faulty as never, { kinds: ['accepted'] });
  await until(timeline, (value) => value.problem !== null);
  expect(timeline.value.get()).toMatchObject({ loaded: false, problem });
  away = false;
  // Whatever is heard of the server is worth another try.
  port.changed.raise();
  await until(timeline, ({ ended, problem }) => ended && problem === null);
  away = true;
  await submit('two');
  await until(timeline, (value) => value.problem !== null);
  expect(subjectsOf(timeline)).toEqual(['one']);
  away = false;
  timeline.retry();
  await until(timeline, ({ entries, problem }) => entries.length === 2 && problem === null);
  expect(subjectsOf(timeline)).toEqual(['two', 'one']);
});

const view = 'renderer/views/server';
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The files of ours that a file imports when it runs; what is only imported for its types is not there then. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+'(\.[^']+)'|^import\s+'(\.[^']+)'/gms),
  ].map(([, from, bare]) => relative(root, join(root, dirname(file), from ?? bare ?? '')));

test('what stands in the view of a server knows nothing of the app, through whatever it imports', () => {
  const found = new Map(
    readdirSync(join(root, view), { recursive: true, encoding: 'utf8' })
      .filter((file) => /^[^/\\]+[/\\].*\.tsx?$/.test(file))
      .map((file) => [join(view, file), '']),
  );
  for (const file of found.keys())
    if (/\.tsx?$/.test(file)) for (const imported of importsOf(file)) if (!found.has(imported)) found.set(imported, file);
  const pathTo = (file: string): string => (found.get(file) ? `${pathTo(found.get(file) ?? '')} > ${file}` : file);
  const forbidden = [...found.keys()].filter((file) =>
    /^renderer\/(state\/(app|files|letters)\.ts|bridge\.ts)$|^(main|server|storage)\//.test(file),
  );
  expect(found.size).toBeGreaterThan(30);
  expect(forbidden.map(pathTo)).toEqual([]);
});
