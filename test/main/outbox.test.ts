import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Letter, Sending } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { draft, lettersIn, letterWhen, mailOf, rawMail, sendAllToken, senderOf, waitingFor } from '../support/letters.ts';
import { startProxy } from '../support/proxy.ts';
import { addMailbox, call, openServer, submit } from '../support/server.ts';

const sent = ({ stage }: Letter): boolean => stage === 'sent';
const deliveryTo = (letter: Letter, mailbox: string) => letter.deliveries.find((one) => one.mailbox === mailbox)?.delivery;

test('a letter with an attachment reaches two mailboxes as one mail each, whatever becomes of the file', async () => {
  const server = await openServer();
  const [ann, bob, cy] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob'), addMailbox(server, 'cy')]);
  const engine = startTestEngine([await senderOf(server, ann)]);
  const own = engine.of('own');
  const text = 'Grüße an alle.\n\n> zitiert\n日本語の行';
  const { id } = await draft(own, { to: ['bob', 'Cy@localhost'], subject: 'Umsätze 四半期', text });
  const path = join(temporaryFolder(), 'q3 – Zahlen.pdf');
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
  writeFileSync(path, bytes);
  const file = randomUUID();
  await own.ask('letters.attachFile', { id, file, path });
  rmSync(path);
  expect((await lettersIn(own, 'drafts'))[0]).toMatchObject({
    id,
    stage: 'draft',
    files: [{ id: file, bytes: 300_000, type: 'application/pdf' }],
  });
  await own.ask('letters.send', { id });
  const letter = await letterWhen(engine, own, id, sent);
  expect(letter.to).toEqual(['bob', 'cy']);
  for (const tokens of [bob, cy]) {
    const [message, ...others] = await waitingFor(server, tokens);
    expect(others).toEqual([]);
    expect(deliveryTo(letter, tokens.mailbox)).toMatchObject({ kind: 'accepted', uid: message?.uid });
    expect(message).toMatchObject({ sender: 'Ann Lee <ann@localhost>', subject: 'Umsätze 四半期', type: 'message/rfc822' });
    const mail = await mailOf(server, tokens, message?.uid ?? '');
    expect(mail).toMatchObject({
      from: { name: 'Ann Lee', address: 'ann@localhost' },
      to: [{ address: 'bob@localhost' }, { address: 'cy@localhost' }],
    });
    expect(mail.text?.trimEnd()).toBe(text);
    expect(mail.attachments).toMatchObject([{ filename: 'q3 – Zahlen.pdf', mimeType: 'application/pdf' }]);
    expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer).equals(bytes)).toBe(true);
    expect(mail.messageId).toMatch(/^<[^<>\s]+@localhost>$/);
    expect(Math.abs(Date.parse(mail.date ?? '') - Date.now())).toBeLessThan(60_000);
  }
  expect(await lettersIn(own, 'drafts')).toEqual([]);
});

test('what is typed into a field stays in that field', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const engine = startTestEngine([await senderOf(server, ann, { label: 'Ann" <evil@x>\r\nBcc: cy@localhost' })]);
  const own = engine.of('own');
  const { id } = await draft(own, { subject: 'one\r\nBcc: cy@localhost\r\n\r\nbody', text: `${'x'.repeat(2_000)}\r\n.\r\nFrom here` });
  await own.ask('letters.send', { id });
  await letterWhen(engine, own, id, sent);
  const [message] = await waitingFor(server, bob);
  const raw = (await rawMail(server, bob, message?.uid ?? '')).toString('latin1');
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  expect(head).not.toMatch(/^bcc:/im);
  expect(raw.split(/\r?\n/).every((line) => line.length <= 998)).toBe(true);
  const mail = await mailOf(server, bob, message?.uid ?? '');
  expect(mail.subject).toBe('one Bcc: cy@localhost body');
  expect(mail.from?.address).toBe('ann@localhost');
  expect(mail.text?.trimEnd()).toBe(`${'x'.repeat(2_000)}\n.\nFrom here`);
});

test('an unknown mailbox is refused, and the others get theirs; refused by all, it is a draft again with the reason', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const engine = startTestEngine([await senderOf(server, ann)]);
  const own = engine.of('own');
  expect(await own.ask('letters.recipient', { mailbox: 'bob' })).toBe('known');
  expect(await own.ask('letters.recipient', { mailbox: 'nobody' })).toBe('unknown');
  expect(await waitingFor(server, bob)).toEqual([]);

  const mixed = await draft(own, { to: ['nobody', 'bob'] });
  await own.ask('letters.send', { id: mixed.id });
  const letter = await letterWhen(engine, own, mixed.id, sent);
  expect(deliveryTo(letter, 'nobody')).toMatchObject({ kind: 'refused', code: 'mailbox-unknown' });
  expect(deliveryTo(letter, 'bob')).toMatchObject({ kind: 'accepted' });

  const alone = await draft(own, { to: ['nobody'] });
  await own.ask('letters.send', { id: alone.id });
  const back = await letterWhen(engine, own, alone.id, ({ stage }) => stage === 'draft');
  expect(deliveryTo(back, 'nobody')).toMatchObject({ kind: 'refused', code: 'mailbox-unknown' });
  await draft(own, { id: alone.id, to: ['bob'], text: 'mended' });
  await own.ask('letters.send', { id: alone.id });
  await letterWhen(engine, own, alone.id, sent);
  expect(await waitingFor(server, bob)).toHaveLength(2);

  const elsewhere = await draft(own, { to: ['ann@other.example'] });
  expect(await own.try('letters.send', { id: elsewhere.id })).toMatchObject({ problem: { code: 'recipient-invalid' } });
});

test('offline, a letter waits and goes when the server is back; an answer that was lost makes no second one', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const proxy = await startProxy(server);
  const engine = startTestEngine([await senderOf(server, ann, { at: proxy.http })]);
  const own = engine.of('own');
  await own.status(({ connection }) => connection.kind === 'idle');
  let lost = 0;
  proxy.onRequest = () => 'cut';
  const { id } = await draft(own);
  await own.ask('letters.send', { id });
  const waits = await letterWhen(engine, own, id, ({ deliveries }) => {
    const [first] = deliveries;
    return first?.delivery.kind === 'sending' && first.delivery.problem !== null;
  });
  expect(deliveryTo(waits, 'bob')).toMatchObject({ problem: { code: 'server-unreachable' }, retryAt: expect.any(Number) });
  proxy.onRequest = undefined;
  proxy.onResponse = (bytes) => {
    if (!bytes.includes('201 Created')) return bytes;
    lost += 1;
    return lost <= 2 ? 'cut' : bytes;
  };
  await letterWhen(engine, own, id, sent);
  expect(lost).toBe(3);
  expect(await waitingFor(server, bob)).toHaveLength(1);
});

test('what may have arrived under another token is not sent again, and is said to be unsure', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const proxy = await startProxy(server);
  const config = await senderOf(server, ann, { at: proxy.http });
  const engine = startTestEngine([config]);
  const own = engine.of('own');
  proxy.onResponse = (bytes) => (bytes.includes('201 Created') ? 'cut' : bytes);
  const { id } = await draft(own);
  await own.ask('letters.send', { id });
  await letterWhen(engine, own, id, ({ deliveries: [one] }) => one?.delivery.kind === 'sending' && one.delivery.problem !== null);
  proxy.onResponse = undefined;
  engine.engine.configure([{ ...config, sending: { server: proxy.http, token: await sendAllToken(server) } }]);
  expect(deliveryTo(await letterWhen(engine, own, id, sent), 'bob')).toMatchObject({ kind: 'unsure' });
  expect(await waitingFor(server, bob)).toHaveLength(1);
});

test('a letter that waits can be taken back, changed and sent; one that the server has cannot', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const proxy = await startProxy(server);
  const engine = startTestEngine([await senderOf(server, ann, { at: proxy.http })]);
  const own = engine.of('own');
  proxy.onRequest = (bytes) => (bytes.includes('POST') ? 'cut' : bytes);
  const { id } = await draft(own, { text: 'first words', to: ['bob'] });
  const big = join(temporaryFolder(), 'big.bin');
  writeFileSync(big, Buffer.alloc(20_000_000, 7));
  await own.ask('letters.attachFile', { id, file: randomUUID(), path: big });
  await own.ask('letters.send', { id });
  await letterWhen(engine, own, id, ({ deliveries: [one] }) => one?.delivery.kind === 'sending' && one.delivery.problem !== null);
  const back = await own.ask<Letter>('letters.cancel', { id });
  expect(back).toMatchObject({ stage: 'draft', deliveries: [{ delivery: { kind: 'cancelled' } }], text: 'first words' });
  proxy.onRequest = undefined;
  await draft(own, { id, text: 'other words' });
  await own.ask('letters.send', { id });
  await letterWhen(engine, own, id, sent);
  const [message, ...others] = await waitingFor(server, bob);
  expect(others).toEqual([]);
  expect((await mailOf(server, bob, message?.uid ?? '')).text?.trimEnd()).toBe('other words');
  expect(await own.ask<Letter>('letters.cancel', { id })).toMatchObject({ stage: 'sent' });
  expect(await own.try('letters.detach', { id, file: randomUUID() })).toMatchObject({ problem: { code: 'letter-sent' } });
});

test('what became of a letter is told: waiting, processed, deleted with its rule, and when the server knows it no more', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const engine = startTestEngine([await senderOf(server, ann)]);
  const own = engine.of('own');
  const send = async (): Promise<{ id: string; uid: string; place: number }> => {
    const { id } = await draft(own);
    await own.ask('letters.send', { id });
    const delivery = deliveryTo(await letterWhen(engine, own, id, sent), 'bob');
    const waiting = await waitingFor(server, bob);
    const uid = delivery?.kind === 'accepted' ? delivery.uid : '';
    return { id, uid, place: (waiting.find((one) => one.uid === uid) as unknown as { id: number }).id };
  };
  const fate = async (id: string) => {
    await own.ask('letters.refresh', { ids: [id] });
    const delivery = deliveryTo(await own.ask<Letter>('letters.read', { id }), 'bob');
    return delivery?.kind === 'accepted' ? delivery.fate : undefined;
  };
  const instruct = async (query: string) =>
    expect((await call(server, bob.receiveToken, `/v1/mailboxes/bob?${query}`, { method: 'POST' })).status).toBe(204);
  const [first, second, third] = [await send(), await send(), await send()];
  expect(await fate(first.id)).toMatchObject({ state: 'waiting', because: '' });
  await instruct(`move=${first.place}&room=0`);
  expect(await fate(first.id)).toMatchObject({ state: 'moved', at: expect.any(Number) });
  expect(await fate(second.id)).toMatchObject({ state: 'deferred', at: expect.any(Number) });
  await instruct(`return=${second.place}&reason=${encodeURIComponent('not for me')}`);
  expect(await fate(second.id)).toMatchObject({ state: 'returned', because: 'not for me' });
  await call(server, server.adminToken, '/v1/messages/actions', {
    method: 'POST',
    body: JSON.stringify({ action: 'delete', uids: [third.uid] }),
  });
  expect(await fate(third.id)).toMatchObject({ state: 'deleted', arrived: false });
  // Its device had it all the same, and says so now.
  await instruct(`move=${third.place}&room=0`);
  expect(await fate(third.id)).toMatchObject({ state: 'deleted', arrived: true });
  // What a device had confirmed arrived, whoever clears away the server's copy.
  await call(server, server.adminToken, '/v1/messages/actions', {
    method: 'POST',
    body: JSON.stringify({ action: 'delete', uids: [first.uid] }),
  });
  expect(await fate(first.id)).toMatchObject({ state: 'deleted', arrived: true });
});

test('drafts and sent letters are there again after a new start, removed ones can be brought back, copies are new', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const config = await senderOf(server, ann);
  const first = startTestEngine([config]);
  const own = first.of('own');
  const kept = await draft(own, { subject: 'kept' });
  const path = join(temporaryFolder(), 'a.txt');
  writeFileSync(path, 'attached');
  await own.ask('letters.attachFile', { id: kept.id, file: randomUUID(), path });
  const dropped = await draft(own, { subject: 'dropped' });
  await own.ask('letters.remove', { ids: [dropped.id], removed: true });
  expect((await lettersIn(own, 'drafts')).map(({ subject }) => subject)).toEqual(['kept']);
  await own.ask('letters.remove', { ids: [dropped.id], removed: false });
  expect(await own.ask('letters.counts')).toEqual({ drafts: 2, sent: 0 });
  await first.engine.stop();

  const second = startTestEngine([config]);
  const again = second.of('own');
  expect((await lettersIn(again, 'drafts')).map(({ subject }) => subject)).toEqual(['kept', 'dropped'].toReversed());
  const as = randomUUID();
  expect(await again.ask('letters.copy', { id: kept.id, as })).toMatchObject({
    id: as,
    subject: 'kept',
    files: [{ name: 'a.txt', bytes: 8 }],
  });
  await again.ask('letters.send', { id: as });
  await letterWhen(second, again, as, sent);
  const [message] = await waitingFor(server, bob);
  expect((await mailOf(server, bob, message?.uid ?? '')).attachments).toMatchObject([{ filename: 'a.txt' }]);
  expect(await again.ask('letters.counts')).toEqual({ drafts: 2, sent: 1 });
});

test('an answer names what it answers, quotes its text, and a forwarded message is whole within the letter', async () => {
  const server = await openServer();
  const [ann, bob] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const engine = startTestEngine([await senderOf(server, ann)]);
  const own = engine.of('own');
  const letter = [
    'From: Bob <bob@localhost>',
    'Reply-To: Bob Two <bob@localhost>',
    'Subject: Question',
    'Message-ID: <q2@localhost>',
    'References: <q1@localhost>',
    'Date: Mon, 2 Nov 2026 10:00:00 +0000',
    '',
    'What time?\nBob',
  ].join('\r\n');
  const { uid } = await submit(server, 'ann', ann.sendToken, letter, { 'Content-Type': 'message/rfc822' });
  await own.status(({ unread }) => unread === 1);
  expect(await own.ask('letters.original', { uid })).toEqual({
    from: 'Bob Two <bob@localhost>',
    subject: 'Question',
    at: Date.parse('2026-11-02T10:00:00Z'),
    body: { kind: 'text', text: expect.stringMatching(/^What time\?\nBob/) },
  });
  const { id } = await draft(own, { answers: uid, subject: 'Re: Question' });
  await own.ask('letters.attachMessage', { id, file: randomUUID(), uid });
  await own.ask('letters.send', { id });
  await letterWhen(engine, own, id, sent);
  const [message] = await waitingFor(server, bob);
  const mail = await mailOf(server, bob, message?.uid ?? '');
  expect(mail).toMatchObject({ inReplyTo: '<q2@localhost>', references: '<q1@localhost> <q2@localhost>' });
  expect((await rawMail(server, bob, message?.uid ?? '')).includes(letter)).toBe(true);
});

test('an account with a letter under way is removed only when the reader insists', async () => {
  const server = await openServer();
  const [ann] = await Promise.all([addMailbox(server, 'ann'), addMailbox(server, 'bob')]);
  const config = await senderOf(server, ann);
  const engine = startTestEngine([{ ...config, sending: { server: 'http://127.0.0.1:1', token: 'x' } }]);
  const own = engine.of('own');
  const { id } = await draft(own);
  await own.ask('letters.send', { id });
  expect(await own.ask('account.retire', { insist: false })).toMatchObject({ kind: 'pending', problem: { code: 'letters-unsent' } });
  expect(await own.ask('account.retire', { insist: true })).toMatchObject({ kind: 'retired' });
});

test('what an account may send is said before it is written', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  await addMailbox(server, 'bob');
  const all = await senderOf(server, ann);
  const administered = startTestEngine([all], [{ id: 'own', server: server.http, adminToken: server.adminToken }]);
  await administered.of('own').status(({ connection }) => connection.kind === 'idle');
  expect(await administered.of('own').ask('letters.sending')).toEqual({ to: 'everyone', known: ['ann', 'bob'] });
  await administered.engine.stop();
  const cases: [typeof all, Sending][] = [
    [
      { ...all, sending: { server: server.http, token: ann.sendToken } },
      { to: 'own', known: ['ann'] },
    ],
    [
      { ...all, sending: { server: server.http, token: 'revoked' } },
      { to: 'nobody', known: [] },
    ],
    [
      { ...all, sending: { server: 'http://127.0.0.1:1', token: 'x' } },
      { to: 'unsure', known: [] },
    ],
    [
      { ...all, sending: undefined },
      { to: 'nobody', known: [] },
    ],
  ];
  for (const [config, expected] of cases) {
    const { engine, of } = startTestEngine([config]);
    await of('own').status(({ connection }) => connection.kind === 'idle');
    expect(await of('own').ask('letters.sending')).toEqual(expected);
    await engine.stop();
  }
});

test('a large letter that is being handed over tells how far it is, and is taken back before the server has it', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  // It takes a little, and then nothing more.
  const sockets = new Set<Socket>();
  const slow = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).pause();
  });
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    slow.close();
  });
  const { port } = slow.address() as { port: number };
  const config = await senderOf(server, ann);
  const engine = startTestEngine([{ ...config, sending: { server: `http://127.0.0.1:${port}`, token: 'x' } }]);
  const own = engine.of('own');
  const { id } = await draft(own);
  const path = join(temporaryFolder(), 'film.bin');
  writeFileSync(path, Buffer.alloc(30_000_000, 1));
  await own.ask('letters.attachFile', { id, file: randomUUID(), path });
  const progressed = engine.next('letter-progress');
  await own.ask('letters.send', { id });
  const told = await progressed;
  expect(told).toMatchObject({ kind: 'letter-progress', letter: id, of: expect.any(Number) });
  if (told.kind === 'letter-progress') expect(told.bytes).toBeLessThan(told.of);
  expect(await own.ask<Letter>('letters.cancel', { id })).toMatchObject({ stage: 'draft', files: [{ bytes: 30_000_000 }] });
  expect(readdirSync(join(config.folder, 'letters', id)).toSorted()).toHaveLength(2);
});

test('what a crash left over goes, what is damaged stays as it is and is told, and the other letters are there', async () => {
  const server = await openServer();
  const ann = await addMailbox(server, 'ann');
  const config = await senderOf(server, ann);
  const first = startTestEngine([config]);
  const sound = await draft(first.of('own'), { subject: 'sound' });
  const torn = await draft(first.of('own'), { subject: 'torn' });
  await first.engine.stop();
  const letters = join(config.folder, 'letters');
  appendFileSync(join(letters, torn.id, 'letter.json'), '!');
  writeFileSync(join(letters, sound.id, `${randomUUID()}.part`), 'half a file');
  mkdirSync(join(letters, randomUUID()));
  const damaged = readFileSync(join(letters, torn.id, 'letter.json'));

  const second = startTestEngine([config]);
  const trouble = second.next('trouble');
  expect((await lettersIn(second.of('own'), 'drafts')).map(({ subject }) => subject)).toEqual(['sound']);
  expect(await trouble).toMatchObject({ problem: { code: 'storage-failed' } });
  expect(readdirSync(letters).toSorted()).toEqual([sound.id, torn.id].toSorted());
  expect(readdirSync(join(letters, sound.id))).toEqual(['letter.json']);
  expect(readFileSync(join(letters, torn.id, 'letter.json')).equals(damaged)).toBe(true);
});

test('a folder or a file that is not there is refused, and nothing is attached', async () => {
  const server = await openServer();
  const engine = startTestEngine([await senderOf(server, await addMailbox(server, 'ann'))]);
  const own = engine.of('own');
  const { id } = await draft(own);
  for (const path of [temporaryFolder(), join(temporaryFolder(), 'none.txt')])
    expect(await own.try('letters.attachFile', { id, file: randomUUID(), path })).toMatchObject({ problem: { code: 'file-unreadable' } });
  expect(await own.ask<Letter>('letters.read', { id })).toMatchObject({ files: [] });
  expect(await own.try('letters.read', { id: randomUUID() })).toMatchObject({ problem: { code: 'letter-unknown' } });
});
