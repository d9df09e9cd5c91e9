import { expect, test } from 'vitest';
import type { AccountInfo, BridgeEvent, Connection, MessageContent, Status, Task } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { bringAxe, faultsOf, wear } from './looks.ts';
import { sendBytes, sendLetter } from './sending.ts';
import { answerInstead, hush, tell } from './told.ts';
import { ask, doorsOf, inboxOf } from './window.ts';

/** The app in its first looks, and axe in it. */
const started = async () => {
  const { app, page } = await launchApp();
  await bringAxe(page);
  const clean = async (state: string): Promise<void> => {
    expect.soft(await faultsOf(page), state).toEqual({});
  };
  await wear(page, { theme: 'light', language: 'en' });
  await doorsOf(page);
  return { app, page, clean };
};

const refused = [
  { name: 'photo.jpg', problem: { code: 'file-unreadable', message: '' } },
  { name: 'old.mbox #17', problem: { code: 'message-too-large', message: '' } },
];

test('axe finds nothing in what is searched, chosen and done at length, nor where something is wrong', { timeout: 180_000 }, async () => {
  const { app, page, clean } = await started();
  const run = (command: Extract<BridgeEvent, { kind: 'command' }>['command']): Promise<void> => tell(app, { kind: 'command', command });
  const dialog = page.getByRole('dialog');
  const closed = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  await sendBytes(page, 'Keys to the store', 'They are under the mat.\n');
  await sendLetter(
    page,
    ['Subject: Quarterly figures', 'Content-Type: text/html'],
    '<h1>Figures</h1><img src="https://remote.example/a.png">',
  );
  await page.getByRole('option', { name: 'Quarterly figures' }).click();

  const field = page.getByRole('searchbox');
  await field.fill('key');
  await page.getByText('1 found').waitFor();
  await clean('what a search found');
  await field.fill('pineapple');
  await page.getByText('Nothing found for').waitFor();
  await clean('nothing found');
  await field.press('Escape');
  await page.getByRole('option', { name: 'Quarterly figures' }).click();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type to find a command' }).fill('un');
  await clean('the palette');
  await closed();
  await run('export');
  await dialog.waitFor();
  await clean('what to export');
  await closed();
  await run('import');
  await dialog.waitFor();
  await clean('what to import');
  await closed();
  await run('source');
  await dialog.waitFor();
  await clean('the source of a message');
  await closed();
  await run('goGone');
  await page.getByRole('heading', { name: 'Gone', exact: true }).waitFor();
  await clean('nothing is gone');
  await run('goInbox');
  await page.getByRole('option', { name: 'Quarterly figures' }).click();

  const status = await ask<Status>(page, 'status.read', { account: 'own' });
  const later = Date.now() + 60_000;
  const connections: [words: string, Connection][] = [
    ['Connecting to the server…', { kind: 'connecting' }],
    ['Fetching 3 of 24', { kind: 'fetching', done: 3, of: 24, part: { bytes: 41_000_000, of: 180_000_000 } }],
    ['does not know the inbox any more', { kind: 'refused', code: 'token-unknown', message: 'The token is not known.' }],
    ['The disk is full.', { kind: 'failing', code: 'storage-full', message: 'database or disk is full', retryAt: later }],
    ['Up to date but for 21 messages', { kind: 'deferred', smallest: 900_000_000 }],
  ];
  await hush(app, 'status');
  for (const [words, connection] of connections) {
    await tell(app, { kind: 'status', account: 'own', status: { ...status, connection, waiting: { count: 21, bytes: 9e8 } } });
    const said = page.getByRole('region', { name: 'Connection' }).getByText(words);
    await said.waitFor();
    await clean(`the connection: ${connection.kind}`);
    expect(await said.isVisible(), connection.kind).toBe(true);
  }
  await tell(app, { kind: 'status', account: 'own', status });

  const taskOf = (n: number, kind: Task['kind'], state: Task['state'], of: number | null = null): BridgeEvent => ({
    kind: 'task',
    task: { id: `00000000-0000-4000-8000-00000000000${n}`, account: 'own', kind, unit: 'messages', done: 3, of, state },
  });
  await tell(app, taskOf(1, 'export', { kind: 'running' }, 12));
  await tell(app, taskOf(2, 'check', { kind: 'running' }));
  await page.getByRole('progressbar').nth(1).waitFor();
  await clean('work under way');
  await tell(app, taskOf(1, 'export', { kind: 'failed', problem: { code: 'file-unwritable', message: 'no space left' } }));
  await tell(app, taskOf(2, 'check', { kind: 'cancelled' }));
  const imported = { kind: 'import', messages: 412, known: 3, refused: 2, list: refused } as const;
  await tell(app, taskOf(3, 'import', { kind: 'done', result: imported }));
  await page.getByText('412 messages handed to the server').waitFor();
  await clean('work that has ended');
  for (let left = 3; left > 0; left -= 1) await page.getByRole('button', { name: 'Dismiss' }).first().click();

  await run('settings');
  await page.getByText('All messages are in the search index.').scrollIntoViewIfNeeded();
  await clean('storage');
  await page.getByRole('button', { name: 'Rebuild the search index…' }).click();
  await dialog.waitFor();
  await clean('a rebuild is asked for');
  await closed();
});

test('axe finds nothing in a message that is damaged, cut, long or on its way, nor among thirty accounts', {
  timeout: 180_000,
}, async () => {
  const { app, page, clean } = await started();
  await ask(page, 'settings.change', { readAfter: null });
  const long = 'What it is about, at length, and then some more of it. '.repeat(18).trim();
  for (const subject of ['Boat', 'Keys', 'Slow', long]) await sendBytes(page, subject, 'They are under the mat.\n');
  const row = (subject: string) => page.getByRole('listbox').getByRole('option', { name: subject });
  await row(long).click();
  await page.getByRole('region', { name: long }).getByText('They are under the mat.').waitFor();
  await clean('a long subject');

  const message = page.getByRole('region', { name: 'Message', exact: true });
  const shown = async (subject: string, body: MessageContent['body'], words: string): Promise<void> => {
    const uid = (await inboxOf(page)).find((one) => one.subject === subject)?.uid;
    const content = await ask<MessageContent>(page, 'inbox.message', { account: 'own', uid });
    await answerInstead(app, 'inbox.message', { ok: true, value: { ...content, body } });
    await row(subject).click();
    await message.getByText(words).waitFor();
    await clean(words);
    await answerInstead(app, 'inbox.message', null);
  };
  await shown('Boat', { kind: 'damaged' }, 'This message is damaged on this computer');
  await shown('Keys', { kind: 'text', text: 'One more line.\n'.repeat(2_000), cut: true }, 'This message is very long.');
  await answerInstead(app, 'inbox.message', 'never');
  await row('Slow').click();
  await message.getByRole('status', { name: 'Loading the message' }).waitFor();
  await clean('a message that is on its way');
  await answerInstead(app, 'inbox.message', null);
  await answerInstead(app, 'inbox.page', 'never');
  const folder = (name: string) => page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name });
  await folder('Protected').click();
  await page.getByRole('region', { name: 'Protected' }).getByRole('status', { name: 'Loading messages' }).waitFor();
  await clean('a list that is on its way');
  await answerInstead(app, 'inbox.page', null);
  await folder('Inbox').click();
  await row('Keys').waitFor();

  const [own] = await ask<[AccountInfo]>(page, 'accounts.list');
  const status = await ask<Status>(page, 'status.read', { account: 'own' });
  const others = Array.from({ length: 29 }, (_, n): AccountInfo => {
    const [id, server] = [`00000000-0000-4000-8000-0000000000${10 + n}`, `https://mail-${n % 5}.works.example`];
    return { ...own, id, server, mailbox: `line-${n + 1}`, own: false, label: n % 3 === 0 ? `Shift ${n + 1}` : '' };
  });
  const states: Connection[] = [
    { kind: 'offline', retryAt: Date.now() + 3_600_000 },
    { kind: 'refused', code: 'token-unknown', message: '' },
    { kind: 'full', smallest: 1 },
    { kind: 'idle' },
  ];
  await tell(app, { kind: 'accounts', accounts: [own, ...others] });
  for (const [n, connection] of states.entries())
    await tell(app, { kind: 'status', account: others[n]?.id ?? '', status: { ...status, connection, unread: n } });
  await page.getByRole('button', { name: /^Account: / }).click();
  const accounts = page.getByRole('listbox', { name: 'Accounts' });
  await accounts.getByText('The server did not answer').waitFor();
  expect(await accounts.getByRole('option').count()).toBe(31);
  await clean('thirty accounts');
});
