import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/folder.ts';
import { addMailbox, startServer, submit } from '../support/server.ts';

const part = (text: string): string =>
  `--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="notes.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa(text)}\r\n`;
const mail = `From: bob@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHere.\r\n${part('one')}${part('two')}${part('one')}--b--\r\n`;

test('attachments that are saved anew, the engine having ended in the middle, are there once each, whole, and nothing is written over', async () => {
  const server = await startServer(temporaryFolder());
  const ann = await addMailbox(server, 'ann');
  const { run, of } = startTestEngine([
    {
      id: 'own',
      folder: join(temporaryFolder(), 'inbox'),
      mailbox: 'ann',
      link: { server: server.http, receiveToken: ann.receiveToken },
      settings: { cap: { unit: 'messages', limit: 5 }, overwriteRead: false, afterReceipt: 'delete' },
    },
  ]);
  const { uid } = await submit(server, 'ann', ann.sendToken, mail, { 'Content-Type': 'message/rfc822' });
  await of('own').status(({ unread }) => unread === 1);
  const path = temporaryFolder();
  const files = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(path)
        .toSorted()
        .map((name) => [name, readFileSync(join(path, name), 'utf8')]),
    );
  // Somebody else's, of the same length.
  writeFileSync(join(path, 'notes.txt'), 'his');
  const whole = { 'notes.txt': 'his', 'notes (2).txt': 'one', 'notes (3).txt': 'two', 'notes (4).txt': 'one' };
  const save = () => run('own', { kind: 'save', uid, what: 'all', path });
  expect(await save()).toEqual({ kind: 'done', result: { kind: 'save', path } });
  expect(files()).toEqual(whole);
  for (const name of ['notes (4).txt', 'notes (3).txt']) {
    rmSync(join(path, name));
    expect(await save()).toMatchObject({ kind: 'done' });
    expect(files()).toEqual(whole);
  }
});
