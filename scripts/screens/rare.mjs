// What a healthy app seldom shows: it is told so, or answered so, in place of its engine.
import { ask } from '../drive/app.mjs';
import { fillInbox } from '../drive/fill.mjs';
import { hundredThousand, inbox, subjects } from './messages.mjs';
import { answerInstead, few, startOn } from './stage.mjs';

const problem = (code, message = 'It says so itself.') => ({ ok: false, problem: { code, message } });

const taskOf = (n, kind, state, some = {}) => ({
  ...{ id: `00000000-0000-4000-8000-00000000000${n}`, account: 'own', kind, unit: 'messages', done: 0, of: null, state, ...some },
});

const connections = async ({ page, scene, tell }) => {
  const status = await ask(page, 'status.read', { account: 'own' });
  const now = Date.now();
  const states = {
    connecting: { kind: 'connecting' },
    fetching: { kind: 'fetching', done: 3, of: 24, part: null },
    downloading: { kind: 'fetching', done: 3, of: 24, part: { bytes: 41_000_000, of: 180_000_000 } },
    reconnecting: { kind: 'offline', retryAt: now + 3_600_000 },
    'token-refused': { kind: 'refused', code: 'token-unknown', message: 'The token is not known.' },
    'other-device': { kind: 'refused', code: 'other-device', message: 'The mailbox belongs to another device.' },
    'disk-full': { kind: 'failing', code: 'storage-full', message: 'database or disk is full', retryAt: now + 3_600_000 },
    oversize: { kind: 'deferred', smallest: 900_000_000 },
  };
  for (const [name, connection] of Object.entries(states))
    await scene(
      name,
      () => tell({ kind: 'status', account: 'own', status: { ...status, connection, waiting: { count: 21, bytes: 9e8 } } }),
      {
        also: few,
      },
    );
  await tell({ kind: 'status', account: 'own', status });
};

const work = async ({ page, scene, inSmall, tell }) => {
  await scene('tasks', async () => {
    await tell({ kind: 'task', task: taskOf(1, 'export', { kind: 'running' }, { done: 340, of: 1_200 }) });
    await tell({ kind: 'task', task: taskOf(2, 'check', { kind: 'running' }) });
    await page.getByRole('progressbar').nth(1).waitFor();
  });
  const refused = [
    { name: 'photo.jpg', problem: { code: 'file-unreadable', message: '' } },
    { name: 'old.mbox #17', problem: { code: 'message-too-large', message: '' } },
  ];
  const exported = { kind: 'export', path: '/home/ann/Restante messages.mbox', messages: 1_200, bytes: 1, damaged: 0, gone: 2 };
  await scene('tasks-ended', async () => {
    await tell({ kind: 'task', task: taskOf(1, 'export', { kind: 'done', result: exported }) });
    await tell({
      kind: 'task',
      task: taskOf(2, 'check', { kind: 'failed', problem: { code: 'storage-failed', message: 'disk I/O error' } }),
    });
    const result = { kind: 'import', messages: 412, known: 3, refused: 2, list: refused };
    await tell({ kind: 'task', task: taskOf(3, 'import', { kind: 'done', result }) });
  });
  await inSmall('tasks-small');
  for (let left = 3; left > 0; left -= 1) await page.getByRole('button', { name: 'Dismiss' }).first().click();
};

const answers = async ({ app, page, scene, row, go }) => {
  const first = (await ask(page, 'inbox.page', { account: 'own', folder: 'inbox', before: null, limit: 50 })).rows;
  const rowOf = (subject) => first.find((one) => one.subject.startsWith(subject));
  /** What is really answered of a message, with another body. */
  const shows = async (subject, body) => ({
    ok: true,
    value: { ...(await ask(page, 'inbox.message', { account: 'own', uid: rowOf(subject).uid })), body, attachments: [] },
  });
  const other = async (state, method, outcome, reach) => {
    await answerInstead(app, method, outcome);
    await scene(state, reach, { also: few });
    await answerInstead(app, method, null);
  };
  await other('damaged', 'inbox.message', await shows('Re: Re: The boat', { kind: 'damaged' }), () => row('Re: Re: The boat').click());
  await other('huge', 'inbox.message', await shows(subjects.text, { kind: 'file', name: 'huge.eml', why: 'size' }), () =>
    row(subjects.text).click(),
  );
  await other('message-problem', 'inbox.message', problem('storage-failed'), () => row('Keys to the store').click());
  await other('message-loading', 'inbox.message', 'never', async () => {
    await row('La clé').click();
    await page.waitForTimeout(400);
  });
  await other('list-loading', 'inbox.page', 'never', async () => {
    await go('Protected');
    await page.waitForTimeout(400);
  });
  await other('list-problem', 'inbox.page', problem('storage-failed'), () => go('Deleted'));
  await go('Inbox');
  await row(subjects.text).waitFor();
  await other('server-stopped', 'server.ask', problem('server-unreachable'), () => go('Delivery'));
  await go('Inbox');
};

const manyAccounts = async ({ page, scene, tell, run }) => {
  const [own] = await ask(page, 'accounts.list');
  const others = Array.from({ length: 29 }, (_, n) => ({
    ...own,
    ...{ id: `00000000-0000-4000-8000-0000000000${10 + n}`, own: false, label: n % 3 === 0 ? `Shift ${n + 1}` : '' },
    ...{ mailbox: `line-${n + 1}`, server: `https://mail-${n % 5}.works.example` },
  }));
  await scene(
    'thirty-accounts',
    async () => {
      await tell({ kind: 'accounts', accounts: [own, ...others] });
      await run('account');
      await page.waitForTimeout(300);
    },
    { also: few },
  );
  await page.keyboard.press('Escape');
  await tell({ kind: 'accounts', accounts: [own] });
};

export const rareLife = async (machine, profile, wanted) => {
  await fillInbox(profile, inbox(Date.now()), { search: true });
  const stage = await startOn(machine, profile, wanted);
  await stage.row(subjects.text).click();
  for (const part of [connections, work, answers, manyAccounts])
    try {
      await part(stage);
    } catch (error) {
      stage.failed(part.name, error);
    }
  await stage.app.close();
};

export const longLife = async (machine, profile, wanted) => {
  if (!'hundred-thousand one-message'.includes(wanted)) return;
  const first = await startOn(machine, profile, wanted);
  await ask(first.page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 120_000 }, overwriteRead: true });
  await first.app.close();
  await fillInbox(profile, hundredThousand(Date.now(), 1));
  const one = await startOn(machine, profile, wanted);
  await one.scene('one-message', () => one.page.locator('#list').getByRole('option').first().click(), { also: few });
  await one.app.close();
  if (!'hundred-thousand'.includes(wanted)) return;
  await fillInbox(profile, hundredThousand(Date.now()));
  const { app, page, scene } = await startOn(machine, profile, wanted);
  await scene('hundred-thousand', async () => {
    await page.locator('#list').getByRole('option').nth(3).click();
    await page.locator('[role="option"][aria-selected="true"]:not([data-unread])').waitFor();
  });
  await app.close();
};
