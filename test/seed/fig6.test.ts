import { expect, test } from 'vitest';
import { idsIn } from '../support/device.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';
import { onTheWire } from '../support/wire.ts';

/** A server; each `box` is a new mailbox that holds the messages 1, 2 and 3, and `ask` writes a literal request line for it. */
const started = async () => {
  const server = await openServer();
  let boxes = 0;
  const box = async () => {
    boxes += 1;
    const name = `box-${boxes}`;
    const { receiveToken, sendToken } = await addMailbox(server, name);
    for (const body of ['one', 'two', 'three']) await submit(server, name, sendToken, body);
    return {
      address: `/v1/mailboxes/${name}`,
      ask: (line: string) => onTheWire(server, receiveToken, line),
      delivery: () => idsIn(server, name, 'delivery'),
      processed: () => idsIn(server, name, 'processed'),
    };
  };
  return { server, box };
};

const ways = ['GET', 'POST'].flatMap((method) => ['?', '&'].map((separator) => ({ method, separator })));

test('fig. 6A: get and instruction, in either order, by GET and POST, behind ? and &: sends 2 and deletes 1', async () => {
  const { box } = await started();
  for (const { method, separator } of ways)
    for (const query of ['get=2&delete=1', 'delete=1&get=2']) {
      const { address, ask, delivery } = await box();
      const line = `${method} ${address}${separator}${query} HTTP/1.1`;
      const answer = await ask(line);
      expect(answer.status, line).toBe(200);
      expect(answer.body.toString(), line).toBe('two');
      expect(answer.header('acquisition'), line).toMatch(/^sent=2, next=3, uid="[0-9a-f-]{36}", done=1, waiting=2, /);
      expect(await delivery(), line).toEqual([2, 3]);
    }
});

test('fig. 6B: get=0 alone, by GET and POST, behind ? and &: sends the first message and changes nothing', async () => {
  const { box } = await started();
  const { address, ask, delivery } = await box();
  for (const { method, separator } of ways) {
    const line = `${method} ${address}${separator}get=0 HTTP/1.1`;
    const answer = await ask(line);
    expect(answer.status, line).toBe(200);
    expect(answer.body.toString(), line).toBe('one');
    expect(answer.header('acquisition'), line).toMatch(/^sent=1, next=2, uid="[0-9a-f-]{36}", done=0, waiting=3, /);
    expect(await delivery(), line).toEqual([1, 2, 3]);
  }
});

test('fig. 6C: an instruction alone, by GET and POST, behind ? and &, is carried out and nothing is sent', async () => {
  const { box } = await started();
  for (const { method, separator } of ways)
    for (const verb of ['delete', 'move']) {
      const { address, ask, delivery, processed } = await box();
      const line = `${method} ${address}${separator}${verb}=1 HTTP/1.1`;
      const answer = await ask(line);
      expect(answer.status, line).toBe(204);
      expect(answer.header('acquisition'), line).toMatch(/^next=2, done=1, waiting=2, /);
      expect(await delivery(), line).toEqual([2, 3]);
      expect(await processed(), line).toEqual(verb === 'move' ? [1] : []);
    }
});

test('fig. 6: the address may name the server too (absolute form)', async () => {
  const { server, box } = await started();
  for (const { method, separator } of ways) {
    const { address, ask, delivery } = await box();
    const line = `${method} ${server.http}${address}${separator}get=2&delete=1 HTTP/1.1`;
    expect((await ask(line)).body.toString(), line).toBe('two');
    expect(await delivery(), line).toEqual([2, 3]);
  }
});

test('fig. 6: other members may be added: those that start with x- are ignored, wherever they stand', async () => {
  const { box } = await started();
  const { address, ask } = await box();
  const answer = await ask(`GET ${address}&x-trace=7&get=2&x-trace=8&x-%20 HTTP/1.1`);
  expect(answer.body.toString()).toBe('two');
});

test('fig. 6: an encoded separator separates nothing', async () => {
  const { box } = await started();
  const { address, ask, delivery } = await box();
  for (const separator of ['%26', '%3F', '%3f']) {
    expect((await ask(`GET ${address}${separator}get=0 HTTP/1.1`)).status, separator).toBe(400);
    expect((await ask(`POST ${address}${separator}delete=1 HTTP/1.1`)).status, separator).toBe(400);
  }
  expect(await delivery()).toEqual([1, 2, 3]);
});

test('fig. 6: HEAD is 405 for every form and changes nothing', async () => {
  const { box } = await started();
  const { address, ask, delivery } = await box();
  for (const separator of ['?', '&'])
    for (const query of ['get=0', 'delete=1', 'get=2&delete=1']) {
      const answer = await ask(`HEAD ${address}${separator}${query} HTTP/1.1`);
      expect(answer.status, query).toBe(405);
      expect(answer.header('acquisition'), query).toBeUndefined();
    }
  expect(await delivery()).toEqual([1, 2, 3]);
});
