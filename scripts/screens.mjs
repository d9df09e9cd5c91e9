// Photographs the real window in every state: scripted mail, the real server, both themes, both languages.
// All of them go to screens/, the chosen ones also to docs/screens/. With a word, only the states whose
// name has it: `npm run screens -- inbox`.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ask, createProfile, doorsOf, launchApp, submit, until } from './drive/app.mjs';
import { fillInbox } from './drive/fill.mjs';
import { provideDisplay } from './electron/system.mjs';
import { provideElectron } from './electron.mjs';
import { arrivals, hundredThousand, inbox, subjects } from './screens/messages.mjs';

const all = fileURLToPath(new URL('../screens/', import.meta.url));
const kept = fileURLToPath(new URL('../docs/screens/', import.meta.url));

/** What the documents show. */
const chosen = [
  'first-start.en-light',
  'inbox.en-light',
  'inbox.ja-dark',
  'unread.ja-light',
  'image.en-dark',
  'attachments.ja-light',
  'full.en-light',
  'make-room.ja-dark',
  'settings.en-dark',
  'delivery.ja-light',
  'processed.en-light',
  'rule.en-dark',
  'keys.en-light',
  'offline.ja-dark',
  'hundred-thousand.en-light',
  'inbox-small.en-dark',
];

const looks = ['light', 'dark'].flatMap((theme) => ['en', 'ja'].map((language) => ({ theme, language })));
const wide = { width: 1_280, height: 800 };
const small = { width: 800, height: 560 };
const wanted = process.argv[2] ?? '';

const stillPage = (page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    for (let n = 0; n < 2; n += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });

/** The window in one app that runs, and the acts that lead from state to state; they speak English. */
const createStage = ({ app, page }) => {
  const wear = async (look) => {
    await ask(page, 'settings.change', look);
    await page.locator(`html[lang="${look.language}"][data-mantine-color-scheme="${look.theme}"]`).waitFor();
    await stillPage(page);
  };
  const resize = async ({ width, height }) => {
    await app.evaluate(
      ({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0].setContentSize(width, height),
      [width, height],
    );
    await page.waitForFunction(([width, height]) => innerWidth === width && innerHeight === height, [width, height]);
  };
  return {
    page,
    wear,
    resize,
    async shoot(state, { also = looks } = {}) {
      if (!state.includes(wanted)) return;
      for (const look of also) {
        await wear(look);
        await page.screenshot({ path: `${all}${state}.${look.language}-${look.theme}.png`, caret: 'hide' });
      }
      await wear(looks[0]);
      console.error(`  ${state}`);
    },
    go: (name) => page.getByRole('navigation').getByRole('button', { name }).click(),
    /** Opens a message and waits until it counts as read, so that all pictures of it are alike. */
    async open(subject) {
      await page.getByRole('option', { name: subject }).first().click();
      await page.getByRole('heading', { level: 2, name: subject }).waitFor();
      await page.locator('[role="option"][aria-selected="true"]:not([data-unread])').waitFor();
    },
  };
};

const startOn = async (machine, profile) => {
  const running = await launchApp(machine, profile);
  await doorsOf(running.page);
  const stage = createStage(running);
  await stage.resize(wide);
  await stage.wear(looks[0]);
  return { ...running, ...stage, doors: await doorsOf(running.page) };
};

const heldBy = (page) => async () => {
  const { tally } = await ask(page, 'status.read', { account: 'own' });
  return Object.values(tally).reduce((sum, { count }) => sum + count, 0);
};

/** From the first start to a server that is away. */
const ordinaryLife = async (machine, profile) => {
  const first = await startOn(machine, profile);
  await first.page.getByRole('heading', { name: 'Your mailbox is open' }).waitFor();
  await first.shoot('first-start');
  await first.resize(small);
  await first.shoot('first-start-small', { also: [looks[0], looks[3]] });
  await first.app.close();

  await fillInbox(profile, inbox(Date.now()));
  const { app, page, doors, shoot, resize, go, open } = await startOn(machine, profile);
  await ask(page, 'accounts.change', { account: 'own', overwriteRead: true, cap: { unit: 'messages', limit: 100 } });
  await open(subjects.text);
  await shoot('inbox');
  await resize(small);
  await shoot('inbox-small', { also: [looks[0], looks[2], looks[3]] });
  await resize(wide);
  await open(subjects.html);
  await shoot('html');
  await open('A subject that does not know');
  await shoot('long-subject', { also: [looks[0], looks[3]] });
  await open('מסמכים');
  await shoot('right-to-left', { also: [looks[0], looks[3]] });
  await open(subjects.image);
  await page.getByRole('img', { name: `Image: ${subjects.image}` }).waitFor();
  await shoot('image');
  await go('Unread');
  await page.getByRole('option').first().waitFor();
  await shoot('unread');
  await go('Inbox');
  await open(subjects.attachments);
  await shoot('attachments');
  await resize(small);
  await shoot('attachments-small', { also: [looks[0], looks[3]] });
  await resize(wide);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
  await shoot('keys');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('option', { name: 'Re: Re: The boat' }).click({ modifiers: ['Shift'] });
  await shoot('several');
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await shoot('deleted', { also: [looks[0], looks[3]] });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('messages restored').waitFor();
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Close' }).click();
  await page.getByRole('meter').hover();
  await page.getByRole('tooltip').waitFor();
  await shoot('meter', { also: [looks[0], looks[3]] });
  await page.mouse.move(700, 400);
  await go('Settings');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await shoot('settings');
  await resize(small);
  await shoot('settings-small', { also: [looks[0], looks[3]] });
  await resize(wide);

  const held = await heldBy(page)();
  for (let n = 0; n < 36; n += 1) await submit(doors, arrivals[n % arrivals.length]);
  await until(heldBy(page), (count) => count === held + 36);
  await go('Processed');
  await page.getByRole('row').nth(8).waitFor();
  await shoot('processed');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Greatest number' }).fill('500');
  await shoot('rule');
  await resize(small);
  await shoot('rule-small', { also: [looks[0], looks[3]] });
  await resize(wide);
  await page.getByRole('button', { name: 'Cancel' }).click();

  await ask(page, 'accounts.change', { account: 'own', overwriteRead: false, cap: { unit: 'messages', limit: held + 36 } });
  for (let n = 0; n < 21; n += 1) await submit(doors, arrivals[n % arrivals.length]);
  const waits = ({ connection, waiting }) => connection.kind === 'full' && waiting.count === 21;
  await until(() => ask(page, 'status.read', { account: 'own' }), waits);
  await go('Inbox');
  await open(arrivals[0].subject);
  await page.getByText('21 messages wait safely').first().waitFor();
  await shoot('full');
  await resize(small);
  await shoot('full-small', { also: [looks[0], looks[3]] });
  await resize(wide);
  await page.getByRole('button', { name: 'Make room…' }).click();
  await page.getByRole('button', { name: 'enough for what waits' }).click();
  await page.getByRole('button', { name: 'Delete 21 messages' }).waitFor();
  await shoot('make-room');
  await resize(small);
  await shoot('make-room-small', { also: [looks[0], looks[3]] });
  await resize(wide);
  await page.getByRole('button', { name: 'Show what waits' }).first().click();
  await page.getByRole('row').nth(8).waitFor();
  await shoot('waiting');
  await go('Delivery');
  await page.getByRole('row').nth(8).waitFor();
  await shoot('delivery');
  await go('Inbox');
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
  await ask(page, 'inbox.fetch', { account: 'own' });
  await page.getByText('The server did not answer').first().waitFor();
  await shoot('offline');
  await go('Processed');
  await shoot('offline-processed', { also: [looks[0], looks[3]] });
  over = true;
  await killing;
  await app.close();
};

const longLife = async (machine, profile) => {
  if (!'hundred-thousand'.includes(wanted)) return;
  const first = await startOn(machine, profile);
  await ask(first.page, 'accounts.change', { account: 'own', cap: { unit: 'messages', limit: 120_000 }, overwriteRead: true });
  await first.app.close();
  await fillInbox(profile, hundredThousand(Date.now()));
  const { app, page, shoot } = await startOn(machine, profile);
  await page.getByRole('option').nth(3).click();
  await page.locator('[role="option"][aria-selected="true"]:not([data-unread])').waitFor();
  await shoot('hundred-thousand');
  await app.close();
};

const electron = await provideElectron({ fonts: true, virtualDisplay: true });
const display = await provideDisplay({ say: console.error, quiet: true });
// The ports that a reader's app would have.
const profiles = [await createProfile({ ports: [7425, 7426] }), await createProfile()];
try {
  if (wanted === '') rmSync(all, { recursive: true, force: true });
  mkdirSync(all, { recursive: true });
  mkdirSync(kept, { recursive: true });
  await ordinaryLife({ electron, display }, profiles[0].folder);
  await longLife({ electron, display }, profiles[1].folder);
  for (const name of chosen) if (name.includes(wanted)) cpSync(`${all}${name}.png`, `${kept}${name}.png`);
} finally {
  for (const { remove } of profiles) remove();
  display.stop();
}
