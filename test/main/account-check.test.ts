import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { CheckOptions } from '#restante/main/account/asking';
import { checkAccount } from '#restante/main/account/check';
import type { AccountCheck, AccountQuestion } from '#restante/protocol/account';
import { type CertificateFlaws, makeCertificate, noOpenssl } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prepareMailbox, startHere } from '../support/here.ts';
import { addMailbox, call, openServer, submit } from '../support/server.ts';

const listening = async (server: Server): Promise<string> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
};
/** A server that answers whatever it is asked like this. */
const answering = (answer: RequestListener): Promise<string> => listening(createHttpServer(answer));

const check = (question: Partial<AccountQuestion>, options: CheckOptions = {}): Promise<AccountCheck> =>
  checkAccount({ server: 'http://127.0.0.1:1', mailbox: 'ann', receiveToken: 'token', insecure: false, ...question }, options);

/** What is found wrong. */
const faultOf = async (...args: Parameters<typeof check>): Promise<string> => {
  const found = await check(...args);
  if (found.kind === 'faulty') expect(found.message).toMatch(/^[A-Z].{10,}/);
  return found.kind === 'faulty' ? found.fault : found.kind;
};

test('an account that would work is sound, and its address gets one spelling', async () => {
  const server = await openServer();
  const { receiveToken } = await addMailbox(server, 'ann');
  const written = ` ${server.http.replace('http', 'HTTP').replace('127.0.0.1', 'LOCALHOST')}/ `;
  const { port } = new URL(server.http);
  expect(await check({ server: written, receiveToken })).toEqual({ kind: 'sound', server: `http://localhost:${port}` });
});

test.each([
  ...['', 'mail.example.org', 'ftp://example.org', 'http://', 'https://example.org/restante', 'https://ann@example.org'],
  ...['https://:secret@example.org', 'https://example.org/?a=b', 'https://example.org/#a'],
])('no address: %s', async (server) => expect(await faultOf({ server })).toBe('address-malformed'));

test.each(['http://192.0.2.1:7425', 'http://mail.example.org', 'http://[2001:db8::1]', 'http://localhost.example.org'])(
  'plain HTTP to another machine is refused: %s',
  async (server) => expect(await faultOf({ server })).toBe('address-insecure'),
);

test('plain HTTP to another machine is tried on insistence', async () => {
  expect(await faultOf({ server: 'http://no-such-host.invalid', insecure: true })).toBe('host-unknown');
});

test('a name that no machine has', async () => {
  expect(await faultOf({ server: 'https://no-such-host.invalid' })).toBe('host-unknown');
});

test('a port at which nobody listens', async () => {
  const gone = createTcpServer();
  const server = await listening(gone);
  await new Promise((resolve) => gone.close(resolve));
  expect(await faultOf({ server })).toBe('nobody-listens');
});

test('a server that takes the connection and never answers, or never ends its answer', async () => {
  const mute = await listening(createTcpServer());
  const endless = await answering((_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{'));
  for (const server of [mute, endless]) expect(await faultOf({ server }, { patience: 100 })).toBe('timed-out');
});

test.each<[string, RequestListener]>([
  ['a login page', (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Log in</html>')],
  ['a way to a login page', (_, response) => response.writeHead(302, { Location: 'https://login.example.org/' }).end()],
  ['a proxy that wants a password', (_, response) => response.writeHead(401, { 'WWW-Authenticate': 'Basic' }).end('no')],
  ['a page that is not there', (_, response) => response.writeHead(404).end('not found')],
  ['JSON of something else', (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true}')],
  ['nothing', (_, response) => response.destroy()],
])('something else answers: %s', async (_, answer) => {
  expect(await faultOf({ server: await answering(answer) })).toBe('something-else');
});

test('something else answers: not even HTTP', async () => {
  const smtp = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 mail.example.org ESMTP\r\n');
  });
  expect(await faultOf({ server: await listening(smtp) })).toBe('something-else');
});

test('a server that cannot answer now', async () => {
  const server = await answering((_, response) =>
    response.writeHead(503, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ code: 'stopping', detail: 'It stops.' })),
  );
  expect(await check({ server })).toMatchObject({ fault: 'server-failing', message: expect.stringContaining('stopping') });
});

test('tokens: malformed, unknown, of another scope, of another mailbox; mailboxes: malformed, unknown', async () => {
  const server = await openServer();
  const { http } = server;
  const ann = await addMailbox(server, 'ann');
  const bob = await addMailbox(server, 'bob');
  const ask = (receiveToken: string, mailbox = 'ann') => faultOf({ server: http, receiveToken, mailbox });
  expect(await ask(ann.receiveToken)).toBe('sound');
  expect(await ask('no token')).toBe('token-malformed');
  expect(await ask(`${ann.receiveToken}x`)).toBe('token-unknown');
  expect(await ask(ann.sendToken)).toBe('token-scope');
  expect(await ask(bob.sendToken)).toBe('token-scope');
  expect(await ask(bob.receiveToken)).toBe('token-other-mailbox');
  expect(await ask(ann.receiveToken, 'carol')).toBe('token-other-mailbox');
  expect(await ask(ann.receiveToken, 'Ann Lee')).toBe('mailbox-malformed');
  expect(await ask(server.adminToken, 'carol')).toBe('mailbox-unknown');
});

test('a check leaves nothing behind: no device, no message moved or marked', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const bob = await addMailbox(server, 'bob');
  await submit(server, 'ann', ann.sendToken, 'x');
  const look = async (path: string) => (await call(server, server.adminToken, path)).json();
  const before = [await look('/v1/mailboxes/ann/delivery'), await look('/v1/devices'), await look('/v1/activity?after=0')];
  for (const receiveToken of [ann.receiveToken, bob.receiveToken, ann.sendToken]) await check({ server: server.http, receiveToken });
  expect([await look('/v1/mailboxes/ann/delivery'), await look('/v1/devices'), await look('/v1/activity?after=0')]).toEqual(before);
});

/** A real server that shows a certificate. */
const encrypted = async (flaws: CertificateFlaws = {}) => {
  const [data, folder] = [temporaryFolder(), temporaryFolder()];
  const certificate = makeCertificate(folder, 'server', flaws);
  const { receiveToken } = await prepareMailbox(data, 'ann');
  const { http } = await startHere({ data, tls: certificate });
  return { question: { server: http, receiveToken }, ca: certificate.pem };
};

test.skipIf(noOpenssl)('a certificate: trusted, not trusted, expired, of another name', async () => {
  const { question, ca } = await encrypted();
  expect(await faultOf(question, { ca })).toBe('sound');
  expect(await faultOf(question)).toBe('certificate-untrusted');
  const old = await encrypted({ expired: true });
  expect(await faultOf(old.question, { ca: old.ca })).toBe('certificate-expired');
  const other = await encrypted({ names: 'DNS:mail.example.org' });
  expect(await faultOf(other.question, { ca: other.ca })).toBe('certificate-other-name');
});

test.skipIf(noOpenssl)('encryption that only one of them speaks', async () => {
  const plain = await openServer();
  expect(await faultOf({ server: plain.http.replace('http', 'https') })).toBe('not-encrypted');
  const { question } = await encrypted();
  expect(await faultOf({ ...question, server: question.server.replace('https', 'http') })).toBe('something-else');
});
