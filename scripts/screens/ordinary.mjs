// From the first start to a server that is away: what a reader meets in an ordinary life.
import { ask, submit, until } from '../drive/app.mjs';
import { fillInbox } from '../drive/fill.mjs';
import { arrivals, inbox, subjects } from './messages.mjs';
import { few, looks, small, startOn, wide } from './stage.mjs';

const heldBy = (page) => async () => {
  const { tally } = await ask(page, 'status.read', { account: 'own' });
  return Object.values(tally).reduce((sum, { count }) => sum + count, 0);
};

const reading = async (stage) => {
  const { page, scene, inSmall, enlarged, open, row, run, go, closeDialogs } = stage;
  await open(subjects.text);
  await scene('inbox', async () => {});
  await inSmall('inbox-small', { also: looks.filter(({ language, theme }) => language === 'en' || theme === 'dark') });
  await enlarged('inbox-enlarged');
  await scene('one-line', () => ask(page, 'settings.change', { lines: 1 }), { also: few });
  await ask(page, 'settings.change', { lines: 2 });
  await scene('html', () => open(subjects.html));
  await scene('long-subject', () => open('A subject that does not know'), { also: few });
  await scene('right-to-left', () => open('מסמכים'), { also: few });
  await scene('japanese', () => open('11月分の請求書'), { also: few });
  await scene('image', async () => {
    await open(subjects.image);
    await page.getByRole('img', { name: `Image: ${subjects.image}` }).waitFor();
  });
  await scene('attachments', () => open(subjects.attachments));
  await inSmall('attachments-small');
  await scene(
    'source',
    async () => {
      await run('source');
      await page.getByRole('dialog').waitFor();
    },
    { also: few },
  );
  await closeDialogs();
  await scene('headers', () => run('headers'), { also: few });
  await run('headers');
  await scene('unread', async () => {
    await go('Unread');
    await page.locator('#list').getByRole('option').first().waitFor();
  });
  await scene(
    'protected',
    async () => {
      await go('Protected');
      await page.locator('#list').getByRole('option').first().click();
    },
    { also: few },
  );
  await scene('deleted-empty', () => go('Deleted'), { also: few });
  await go('Inbox');
  await row(subjects.text).waitFor();
};

const searching = async ({ page, scene, inSmall, closeDialogs, run }) => {
  const field = page.getByRole('searchbox');
  const filters = ['filterUnread', 'filterProtected', 'filterFiles'];
  await scene('search', async () => {
    await field.fill('the');
    await page.locator('#list mark').first().waitFor();
    await page.locator('#list').getByRole('option').first().click();
  });
  await inSmall('search-small');
  await scene('nothing-found', async () => {
    await field.fill('pineapple');
    await page.getByText('Nothing found for').waitFor();
  });
  await scene(
    'empty-filter',
    async () => {
      await field.fill('');
      for (const filter of filters) await run(filter);
      await page.getByText('Nothing found in').waitFor();
    },
    { also: few },
  );
  await field.press('Escape');
  await page.locator('#list').getByRole('option').nth(3).waitFor();
  await scene('palette', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Type to find a command' }).fill('un');
  });
  await page.keyboard.press('Escape');
  await scene(
    'context-menu',
    async () => {
      await page.locator('#list').getByRole('option').nth(2).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
    { also: few },
  );
  await page.keyboard.press('Escape');
  await closeDialogs();
};

const acting = async ({ page, scene, open, row, run, closeDialogs, go }) => {
  await open(subjects.attachments);
  await scene('keys', async () => {
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  });
  await closeDialogs();
  await row('Re: Re: The boat').click({ modifiers: ['Shift'] });
  await scene('several', async () => {});
  await scene(
    'deleted',
    async () => {
      await page.keyboard.press('Delete');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
    { also: few },
  );
  await run('undo');
  await row('Re: Re: The boat').waitFor();
  await scene(
    'meter',
    async () => {
      await page.getByRole('meter').hover();
      await page.getByRole('tooltip').waitFor();
    },
    { also: few },
  );
  await page.mouse.move(700, 400);
  await scene('export', async () => {
    await run('export');
    await page.getByRole('dialog').waitFor();
  });
  await closeDialogs();
  await scene(
    'import',
    async () => {
      await run('import');
      await page.getByRole('dialog').waitFor();
    },
    { also: few },
  );
  await closeDialogs();
  await go('Inbox');
};

const writing = async ({ page, scene, inSmall, open, run, doors }) => {
  await scene('compose', async () => {
    await open(subjects.text);
    await run('reply');
    const form = page.getByRole('region', { name: 'New message' });
    await form.waitFor();
    await page.getByRole('combobox', { name: 'To' }).fill(doors.mailbox);
    await page.getByRole('textbox', { name: 'Message' }).fill('Thank you, Ann.\n\nI will bring the figures on Thursday.\n');
    await form.getByText('Saved').waitFor();
  });
  await inSmall('compose-small');
  await page.keyboard.press('Escape');
  await scene('drafts', async () => {
    await run('goDrafts');
    await page.getByRole('option').first().click();
  });
  await scene('sent', async () => {
    const id = crypto.randomUUID();
    const letter = { account: 'own', id, to: [doors.mailbox, 'nobody'], subject: 'The keys', text: 'They are under the mat.\n' };
    await ask(page, 'letters.save', letter);
    await ask(page, 'letters.send', { account: 'own', id });
    await run('goSent');
    await page.getByRole('option', { name: /The keys/ }).click();
    await page.getByRole('region', { name: 'How it stands' }).getByText('Not sent').waitFor();
  });
  await run('goInbox');
};

const choosing = async ({ page, scene, inSmall, go, closeDialogs }) => {
  await go('Settings');
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
  const sections = page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link');
  await scene('settings', async () => {});
  await inSmall('settings-small');
  for (let at = 1; at < (await sections.count()); at += 1) await scene(`settings-${at + 1}`, () => sections.nth(at).click(), { also: few });
  await scene('account-fault', async () => {
    await page.getByRole('button', { name: 'Add account…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Server' }).fill('http://127.0.0.1:9');
    await dialog.getByRole('textbox', { name: 'Mailbox' }).fill('ann');
    await dialog.getByLabel('Receive token', { exact: true }).fill('a'.repeat(43));
    await dialog.getByRole('button', { name: 'Test' }).click();
    await dialog.getByText('no server listens at this port').first().waitFor();
  });
  await closeDialogs();
};

/** What the server holds, and an inbox that is full. */
const filling = async (stage) => {
  const { page, doors, scene, inSmall, go, open, run } = stage;
  const held = await heldBy(page)();
  for (let n = 0; n < 36; n += 1) await submit(doors, arrivals[n % arrivals.length]);
  await until(heldBy(page), (count) => count === held + 36);
  await ask(page, 'accounts.change', { account: 'own', overwriteRead: false, cap: { unit: 'messages', limit: held + 36 } });
  for (let n = 0; n < 21; n += 1) await submit(doors, arrivals[n % arrivals.length]);
  const waits = ({ connection, waiting }) => connection.kind === 'full' && waiting.count === 21;
  await until(() => ask(page, 'status.read', { account: 'own' }), waits);
  await go('Inbox');
  await scene('full', async () => {
    await open(arrivals[0].subject);
    await page.getByText('21 messages wait safely').first().waitFor();
  });
  await inSmall('full-small');
  await scene('make-room', async () => {
    await run('makeRoom');
    await page.getByRole('heading', { name: 'Make room' }).waitFor();
    await page
      .getByRole('button', { name: /largest/ })
      .first()
      .click();
  });
  await inSmall('make-room-small');
  await scene('waiting', async () => {
    await run('goWaiting');
    await page.getByRole('row').nth(8).waitFor();
  });
  await scene('gone', () => run('goGone'), { also: few });
  await go('Inbox');
};

const losing = async ({ app, page, scene, go, open }) => {
  await open(arrivals[0].subject);
  // Kept down for as long as the pictures take.
  const kill = async () => {
    const pids = await app.evaluate(({ app }) => app.getAppMetrics().flatMap(({ name, pid }) => (name === 'Restante server' ? [pid] : [])));
    for (const pid of pids)
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It had just ended.
      }
  };
  let over = false;
  const killing = until(kill, () => over, { seconds: 120 });
  await scene('offline', async () => {
    await ask(page, 'inbox.fetch', { account: 'own' });
    await page.getByText('The server did not answer').filter({ visible: true }).first().waitFor();
  });
  await scene('offline-processed', () => go('Processed'), { also: few });
  over = true;
  await killing;
};

export const ordinaryLife = async (machine, profile, wanted) => {
  const first = await startOn(machine, profile, wanted);
  await first.scene('first-start', () => first.page.getByRole('heading', { name: 'Your mailbox is open' }).waitFor());
  await first.resize(small);
  await first.shoot('first-start-small', { also: few });
  await first.app.close();

  await fillInbox(profile, inbox(Date.now()), { search: true });
  const stage = await startOn(machine, profile, wanted);
  await ask(stage.page, 'accounts.change', { account: 'own', overwriteRead: true, cap: { unit: 'messages', limit: 100 } });
  await stage.resize(wide);
  for (const part of [reading, searching, acting, writing, choosing, filling, losing])
    try {
      await part(stage);
    } catch (error) {
      stage.failed(part.name, error);
      await stage.closeDialogs();
      await stage.run('goInbox');
    }
  await stage.app.close();
};
