import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquire } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { listen } from '../support/notifications.ts';
import { addMailbox, call, type ServerProcess, startServer, submit } from '../support/server.ts';
import { openWire } from '../support/wire.ts';

/** Whether somebody can still connect. */
const opens = (server: ServerProcess): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(server.http);
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

test('a server that is told to stop finishes what is under way, and leaves a closed store', async () => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  const big = randomBytes(24 * 1024 ** 2);
  await submit(server, 'ann', ann.sendToken, big);

  const stream = await listen(server, ann);
  // A download of which the head is here and the most is not.
  const download = await call(server, ann.receiveToken, '/v1/mailboxes/ann?get=0');
  const reader = download.body?.getReader();
  const first = await reader?.read();
  // A submission of which half is there.
  const slow = await openWire(server);
  const half = Buffer.alloc(300_000, 'a');
  const receipt = slow.request(
    ['POST /v1/mailboxes/ann/messages HTTP/1.1', 'Host: x', `Authorization: Bearer ${ann.sendToken}`, 'Content-Length: 600000'],
    half,
  );
  // It has been taken up when another request on its way behind it is answered.
  await submit(server, 'ann', ann.sendToken, 'small');

  const stopped = server.kill('SIGTERM');
  await stream.ended;
  expect(await opens(server)).toBe(false);

  slow.socket.write(Buffer.alloc(300_000, 'b'));
  const answer = await receipt;
  expect(answer.status).toBe(201);
  const hash = createHash('sha256').update(first?.value ?? new Uint8Array(0));
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) hash.update(part.value);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(big).digest('hex'));

  expect(await stopped).toEqual({ code: 0, signal: null });
  expect(server.lines.at(-1)).toMatchObject({ event: 'stopped' });
  expect(server.stderr()).toBe('');
  for (const left of ['messages.db-wal', 'messages.db-shm']) expect(existsSync(join(data, left)), left).toBe(false);

  const again = await startServer(data);
  const { uid, id } = JSON.parse(answer.body.toString()) as { uid: string; id: number };
  const kept = await acquire(again, ann, `get=${id}`);
  expect([kept.acquisition?.sent, kept.body.length]).toEqual([{ id, uid }, 600_000]);
});

test('who does not finish in time is cut off, and nothing of it is stored', { timeout: 20_000 }, async () => {
  const data = temporaryFolder();
  const server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  const slow = await openWire(server);
  const receipt = slow.request(
    ['POST /v1/mailboxes/ann/messages HTTP/1.1', 'Host: x', `Authorization: Bearer ${ann.sendToken}`, 'Content-Length: 600000'],
    Buffer.alloc(300_000),
  );
  receipt.catch(() => {});
  await submit(server, 'ann', ann.sendToken, 'small');
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  await expect(receipt).rejects.toThrow('without a response');
  const again = await startServer(data);
  expect((await acquire(again, ann, 'get=0&max=9')).acquisition?.waiting).toBe(1);
});

test('a server that is stopping answers what connections that are open still ask', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const stream = await listen(server, ann);
  const slow = await openWire(server);
  const lines = ['POST /v1/mailboxes/ann/messages HTTP/1.1', 'Host: x', `Authorization: Bearer ${ann.sendToken}`, 'Content-Length: 2'];
  const receipt = slow.request(lines, 'a');
  await submit(server, 'ann', ann.sendToken, 'small');
  const stopped = server.kill('SIGTERM');
  await stream.ended;
  // The next request is on its way behind the end of this one.
  slow.socket.write('bGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await receipt).status).toBe(201);
  const health = await slow.request([]);
  expect([health.status, JSON.parse(health.body.toString()).checks.store]).toEqual([503, 'stopping']);
  expect(await stopped).toEqual({ code: 0, signal: null });
});
