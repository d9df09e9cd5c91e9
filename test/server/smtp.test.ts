import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSmtpDoor } from '#restante/server/ingest/smtp';
import { limits } from '#restante/server/limits';
import { createLimiter } from '#restante/server/rates';
import { openReadOnly } from '#restante/storage/database';
import { noise } from '../support/corpus.ts';
import { temporaryFolder } from '../support/folder.ts';
import { prepareMailbox, startHere } from '../support/here.ts';
import { call } from '../support/server.ts';
import { mailBy, openSmtp, plain } from '../support/smtp.ts';

type Config = Partial<Parameters<typeof startHere>[0]>;

/** A server in this process with the mailboxes ann and bob. */
const started = async (config: Config = {}) => {
  const data = temporaryFolder();
  const [ann, bob] = [await prepareMailbox(data, 'ann'), await prepareMailbox(data, 'bob')];
  const server = await startHere({ data, ...config });
  return { data, ann, bob, ...server, open: () => openSmtp(server.smtp) };
};

/** Rows of the stopped server's database. */
const rows = <T>(data: string, sql: string): T[] => {
  const database = openReadOnly(join(data, 'messages.db'));
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
};

/** What the stopped server holds: for each message its mailbox and its envelope. */
const held = (data: string): { mailbox: string; envelope: Record<string, unknown> }[] =>
  rows<{ name: string; envelope: string }>(data, 'SELECT name, envelope FROM message JOIN mailbox USING (mailbox) ORDER BY message').map(
    ({ name, envelope }) => ({ mailbox: name, envelope: JSON.parse(envelope) as Record<string, unknown> }),
  );

test('on loopback AUTH is offered and nobody must: PLAIN and LOGIN take a send token and an admin token', async () => {
  const { ann, open, running } = await started();
  const admin = readFileSync(running.adminTokenFile, 'utf8').trim();
  const wire = await open();
  const offer = await wire.tell('EHLO test.example');
  for (const extension of ['AUTH PLAIN LOGIN', '8BITMIME', 'SMTPUTF8', 'PIPELINING', `SIZE ${limits.messageBytes}`])
    expect(offer).toContain(extension);
  expect(offer).not.toContain('STARTTLS');
  expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 2\.6\.0 /);
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^235 /);
  expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 /);
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^503 /);

  const second = await open();
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  expect(await second.say('EHLO test.example')).toHaveLength(1);
  expect(await second.tell('AUTH LOGIN')).toMatch(/^334 /);
  expect(await second.tell(base64('whoever'))).toMatch(/^334 /);
  expect(await second.tell(base64(admin))).toMatch(/^235 /);
  expect((await mailBy(second, ['ann@x', 'bob@x'])).at(-1)).toMatch(/^250 /);
});

test('535 for what is no token, or one that does not send; the connection goes on', async () => {
  const { ann, open } = await started();
  const wire = await open();
  await wire.tell('EHLO test.example');
  for (const secret of ['', 'wrong', ann.receiveToken, `${ann.sendToken} `, ann.sendToken.toLowerCase()])
    expect(await wire.tell(plain(secret)), secret).toMatch(/^535 5\.7\.8 /);
  expect(await wire.tell('AUTH CRAM-MD5')).toMatch(/^504 /);
  expect(await wire.tell(plain(ann.sendToken, ''))).toMatch(/^235 /);
});

test('a send token of ann sends to ann alone, and is not told which other mailboxes exist; one without a mailbox sends to all', async () => {
  const data = temporaryFolder();
  const ann = await prepareMailbox(data, 'ann');
  await prepareMailbox(data, 'bob');
  const { smtp } = await startHere({ data });
  const wire = await openSmtp(smtp);
  await wire.tell('EHLO test.example');
  await wire.tell(plain(ann.sendToken));
  const replies = await mailBy(wire, ['bob@x', 'nobody@x', 'ann+tag@x']);
  expect(replies.slice(1, 3).map((text) => text.slice(0, 9))).toEqual(['550 5.7.1', '550 5.7.1']);
  expect(replies.slice(3).map((text) => text.slice(0, 3))).toEqual(['250', '354', '250']);
});

test('the envelope keeps the name of the token and the plus-tag, and never the secret', async () => {
  const { data, ann, running, open } = await started();
  const wire = await open();
  await wire.tell('EHLO Test.Example');
  await wire.tell(plain(ann.sendToken, ann.sendToken));
  await mailBy(wire, ['Ann+News@any.example', 'ann+other@x']);
  await running.stop();
  const messages = held(data);
  // Two addresses of one mailbox are one message.
  expect(messages).toEqual([
    {
      mailbox: 'ann',
      envelope: {
        via: 'smtp',
        from: 'sender@test.example',
        to: ['Ann+News@any.example', 'ann+other@x'],
        client: '127.0.0.1',
        hello: 'test.example',
        tls: false,
        token: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    },
  ]);
  expect(JSON.stringify(messages)).not.toContain(ann.sendToken);
});

test('no secret gets into the log, whether it opens anything or not', async () => {
  const { ann, open, logged } = await started();
  const wire = await open();
  await wire.tell('EHLO test.example');
  await wire.tell(plain('a wrong secret'));
  await wire.tell(plain(ann.sendToken));
  await mailBy(wire, ['ann@x']);
  for (const secret of [ann.sendToken, 'a wrong secret', Buffer.from(`\0ann\0${ann.sendToken}`).toString('base64')])
    expect(JSON.stringify(logged)).not.toContain(secret);
});

test('addresses of every kind reach their mailbox; the others are refused one by one', async () => {
  const { open } = await started();
  const wire = await open();
  await wire.tell('EHLO test.example');
  expect(await wire.tell('MAIL FROM:<"john \\"j\\" doe"@my_host> SIZE=100 BODY=8BITMIME SMTPUTF8')).toMatch(/^250 /);
  const all = ['ann', 'ANN@x', 'ann@[127.0.0.1]', 'ann@[IPv6:::1]', 'ann+news@x', '"ann"@x', '@relay:ann@x', 'ann@例え.jp', 'bob.@x'];
  const codes: string[] = [];
  for (const address of all) codes.push((await wire.tell(`RCPT TO:<${address}>`)).slice(0, 9));
  expect(codes).toEqual([...Array<string>(8).fill('250 Accep'), '550 5.1.1']);
  for (const address of ['nobody@x', 'postmaster', 'postmaster@x', 'änn@x', '"ann@home"@x', '+ann@x'])
    expect(await wire.tell(`RCPT TO:<${address}>`), address).toMatch(/^550 5\.1\.1 /);
  for (const path of ['<>', 'ann@x', '<ann@[1.2.3]>', '<a@b@c>', '<ann@x> FOO=\u0001', '<ann@x> A=1 A=2'])
    expect(await wire.tell(`RCPT TO:${path}`), path).toMatch(/^501 /);
  expect(await wire.tell('DATA')).toMatch(/^354 /);
  expect(await wire.tell('Subject: ü\r\n\r\nü\r\n.')).toMatch(/^250 /);
  for (const path of ['<>', '<root>', '<"a b"@x> BODY=7BIT']) {
    expect(await wire.tell(`MAIL FROM:${path}`), path).toMatch(/^250 /);
    await wire.tell('RSET');
  }
  for (const wrong of ['<a@x> SIZE=x', '<a@x> BODY=BINARYMIME', '<a@x> SMTPUTF8=1', 'a@x'])
    expect(await wire.tell(`MAIL FROM:${wrong}`), wrong).toMatch(/^501 /);
});

test('a mailbox whose name RFC 5321 would want quoted takes mail, quoted or not', async () => {
  const data = temporaryFolder();
  for (const name of ['ann.', 'a..b']) await prepareMailbox(data, name);
  const { smtp } = await startHere({ data });
  const wire = await openSmtp(smtp);
  await wire.tell('EHLO test.example');
  const replies = await mailBy(wire, ['ann.@x', '"ann."@x', 'a..b@x', '"a..b"@x']);
  expect(replies.map((text) => text.slice(0, 3))).toEqual(['250', '250', '250', '250', '250', '354', '250']);
});

/** The door alone, with what is behind it played; connected. `stored`: the mailboxes of each mail. */
const openDoor = async (played: Pick<Parameters<typeof createSmtpDoor>[0], 'grant' | 'fate'>) => {
  const stored: string[][] = [];
  const limiter = createLimiter({ count: 20, window: 1 }, 1, Date.now);
  const door = createSmtpDoor({
    ...played,
    ingest: async (source, addressOf) => {
      for await (const _ of source);
      const { recipients } = addressOf({ size: 1, sha256: new Uint8Array(32), start: new Uint8Array() });
      stored.push(recipients.map((r) => r.mailbox));
      return recipients.map(({ mailbox }) => ({ kind: 'accepted', mailbox, uid: 'uid', id: 1 }));
    },
    rates: { failures: limiter, submissions: limiter },
    certificate: undefined,
    demanding: false,
    maxBytes: 10_000,
    times: limits,
    failed: () => {},
  });
  const { port } = await door.listen(0, '127.0.0.1');
  onTestFinished(door.close);
  return { stored, wire: await openSmtp({ host: '127.0.0.1', port }) };
};

test('recipients with different fates: each has its own reply, and those who were taken get the mail', async () => {
  const { stored, wire } = await openDoor({
    grant: () => undefined,
    // carl has room for 1,000 bytes, dora cannot be looked up.
    fate: async (mailbox, _grant, size) => {
      if (mailbox === 'dora') throw new Error('the disk failed');
      if (mailbox === 'carl') return size !== undefined && size > 1_000 ? 'full' : 'accepted';
      return mailbox === 'eve' ? 'forbidden' : mailbox === 'ann' ? 'accepted' : 'unknown';
    },
  });
  await wire.tell('EHLO test.example');
  const to = ['ann', 'carl', 'dora', 'eve', 'nobody'].map((name) => `RCPT TO:<${name}@x>`);
  const codes = async (mail: string): Promise<string[]> => (await wire.say(mail, ...to)).slice(1).map((text) => text.slice(0, 9));
  expect(await codes('MAIL FROM:<a@x> SIZE=1001')).toEqual(['250 Accep', '452 4.2.2', '451 4.3.0', '550 5.7.1', '550 5.1.1']);
  await wire.tell('DATA');
  expect(await wire.tell('x\r\n.')).toMatch(/^250 /);
  expect(await codes('MAIL FROM:<a@x>')).toEqual(['250 Accep', '250 Accep', '451 4.3.0', '550 5.7.1', '550 5.1.1']);
  await wire.tell('DATA');
  expect(await wire.tell('x\r\n.')).toMatch(/^250 /);
  expect(stored).toEqual([['ann'], ['ann', 'carl']]);
  expect(await wire.tell('MAIL FROM:<a@x> SIZE=10001')).toMatch(/^552 /);
});

test('PIPELINING: several mails sent at once are answered in order', async () => {
  const { open } = await started();
  const wire = await open();
  const one = ['MAIL FROM:<a@x>', 'RCPT TO:<ann@x>', 'RCPT TO:<nobody@x>', 'RCPT TO:<bob@x>', 'DATA'];
  // What stands behind the data is read when it was stored.
  wire.socket.write(['EHLO x', ...one, 'first\r\n.', ...one, 'second\r\n.', 'QUIT', ''].join('\r\n'));
  const codes: string[] = [];
  for (let at = 0; at < 14; at += 1) codes.push((await wire.say()).join('').slice(0, 3));
  expect(codes).toEqual(['250', '250', '250', '550', '250', '354', '250', '250', '250', '550', '250', '354', '250', '221']);
});

test('101 recipients: the last one is asked to come later, the others get the mail', async () => {
  const { open } = await started();
  const wire = await open();
  await wire.tell('EHLO x');
  const replies = await mailBy(
    wire,
    Array.from({ length: limits.smtpRecipients + 1 }, (_, at) => `ann+${at}@x`),
  );
  expect(replies.filter((text) => text.startsWith('250'))).toHaveLength(limits.smtpRecipients + 2);
  expect(replies.filter((text) => text.startsWith('452 4.5.3'))).toHaveLength(1);
});

test('a client that says nothing, one that drips commands and one that drips data are ended, and nothing of theirs is kept', async () => {
  const impatient = await started({ patience: { smtpSilence: 300 } });
  expect(await (await impatient.open()).closed).toMatch(/^421 /);

  const { data, open, running } = await started({ patience: { smtpEnvelope: 1_000, smtpMail: 1_000 } });
  const drip = async (wire: Awaited<ReturnType<typeof open>>, bytes: string): Promise<string> => {
    const dripping = setInterval(() => wire.socket.write(bytes), 50);
    onTestFinished(() => clearInterval(dripping));
    const rest = await wire.closed;
    clearInterval(dripping);
    return rest;
  };
  expect(await drip(await open(), 'N')).toMatch(/^421 4\.4\.2 /);
  expect(await drip(await open(), 'NOOP\r\n')).toMatch(/421 4\.4\.2 /);
  const sender = await open();
  await sender.tell('EHLO x');
  expect((await sender.say('MAIL FROM:<a@x>', 'RCPT TO:<ann@x>', 'DATA')).at(-1)).toMatch(/^354 /);
  expect(await drip(sender, 'drip\r\n')).toMatch(/^421 4\.4\.2 /);
  await running.stop();
  expect(held(data)).toEqual([]);
  expect(rows(data, 'SELECT * FROM chunk')).toEqual([]);
});

test('a client that takes its time between mails keeps its connection as long as it is not silent too long', async () => {
  const { open } = await started({ patience: { smtpEnvelope: 1_500 } });
  const wire = await open();
  await wire.tell('EHLO x');
  const until = performance.now() + 2_500;
  // Longer in all than the time for one mail, which every mail begins anew.
  while (performance.now() < until) expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 /);
});

test('one connection too many is told to come back, and may when another has gone', async () => {
  const { open, smtp } = await started({ patience: { smtpClients: 2 } });
  const [first] = [await open(), await open()];
  const third = await openSmtp(smtp);
  expect(third.greeting).toMatch(/^421 /);
  await third.closed;
  const gone = first.closed;
  await first.tell('QUIT');
  first.socket.end();
  await gone;
  await expect((await open()).tell('EHLO x')).resolves.toMatch(/^250/);
});

test('a client that vanishes in the middle of DATA leaves nothing behind, not even on the disk', async () => {
  const { data, open, running } = await started();
  for (const leave of ['destroy', 'resetAndDestroy', 'end'] as const) {
    const wire = await open();
    await wire.tell('EHLO x');
    await wire.say('MAIL FROM:<a@x>', 'RCPT TO:<ann@x>', 'DATA');
    await new Promise((resolve) => wire.socket.write(noise('half', 900_000), resolve));
    wire.socket[leave]();
    await wire.closed;
  }
  await running.stop();
  expect(held(data)).toEqual([]);
  expect(rows(data, 'SELECT * FROM chunk')).toEqual([]);
});

test('20 wrong passwords in a minute by SMTP and HTTP together, then 454 and 429 with Retry-After; a valid token passes all the while', async () => {
  const { ann, http, open } = await started();
  const ask = (token: string): Promise<Response> => call({ http }, token, '/v1/mailboxes/ann?get=0');
  const wire = await open();
  await wire.tell('EHLO x');
  for (let at = 0; at < 10; at += 1) {
    expect(await wire.tell(plain('wrong'))).toMatch(/^535 /);
    expect((await ask('wrong')).status).toBe(401);
  }
  expect(await wire.tell(plain('wrong'))).toMatch(/^454 4\.7\.0 /);
  const late = await ask('wrong');
  expect([late.status, late.headers.get('Content-Type'), await late.json()]).toMatchObject([
    429,
    'application/problem+json',
    { code: 'too-many-requests' },
  ]);
  expect(Number(late.headers.get('Retry-After'))).toBeGreaterThan(0);
  expect((await fetch(`${http}/v1/mailboxes/ann?get=0`)).status).toBe(401);
  expect((await ask(ann.receiveToken)).status).toBe(204);
  expect(await wire.tell(plain(ann.sendToken))).toMatch(/^235 /);
});

test('a sender that runs away gets 450 and 429 and nothing more of it is stored; its neighbours go on, and so does it, later', async () => {
  const { data, ann, bob, http, open, running } = await started({ patience: { submissions: 3, rateWindow: 3_000 } });
  const post = (token: string, mailbox: string): Promise<Response> =>
    call({ http }, token, `/v1/mailboxes/${mailbox}/messages`, { method: 'POST', body: 'x'.repeat(200_000) });
  const wire = await open();
  await wire.tell('EHLO x');
  await wire.tell(plain(ann.sendToken));
  const begun = performance.now();
  expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 /);
  expect((await post(ann.sendToken, 'ann')).status).toBe(201);
  expect((await post(ann.sendToken, 'ann')).status).toBe(201);
  const refused = await post(ann.sendToken, 'ann');
  const fourth = await wire.tell('MAIL FROM:<a@x>');
  // On a machine that was asleep for a second one of them has come back.
  if (performance.now() - begun < 1_000) {
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([429, 'too-many-requests']);
    expect(refused.headers.get('Retry-After')).toBe('1');
    expect(fourth).toMatch(/^450 4\.7\.1 /);
  }
  expect((await post(bob.sendToken, 'bob')).status).toBe(201);
  await expect.poll(() => wire.tell('MAIL FROM:<a@x>'), { timeout: 10_000, interval: 200 }).toMatch(/^250 /);
  await running.stop();
  expect(held(data).length).toBeLessThanOrEqual(5);
});

test('a token that is revoked while a client is connected sends nothing more', async () => {
  let known = true;
  const { wire } = await openDoor({
    grant: () => (known ? { token: 't', scope: 'send', mailbox: 'ann' } : undefined),
    fate: async () => 'accepted',
  });
  await wire.tell('EHLO x');
  expect(await wire.tell(plain('secret'))).toMatch(/^235 /);
  expect((await mailBy(wire, ['ann@x'])).at(-1)).toMatch(/^250 /);
  known = false;
  expect(await wire.tell('MAIL FROM:<a@x>')).toMatch(/^530 5\.7\.0 /);
});
