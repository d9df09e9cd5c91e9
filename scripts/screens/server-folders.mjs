// The folders of a server, and how long they keep messages.
import { few } from './stage.mjs';

const both = { also: few };
const atMost = (maxCount) => ({ delivery: { maxAge: null }, processed: { maxAge: null, maxCount } });

export const folders = async ({ page, scene, inSmall, part, row }) => {
  const filters = page.getByRole('search', { name: 'Which messages are shown' });
  const preview = page.getByRole('complementary', { name: 'The message at the server' });
  await scene('server-delivery', () => part('Delivery', row(3)));
  await inSmall('server-delivery-small');
  await scene('server-processed', () => part('Processed', row(8)));
  await inSmall('server-processed-small');
  await scene('server-message', async () => {
    await row(3).click();
    await preview.getByRole('heading', { level: 2 }).waitFor();
    await preview.locator('[data-frame], [dir="auto"]').first().waitFor();
  });
  await inSmall('server-message-small');
  await scene(
    'server-menu',
    async () => {
      await row(5).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Hold' }).waitFor();
    },
    both,
  );
  await page.keyboard.press('Escape');
  await scene(
    'server-chosen',
    async () => {
      await row(3).click();
      await row(7).click({ modifiers: ['Shift'] });
      await page.getByText('5 chosen').waitFor();
    },
    both,
  );
  await inSmall('server-chosen-small');
  await scene(
    'server-deleting',
    async () => {
      await page.keyboard.press('Delete');
      await page.getByRole('dialog', { name: 'Delete at the server' }).waitFor();
    },
    both,
  );
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Choose none' }).click();
  await preview.getByRole('button', { name: 'Close' }).click();
  await scene(
    'server-filter',
    async () => {
      await filters.getByRole('button', { name: 'More filters' }).click();
      await page.getByRole('dialog', { name: 'More filters' }).getByRole('combobox', { name: 'Held' }).selectOption('Only held');
      await page.getByRole('img', { name: 'Held: exempt from retention' }).first().waitFor();
    },
    both,
  );
  await inSmall('server-filter-small');
  await page.keyboard.press('Escape');
  await scene('server-held', () => page.getByRole('dialog').waitFor({ state: 'detached' }), both);
  await scene(
    'server-columns',
    async () => {
      await filters.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('menuitemcheckbox', { name: 'Age' }).waitFor();
    },
    both,
  );
  await page.keyboard.press('Escape');
  await scene(
    'server-no-match',
    async () => {
      await filters.getByRole('textbox', { name: 'Subject contains' }).fill('pineapple');
      await page.getByText('No message here matches').waitFor();
    },
    both,
  );
  await page.getByRole('button', { name: 'Remove all filters' }).last().click();
  await row(8).waitFor();
  await scene(
    'server-policy-line',
    async () => {
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByRole('textbox', { name: 'Length of time' }).fill('3');
      await page
        .getByText(/would go at once and/)
        .first()
        .waitFor();
    },
    both,
  );
  await inSmall('server-policy-line-small');
  await page.keyboard.press('Escape');
};

export const retention = async ({ page, scene, inSmall, part, askServer }) => {
  const value = page.getByRole('group', { name: 'Processed messages' }).getByRole('textbox', { name: 'Greatest number' });
  const goes = page.getByText(/would go at once and/);
  const box = async (name) => {
    await part('Retention', page.getByRole('heading', { name: 'What was changed' }));
    await page.getByRole('button', { name: `Rule of ${name}` }).click();
    await page.getByRole('heading', { name: `Mailbox ${name}` }).waitFor();
  };
  await scene('server-retention', () => part('Retention', page.getByRole('button', { name: 'Rule of ann' })));
  await inSmall('server-retention-small');
  await scene(
    'server-history',
    () => page.getByRole('heading', { name: 'What was changed' }).evaluate((heading) => heading.scrollIntoView({ block: 'start' })),
    both,
  );
  await box('ann');
  await scene('server-preview', async () => {
    await page.getByRole('button', { name: 'Give it its own…' }).click();
    await value.fill('250');
    await goes.first().waitFor();
  });
  await inSmall('server-preview-small');
  await scene(
    'server-question',
    async () => {
      await value.fill('10');
      await page
        .getByText(/[1-9][\d,]* messages \([^)]*\) would go at once/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
    both,
  );
  await page.getByRole('button', { name: 'Keep them' }).click();
  await scene(
    'server-changed-meanwhile',
    async () => {
      await askServer('setRetention', { path: { mailbox: 'ann' }, body: atMost(77_000) });
      await page.getByText('The rule in force was changed meanwhile.').waitFor();
    },
    both,
  );
  await page.getByRole('button', { name: 'Cancel' }).click();
  await askServer('setRetention', { path: { mailbox: 'ann' }, body: atMost(10) });
  const waits = page.getByRole('region', { name: 'Retention waits for you' });
  await scene('server-brake', () => waits.waitFor(), both);
  await scene('server-brake-overview', () => part('Overview', page.getByRole('heading', { name: 'Retention waits for you' })), both);
  await scene('server-brake-folder', () => part('Processed', waits), both);
  await inSmall('server-brake-folder-small');
  await scene(
    'server-letting-go',
    async () => {
      await waits.getByRole('button', { name: /^Delete \d+ messages…$/ }).click();
      await page.getByRole('dialog').waitFor();
    },
    both,
  );
  await page.getByRole('button', { name: 'Keep them' }).click();
  await askServer('resetRetention', { path: { mailbox: 'ann' } });
  await waits.waitFor({ state: 'detached' });
  await part('Retention', page.getByRole('heading', { name: 'Mailbox ann' }));
  await page.getByRole('button', { name: 'All mailboxes' }).click();
};
