import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { damageHistory } from '../support/damage.ts';
import { acquire, withTail } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, type ServerProcess, startServer, submit, type Tokens } from '../support/server.ts';
import { waitUntil } from '../support/wait-until.ts';

/** Submits until the server takes nothing in any more. */
const untilRefused = (server: ServerProcess, box: Tokens): Promise<string> =>
  waitUntil(async () => {
    const init = { method: 'POST', body: 'late', headers: { 'Content-Type': 'text/plain' } };
    const response = await call(server, box.sendToken, `/v1/mailboxes/${box.mailbox}/messages`, init);
    return ((await response.json()) as { code?: string }).code;
  });

test('a store that is damaged and was not closed takes nothing in, lets out what can be read, and says so; again after a clean end', async () => {
  const data = temporaryFolder();
  const first = await startServer(data);
  const ann = await addMailbox(first, 'ann');
  for (let n = 1; n <= 600; n += 1) await submit(first, 'ann', ann.sendToken, `message ${n}`);
  await first.kill('SIGKILL');
  const store = join(data, 'messages.db');
  expect(statSync(`${store}-wal`).size).toBeGreaterThan(0);
  damageHistory(store);

  for (const round of [1, 2]) {
    const server = await startServer(data);
    expect(await untilRefused(server, ann)).toBe('storage-failed');
    const health = await fetch(`${server.http}/healthz`);
    expect([health.status, await health.json()]).toEqual([
      503,
      { status: 'not-ready', intake: false, checks: { store: 'damaged', integrity: 'damaged' } },
    ]);
    const head = await acquire(server, ann, 'get=0');
    expect(head).toMatchObject({ status: 200, acquisition: { sent: { id: round } } });
    expect(head.body.toString()).toBe(`message ${round}`);
    const uid = head.acquisition?.sent?.uid ?? '';
    expect(await acquire(server, ann, `get=${round + 1}&delete=${withTail({ id: round, uid })}`)).toMatchObject({
      status: 200,
      acquisition: { done: 1 },
    });
    expect(await server.kill()).toEqual({ code: 0, signal: null });
    expect(server.stderr()).toContain('"level":60');
    expect(server.stderr()).toContain('the store is damaged; no message is taken in');
    expect(existsSync(join(data, 'unchecked'))).toBe(true);
  }
});
