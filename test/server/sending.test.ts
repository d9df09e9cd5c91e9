import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { prepareMailbox, startHere } from '../support/here.ts';

it('a device that goes before its answer begins does not keep the message from its end', async () => {
  const data = temporaryFolder();
  const ann = await prepareMailbox(data, 'ann');
  let now = Date.now();
  const { http, running } = await startHere({ data, now: () => now });
  const { port } = new URL(http);
  const admin = readFileSync(running.adminTokenFile, 'utf8').trim();
  const ask = (token: string, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${http}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });
  const submit = (body: string | Uint8Array): Promise<Response> =>
    ask(ann.sendToken, '/v1/mailboxes/ann/messages', { method: 'POST', body: body as RequestInit['body'] });
  const policy = { delivery: { maxAge: 60 }, processed: { maxAge: null, maxCount: null } };
  await ask(admin, '/v1/mailboxes/ann/retention', { method: 'PUT', body: JSON.stringify(policy) });
  await submit('x');
  // While the disk is busy with something large, answers take their time.
  for (let attempt = 0; attempt < 12; attempt += 1) {
    const busy = submit(new Uint8Array(2_000_000));
    const device = connect(Number(port), '127.0.0.1');
    await once(device, 'connect');
    device.write(`GET /v1/mailboxes/ann?get=0&room=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ann.receiveToken}\r\n\r\n`);
    // No event tells that the server is within its commit: the device goes at moments before, in and behind it.
    await new Promise((done) => setTimeout(done, attempt % 4));
    device.resetAndDestroy();
    await busy;
  }
  now += 3_600_000;
  await submit('later');
  await expect
    .poll(
      async () => ((await (await ask(ann.receiveToken, '/v1/mailboxes/ann/delivery')).json()) as { total: { count: number } }).total.count,
    )
    .toBe(1);
});
