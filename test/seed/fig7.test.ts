import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { noise } from '../support/corpus.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';
import { onTheWire } from '../support/wire.ts';

const started = async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const give = (body: string | Buffer, type = 'text/plain') => submit(server, 'ann', ann.sendToken, body, { 'Content-Type': type });
  const ask = (query: string) => onTheWire(server, ann.receiveToken, `GET /v1/mailboxes/ann?${query} HTTP/1.1`);
  return { server, ann, give, ask };
};

const everyByte = Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256));

const bodies: [name: string, type: string, body: Buffer][] = [
  ['text', 'text/plain; charset=iso-2022-jp', Buffer.from('\x1b$B$3$s\x1b(B\r\n.\r\n\n\r', 'latin1')],
  ['image', 'image/png', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), everyByte])],
  ['audio', 'audio/wav', noise('audio', 70_000)],
  ['binary', 'application/octet-stream', everyByte],
  ['empty', 'text/plain', Buffer.alloc(0)],
  ['one chunk of the store', 'application/octet-stream', noise('chunk', 256 * 1024)],
  ['5 MB', 'application/octet-stream', noise('large', 5_000_000)],
];

test('fig. 7: version, code, Length, Type, acquisition information, Date, an empty line, the body as it is', async () => {
  const { give, ask } = await started();
  for (const [at, [name, type, body]] of bodies.entries()) {
    const { uid } = await give(body, type);
    const asked = Date.now();
    const answer = await ask(at === 0 ? 'get=0' : `get=${at + 1}&delete=${at}`);

    expect(answer.version, name).toBe('HTTP/1.1');
    expect(answer.status, name).toBe(200);
    expect(answer.header('content-length'), name).toBe(String(body.length));
    expect(answer.header('content-type'), name).toBe(type);
    const numbers = `done=${at === 0 ? 0 : 1}, waiting=1, waiting-bytes=${body.length}, smallest=${Math.max(1, body.length)}`;
    expect(answer.header('acquisition'), name).toMatch(new RegExp(`^sent=${at + 1}, next=0, uid="${uid}", ${numbers}, accepted=@\\d+$`));
    expect(answer.header('etag'), name).toBe(`"${uid}"`);
    expect(answer.header('repr-digest'), name).toBe(`sha-256=:${createHash('sha256').update(body).digest('base64')}:`);
    expect(answer.header('cache-control'), name).toBe('no-store');
    // Whole seconds, RFC 9110 §6.6.1; Node renews its text once a second.
    expect(Date.parse(answer.header('date') ?? ''), name).toBeGreaterThan(asked - 2_500);
    expect(answer.header('transfer-encoding'), name).toBeUndefined();
    expect(answer.header('content-encoding'), name).toBeUndefined();
    expect(answer.body.equals(body), name).toBe(true);
  }
});

test('fig. 7: the acquisition information counts the delivery folder, the message being sent included', async () => {
  const { give, ask } = await started();
  for (const size of [500, 0, 300]) await give(Buffer.alloc(size, 'x'));
  const information = async (query: string) =>
    (await ask(query))
      .header('acquisition')
      ?.replace(/uid="[^"]*"/, 'uid')
      .replace(/, accepted=@\d+/, '');

  expect(await information('get=0')).toBe('sent=1, next=2, uid, done=0, waiting=3, waiting-bytes=800, smallest=1');
  expect(await information('get=2')).toBe('sent=2, next=3, uid, done=0, waiting=3, waiting-bytes=800, smallest=1');
  expect(await information('get=3&delete=2')).toBe('sent=3, next=0, uid, done=1, waiting=2, waiting-bytes=800, smallest=300');
  expect(await information('get=4&delete=3')).toBe('next=0, done=1, waiting=1, waiting-bytes=500, smallest=500');
  expect(await information('delete=1')).toBe('next=0, done=1, waiting=0, waiting-bytes=0');
  expect(await information('get=0')).toBe('next=0, done=0, waiting=0, waiting-bytes=0');
});

test('fig. 7: next is the lowest id above the one sent, also behind a gap and behind a message passed over', async () => {
  const { give, ask } = await started();
  for (const size of [10, 900, 20, 30]) await give(Buffer.alloc(size, 'x'));
  await ask('delete=3');
  expect((await ask('get=0&room=50')).header('acquisition')).toMatch(/^sent=1, next=2, /);
  expect((await ask('get=2&room=50')).header('acquisition')).toMatch(/^sent=4, next=0, /);
  expect((await ask('get=2')).header('acquisition')).toMatch(/^sent=2, next=4, /);
});

test('fig. 7: 204 without body and type when nothing is sent', async () => {
  const { give, ask } = await started();
  const cases: [when: string, query: string, information: string][] = [
    ['the folder is empty', 'get=0', 'next=0, done=0, waiting=0, waiting-bytes=0'],
    ['nothing fits: next is not 0', 'get=0&room=99', 'next=1, done=0, waiting=3, waiting-bytes=300, smallest=100'],
    ['a deferral: next is not 0', 'get=0&room=0', 'next=1, done=0, waiting=3, waiting-bytes=300, smallest=100'],
    ['a deferral alone', 'room=0', 'next=1, done=0, waiting=3, waiting-bytes=300, smallest=100'],
    ['nothing at or after the id', 'get=4', 'next=0, done=0, waiting=3, waiting-bytes=300, smallest=100'],
    ['an instruction alone', 'move=1', 'next=2, done=1, waiting=2, waiting-bytes=200, smallest=100'],
    ['an instruction with a deferral', 'delete=2&room=0', 'next=3, done=1, waiting=1, waiting-bytes=100, smallest=100'],
    ['an instruction alone, and nothing is left', 'move=3', 'next=0, done=1, waiting=0, waiting-bytes=0'],
  ];
  for (const [when, query, information] of cases) {
    const answer = await ask(query);
    expect(answer.status, when).toBe(204);
    expect(answer.header('acquisition'), when).toBe(information);
    expect(answer.header('content-type'), when).toBeUndefined();
    expect(answer.header('content-length'), when).toBeUndefined();
    expect(answer.body.length, when).toBe(0);
    if (when === 'the folder is empty') for (let at = 0; at < 3; at += 1) await give(Buffer.alloc(100, 'x'));
  }
});

test('fig. 7: an error has no acquisition information, so it confirms nothing', async () => {
  const { ask } = await started();
  const answer = await ask('get=x');
  expect(answer.status).toBe(400);
  expect(answer.header('content-type')).toBe('application/problem+json');
  expect(answer.header('acquisition')).toBeUndefined();
});
