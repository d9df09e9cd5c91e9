import { expect, test } from 'vitest';
import { corpus, kinds, send, sha256 } from '../support/corpus.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, call, startServer } from '../support/server.ts';

test('every kind of message comes back byte for byte, with its type and subject, in the order of its acceptance', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const entries = corpus(kinds.length);
  const uids = new Map<string, string>();
  for (const entry of entries) uids.set(entry.name, await send(entry, server, ann));

  const listed = (await (await call(server, ann.receiveToken, '/v1/mailboxes/ann/delivery')).json()) as { messages: { subject: string }[] };
  let next = 0;
  for (const [at, entry] of entries.entries()) {
    const answer = await call(server, ann.receiveToken, `/v1/mailboxes/ann?get=${next}`);
    const body = Buffer.from(await answer.arrayBuffer());
    const label = `${entry.name} ${entry.kind} by ${entry.via}`;
    expect(sha256(body), label).toBe(entry.sha256);
    expect(body.equals(entry.stored), label).toBe(true);
    expect(answer.headers.get('Content-Type'), label).toBe(entry.type);
    expect(answer.headers.get('ETag'), label).toBe(`"${uids.get(entry.name)}"`);
    if (entry.subject !== undefined) expect(listed.messages[at]?.subject, label).toBe(entry.subject);
    else expect(listed.messages[at]?.subject, label).toContain(entry.name);
    next = Number(/next=(\d+)/.exec(answer.headers.get('Acquisition') ?? '')?.[1]);
  }
  expect(next).toBe(0);
});

test('an entry sent again gets its first uid, by either way in', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  for (const entry of corpus(kinds.length).filter((e) => e.body.byteLength < 1_000_000)) {
    const uid = await send(entry, server, ann);
    expect(await send(entry, server, ann), `${entry.name} ${entry.kind}`).toBe(uid);
  }
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
