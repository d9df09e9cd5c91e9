import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { noise, sendMail } from '../support/corpus.ts';
import { acquire, idsIn, list, readAnswer, statusOf } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, openServer, submit } from '../support/server.ts';
import { onTheWire, openWire } from '../support/wire.ts';

/** A server with ann's mailbox, which holds message 1; `unchanged` proves that nothing happened and that all still serves. */
const started = async (config?: Parameters<typeof openServer>[1]) => {
  const server = await openServer(temporaryFolder(), config);
  const ann = await addMailbox(server, 'ann');
  const { uid } = await submit(server, 'ann', ann.sendToken, 'one');
  const ask = async (token: string, path: string, init: RequestInit = {}) => readAnswer(await call(server, token, path, init));
  const before = await statusOf(server, uid);
  const unchanged = async () => {
    expect(await idsIn(server, 'ann', 'delivery')).toEqual([1]);
    expect(await idsIn(server, 'ann', 'processed')).toEqual([]);
    expect(await statusOf(server, uid)).toEqual(before);
    expect((await acquire(server, ann, 'get=0')).body.toString()).toBe('one');
    expect(server.errors).toEqual([]);
  };
  return { server, ann, ask, unchanged };
};

test('malformed acquisition requests: each 400 with its code, nothing changed, and the connection goes on', async () => {
  const { server, ann, unchanged } = await started();
  const malformed: Record<string, string[]> = {
    'request-empty': ['', 'x-only=1', 'room=5', 'max=5', '&&'],
    'parameter-unknown': ['get=0&foo=1', 'GET=0', 'get=0&=', 'delete=1&purge=2', 'get=0&getx=1', '?get=0'],
    'parameter-repeated': ['get=0&get=0', 'get=0&get=1', 'delete=1&delete=2', 'room=1&get=0&room=1', 'get=0&%67et=0'],
    'parameter-encoding': ['get=%zz', 'get=%', 'delete=%ff', '%c3%28=1'],
    'get-invalid': [
      'get',
      'get=',
      'get=-1',
      'get=+1',
      'get=01',
      'get=1e3',
      'get=0x1',
      'get=1.0',
      'get=1234567890123456',
      'get=%201',
      'get=%D9%A1',
    ],
    'room-invalid': ['get=0&room=', 'get=0&room=-1', 'get=0&room=all', 'get=0&room=9999999999999999'],
    'max-invalid': ['get=0&max=0', 'get=0&max=1001', 'get=0&max=-1', 'get=0&max='],
    'target-invalid': [
      'delete',
      'delete=',
      'delete=0',
      'delete=1,',
      'delete=,1',
      'delete=1,,1',
      'delete=2-1',
      'delete=0-1',
      'delete=1-',
      'delete=*',
    ].concat([
      'delete=1~',
      'delete=1~123',
      'delete=1~xxxxxxxxxxxx',
      'delete=1~0123456789abc',
      'delete=1-2~0123456789ab',
      'delete=1%202',
      'move=-1',
      'move=1;2',
    ]),
    'target-repeated': ['delete=1,1', 'delete=1&move=1', 'delete=1-3,2', 'get=1&delete=1', 'get=2&move=1-3', 'delete=1,1~0123456789ab'],
    'targets-too-many': ['delete=1-10001', 'delete=1-5000&move=5001-10001', 'delete=1-999999999999999'],
  };
  const wire = await openWire(server);
  for (const [code, queries] of Object.entries(malformed))
    for (const query of queries)
      for (const method of ['GET', 'POST']) {
        const line = `${method} /v1/mailboxes/ann?${query} HTTP/1.1`;
        const answer = await wire.request([line, 'Host: restante', `Authorization: Bearer ${ann.receiveToken}`, 'Content-Length: 0']);
        expect([answer.status, JSON.parse(answer.body.toString())], line).toMatchObject([400, { status: 400, code }]);
        expect(answer.header('content-type'), line).toBe('application/problem+json');
        expect(answer.header('acquisition'), line).toBeUndefined();
      }
  const good = await wire.request(['GET /v1/mailboxes/ann?get=2 HTTP/1.1', 'Host: restante', `Authorization: Bearer ${ann.receiveToken}`]);
  expect(good.status).toBe(204);
  wire.socket.destroy();
  await unchanged();
});

test('one malformed member, and the good instructions beside it are not carried out either', async () => {
  const { server, ann, unchanged } = await started();
  for (const query of ['delete=1&move=x', 'delete=1&get=x', 'delete=1&room=x', 'delete=1&foo=1', 'delete=1,0', 'delete=1&get=2&get=2'])
    expect((await acquire(server, ann, query)).status, query).toBe(400);
  await unchanged();
});

test('body-unexpected: an acquisition request with a body is refused, however the body is announced', async () => {
  const { server, ann, unchanged } = await started();
  for (const [headers, body] of [
    [['Content-Length: 8'], 'delete=1'],
    [['Transfer-Encoding: chunked'], '8\r\ndelete=1\r\n0\r\n\r\n'],
    [['Content-Length: 8', 'Content-Type: application/x-www-form-urlencoded'], 'delete=1'],
  ] as const)
    for (const line of ['POST /v1/mailboxes/ann?get=0 HTTP/1.1', 'GET /v1/mailboxes/ann?delete=1 HTTP/1.1']) {
      const answer = await onTheWire(server, ann.receiveToken, line, headers, body);
      expect([answer.status, JSON.parse(answer.body.toString()).code], `${line} ${headers}`).toEqual([400, 'body-unexpected']);
    }
  await unchanged();
});

test('401 without a token, with one that is unknown, or with a cookie; 403 with one for something else', async () => {
  const { server, ann, unchanged } = await started();
  const bob = await addMailbox(server, 'bob');
  const status = async (path: string, init: RequestInit) => {
    const answer = await readAnswer(await fetch(`${server.http}${path}`, init));
    return [answer.status, answer.code, answer.headers.get('WWW-Authenticate')];
  };
  const as = (authorization: string) => ({ headers: { Authorization: authorization } });
  const paths = {
    acquire: '/v1/mailboxes/ann?get=0',
    instruct: '/v1/mailboxes/ann?delete=1',
    listen: '/v1/mailboxes/ann/notifications',
    delivery: '/v1/mailboxes/ann/delivery',
    processed: '/v1/mailboxes/ann/processed',
    retention: '/v1/mailboxes/ann/retention',
    mailboxes: '/v1/mailboxes',
    submission: '/v1/submissions/00000000-0000-7000-8000-000000000000',
  };
  const wrong = ['x', ann.receiveToken.slice(1), `${ann.receiveToken}A`, ann.receiveToken.toLowerCase()];
  for (const [at, [name, path]] of Object.entries(paths).entries()) {
    const missing = [401, 'token-missing', 'Bearer'];
    expect(await status(path, {}), name).toEqual(missing);
    expect(
      await status(path, { headers: { Cookie: `token=${ann.receiveToken}; Authorization=Bearer ${server.adminToken}` } }),
      name,
    ).toEqual(missing);
    expect(await status(path, as(`Basic ${btoa(`ann:${ann.receiveToken}`)}`)), name).toEqual(missing);
    expect(await status(path, as(ann.receiveToken)), name).toEqual(missing);
    expect(await status(`${path}${path.includes('?') ? '&' : '?'}x-token=${ann.receiveToken}`, {}), name).toEqual(missing);
    // Half of them at each path: after 20 in all the answer would be 429.
    for (const secret of wrong.filter((_, which) => which % 2 === at % 2))
      expect(await status(path, as(`Bearer ${secret}`)), name).toEqual([401, 'token-unknown', 'Bearer']);
    for (const token of [bob.receiveToken, bob.sendToken, ann.sendToken])
      if (name !== 'submission') expect(await status(path, as(`Bearer ${token}`)), name).toEqual([403, 'token-scope', null]);
  }
  const submitting = { method: 'POST', body: 'x' };
  expect(await status('/v1/mailboxes/ann/messages', submitting)).toEqual([401, 'token-missing', 'Bearer']);
  for (const token of [ann.receiveToken, bob.sendToken, bob.receiveToken])
    expect(await status('/v1/mailboxes/ann/messages', { ...submitting, ...as(`Bearer ${token}`) })).toEqual([403, 'token-scope', null]);
  const adding = { method: 'POST', body: '{"name":"eve"}' };
  expect(await status('/v1/mailboxes', { ...adding, ...as(`Bearer ${ann.receiveToken}`) })).toEqual([403, 'token-scope', null]);
  const policy = { method: 'PUT', body: '{"delivery":{"maxAge":1},"processed":{"maxAge":1,"maxCount":0}}' };
  expect(await status('/v1/mailboxes/ann/retention', { ...policy, ...as(`Bearer ${ann.receiveToken}`) })).toEqual([
    403,
    'token-scope',
    null,
  ]);
  await unchanged();
});

test("one mailbox's tokens do not tell whether another mailbox or its messages exist", async () => {
  const { server, ann, ask, unchanged } = await started();
  const bob = await addMailbox(server, 'bob');
  const { uid } = await submit(server, 'bob', bob.sendToken, 'to bob');
  for (const token of [ann.receiveToken, ann.sendToken]) {
    const other = await ask(token, '/v1/mailboxes/bob?get=0');
    const none = await ask(token, '/v1/mailboxes/nobody?get=0');
    expect([other.status, other.code]).toEqual([none.status, none.code]);
    const message = await ask(token, `/v1/submissions/${uid}`);
    const nothing = await ask(token, '/v1/submissions/00000000-0000-7000-8000-000000000000');
    expect([message.status, message.code]).toEqual([404, 'message-unknown']);
    const withoutInstance = (body: Buffer): object => ({ ...JSON.parse(body.toString()), instance: undefined });
    expect(withoutInstance(message.body)).toEqual(withoutInstance(nothing.body));
  }
  expect((await ask(bob.sendToken, `/v1/submissions/${uid}`)).status).toBe(200);
  expect((await ask(bob.receiveToken, `/v1/submissions/${uid}`)).status).toBe(200);
  await unchanged();
});

test('404 for what does not exist, 405 for what cannot be done with it', async () => {
  const { server, ask, unchanged } = await started();
  const cases: [status: number, code: string, method: string, path: string][] = [
    [404, 'mailbox-unknown', 'GET', '/v1/mailboxes/nobody?get=0'],
    [404, 'mailbox-unknown', 'POST', '/v1/mailboxes/nobody/messages'],
    [404, 'mailbox-unknown', 'GET', '/v1/mailboxes/nobody/notifications'],
    [404, 'mailbox-unknown', 'GET', '/v1/mailboxes/constructor/delivery'],
    [404, 'message-unknown', 'GET', '/v1/submissions/no-uid'],
    [404, 'message-unknown', 'GET', "/v1/submissions/'%20OR%201=1--"],
    [404, 'route-unknown', 'GET', '/'],
    [404, 'route-unknown', 'GET', '/v2/mailboxes/ann?get=0'],
    [404, 'route-unknown', 'GET', '/v1/Mailboxes/ann?get=0'],
    [404, 'route-unknown', 'GET', '/v1/mailboxes/ann/?get=0'],
    [404, 'route-unknown', 'GET', '/v1/mailboxes/ann/%2e%2e%2f%2e%2e%2fetc'],
    [400, 'mailbox-name-invalid', 'GET', '/v1/mailboxes/Ann?get=0'],
    [400, 'mailbox-name-invalid', 'GET', '/v1/mailboxes/ann%2Fdelivery?get=0'],
    [400, 'mailbox-name-invalid', 'GET', '/v1/mailboxes/__proto__?get=0'],
    [400, 'mailbox-name-invalid', 'GET', `/v1/mailboxes/${'a'.repeat(64)}?get=0`],
    [400, 'mailbox-name-invalid', 'GET', '/v1/mailboxes/%E2%98%83?get=0'],
    [400, 'parameter-unknown', 'DELETE', '/v1/mailboxes/ann?get=0'],
    [405, 'method-not-allowed', 'PUT', '/v1/mailboxes/ann?delete=1'],
    [405, 'method-not-allowed', 'GET', '/v1/mailboxes/ann/messages'],
    [405, 'method-not-allowed', 'POST', '/v1/mailboxes/ann/notifications'],
    [405, 'method-not-allowed', 'DELETE', '/v1/mailboxes'],
    [405, 'method-not-allowed', 'PROPFIND', '/v1/mailboxes/ann'],
    [400, 'parameter-invalid', 'GET', '/v1/mailboxes/ann/delivery?skip=10000001'],
    [400, 'parameter-invalid', 'GET', '/v1/messages?folder=processed&skip=-1'],
    [400, 'cursor-invalid', 'GET', '/v1/mailboxes/ann/delivery?after=x'],
    [400, 'parameter-invalid', 'GET', '/v1/mailboxes/ann/delivery?before=1'],
    [400, 'parameter-unknown', 'GET', '/v1/mailboxes/ann/delivery?unread=1'],
  ];
  for (const [status, code, method, path] of cases) {
    const answer = await ask(server.adminToken, path, { method });
    expect([answer.status, answer.code], `${method} ${path}`).toEqual([status, code]);
    expect(answer.headers.get('Cache-Control'), path).toBe('no-store');
  }
  await unchanged();
});

test('a path that is not valid percent-encoding is an error of the client', async () => {
  const { server, unchanged } = await started();
  for (const path of ['/v1/mailboxes/%zz?get=0', '/v1/mailboxes/%?delete=1', '/v1/submissions/%ff', '/%']) {
    const answer = await onTheWire(server, server.adminToken, `GET ${path} HTTP/1.1`);
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
    expect(answer.status, path).toBeLessThan(500);
    expect(answer.header('content-type'), path).toBe('application/problem+json');
  }
  await unchanged();
});

test('bytes that are no HTTP end their own connection only', async () => {
  const { server, ann, unchanged } = await started();
  const nonsense = [
    '\0\x01\x02\r\n\r\n',
    'GET\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
    'EHLO example\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
  ];
  for (const bytes of nonsense)
    await new Promise<void>((resolve) => {
      const { hostname, port } = new URL(server.http);
      const socket = connect(Number(port), hostname, () => socket.end(bytes));
      socket.on('error', () => {});
      socket.on('close', () => resolve());
      socket.resume();
    });
  // Two lengths, or a length and chunks: whoever reads the other one sees another request.
  for (const headers of [
    ['Content-Length: 1', 'Content-Length: 2'],
    ['Content-Length: 1', 'Transfer-Encoding: chunked'],
  ]) {
    const answer = await onTheWire(server, ann.sendToken, 'POST /v1/mailboxes/ann/messages HTTP/1.1', headers, '0\r\n\r\n');
    expect(answer.status).toBe(400);
  }
  await unchanged();
});

test('413: a message that is too large, announced by its length or streamed without one, and no part of it is kept', async () => {
  const { server, ann, unchanged } = await started({ maxMessageBytes: 300_000 });
  const large = noise('large', 3_000_000);
  const path = '/v1/mailboxes/ann/messages';
  for (let time = 0; time < 5; time += 1) {
    const announced = await readAnswer(await call(server, ann.sendToken, path, { method: 'POST', body: large as RequestInit['body'] }));
    expect(announced).toMatchObject({ status: 413, code: 'message-too-large' });
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < large.length; at += 50_000) controller.enqueue(large.subarray(at, at + 50_000));
        controller.close();
      },
    });
    const streamed = await readAnswer(
      await call(server, ann.sendToken, path, { method: 'POST', body: pieces, duplex: 'half' } as RequestInit),
    );
    expect(streamed).toMatchObject({ status: 413, code: 'message-too-large' });
  }
  await unchanged();
  expect((await submit(server, 'ann', ann.sendToken, large.subarray(0, 300_000))).id).toBe(2);
  await expect(submit(server, 'ann', ann.sendToken, large.subarray(0, 300_001))).rejects.toThrow('413');
});

test('552: a mail that is too large, declared or not, and the next one is taken', async () => {
  const { server, unchanged } = await started({ maxMessageBytes: 300_000 });
  const mail = (bytes: number) => Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc(bytes, 'line of text\r\n')]);
  const envelope = { from: 'a@b.example', to: 'ann@restante.example' };
  for (let time = 0; time < 3; time += 1) {
    await expect(smtpDialogue(server.smtp, ['EHLO x', 'MAIL FROM:<a@b.example> SIZE=300001'])).resolves.toMatch(/^552 /);
    await expect(sendMail(server.smtp, envelope, mail(300_000))).rejects.toMatchObject({ responseCode: 552 });
    await expect(sendMail(server.smtp, envelope, mail(3_000_000))).rejects.toMatchObject({ responseCode: 552 });
  }
  await unchanged();
  expect(await sendMail(server.smtp, envelope, mail(1_000))).toMatch(/^250 /);
  expect(await idsIn(server, 'ann', 'delivery')).toEqual([1, 2]);
});

/** Says one line after the other, each after the reply to the one before; returns the last reply. */
const smtpDialogue = (smtp: { host: string; port: number }, lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(smtp.port, smtp.host);
    let text = '';
    let at = 0;
    socket.on('error', reject);
    socket.on('data', (data) => {
      text += data;
      const reply = /(?:^|\n)(\d{3} [^\n]*)\r\n$/.exec(text)?.[1];
      if (reply === undefined) return;
      text = '';
      const line = lines[at];
      at += 1;
      if (line !== undefined) socket.write(`${line}\r\n`);
      else {
        socket.destroy();
        resolve(reply);
      }
    });
  });

test('550: a recipient that has no mailbox here; the others get the mail', async () => {
  const { server, unchanged } = await started();
  const mail = Buffer.from('Subject: hello\r\n\r\nhello\r\n');
  for (const to of ['nobody@restante.example', 'ann.x@restante.example', 'constructor@restante.example', '+ann@restante.example'])
    await expect(sendMail(server.smtp, { from: 'a@b.example', to }, mail), to).rejects.toMatchObject({ responseCode: 550 });
  await unchanged();
  expect(await sendMail(server.smtp, { from: 'a@b.example', to: ['nobody@x.example', 'ANN@x.example'] }, mail)).toMatch(/^250 /);
  expect(await list(server, 'ann', 'delivery')).toMatchObject([{ id: 1 }, { id: 2, subject: 'hello', sender: 'a@b.example' }]);
});

test('SMTP commands out of order or without sense are answered, and change nothing', async () => {
  const { server, unchanged } = await started();
  const dialogues: [lines: string[], code: RegExp][] = [
    [['EHLO x', 'DATA'], /^503 /],
    [['EHLO x', 'RCPT TO:<ann@x.example>'], /^503 /],
    [['EHLO x', 'MAIL FROM:<a@b.example>', 'DATA'], /^503 /],
    [['EHLO x', 'AUTH PLAIN AGEAYg=='], /^5\d\d /],
    [['EHLO x', 'STARTTLS'], /^5\d\d /],
    [['EHLO x', 'NONSENSE'], /^5\d\d /],
    [['EHLO x', 'MAIL FROM:<a@b.example>', 'RCPT TO:<ann@x.example>', 'RSET', 'DATA'], /^503 /],
  ];
  for (const [lines, code] of dialogues) expect(await smtpDialogue(server.smtp, lines), lines.join(' / ')).toMatch(code);
  await unchanged();
});

test('bad JSON and bad policies are refused, and the mailboxes and policies stay', async () => {
  const { server, ask, unchanged } = await started();
  const retention = '/v1/mailboxes/ann/retention';
  const before = (await ask(server.adminToken, retention)).body.toString();
  for (const body of [
    '',
    '{',
    'name=eve',
    '[]',
    'null',
    '"eve"',
    '{"name":1}',
    '{"name":"eve","admin":true}',
    '{}',
    `{"name":"${'e'.repeat(70_000)}"}`,
  ]) {
    const answer = await ask(server.adminToken, '/v1/mailboxes', { method: 'POST', body });
    expect([answer.status, answer.code], body.slice(0, 40)).toEqual([400, 'body-invalid']);
  }
  for (const name of ['', 'Eve', '.eve', '-eve', 'e ve', 'eve/../ann', '__proto__', 'e'.repeat(64), 'ève', 'eve\n']) {
    const answer = await ask(server.adminToken, '/v1/mailboxes', { method: 'POST', body: JSON.stringify({ name }) });
    expect([answer.status, answer.code], name).toEqual([400, 'mailbox-name-invalid']);
  }
  const exists = await ask(server.adminToken, '/v1/mailboxes', { method: 'POST', body: '{"name":"ann"}' });
  expect([exists.status, exists.code]).toEqual([409, 'mailbox-exists']);

  const good = { delivery: { maxAge: null }, processed: { maxAge: 1, maxCount: 1 } };
  const policies = [
    {},
    null,
    { ...good, delivery: { maxAge: 0 } },
    { ...good, delivery: { maxAge: -1 } },
    { ...good, delivery: { maxAge: 1.5 } },
    { ...good, delivery: { maxAge: '1' } },
    { ...good, delivery: {} },
    { ...good, processed: { maxAge: 1 } },
    { ...good, processed: { maxAge: 1, maxCount: -1 } },
    { ...good, processed: { maxAge: 1e30, maxCount: 1 } },
    { ...good, delivered: { maxAge: 1 } },
  ];
  for (const policy of policies) {
    const answer = await ask(server.adminToken, retention, { method: 'PUT', body: JSON.stringify(policy) });
    expect([answer.status, answer.code], JSON.stringify(policy)).toEqual([400, 'policy-invalid']);
  }
  expect((await ask(server.adminToken, retention)).body.toString()).toBe(before);
  const { mailboxes } = JSON.parse((await ask(server.adminToken, '/v1/mailboxes')).body.toString());
  expect(mailboxes.map((m: { name: string }) => m.name)).toEqual(['ann']);
  await unchanged();
});

test('no subject, sender or type can add a header to the answer', async () => {
  const { server, ann, unchanged } = await started();
  const evil = 'nice\r\nX-Evil: 1\r\n\r\nbody\0\u2028\u0085';
  const path = `/v1/mailboxes/ann/messages?subject=${encodeURIComponent(evil)}&from=${encodeURIComponent(evil)}`;
  expect((await call(server, ann.sendToken, path, { method: 'POST', body: 'x' })).status).toBe(201);
  const words = `=?UTF-8?B?${Buffer.from(evil).toString('base64')}?=`;
  await submit(server, 'ann', ann.sendToken, 'x', { Subject: words, From: words });
  await sendMail(server.smtp, { from: 'a@b.example', to: 'ann@x.example' }, Buffer.from(`Subject: ${words}\r\nFrom: ${words}\r\n\r\nx`));
  for (const id of [2, 3, 4]) {
    const answer = await onTheWire(server, ann.receiveToken, `GET /v1/mailboxes/ann?get=${id} HTTP/1.1`);
    expect(answer.status, `${id}`).toBe(200);
    expect(answer.header('x-evil'), `${id}`).toBeUndefined();
    expect(answer.header('subject'), `${id}`).toBe('nice X-Evil: 1 body');
  }
  for (const type of [
    'nonsense',
    'text',
    'text/',
    '/plain',
    'text/plain, text/html',
    'text/plain;\tx=1',
    'text/pläin',
    `text/plain; x=${'y'.repeat(255)}`,
  ]) {
    const answer = await onTheWire(
      server,
      ann.sendToken,
      'POST /v1/mailboxes/ann/messages HTTP/1.1',
      [`Content-Type: ${type}`, 'Content-Length: 1'],
      'x',
    );
    expect([answer.status, JSON.parse(answer.body.toString()).code], type).toEqual([400, 'header-invalid']);
  }
  expect((await acquire(server, ann, 'delete=2-4')).acquisition).toMatchObject({ done: 3 });
  await unchanged();
});

test('header-invalid: an Idempotency-Key or a Device that cannot be one', async () => {
  const { server, ann, ask, unchanged } = await started();
  const post = (headers: Record<string, string>) =>
    ask(ann.sendToken, '/v1/mailboxes/ann/messages', { method: 'POST', body: 'x', headers });
  for (const key of ['k'.repeat(256), 'k\xe9y'])
    expect(await post({ 'Idempotency-Key': key })).toMatchObject({ status: 400, code: 'header-invalid' });
  for (const device of ['d'.repeat(129), 'my desk', 'd\xe9sk'])
    expect(await acquire(server, ann, 'delete=1', { Device: device }), device).toMatchObject({ status: 400, code: 'header-invalid' });
  await unchanged();
});
