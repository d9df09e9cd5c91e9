import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test as plainTest } from 'vitest';
import type { ServerConfig } from '#restante/server/index';
import { makeCertificate, noOpenssl, type TestCertificate } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prepareMailbox, type ServerHere, startHere } from '../support/here.ts';
import { run } from '../support/process.ts';
import { startServer } from '../support/server.ts';
import { mailBy, openSmtp, plain } from '../support/smtp.ts';

// Skipped where there is no openssl to make a certificate.
const test = plainTest.skipIf(noOpenssl);

/** A client that would speak what the server must not. */
const ancient = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

const everywhere = { host: '0.0.0.0', port: 0 };

/** A server in this process with the mailbox ann and a certificate. */
const started = async (config: Partial<ServerConfig> = {}) => {
  const [data, folder] = [temporaryFolder(), temporaryFolder()];
  const certificate = makeCertificate(folder);
  const ann = await prepareMailbox(data, 'ann');
  const server = await startHere({ data, tls: certificate, ...config });
  return { data, folder, certificate, ann, ...server };
};

/** One connection that is kept, so that a request can be sent over the same again. */
const keptAgent = (ca: Buffer): Agent => {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
};

const get = (server: ServerHere, agent: Agent, token: string): Promise<{ status: number; socket: TLSSocket }> =>
  new Promise((resolve, reject) => {
    const url = new URL('/v1/mailboxes/ann?get=0', server.http);
    url.hostname = '127.0.0.1';
    request(url, { agent, headers: { Authorization: `Bearer ${token}` } }, (response) => {
      const socket = response.socket as TLSSocket;
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0, socket }));
    })
      .on('error', reject)
      .end();
  });

/** The certificate that a new connection is shown. */
const shown = (server: ServerHere): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', port: Number(new URL(server.http).port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().raw);
      socket.destroy();
    }).on('error', reject);
  });

const rawOf = (certificate: TestCertificate): Buffer => Buffer.from(certificate.pem.toString().replace(/-----.*-----|\s/g, ''), 'base64');

test('with a certificate HTTP is HTTPS, TLS 1.2 at least, and SMTP offers STARTTLS', async () => {
  const server = await started();
  const { certificate, ann, smtp } = server;
  expect(server.http).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect((await get(server, keptAgent(certificate.pem), ann.receiveToken)).status).toBe(204);
  for (const maxVersion of ['TLSv1', 'TLSv1.1'] as const) {
    const old = new Agent({ ca: certificate.pem, ...ancient, maxVersion });
    await expect(get(server, old, ann.receiveToken), maxVersion).rejects.toThrow('protocol version');
    const wire = await openSmtp(smtp);
    await wire.tell('EHLO x');
    await expect(wire.secure(certificate.pem, { ...ancient, maxVersion }), maxVersion).rejects.toThrow('protocol version');
  }

  const wire = await openSmtp(smtp);
  expect(await wire.tell('EHLO x')).toContain('STARTTLS');
  // What was said in the clear does not count behind TLS.
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^235 /);
  await wire.secure(certificate.pem);
  expect(await wire.tell('MAIL FROM:<a@x>')).toMatch(/^503 /);
  const offer = await wire.tell('EHLO x');
  expect(offer).toContain('AUTH PLAIN LOGIN');
  expect(offer).not.toContain('STARTTLS');
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^235 /);
  expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 /);
});

test('on an address that other machines reach SMTP wants TLS before AUTH, and AUTH before MAIL', async () => {
  const { certificate, ann, smtp } = await started({ smtp: everywhere });
  const wire = await openSmtp(smtp);
  const offer = await wire.tell('EHLO x');
  expect(offer).toContain('STARTTLS');
  expect(offer).not.toContain('AUTH');
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^5\d\d /);
  expect(await wire.tell('MAIL FROM:<a@x>')).toMatch(/^530 5\.7\.0 /);
  expect(await wire.tell('RCPT TO:<ann@x>')).toMatch(/^503 /);
  await wire.secure(certificate.pem);
  expect(await wire.tell('EHLO x')).toContain('AUTH');
  expect(await wire.tell('MAIL FROM:<a@x>')).toMatch(/^530 5\.7\.0 /);
  expect(await wire.tell(plain('wrong'))).toMatch(/^535 /);
  expect(await wire.tell('MAIL FROM:<a@x>')).toMatch(/^530 /);
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^235 /);
  expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 /);
});

test('--insecure lifts that: without a certificate AUTH is offered in the clear, and nobody must', async () => {
  const data = temporaryFolder();
  const ann = await prepareMailbox(data, 'ann');
  const { smtp, http } = await startHere({ data, http: everywhere, smtp: everywhere, insecure: true });
  expect(http).toMatch(/^http:/);
  const wire = await openSmtp(smtp);
  expect(await wire.tell('EHLO x')).toContain('AUTH');
  expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 /);
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^235 /);
});

test('commands that were sent along with STARTTLS in the clear are not carried out behind it', async () => {
  const { certificate, smtp } = await started();
  const wire = await openSmtp(smtp);
  await wire.tell('EHLO x');
  wire.socket.write('NOOP\r\n');
  expect(await wire.say()).toHaveLength(1);
  const { socket } = wire;
  const write = socket.write.bind(socket);
  // The same packet.
  socket.write = (bytes: string | Uint8Array) => write(String(bytes).replace('STARTTLS\r\n', 'STARTTLS\r\nMAIL FROM:<eve@x>\r\n'));
  const secured = wire.secure(certificate.pem);
  socket.write = write;
  await secured;
  expect(await wire.tell('EHLO x')).toMatch(/^250/);
  expect(await wire.tell('RCPT TO:<ann@x>')).toMatch(/^503 /);
});

test('a certificate that is replaced is shown to new connections, and the open ones go on', async () => {
  const server = await started();
  const { folder, certificate, ann, smtp, logged } = server;
  const agent = keptAgent(certificate.pem);
  const before = await get(server, agent, ann.receiveToken);
  const mail = await openSmtp(smtp);
  await mail.tell('EHLO x');
  await mail.secure(certificate.pem);
  await mail.tell('EHLO x');

  const next = makeCertificate(temporaryFolder(), 'next');
  // One after the other, as programs do; the key lies there with the old certificate for a moment.
  copyFileSync(next.key, certificate.key);
  copyFileSync(next.cert, certificate.cert);
  await expect.poll(() => shown(server), { timeout: 10_000 }).toEqual(rawOf(next));

  const after = await get(server, agent, ann.receiveToken);
  expect([after.status, after.socket]).toEqual([204, before.socket]);
  expect((await mailBy(mail, ['ann@x'])).at(-1)).toMatch(/^250 /);
  expect((await get(server, keptAgent(next.pem), ann.receiveToken)).status).toBe(200);
  const fresh = await openSmtp(smtp);
  await fresh.tell('EHLO x');
  await fresh.secure(next.pem);
  expect(await fresh.tell('EHLO x')).toMatch(/^250/);
  expect(logged.filter((line) => line.msg === 'the certificate is in use')).toHaveLength(2);
  expect(existsSync(folder)).toBe(true);
});

test('a certificate behind links is followed, as certbot and Kubernetes replace it', async () => {
  const [data, live, archive] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
  await prepareMailbox(data, 'ann');
  const first = makeCertificate(archive, 'one');
  const [cert, key] = [join(live, 'fullchain.pem'), join(live, 'privkey.pem')];
  symlinkSync(first.cert, cert);
  symlinkSync(first.key, key);
  const server = await startHere({ data, tls: { cert, key } });
  expect(await shown(server)).toEqual(rawOf(first));
  const second = makeCertificate(archive, 'two');
  for (const [target, link] of [
    [second.cert, cert],
    [second.key, key],
  ] as const) {
    symlinkSync(target, `${link}.new`);
    renameSync(`${link}.new`, link);
  }
  await expect.poll(() => shown(server), { timeout: 10_000 }).toEqual(rawOf(second));
});

test('what is not valid, or half written, is told in the log and the old certificate stays; reload() reads at once', async () => {
  const server = await started();
  const { certificate, running, logged } = server;
  const next = makeCertificate(temporaryFolder(), 'next');
  const complaints = (): number =>
    logged.filter((line) => line.msg === 'the new certificate is not valid; the old one stays in use').length;
  const halves: [file: string, text: string | Buffer][] = [
    [certificate.cert, next.pem],
    [certificate.cert, next.pem.subarray(0, 100)],
    [certificate.cert, ''],
    [certificate.key, 'no key'],
  ];
  for (const [file, text] of halves) {
    const before = complaints();
    writeFileSync(file, text);
    await running.reload();
    expect(complaints(), file).toBeGreaterThan(before);
    expect(await shown(server)).toEqual(rawOf(certificate));
  }
  expect(JSON.stringify(logged)).not.toContain('PRIVATE');
  copyFileSync(next.cert, certificate.cert);
  copyFileSync(next.key, certificate.key);
  await running.reload();
  expect(await shown(server)).toEqual(rawOf(next));
});

test('the command: both options, https in its ready event, and TLS in place of --insecure', async () => {
  const certificate = makeCertificate(temporaryFolder());
  const args = ['--tls-cert', certificate.cert, '--tls-key', certificate.key];
  const server = await startServer(temporaryFolder(), { http: '0.0.0.0:0', smtp: '0.0.0.0:0', args });
  expect(server.http).toMatch(/^https:\/\/0\.0\.0\.0:\d+$/);
  expect(await server.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(server.stderr()).toBe('');
});

test('certificate-invalid, exit 3, and option-invalid, exit 2: nothing is made', async () => {
  const folder = temporaryFolder();
  const [one, two] = [makeCertificate(folder, 'one'), makeCertificate(folder, 'two')];
  const text = join(folder, 'text.pem');
  writeFileSync(text, 'neither');
  mkdirSync(join(folder, 'folder'));
  const data = join(folder, 'data');
  const refusal = async (...tls: string[]) => {
    const { code, lines, stderr } = await run([
      'server',
      '--data',
      data,
      '--http',
      '127.0.0.1:0',
      '--smtp',
      '127.0.0.1:0',
      '--json',
      ...tls,
    ]);
    expect(stderr).not.toContain(readFileSync(one.key, 'utf8').split('\n')[1]);
    return [code, lines.find((line) => line.event === 'error')?.code];
  };
  const pairs = [
    [one.cert, two.key],
    [join(folder, 'none.pem'), one.key],
    [one.cert, join(folder, 'none.key')],
    [text, one.key],
    [one.cert, text],
    [one.key, one.cert],
    [join(folder, 'folder'), one.key],
  ] as const;
  for (const [cert, key] of pairs)
    expect(await refusal('--tls-cert', cert, '--tls-key', key), `${cert} ${key}`).toEqual([3, 'certificate-invalid']);
  expect(await refusal('--tls-cert', one.cert)).toEqual([2, 'option-invalid']);
  expect(await refusal('--tls-key', one.key)).toEqual([2, 'option-invalid']);
  expect(existsSync(data)).toBe(false);
});

test('doors for other machines beside those of this one: encrypted and demanding there, as ever here', async () => {
  const data = temporaryFolder();
  const ann = await prepareMailbox(data, 'ann');
  const files = makeCertificate(temporaryFolder());
  const here = await startHere({ data, network: { http: everywhere, smtp: everywhere, tls: files } });
  expect(here.http).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(`${here.http}/v1/mailboxes/ann?get=0`, { headers: { Authorization: `Bearer ${ann.receiveToken}` } });
  expect(response.status).toBe(204);
  const inner = await openSmtp(here.smtp);
  expect(await inner.tell('EHLO x')).not.toContain('STARTTLS');
  expect((await mailBy(inner, ['ann@x'])).at(-1)).toMatch(/^250 /);

  const { network } = here.running;
  expect(network?.http).toMatch(/^https:\/\/0\.0\.0\.0:\d+$/);
  const outside = { ...here, http: String(network?.http) };
  expect((await get(outside, keptAgent(files.pem), ann.receiveToken)).status).toBe(200);
  await expect(fetch(outside.http.replace('https', 'http'))).rejects.toThrow();
  const outer = await openSmtp({ host: '127.0.0.1', port: Number(network?.smtp?.split(':').at(-1)) });
  expect(await outer.tell('EHLO x')).not.toContain('AUTH');
  expect(await outer.tell('MAIL FROM:<a@x>')).toMatch(/^530 /);
  // A renewed certificate goes to the doors that encrypt, and to them alone.
  makeCertificate(files.cert.replace(/\/[^/]*$/, ''));
  await here.running.reload();
  expect(await shown(outside)).not.toEqual(rawOf(files));
  expect(await openSmtp(here.smtp).then((wire) => wire.tell('EHLO x'))).not.toContain('STARTTLS');
});
