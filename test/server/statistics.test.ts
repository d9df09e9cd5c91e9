import { expect, test } from 'vitest';
import type { ApiStatistics } from '#restante/protocol/statistics';
import { temporaryFolder } from '../support/folder.ts';
import { type Clock, type Inside, startInside } from '../support/inside.ts';

const hour = 3_600_000;
/** Within a whole hour, so that both its ends are met. */
const start = Date.UTC(2026, 2, 27, 9, 20);

const ask = (server: Inside, query: Record<string, string>): Promise<ApiStatistics> =>
  server.admin(`/v1/statistics?${new URLSearchParams(query)}`);
const iso = (at: number): string => new Date(at).toISOString();
const amount = (count: number, bytes: number) => ({ count, bytes });

test('what came, went and was held is told by the hour; an hour in which the server did not run is unknown, not empty', async () => {
  const clock: Clock = { now: start };
  const server = await startInside(temporaryFolder(), clock);
  await server.addMailbox('ann');
  const { id } = await server.admin<{ id: number }>('/v1/mailboxes/ann/messages', 'POST', 'hello');
  clock.now += 2 * hour;
  await server.admin(`/v1/mailboxes/ann?move=${id}`, 'POST');
  const told = await ask(server, { from: iso(start - hour), step: 'hour' });
  expect(told.since).toBe('2026-03-27T09:00:00.000Z');
  // What "hello" is in JSON.
  const [none, one] = [amount(0, 0), amount(1, 7)];
  expect(told.steps.map(({ arrived, acquired, delivery, processed }) => [arrived, acquired, delivery, processed])).toEqual([
    [null, null, null, null],
    [one, none, one, none],
    [null, null, one, none],
    [none, one, none, one],
  ]);
  expect(Math.abs((told.delay?.median ?? 0) / 7_200 - 1)).toBeLessThan(0.091);
  expect(told.ages.map(({ from, processed }) => [from, processed])).toEqual([[0, one]]);
});
