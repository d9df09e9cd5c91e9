import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { prepareMailbox, startHere } from '../support/here.ts';

/** What a server answers to these bytes, until it ends the connection. */
const answerTo = (http: string, bytes: string | Buffer, then?: (write: (more: string) => void) => void): Promise<string> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(http);
    let text = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
      then?.((more) => socket.write(more));
    });
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });

const read = (answer: string): { status: number; headers: string; code: unknown } => {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(Number(/^content-length: (\d+)/im.exec(head)?.[1])).toBe(Buffer.byteLength(body));
  const { code, status } = JSON.parse(body) as { code: string; status: number };
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toMatch(/^content-type: application\/problem\+json\r?$/im);
  expect(head).toMatch(/^cache-control: no-store\r?$/im);
  return { status, headers: head, code };
};

const started = async (patience = {}) => {
  const data = temporaryFolder();
  const ann = await prepareMailbox(data, 'ann');
  return { ann, ...(await startHere({ data, patience })) };
};

test('400 request-malformed for what is no HTTP, as a problem document, and the connection ends', async () => {
  const { http } = await started();
  const nonsense = [
    '\0\x01\x02\r\n\r\n',
    'GET\r\n\r\n',
    'EHLO example\r\n',
    'GET / HTTP/9.9\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  ];
  for (const bytes of nonsense) {
    const answer = read(await answerTo(http, Buffer.from(bytes, 'latin1')));
    expect([answer.status, answer.code], JSON.stringify(bytes)).toEqual([400, 'request-malformed']);
    expect(answer.headers).toContain('Connection: close');
  }
});

test('400 request-malformed without a Host header, which HTTP/1.0 need not have', async () => {
  const { http } = await started();
  expect(read(await answerTo(http, 'GET /v1/mailboxes HTTP/1.1\r\nConnection: close\r\n\r\n'))).toMatchObject({
    status: 400,
    code: 'request-malformed',
  });
  expect(read(await answerTo(http, 'GET /v1/mailboxes HTTP/1.0\r\n\r\n')).status).toBe(401);
});

test('431 head-too-long for an address or headers beyond 16 KiB', async () => {
  const { http } = await started();
  for (const bytes of [
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`,
  ])
    expect(read(await answerTo(http, bytes))).toMatchObject({ status: 431, code: 'head-too-long' });
});

test('408 request-timeout for a head that drips, and for a body that does', async () => {
  const { http, ann } = await started({ httpHeaders: 400, httpRequest: 400 });
  const dripping = (head: string, drop: string): Promise<string> => {
    let drops: NodeJS.Timeout | undefined;
    const answer = answerTo(http, head, (write) => {
      drops = setInterval(() => write(drop), 50);
    });
    return answer.finally(() => clearInterval(drops));
  };
  expect(read(await dripping('GET /v1/mailboxes HTTP/1.1\r\n', 'A: b\r\n'))).toMatchObject({ status: 408, code: 'request-timeout' });
  const head = `POST /v1/mailboxes/ann/messages HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ann.sendToken}\r\nContent-Length: 1000000\r\n\r\n`;
  expect(read(await dripping(head, 'x'))).toMatchObject({ status: 408, code: 'request-timeout' });
  const page = await fetch(`${http}/v1/mailboxes/ann?get=0`, { headers: { Authorization: `Bearer ${ann.receiveToken}` } });
  expect(page.status).toBe(204);
});

test('what follows a whole answer is answered too, and nothing is put into the middle of one', async () => {
  const { http } = await started();
  const answers = await answerTo(http, 'GET /v1/mailboxes HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n');
  const [first = '', ...others] = answers.split('HTTP/1.1 ').slice(1);
  expect(first).toMatch(/^(401|400) /);
  expect(others.length).toBeLessThanOrEqual(1);
});
