import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { ApiStatistics } from '#restante/protocol/statistics';
import { temporaryFolder } from '../support/folder.ts';
import { type Clock, type Inside, startInside } from '../support/inside.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Within a whole hour, so that both its ends are met. */
const start = Date.UTC(2026, 2, 27, 9, 20);
const boxes = ['ann', 'bob'] as const;
type Box = (typeof boxes)[number];

const ask = (server: Inside, query: Record<string, string>): Promise<ApiStatistics> =>
  server.admin(`/v1/statistics?${new URLSearchParams(query)}`);
const iso = (at: number): string => new Date(at).toISOString();

test('try', async () => {
  const clock: Clock = { now: start };
  const server = await startInside(await temporaryFolder(), clock);
  await server.addMailbox('ann');
  const { id } = await server.admin<{ id: number }>('/v1/mailboxes/ann/messages', 'POST', 'hello');
  clock.now += 2 * hour;
  await server.admin(`/v1/mailboxes/ann?move=${id}`, 'POST');
  console.log(JSON.stringify(await ask(server, { from: iso(start - hour), step: 'hour' }), null, 1));
});
