import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import type { AccountConfig } from '#restante/main/engine/calls';
import type { Again, MessageContent, ServerPage } from '#restante/protocol/bridge';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, openServer, submit } from '../support/server.ts';

/** Changes the first byte of every body that the inbox has on the disk. */
const damage = (folder: string): void => {
  const db = new DatabaseSync(join(folder, 'inbox.db'));
  db.exec(
    "PRAGMA busy_timeout = 10000; UPDATE chunk SET data = CAST('#' || substr(CAST(data AS TEXT), 2) AS BLOB) WHERE address & 1048575 = 0",
  );
  db.close();
};

const mail =
  'From: Bob <bob@example.org>\r\nSubject: Figures\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
  '--b\r\nContent-Type: text/plain\r\n\r\nHere they are.\r\n--b\r\nContent-Type: application/octet-stream\r\n' +
  'Content-Disposition: attachment; filename="q3.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n--b--\r\n';

test.for([
  { length: 'small', body: mail },
  { length: 'of several chunks', body: `${mail}${'x'.repeat(600_000)}` },
])(
  'a message that is damaged here, $length, is neither shown nor written anywhere, and is whole again when it was fetched again',
  async ({ body }) => {
    const server = await openServer();
    const ann = await addMailbox(server, 'ann');
    const folder = join(temporaryFolder(), 'inbox');
    const config: AccountConfig = {
      id: 'own',
      folder,
      mailbox: 'ann',
      link: { server: server.http, receiveToken: ann.receiveToken },
      settings: { cap: { unit: 'messages', limit: 1 }, overwriteRead: false, afterReceipt: 'move' },
    };
    const { of, run, events, until } = startTestEngine([config], [{ id: 'own', server: server.http, adminToken: server.adminToken }]);
    const { ask, try: attempt, status, page } = of('own');
    const { uid } = await submit(server, 'ann', ann.sendToken, body, { 'Content-Type': 'message/rfc822' });
    await status(({ unread }) => unread === 1);
    await ask('inbox.mark', { uids: [uid], protected: true });
    const [before] = (await page('inbox')).rows;
    damage(folder);

    const out = temporaryFolder();
    const path = join(out, 'saved.eml');
    const content = () => ask<MessageContent>('inbox.message', { uid });
    expect((await content()).body.kind).toBe('damaged');
    const damaged = { kind: 'failed', problem: { code: 'message-damaged' } };
    expect(await run('own', { kind: 'save', uid, what: null, path })).toMatchObject(damaged);
    expect(await run('own', { kind: 'save', uid, what: 0, path })).toMatchObject(damaged);
    expect(await run('own', { kind: 'save', uid, what: 'all', path: out })).toMatchObject(damaged);
    expect(readdirSync(out)).toEqual([]);
    for (const [name, args] of [
      ['reading.source', { uid, from: 0 }],
      ['reading.part', { uid, part: null }],
      ['reading.part', { uid, part: 0 }],
    ] as const)
      expect(await attempt(name, args), name).toMatchObject({ problem: { code: 'message-damaged' } });

    // The inbox of one message is full: what is here makes way for itself.
    const processed = () => ask<ServerPage>('server.ask', { operation: 'messages', query: { folder: 'processed' } });
    await expect.poll(async () => (await processed()).total.count, { timeout: 20_000 }).toBe(1);
    await ask('inbox.mark', { uids: [uid], protected: false });
    const received = () => events.filter(({ kind }) => kind === 'received').length;
    expect(received()).toBe(1);
    expect(await ask<Again[]>('inbox.again', { uids: [uid] })).toEqual([{ uid, outcome: 'coming' }]);
    await ask('inbox.mark', { uids: [uid], deleted: true });
    await expect.poll(async () => (await content()).body.kind, { timeout: 20_000 }).toBe('text');
    expect((await page('inbox')).rows).toMatchObject([{ uid, key: before?.key, subject: 'Figures', deleted: false }]);
    expect(await run('own', { kind: 'save', uid, what: null, path })).toMatchObject({ kind: 'done' });
    expect(readFileSync(path, 'latin1')).toBe(body);
    await until(() => (events.findLast(({ kind }) => kind === 'inbox-changed') ? true : undefined));
    // It is not told of as if it had come now.
    expect(received()).toBe(1);
    await expect.poll(async () => (await processed()).total.count, { timeout: 20_000 }).toBe(1);
  },
);
