import fc from 'fast-check';
import { test } from 'vitest';
import type { ApiActivity } from '#restante/protocol/api';
import { temporaryFolder } from '../support/folder.ts';
import { type Inside, startInside } from '../support/inside.ts';
import { addMailbox, call, type ServerProcess, startServer, submit } from '../support/server.ts';
import { type Ask, compareStatistics, listAll } from '../support/statistics.ts';
import { waitUntil } from '../support/wait-until.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 27, 9, 20);
const json = async <T>(server: ServerProcess, path: string): Promise<T> => (await call(server, server.adminToken, path)).json() as T;

/** The number of the newest step. */
const newest = async (server: ServerProcess): Promise<number> =>
  (await json<{ entries: ApiActivity[] }>(server, '/v1/activity?limit=1')).entries[0]?.event ?? 0;

const box = fc.constantFrom('ann', 'bob');
const pick = fc.nat(20);
const command = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), box, size: fc.nat(3_000) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('move', 'delete', 'forward', 'return' as const), box, pick }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('redeliver', 'hold', 'release', 'remove' as const), box, pick }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), by: fc.integer({ min: 1, max: 5 * hour }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), by: fc.integer({ min: -2 * hour, max: -1 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('sweep', 'restart', 'renew' as const) }) },
);

const actions = { redeliver: 'redeliver', hold: 'hold', release: 'release', remove: 'delete' } as const;

test('whatever happens, by whatever clock, statistics are what whoever counts every event would tell', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 45 }), async (commands) => {
      const data = temporaryFolder();
      const clock = { now: start };
      let server: Inside = await startInside(data, clock);
      const ask: Ask = (...request) => server.admin(...request);
      const sizes = new Map<string, number>();
      for (const name of ['ann', 'bob']) {
        await server.addMailbox(name);
        await server.setRetention(name, { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } });
      }
      for (const one of commands) {
        switch (one.do) {
          case 'send': {
            const { uid } = await ask<{ uid: string }>(`/v1/mailboxes/${one.box}/messages`, 'POST', 'x'.repeat(one.size));
            sizes.set(uid, one.size + 2);
            break;
          }
          case 'move':
          case 'delete':
          case 'forward':
          case 'return': {
            const waiting = await server.list(one.box, 'delivery');
            const message = waiting[one.pick % Math.max(1, waiting.length)];
            if (!message) break;
            const more = one.do === 'forward' ? `&to=${one.box === 'ann' ? 'bob' : 'ann'}` : one.do === 'return' ? '&reason=no' : '';
            await ask(`/v1/mailboxes/${one.box}?${one.do}=${message.id}${more}`, 'POST');
            break;
          }
          case 'redeliver':
          case 'hold':
          case 'release':
          case 'remove': {
            const held = [...(await server.list(one.box, 'processed')), ...(await server.list(one.box, 'delivery'))];
            const message = held[one.pick % Math.max(1, held.length)];
            if (message) await ask('/v1/messages/actions', 'POST', { action: actions[one.do], uids: [message.uid] });
            break;
          }
          case 'wait':
            clock.now += one.by;
            break;
          case 'sweep':
            await server.setRetention('ann', { delivery: { maxAge: 7_200 }, processed: { maxAge: 3_600, maxCount: 3 } });
            await server.settled();
            for (const { uid, size } of await server.list('canary', 'processed')) sizes.set(uid, size);
            await server.setRetention('ann', { delivery: { maxAge: null }, processed: { maxAge: null, maxCount: null } });
            break;
          case 'restart':
            await server.stop();
            server = await startInside(data, clock);
            break;
          case 'renew':
            await ask(`/v1/mailboxes/bob?messages=${(await listAll(ask)).filter(({ mailbox }) => mailbox === 'bob').length}`, 'DELETE');
            await server.addMailbox('bob');
            break;
        }
      }
      // Events bear the name that a removed mailbox has then; the one that has its name now began anew.
      await compareStatistics(ask, sizes, start - 26 * hour, ['ann', 'bob']);
      await server.stop();
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

test('what was committed when the server was killed is in its statistics, and nothing else', { timeout: 180_000 }, async () => {
  const data = temporaryFolder();
  let server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  const from = Date.now() - 2 * hour;
  for (let round = 0; round < 3; round += 1) {
    const at = server;
    let going = true;
    const sender = async (): Promise<void> => {
      while (going) {
        const { id } = await submit(at, 'ann', ann.sendToken, 'x'.repeat(100));
        if (id % 2 === 0)
          await call(at, ann.receiveToken, `/v1/mailboxes/ann?get=0&move=${id}`, { method: 'POST' }).then((r) => r.arrayBuffer());
      }
    };
    const senders = Array.from({ length: 4 }, () => sender().catch(() => undefined));
    await waitUntil(async () => (await newest(at)) >= 60 * (round + 1));
    await server.kill('SIGKILL');
    going = false;
    await Promise.all(senders);
    server = await startServer(data, { http: new URL(at.http).host });
  }
  const ask: Ask = (path) => json(server, path);
  await compareStatistics(ask, new Map(), from, ['ann']);
});
