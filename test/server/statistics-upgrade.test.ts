import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ApiStatistics } from '#restante/protocol/statistics';
import { limits } from '#restante/server/limits';
import type { Store } from '#restante/server/store/port';
import { openSqliteStore } from '#restante/server/store/sqlite';
import { openAlone } from '#restante/storage/index';
import { temporaryFolder } from '../support/folder.ts';
import { type Clock, type Inside, startInside } from '../support/inside.ts';
import { compareStatistics } from '../support/statistics.ts';

/*
 * What is told by the hour of the time before it was kept, and how long it is kept.
 */

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 27, 9, 20);
const hourOf = (at: number): number => Math.floor(at / hour);

/** Makes of a store what the version before would have left: without hours. */
const withoutHours = (data: string, more = ''): void => {
  const db = openAlone(join(data, 'messages.db'));
  const triggers = ['added', 'changed', 'acquired', 'mailbox'].map((name) => `DROP TRIGGER hourly_${name};`).join(' ');
  db.exec(
    `${triggers} DROP TABLE hourly; DROP TABLE delay; DROP TABLE awake; DELETE FROM migration WHERE name = '0003-hours.sql'; ${more}`,
  );
  db.close();
};

/** One of everything that can happen to a message. */
const live = async (server: Inside, clock: Clock): Promise<void> => {
  const forEver = { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } };
  for (const name of ['ann', 'bob', 'eve']) {
    await server.addMailbox(name);
    await server.setRetention(name, forEver);
  }
  const send = async (mailbox: string, size: number): Promise<{ id: number; uid: string }> =>
    server.admin(`/v1/mailboxes/${mailbox}/messages`, 'POST', 'x'.repeat(size));
  const instruct = (mailbox: string, instruction: string): Promise<unknown> =>
    server.admin(`/v1/mailboxes/${mailbox}?${instruction}`, 'POST');
  const act = (action: string, uid: string): Promise<unknown> => server.admin('/v1/messages/actions', 'POST', { action, uids: [uid] });
  const moved = await send('ann', 10);
  for (const size of [20, 30, 40, 50]) await send('ann', size);
  const [removed, held] = [await send('bob', 60), await send('bob', 70)];
  clock.now += hour + 123_456;
  for (const instruction of ['move=1', 'delete=2', 'forward=3&to=bob', 'return=4&reason=no']) await instruct('ann', instruction);
  await act('hold', held.uid);
  await act('delete', removed.uid);
  clock.now += 2 * hour;
  await act('redeliver', moved.uid);
  clock.now += 5_000;
  await instruct('ann', 'move=6');
  // What expires, of both folders, and what an administrator deletes of the processed one.
  for (const size of [1, 2, 3]) await send('eve', size);
  await instruct('eve', 'move=1-2');
  await act('hold', (await server.list('eve', 'processed'))[0]?.uid ?? '');
  const gone = await send('eve', 4);
  await instruct('eve', `move=${gone.id}`);
  await act('delete', gone.uid);
  clock.now += 3 * hour;
  await server.setRetention('eve', { delivery: { maxAge: 3_600 }, processed: { maxAge: 3_600, maxCount: null } });
  await server.settled();
  expect(await server.list('eve', 'delivery')).toEqual([]);
  // A mailbox that goes, and the one that has its name then.
  await server.admin('/v1/mailboxes/bob?messages=2', 'DELETE');
  await server.addMailbox('bob');
  await send('bob', 80);
  clock.now -= 30 * 60_000;
  await instruct('bob', `move=${(await server.list('bob', 'delivery'))[0]?.id}`);
};

test('a store of the version before tells of its time as if it had counted from the beginning, and goes on from there', async () => {
  const data = temporaryFolder();
  const clock: Clock = { now: start };
  const before = await startInside(data, clock);
  await live(before, clock);
  const mailboxes = ['ann', 'bob', 'eve'];
  const compare = (server: Inside): Promise<void> => compareStatistics(server.admin, new Map(), start - 2 * hour, mailboxes);
  await compare(before);
  await before.stop();
  withoutHours(data);
  const server = await startInside(data, clock);
  const told = await server.admin<ApiStatistics>(`/v1/statistics?from=${new Date(start - hour).toISOString()}&step=hour`);
  expect(told.since).toBe('2026-03-27T09:00:00.000Z');
  // Hours without a step: nobody knows whether the server ran.
  expect(told.steps.map(({ arrived }) => arrived === null)).toEqual([true, false, false, true, false, true, false]);
  await compare(server);
  clock.now += 2 * hour;
  await server.admin('/v1/mailboxes/ann?delete=5', 'POST');
  for (const { uid } of await server.list('bob', 'processed'))
    await server.admin('/v1/messages/actions', 'POST', { action: 'redeliver', uids: [uid] });
  await compare(server);
});

// ── By the store itself ──────────────────────────────────────────────────────────────────────────

const hands = (store: Store) => {
  let sent = 0;
  return {
    async send(mailbox: string, at: number): Promise<number> {
      sent += 1;
      const uid = `018f0000-0000-7000-8000-${`${sent}`.padStart(12, '0')}`;
      const body = { kind: 'bytes' as const, bytes: new Uint8Array(5) };
      const rest = { sha256: new Uint8Array(32), type: 'a/b', subject: '', sender: '', envelope: {}, at };
      const [acceptance] = await store.accept({ body, size: 5, ...rest, copies: [{ mailbox, uid }] });
      return acceptance?.kind === 'accepted' ? acceptance.id : 0;
    },
    instruct: (mailbox: string, verb: 'move' | 'delete', id: number, at: number) =>
      store.acquire(mailbox, { instructions: [{ verb, targets: [{ first: id, last: id }] }] }, { at, shared: false }),
    /** Hours since `start`, of what is told from then on. */
    async told(mailbox?: string) {
      const named = mailbox === undefined ? {} : { mailbox };
      const { hours, since, staying, delays, awake } = await store.hours({ ...named, first: hourOf(start), end: hourOf(start) + 10_000 });
      const relative = ({ hour: at }: { hour: number }): number => at - hourOf(start);
      return {
        since: since === null ? null : since - hourOf(start),
        arrived: Object.fromEntries(hours.filter(({ arrived }) => arrived > 0).map((row) => [relative(row), row.arrived])),
        hours: hours.map(relative),
        delays: delays.map(relative),
        awake: awake.map((at) => at - hourOf(start)),
        staying: Object.fromEntries(staying.map((row) => [relative(row), row.delivery.count + row.processed.count])),
      };
    },
  };
};

test('where records had been forgotten, or are too many to read, hours that may lack some are not told', async () => {
  const data = temporaryFolder();
  const store = await openSqliteStore(data);
  const { send, instruct } = hands(store);
  // Its record is forgotten: the hours up to the end of the first that is left may lack others.
  await instruct('ann', 'delete', await send('ann', start), start + hour);
  await send('ann', start + 2 * hour);
  await instruct('ann', 'delete', await send('ann', start + 3 * hour), start + 4 * hour);
  await send('ann', start + 4 * hour);
  await send('ann', start + 5 * hour);
  expect(await store.prune(start + 2 * hour, start + 6 * hour, 100)).toBe(1);
  await store.close();
  withoutHours(data);
  const upgraded = await openSqliteStore(data);
  const ages = { 2: 1, 4: 1, 5: 1 };
  for (const mailbox of ['ann', undefined])
    expect(await hands(upgraded).told(mailbox)).toMatchObject({ since: 5, arrived: { 5: 1 }, staying: ages, delays: [] });
  await upgraded.close();
  // A second time, behind more steps than are read.
  const message = '(SELECT min(message) FROM message)';
  withoutHours(
    data,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
     INSERT INTO event (event, message, kind, at) SELECT i + 1000000000, ${message}, 'acquired', ${start + 6 * hour} FROM n`,
  );
  const long = await openSqliteStore(data);
  const { told, ...late } = hands(long);
  expect(await told()).toMatchObject({ since: null, arrived: {}, staying: ages });
  await late.send('bob', start + 7 * hour);
  expect(await told()).toMatchObject({ arrived: { 7: 1 }, staying: { ...ages, 7: 1 } });
  await long.close();
});

test('hours are kept for 100 days, those of which something is stored for as long as it is, and all else goes in small pieces', async () => {
  const store = await openSqliteStore(temporaryFolder());
  const { send, instruct, told } = hands(store);
  await instruct('ann', 'move', await send('ann', start), start + hour);
  for (let at = 2; at <= 5; at += 1) await instruct('bob', 'delete', await send('bob', start + at * hour), start + at * hour);
  for (let at = 0; at <= 6; at += 1) await store.wake(hourOf(start) + at);
  await send('ann', start + 6 * hour);
  const later = start + limits.hours + 6 * hour;
  const prune = (limit: number): Promise<number> => store.prune(0, later, limit);
  const everything = [0, 1, 2, 3, 4, 5, 6];
  expect(await told()).toMatchObject({ hours: everything, delays: [1, 2, 3, 4, 5] });
  expect(await store.prune(0, start + limits.hours, 100)).toBe(0);
  expect(await told()).toMatchObject({ hours: everything });

  // As many as it may, the oldest first; whoever asks goes on until it is less.
  expect(await prune(2)).toBe(2);
  expect((await told()).hours).toEqual([1, 2, 3, 4, 5, 6]);
  while ((await prune(2)) === 2);
  expect(await told()).toEqual({
    since: 6,
    hours: [1, 6],
    arrived: { 6: 1 },
    delays: [],
    awake: expect.any(Array),
    staying: { 1: 1, 6: 1 },
  });
  expect(await told('bob')).toMatchObject({ hours: [] });
  expect(await told('ann')).toMatchObject({ hours: [1, 6], staying: { 1: 1, 6: 1 } });

  // What was kept for it goes when it has gone.
  const [{ uid } = { uid: '' }] = (
    await store.list({
      folder: 'processed',
      filter: {},
      order: 'oldest',
      limit: 1,
      policies: { default: { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } }, own: new Map() },
      at: later,
    })
  ).messages;
  await store.act('delete', [uid], {}, later);
  expect(await prune(100)).toBeGreaterThan(0);
  expect((await told()).staying).toEqual({ 6: 1 });
  expect((await told()).hours).toEqual([6, hourOf(later) - hourOf(start)]);
  await store.close();
});
