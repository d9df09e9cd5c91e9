import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createAdminClient } from '#restante/main/admin/client';

/** A server whose stream of changes the test writes byte by byte, and how often it was told of one. */
const watched = async () => {
  const server = createServer((_, response) => {
    response.writeHead(201, { 'Content-Type': 'text/event-stream' }).flushHeaders();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const opened = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const client = createAdminClient({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'token' });
  onTestFinished(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  let told = 0;
  const ended = client.watch(new AbortController().signal, () => {
    told += 1;
  });
  const [, stream] = await opened;
  return { stream, ended, told: () => told };
};

test('a change is told however the network cuts it into pieces', async () => {
  const { stream, ended, told } = await watched();
  const event = 'event: changed\ndata: {"mailbox":"änn"}\n\n';
  for (const byte of Buffer.from(`: ping\n\n${event}${event}: ping\n\n${event}`)) {
    stream.write(Buffer.from([byte]));
    await setImmediate();
  }
  stream.end();
  await ended;
  // Once for the beginning, from which on nothing is missed.
  expect(told()).toBe(1 + 3);
});
