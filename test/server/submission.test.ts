import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { noise, sendMail } from '../support/corpus.ts';
import { acquire, idsIn, list, readAnswer, statusOf } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, openServer, type Server, startServer, submit, type Tokens } from '../support/server.ts';
import { onTheWire, openWire } from '../support/wire.ts';

const startedAs = async <S extends Server>(open: (data: string) => Promise<S>) => {
  const data = temporaryFolder();
  const server = await open(data);
  const ann = await addMailbox(server, 'ann');
  const post = async (box: Tokens, body: string | Buffer, headers: Record<string, string> = {}, query = '') =>
    readAnswer(
      await call(server, box.sendToken, `/v1/mailboxes/${box.mailbox}/messages${query}`, {
        method: 'POST',
        body: body as RequestInit['body'],
        headers,
      }),
    );
  const mail = (body: string | Buffer, to: string | string[] = 'ann@restante.example', from = 'sender@example.org') =>
    sendMail(server.smtp, { from, to }, Buffer.from(body));
  return { data, server, ann, post, mail };
};
const started = () => startedAs(openServer);
/** As a process, to be killed. */
const startedToEnd = () => startedAs(startServer);

const receiptIn = (body: Buffer): { uid: string; id: number } => JSON.parse(body.toString());
const uidsIn = (reply: string): string[] => reply.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];

/** A mail over a literal SMTP dialogue, its lines as they are; returns the reply to its data. */
const rawMail = (smtp: { host: string; port: number }, to: string, lines: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(smtp.port, smtp.host);
    const dialogue = ['EHLO test.example', 'MAIL FROM:<a@test.example>', `RCPT TO:<${to}>`, 'DATA', `${lines}\r\n.`];
    let text = '';
    socket.on('error', reject).on('data', (bytes) => {
      text += bytes;
      // A reply is whole with a line whose code is followed by a blank (RFC 5321 §4.2.1).
      if (!/^\d{3} .*\r\n$/m.test(text)) return;
      const line = dialogue.shift();
      if (line === undefined) resolve(text);
      else socket.write(`${line}\r\n`);
      if (line === undefined) socket.destroy();
      text = '';
    });
  });

test('201 with a receipt, and the message is there although the server is killed right after the answer', async () => {
  const { data, server, ann } = await startedToEnd();
  let running = server;
  const large = noise('durable', 1_000_000);
  for (const [at, body] of [Buffer.from('small'), large, Buffer.alloc(0)].entries()) {
    const receipt = await submit(running, 'ann', ann.sendToken, body);
    await running.kill('SIGKILL');
    running = await startServer(data);
    expect(receipt).toEqual({ uid: expect.stringMatching(/^[0-9a-f-]{36}$/), id: at + 1 });
    const answer = await acquire(running, ann, `get=${receipt.id}`);
    expect(answer.acquisition?.sent).toEqual({ id: receipt.id, uid: receipt.uid });
    expect(answer.body.equals(body)).toBe(true);
  }
});

test('250 with the uid, and the mail is there although the server is killed right after the reply', async () => {
  const { data, server, ann, mail } = await startedToEnd();
  const reply = await mail('Subject: kept\r\n\r\nkept\r\n');
  await server.kill('SIGKILL');
  const again = await startServer(data);
  const answer = await acquire(again, ann, 'get=0');
  expect([answer.acquisition?.sent?.uid]).toEqual(uidsIn(reply));
  expect(answer.body.toString()).toBe('Subject: kept\r\n\r\nkept\r\n');
});

test('the receipt names where to ask, and every step of the message is told there', async () => {
  const { server, ann, post } = await started();
  const answer = await post(ann, 'hello');
  const { uid, id } = receiptIn(answer.body);
  expect(answer.headers.get('Location')).toBe(`/v1/submissions/${uid}`);
  const status = () => statusOf(server, uid, ann.sendToken);
  const begun = Date.now();
  expect(await status()).toMatchObject({ uid, id, mailbox: 'ann', state: 'waiting', history: [{ kind: 'accepted' }] });
  await acquire(server, ann, 'get=0');
  expect(await status()).toMatchObject({ state: 'acquired', history: [{ kind: 'accepted' }, { kind: 'acquired' }] });
  await acquire(server, ann, 'move=1');
  const { state, history } = await status();
  expect(state).toBe('moved');
  expect(history.map((h) => h.kind)).toEqual(['accepted', 'acquired', 'moved']);
  expect(history.map((h) => h.at)).toEqual(history.map((h) => h.at).toSorted());
  for (const { at } of history) expect(Math.abs(Date.parse(at) - begun)).toBeLessThan(30_000);
  expect((await readAnswer(await call(server, ann.sendToken, `/v1/submissions/${uid.toUpperCase()}`))).status).toBe(200);
});

test('Idempotency-Key: a retry gets the first receipt, also after SIGKILL and after the message was moved', async () => {
  const { data, server, ann, post } = await startedToEnd();
  const key = { 'Idempotency-Key': 'order 66' };
  const first = await post(ann, 'hello', key);
  expect(first.status).toBe(201);
  const second = await post(ann, 'hello', key);
  expect([second.status, receiptIn(second.body)]).toEqual([201, receiptIn(first.body)]);
  await acquire(server, ann, 'move=1');
  await server.kill('SIGKILL');
  const again = await startServer(data);
  expect(await submit(again, 'ann', ann.sendToken, 'hello', key)).toEqual(receiptIn(first.body));
  expect(await idsIn(again, 'ann', 'delivery')).toEqual([]);
});

test('Idempotency-Key: 422 with another body, small or large, and nothing is stored', async () => {
  const { server, ann, post } = await started();
  const key = { 'Idempotency-Key': 'k' };
  const { uid } = receiptIn((await post(ann, 'hello', key)).body);
  for (const other of ['hello!', '', noise('other', 600_000)])
    expect(await post(ann, other, key)).toMatchObject({ status: 422, code: 'idempotency-key-reused' });
  expect(await list(server, 'ann', 'delivery')).toMatchObject([{ id: 1, uid, size: 5 }]);
});

test('Idempotency-Key: of many at the same time one is stored, and all get its receipt', async () => {
  const { server, ann, post } = await started();
  for (const [at, body] of [Buffer.from('small'), noise('large', 600_000)].entries()) {
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(ann, body, { 'Idempotency-Key': `key ${at}` })));
    expect(answers.map((a) => a.status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map((a) => a.body.toString())).size).toBe(1);
    expect(await idsIn(server, 'ann', 'delivery')).toHaveLength(at + 1);
  }
});

test('Idempotency-Key: the same key is another one for another mailbox and another token', async () => {
  const { server, ann, post } = await started();
  const bob = await addMailbox(server, 'bob');
  const admin = { ...ann, sendToken: server.adminToken };
  const uids = new Set<string>();
  for (const box of [ann, bob, admin]) uids.add(receiptIn((await post(box, 'hello', { 'Idempotency-Key': 'k' })).body).uid);
  expect(uids.size).toBe(3);
});

test('without a key the same message twice is two messages', async () => {
  const { server, ann } = await started();
  await submit(server, 'ann', ann.sendToken, 'hello');
  await submit(server, 'ann', ann.sendToken, 'hello');
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);
});

test('SMTP: the same Message-ID with the same bytes gets the first uid; with other bytes, or without one, it is another mail', async () => {
  const { data, server, ann, mail } = await startedToEnd();
  const first = uidsIn(await mail('Message-ID: <1@a>\r\nSubject: one\r\n\r\nhello'));
  expect(uidsIn(await mail('Message-ID: <1@a>\r\nSubject: one\r\n\r\nhello'))).toEqual(first);
  await acquire(server, ann, 'delete=1');
  expect(uidsIn(await mail('Message-ID: <1@a>\r\nSubject: one\r\n\r\nhello'))).toEqual(first);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([]);
  const others = ['Message-ID: <1@a>\r\nSubject: one\r\n\r\nhello!', 'Subject: none\r\n\r\nhello', 'Subject: none\r\n\r\nhello'];
  for (const other of others) expect(uidsIn(await mail(other))).not.toEqual(first);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([2, 3, 4]);
  await server.kill('SIGKILL');
  const again = await startServer(data);
  const reply = await sendMail(
    again.smtp,
    { from: 'other@example.org', to: 'ann@other.example' },
    Buffer.from('Message-ID: <1@a>\r\nSubject: one\r\n\r\nhello'),
  );
  expect(uidsIn(reply)).toEqual(first);
});

test('SMTP: several recipients get a copy each, with a uid each; one named twice gets one', async () => {
  const { server, ann, mail } = await started();
  const bob = await addMailbox(server, 'bob');
  const text = `Message-ID: <many@a>\r\nSubject: to all\r\n\r\n${'x'.repeat(400_000)}\r\n`;
  const uids = uidsIn(await mail(text, ['ann@x.example', 'bob@x.example', 'ANN@y.example', 'ann@x.example']));
  expect(new Set(uids).size).toBe(2);
  for (const [at, box] of [ann, bob].entries()) {
    const answer = await acquire(server, box, 'get=0');
    expect(answer.acquisition).toMatchObject({ sent: { id: 1, uid: uids[at] }, next: 0, waiting: 1 });
    expect(answer.body.toString()).toBe(text);
  }
  // The copies share their bytes, not their fate.
  await acquire(server, ann, 'delete=1');
  expect((await acquire(server, bob, 'get=0')).body.toString()).toBe(text);
  // A retry that names one recipient more: the new one gets it, the others are not told twice.
  const eve = await addMailbox(server, 'eve');
  const again = uidsIn(await mail(text, ['ann@x.example', 'bob@x.example', 'eve@x.example']));
  expect(again.slice(0, 2)).toEqual(uids);
  expect((await acquire(server, eve, 'get=0')).body.toString()).toBe(text);
  expect(await idsIn(server, 'bob', 'delivery')).toEqual([1]);
});

test('SMTP: several mails on one connection, dots and 8-bit bytes as they were', async () => {
  const { server, ann } = await started();
  const lines = [
    'EHLO x',
    ...['one', 'two'].flatMap((name) => [
      'MAIL FROM:<a@b.example>',
      'RCPT TO:<ann@x.example>',
      'DATA',
      `Subject: ${name}\r\n\r\n..\r\n...two\r\n\xe9\xff\x80\r\n.`,
    ]),
    'QUIT',
  ];
  const replies = await new Promise<string[]>((resolve, reject) => {
    const socket = connect(server.smtp.port, server.smtp.host);
    const heard: string[] = [];
    let text = '';
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
    socket.on('data', (data) => {
      text += data;
      if (!/(?:^|\n)\d{3} [^\n]*\r\n$/.test(text)) return;
      heard.push(text);
      text = '';
      const line = lines.shift();
      if (line !== undefined) socket.write(Buffer.from(`${line}\r\n`, 'latin1'));
    });
  });
  expect(replies.map((r) => r.slice(0, 3))).toEqual(['220', '250', '250', '250', '354', '250', '250', '250', '354', '250', '221']);
  for (const [at, name] of ['one', 'two'].entries())
    expect((await acquire(server, ann, `get=${at + 1}`)).body.toString('latin1')).toBe(
      `Subject: ${name}\r\n\r\n.\r\n..two\r\n\xe9\xff\x80\r\n`,
    );
});

test('subject and sender: by query, by header (words or raw UTF-8), or from a mail; the query first', async () => {
  const { server, ann, post } = await started();
  const utf8 = (text: string): string => Buffer.from(text).toString('latin1');
  const rfc822 = 'From: =?UTF-8?Q?Zo=C3=AB?= <zoe@a.example>\r\nSubject: =?UTF-8?B?5pel5pys6Kqe?=\r\n\r\nbody';
  const mailType = { 'Content-Type': 'message/rfc822' };
  const cases: [headers: Record<string, string>, query: string, body: string, subject: string, sender: string][] = [
    [{}, '', 'x', '', ''],
    [{ Subject: 'plain', From: 'ann@a.example' }, '', 'x', 'plain', 'ann@a.example'],
    [{ Subject: '=?UTF-8?B?5pel5pys6Kqe?=', From: '=?iso-8859-1?Q?Zo=EB?= <z@a>' }, '', 'x', '日本語', 'Zoë <z@a>'],
    [{ Subject: utf8('日本語 🙂'), From: utf8('Zoë') }, '', 'x', '日本語 🙂', 'Zoë'],
    [{ Subject: 'caf\xe9' }, '', 'x', 'café', ''],
    [{}, `?subject=${encodeURIComponent('日本語 & +')}&from=a%2Bb%40c`, 'x', '日本語 & +', 'a+b@c'],
    [{ Subject: 'header' }, '?subject=query', 'x', 'query', ''],
    [mailType, '', rfc822, '日本語', 'Zoë <zoe@a.example>'],
    [{ ...mailType, Subject: 'header' }, '', rfc822, 'header', 'Zoë <zoe@a.example>'],
    [mailType, '?subject=', rfc822, '', 'Zoë <zoe@a.example>'],
    [mailType, '', 'no header at all', '', ''],
    [mailType, '', '', '', ''],
    [{ ...mailType, 'Content-Type': 'Message/RFC822; x=1' }, '', 'SUBJECT:no space\nfrom:f\n\nb', 'no space', 'f'],
    [mailType, '', `Subject: a\r\nX-Long: ${'x'.repeat(200_000)}\r\n\r\n`, 'a', ''],
    [{ Subject: '=?UTF-8?B?broken' }, '', 'x', '=?UTF-8?B?broken', ''],
    [{ Subject: 'x'.repeat(1_500) }, '', 'x', 'x'.repeat(1_000), ''],
  ];
  for (const [headers, query, body, subject, sender] of cases) {
    const answer = await post(ann, body, headers, query);
    expect(answer.status, `${JSON.stringify(headers)} ${query}`).toBe(201);
    const { id } = receiptIn(answer.body);
    const listed = (await list(server, 'ann', 'delivery')).at(-1);
    expect(listed, `${JSON.stringify(headers)} ${query}`).toMatchObject({ id, subject, sender });
    expect((await acquire(server, ann, `get=${id}`)).body.toString()).toBe(body);
  }
});

test('a subject of any text survives the header of the answer', async () => {
  const { server, ann, post } = await started();
  const { default: libmime } = await import('libmime');
  for (const subject of ['日本語'.repeat(200), '🙂'.repeat(300), '=?UTF-8?Q?not_a_word?', 'a =? b', 'é', `${'x'.repeat(998)}🙂`]) {
    const { id } = receiptIn((await post(ann, 'x', {}, `?subject=${encodeURIComponent(subject)}`)).body);
    const answer = await acquire(server, ann, `get=${id}`);
    const header = answer.headers.get('Subject') ?? '';
    expect(header).toMatch(/^[\x20-\x7e]*$/);
    expect(libmime.decodeWords(header)).toBe((await list(server, 'ann', 'delivery')).at(-1)?.subject);
  }
});

test('the type comes back as it was given; without one it is bytes', async () => {
  const { server, ann } = await started();
  for (const [given, stored] of [
    ['Text/Plain;charset=UTF-8', 'Text/Plain;charset=UTF-8'],
    ['image/svg+xml', 'image/svg+xml'],
    ['multipart/mixed; boundary="a b;c"', 'multipart/mixed; boundary="a b;c"'],
    [undefined, 'application/octet-stream'],
  ] as const) {
    const headers = [...(given === undefined ? [] : [`Content-Type: ${given}`]), 'Content-Length: 1'];
    const answer = await onTheWire(server, ann.sendToken, 'POST /v1/mailboxes/ann/messages HTTP/1.1', headers, 'x');
    expect(answer.status).toBe(201);
    const { id } = receiptIn(answer.body);
    expect((await onTheWire(server, ann.receiveToken, `GET /v1/mailboxes/ann?get=${id} HTTP/1.1`)).header('content-type')).toBe(stored);
  }
});

test('an upload that is broken off stores nothing, by either way in, and its key is free for the next try', async () => {
  const { server, ann } = await started();
  const half = noise('half', 700_000);
  for (const framing of ['Content-Length: 1400000', 'Transfer-Encoding: chunked']) {
    const { socket } = await openWire(server);
    const head = [
      'POST /v1/mailboxes/ann/messages HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${ann.sendToken}`,
      'Idempotency-Key: k',
      framing,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    if (framing.startsWith('Transfer')) socket.write(`${(half.length * 2).toString(16)}\r\n`);
    await new Promise((resolve) => socket.write(half, resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resetAndDestroy();
    await closed;
  }
  const mail = connect(server.smtp.port, server.smtp.host);
  const lines = ['EHLO x', 'MAIL FROM:<a@b.example>', 'RCPT TO:<ann@x.example>', 'DATA'];
  await new Promise<void>((resolve) => {
    mail.on('error', () => {});
    mail.on('close', () => resolve());
    mail.on('data', (data) => {
      if (!/(?:^|\n)\d{3} [^\n]*\r\n$/.test(String(data))) return;
      const line = lines.shift();
      if (line !== undefined) mail.write(`${line}\r\n`);
      else mail.write(Buffer.concat([Buffer.from('Subject: half\r\n\r\n'), half]), () => mail.resetAndDestroy());
    });
  });
  const { id } = await submit(server, 'ann', ann.sendToken, 'whole', { 'Idempotency-Key': 'k' });
  expect(id).toBe(1);
  expect(await list(server, 'ann', 'delivery')).toMatchObject([{ id: 1, size: 5 }]);
  expect(server.errors).toEqual([]);
});

test('what is being handed over when the server is told to stop is finished, confirmed and kept', async () => {
  const { data, server, ann } = await startedToEnd();
  const body = noise('stopping', 600_000);
  const wire = await openWire(server);
  const head = [
    'POST /v1/mailboxes/ann/messages HTTP/1.1',
    'Host: x',
    `Authorization: Bearer ${ann.sendToken}`,
    `Content-Length: ${body.length}`,
  ];
  const answer = wire.request([...head, 'Expect: 100-continue'], '');
  // The server has the request once it asks for the body.
  expect((await answer).status).toBe(100);
  const stopped = server.kill('SIGTERM');
  wire.socket.write(body.subarray(0, 300_000));
  const receipt = await wire.request([], body.subarray(300_000)).catch((error: Error) => error);
  expect(receipt).toMatchObject({ status: 201 });
  expect(await stopped).toEqual({ code: 0, signal: null });
  const again = await startServer(data);
  expect((await acquire(again, ann, 'get=0')).body.equals(body)).toBe(true);
});

test('a mail whose bare line ends leave open whether a dot was lost is refused with 550, and nothing of it is stored', async () => {
  const { server } = await started();
  const mail = (lines: string): Promise<string> => rawMail(server.smtp, 'ann@restante.example', lines);
  expect(await mail('Subject: dots\n\none\n..two\n')).toMatch(/^550 5\.6\.0 /);
  expect(await mail('Subject: dots\r\n\r\none\r\n..two\r\n')).toMatch(/^250 /);
  expect(await mail('Subject: no dots\n\none\ntwo\n')).toMatch(/^250 /);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);
});
