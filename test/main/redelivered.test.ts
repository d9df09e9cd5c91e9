import { expect, test } from 'vitest';
import { acquire } from '../support/device.ts';
import { deviceOn, openInbox } from '../support/device-here.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, startServer, submit } from '../support/server.ts';

test('a large message that is delivered once more, and whose very bytes are here, is instructed without being fetched', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const inbox = await openInbox();
  const { event, run, events, stop } = await deviceOn(inbox, { http: server.http, mailbox: 'ann', token: ann.receiveToken });
  const body = Buffer.alloc(3_000_000, 'A large letter. ');
  const { uid, id } = await submit(server, 'ann', ann.sendToken, body);
  void run();
  await event('received');
  await event('instructed');
  await inbox.mark([uid], { deleted: true }, Date.now());

  const before = events.length;
  const answer = await call(server, server.adminToken, '/v1/messages/actions', {
    method: 'POST',
    body: JSON.stringify({ action: 'redeliver', uids: [uid] }),
  });
  expect(answer.status).toBe(200);
  const { message } = await event('renewed', before);
  expect(message).toMatchObject({ uid, size: body.byteLength });
  const { instruction } = await event('instructed', before);
  expect(instruction).toMatchObject({ uid, id: message.id, verb: 'move' });
  expect(message.id).toBeGreaterThan(id);
  expect(events.slice(before).map(({ kind }) => kind)).not.toContain('arriving');
  expect(await inbox.find(uid)).toMatchObject({ id: message.id, deleted: false });
  expect((await acquire(server, ann, 'get=0')).status).toBe(204);
  await stop();
});
