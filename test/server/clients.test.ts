import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport, type SentMessageInfo, type Transporter } from 'nodemailer';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { makeCertificate, noOpenssl } from '../support/certificate.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prepareMailbox, startHere } from '../support/here.ts';
import type { Tokens } from '../support/server.ts';

/*
 * Other people's programs, as they are installed, deliver by SMTP and HTTPS. `npm test` installs swaks and msmtp where
 * it can (scripts/test.mjs).
 */

const isMissing = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined;
const missing = ['curl', 'swaks', 'msmtp'].filter(isMissing);
const skipped = new Set<string>(noOpenssl ? ['openssl'] : []);

/** Runs only with these programs; which are missing is told at the end. */
const needing = (...programs: string[]) => {
  const lacking = programs.filter((program) => missing.includes(program));
  for (const program of lacking) skipped.add(program);
  return test.skipIf(noOpenssl || lacking.length > 0);
};

afterAll(() => {
  if (skipped.size > 0) process.stderr.write(`Not tested, because not installed: ${[...skipped].join(', ')}.\n`);
});

/** Runs a program to its end. */
const call = (program: string, args: readonly string[], input = ''): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, HOME: '/nonexistent' } });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        text += data;
      });
    child.on('error', reject).on('close', (code) => resolve({ code, text }));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    onTestFinished(() => void child.kill('SIGKILL'));
  });

const mail = 'From: Bob <bob@sender.example>\r\nTo: ann@restante.example\r\nSubject: from outside\r\n\r\n.one\r\n..two\r\nünï\r\n';

/** A server that other machines could reach, as an office has one: TLS and AUTH are demanded. */
const started = async () => {
  const [data, folder] = [temporaryFolder(), temporaryFolder()];
  const certificate = makeCertificate(folder);
  const [ann, bob] = [await prepareMailbox(data, 'ann'), await prepareMailbox(data, 'bob')];
  const server = await startHere({ data, tls: certificate, smtp: { host: '0.0.0.0', port: 0 } });
  const inFolder = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  /** The messages that wait in a mailbox, fetched with curl's own trust in the certificate. */
  const waiting = async (box: Tokens): Promise<string[]> => {
    const bodies: string[] = [];
    for (let id = 0; ; ) {
      const url = `https://localhost:${new URL(server.http).port}/v1/mailboxes/${box.mailbox}?get=${id}`;
      const { code, text } = await call('curl', [
        '-sS',
        '-i',
        '--cacert',
        certificate.cert,
        '-H',
        `Authorization: Bearer ${box.receiveToken}`,
        url,
      ]);
      expect(code, text).toBe(0);
      if (text.startsWith('HTTP/1.1 204')) return bodies;
      id = Number(/^Acquisition: sent=(\d+)/m.exec(text)?.[1]) + 1;
      bodies.push(text.slice(text.indexOf('\r\n\r\n') + 4));
    }
  };
  return { ...server, certificate, ann, bob, inFolder, waiting };
};

/** What swaks and msmtp make of a text with LF is their affair; that it arrived whole is ours. */
const words = '.one\r\n..two\r\nünï\r\n';

needing('curl')('nodemailer: STARTTLS, AUTH, a plus-tag, several recipients of which one is refused', async () => {
  const { smtp, certificate, ann, waiting } = await started();
  const transport = (auth?: { user: string; pass: string }): Transporter<SentMessageInfo> => {
    const made = createTransport({
      host: 'localhost',
      port: smtp.port,
      requireTLS: true,
      tls: { ca: certificate.pem },
      ...(auth && { auth }),
    });
    onTestFinished(() => made.close());
    return made;
  };
  const message = {
    from: 'bob@sender.example',
    subject: 'hello ü',
    text: '.\n..\ngrüße',
    attachments: [{ filename: 'a.bin', content: Buffer.alloc(5_000, 7) }],
  };
  const sent = await transport({ user: 'ann', pass: ann.sendToken }).sendMail({ ...message, to: 'ann+news@any.example, bob@any.example' });
  expect(sent.accepted).toEqual(['ann+news@any.example']);
  expect(sent.rejected).toEqual(['bob@any.example']);
  expect(sent.response).toMatch(/^250 2\.6\.0 [0-9a-f-]{36} stored$/);
  await expect(transport({ user: 'ann', pass: ann.receiveToken }).sendMail({ ...message, to: 'ann@x' })).rejects.toMatchObject({
    responseCode: 535,
  });
  await expect(transport().sendMail({ ...message, to: 'ann@x' })).rejects.toMatchObject({ responseCode: 530 });
  const [only, ...others] = await waiting(ann);
  expect(only).toContain('Subject: =?UTF-8?');
  expect(others).toEqual([]);
});

needing('curl')('curl: SMTP with --ssl-reqd, byte for byte, and not without TLS or with a wrong password', async () => {
  const { smtp, certificate, ann, inFolder, waiting } = await started();
  const file = inFolder('mail', mail);
  const send = (...more: string[]) =>
    call('curl', [
      ...['-sS', `smtp://localhost:${smtp.port}`, '--cacert', certificate.cert, '--mail-from', 'bob@sender.example'],
      ...['--mail-rcpt', 'ann+curl@[127.0.0.1]', '-T', file, ...more],
    ]);
  const done = await send('--ssl-reqd', '-u', `ann:${ann.sendToken}`);
  expect(done.code, done.text).toBe(0);
  expect((await send('-u', `ann:${ann.sendToken}`)).code).not.toBe(0);
  // CURLE_LOGIN_DENIED
  expect((await send('--ssl-reqd', '-u', 'ann:wrong')).code).toBe(67);
  expect(await waiting(ann)).toEqual([mail]);
});

needing('curl')('curl: HTTPS, and a client that does not know the certificate refuses by itself', async () => {
  const { http, certificate, ann, inFolder, waiting } = await started();
  const url = `https://localhost:${new URL(http).port}/v1/mailboxes/ann/messages`;
  const post = [
    '-sS',
    '-H',
    `Authorization: Bearer ${ann.sendToken}`,
    '-H',
    'Content-Type: text/plain',
    '--data-binary',
    `@${inFolder('text', words)}`,
    url,
  ];
  const done = await call('curl', ['--cacert', certificate.cert, ...post]);
  expect(JSON.parse(done.text)).toMatchObject({ id: 1 });
  // CURLE_PEER_FAILED_VERIFICATION
  expect((await call('curl', post)).code).toBe(60);
  expect(await waiting(ann)).toEqual([words]);
});

needing('curl', 'swaks')('swaks: TLS and AUTH LOGIN, PLAIN, pipelined, with its own verdict on every step', async () => {
  const { smtp, certificate, ann, bob, waiting } = await started();
  const send = (to: string, token: string, ...more: string[]) =>
    call(
      'swaks',
      [
        ...['--server', 'localhost', '--port', String(smtp.port), '--tls', '--tls-verify', '--tls-ca-path', certificate.cert],
        ...['--from', 'bob@sender.example', '--to', to, '--auth-user', 'ann', '--auth-password', token, '--data', '-', ...more],
      ],
      mail.replaceAll('\r\n', '\n'),
    );
  for (const [at, more] of [
    ['--auth', 'LOGIN'],
    ['--auth', 'PLAIN'],
    ['--auth', 'PLAIN', '--pipeline'],
  ].entries()) {
    const done = await send(`ann+${at}@restante.example`, ann.sendToken, ...more);
    expect(done.code, done.text).toBe(0);
    expect(done.text).toContain('235 Authentication successful');
  }
  // swaks: 24 no recipient was taken, 28 authentication failed.
  expect((await send('bob@restante.example', ann.sendToken, '--auth', 'PLAIN')).code).toBe(24);
  expect((await send('ann@restante.example', ann.receiveToken, '--auth', 'PLAIN')).code).toBe(28);
  expect((await waiting(ann)).map((body) => body.includes('\r\n\r\n.one\r\n..two\r\n'))).toEqual([true, true, true]);
  expect(await waiting(bob)).toEqual([]);
});

needing('curl', 'msmtp')('msmtp: sendmail as programs know it, with TLS and AUTH from its configuration', async () => {
  const { smtp, certificate, ann, inFolder, waiting } = await started();
  const configuration = (token: string): string =>
    inFolder(
      'msmtprc',
      [
        ...['account default', 'host localhost', `port ${smtp.port}`, 'tls on', 'tls_starttls on', `tls_trust_file ${certificate.cert}`],
        ...['auth on', 'user ann', `password ${token}`, 'from bob@sender.example', ''],
      ].join('\n'),
    );
  const send = (token: string, ...to: string[]) =>
    call('msmtp', [`--file=${configuration(token)}`, '--', ...to], mail.replaceAll('\r\n', '\n'));
  const done = await send(ann.sendToken, 'ann+msmtp@restante.example');
  expect(done.code, done.text).toBe(0);
  // sysexits: EX_NOUSER, EX_NOPERM.
  expect((await send(ann.sendToken, 'nobody@restante.example')).code).not.toBe(0);
  expect((await send('wrong', 'ann@restante.example')).code).not.toBe(0);
  const [only, ...others] = await waiting(ann);
  expect(only).toContain('\r\n\r\n.one\r\n..two\r\nünï\r\n');
  expect(others).toEqual([]);
});
