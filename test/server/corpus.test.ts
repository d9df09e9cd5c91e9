import { expect, test } from 'vitest';
import { decodeHeaderValue } from '#restante/protocol/header';
import { corpus, kinds, send, sha256 } from '../support/corpus.ts';
import { acquire, idsIn, list } from '../support/device.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, startServer } from '../support/server.ts';

test('every kind of message comes back byte for byte, with its type and subject', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const entries = corpus(kinds.length);
  const sent = new Map(await Promise.all(entries.map(async (entry) => [await send(entry, server, ann), entry] as const)));

  const listed = await list(server, 'ann', 'delivery');
  expect(new Set(listed.map((m) => m.uid))).toEqual(new Set(sent.keys()));
  let next = 0;
  for (const { id, uid, subject } of listed) {
    const { headers, body, acquisition } = await acquire(server, ann, `get=${next}`);
    const entry = sent.get(uid);
    const label = `${entry?.name} ${entry?.kind} by ${entry?.via}`;
    expect(acquisition?.sent, label).toEqual({ id, uid });
    expect(sha256(body), label).toBe(entry?.sha256);
    expect(headers.get('Content-Type'), label).toBe(entry?.type);
    if (entry?.subject !== undefined) expect(subject, label).toBe(entry.subject);
    else expect(subject, label).toContain(entry?.name);
    expect(decodeHeaderValue(headers.get('Subject') ?? ''), label).toBe(subject);
    next = acquisition?.next ?? -1;
  }
  expect(next).toBe(0);
});

test('an entry sent again gets its first uid, by either way in', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const entries = corpus(kinds.length);
  const sendAll = () => Promise.all(entries.map((entry) => send(entry, server, ann)));
  expect(await sendAll()).toEqual(await sendAll());
  expect(await idsIn(server, 'ann', 'delivery')).toHaveLength(entries.length);
});

test('an entry is sent until there is a receipt, though the server is killed and started again', async () => {
  const data = temporaryFolder();
  let server = await startServer(data);
  const ann = await addMailbox(server, 'ann');
  const place = { http: server.http.replace('http://', ''), smtp: `${server.smtp.host}:${server.smtp.port}` };
  await server.kill('SIGKILL');
  for (const entry of corpus(2)) {
    const uid = await send(entry, server, ann, async () => {
      server = await startServer(data, place);
    });
    const status = await call(server, ann.sendToken, `/v1/submissions/${uid}`);
    expect(await status.json()).toMatchObject({ uid, state: 'waiting' });
    await server.kill('SIGKILL');
  }
});
