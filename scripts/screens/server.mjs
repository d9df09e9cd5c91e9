// The view of a server after a month: what it holds, how long, for whom, and what happened.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, until } from '../drive/app.mjs';
import { fillServer } from '../drive/fill-server.mjs';
import { folders, retention } from './server-folders.mjs';
import { otherServers } from './server-others.mjs';
import { answerInstead, few, startOn } from './stage.mjs';

const both = { also: few };

const overview = async ({ page, scene, inSmall, part, instead, askServer, changed }) => {
  const plots = page.getByRole('figure', { name: 'What is held' }).locator('svg').first();
  await scene('server-overview', () => part('Overview', plots));
  await inSmall('server-overview-small');
  await scene(
    'server-overview-table',
    async () => {
      await page.getByRole('button', { name: 'Show as table' }).first().click();
      await page.getByRole('table').first().waitFor();
    },
    both,
  );
  await page.getByRole('button', { name: 'Show as plot' }).first().click();
  const health = await askServer('ready');
  await instead('server.ask ready', { ...health, status: 'not-ready', intake: false, checks: { ...health.checks, store: 'full' } });
  await scene(
    'server-failing',
    async () => {
      await changed();
      await page.getByText('Its disk is full').waitFor();
    },
    both,
  );
  await instead('server.ask ready', null);
};

const mailboxes = async ({ page, scene, inSmall, part, closeDialogs }) => {
  // One may stand above another.
  const dialog = page.getByRole('dialog').last();
  const opens = (state, button) =>
    scene(
      state,
      async () => {
        await page.getByRole('button', { name: button }).last().click();
        await dialog.waitFor();
      },
      both,
    );
  await scene('server-mailboxes', () => part('Mailboxes', page.getByRole('button', { name: 'Open bob', exact: true })));
  await inSmall('server-mailboxes-small');
  await opens('server-tokens', 'Tokens of the server…');
  await opens('server-token-adding', 'Add token…');
  await closeDialogs();
  await opens('server-mailbox-adding', 'Add mailbox…');
  await scene(
    'server-tokens-once',
    async () => {
      await dialog.getByRole('textbox', { name: 'Name' }).fill('office');
      await dialog.getByRole('button', { name: 'Add mailbox', exact: true }).click();
      await dialog.getByRole('button', { name: 'I have kept them' }).waitFor();
    },
    both,
  );
  await inSmall('server-tokens-once-small');
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await scene(
    'server-mailbox',
    async () => {
      await page.getByRole('button', { name: 'Open bob', exact: true }).click();
      await page.getByRole('list', { name: 'Tokens' }).getByRole('listitem').nth(1).waitFor();
    },
    both,
  );
  await inSmall('server-mailbox-small');
  await opens('server-token-revoking', /^Revoke Send/);
  await closeDialogs();
  await opens('server-mailbox-removing', 'Remove mailbox…');
  await closeDialogs();
  await page.getByRole('button', { name: 'All mailboxes' }).click();
};

const devices = async ({ page, scene, inSmall, part, closeDialogs }) => {
  await scene('server-devices', () => part('Devices', page.getByRole('button', { name: /^Open .* of ann$/ }).first()), both);
  await inSmall('server-devices-small');
  const connected = page.getByRole('row', { name: / ann connected/ }).getByRole('button');
  await scene(
    'server-device',
    async () => {
      await connected.click();
      await page.getByRole('heading', { name: 'Test notification' }).waitFor();
    },
    both,
  );
  await scene(
    'server-test',
    async () => {
      await page.getByRole('button', { name: 'Test notification' }).click();
      await page.getByText('Nothing waits for it. The way works.').waitFor();
      await page.getByRole('button', { name: 'Test again' }).waitFor();
    },
    both,
  );
  await inSmall('server-test-small');
  await scene(
    'server-device-forgetting',
    async () => {
      await page.getByRole('button', { name: 'Forget device…' }).click();
      await page.getByRole('dialog').waitFor();
    },
    both,
  );
  await closeDialogs();
  await page.getByRole('button', { name: 'All devices' }).click();
};

const activity = async ({ page, scene, inSmall, part, askServer }) => {
  const list = page.getByRole('region', { name: 'What happened at this server' });
  const filters = page.getByRole('search', { name: 'Filters of the activity' });
  await scene('server-activity', () => part('Activity', list.getByText('Today', { exact: true })));
  await inSmall('server-activity-small');
  await scene(
    'server-export',
    async () => {
      await page.getByRole('button', { name: 'Export…' }).click();
      await page.getByRole('menuitem', { name: 'As JSON lines…' }).waitFor();
    },
    both,
  );
  await page.keyboard.press('Escape');
  await scene(
    'server-new',
    async () => {
      await list.evaluate((element) => element.scrollTo({ top: 300 }));
      for (const shared of [true, false]) await askServer('changeMailbox', { path: { mailbox: 'bob' }, body: { shared } });
      await page.getByRole('button', { name: /^\d+ new$/ }).waitFor();
    },
    both,
  );
  await scene(
    'server-handed-on',
    async () => {
      await filters.getByRole('combobox', { name: 'Mailbox' }).selectOption('alerts');
      await filters.getByRole('combobox', { name: 'What happened' }).selectOption('Ended');
      const { entries } = await askServer('activity', { query: { kind: 'forwarded', limit: 1 } });
      // As a field of a date has it.
      const day = new Date(entries[0].at).toLocaleDateString('sv-SE');
      await filters.getByLabel('To day').first().fill(day);
      await list
        .getByRole('button', { name: /Handed on to the mailbox ann/ })
        .first()
        .click();
      await page
        .getByRole('region', { name: /^History of/ })
        .getByRole('heading', { name: 'Handed on to ann' })
        .waitFor();
    },
    both,
  );
  await inSmall('server-handed-on-small');
  await page.getByRole('button', { name: 'Close the history' }).click();
  await scene(
    'server-nothing-happened',
    async () => {
      await filters.getByLabel('To day').first().fill('2020-01-31');
      await page.getByRole('heading', { name: 'Nothing of this kind happened' }).waitFor();
    },
    both,
  );
  await filters.getByRole('button', { name: 'Show everything' }).click();
};

const bundled = async ({ app, page, scene, inSmall, part }) => {
  const up = (name) => page.getByRole('heading', { name, exact: true }).evaluate((one) => one.scrollIntoView({ block: 'start' }));
  const backups = mkdtempSync(join(tmpdir(), 'restante-'));
  await part('Overview', page.getByRole('figure').first());
  await page.getByRole('button', { name: 'Settings of this server' }).click();
  await scene('server-settings', () => page.getByText(/^Running since/).waitFor(), both);
  await inSmall('server-settings-small');
  await scene(
    'server-network',
    async () => {
      await page.getByRole('button', { name: 'Make one for this computer' }).click();
      await page.getByRole('button', { name: 'Copy the fingerprint' }).waitFor();
      await page.getByRole('button', { name: 'Switch on', exact: true }).click();
      await page.getByText('On: other machines reach the server, encrypted.').waitFor();
      await up('Network access');
    },
    both,
  );
  await inSmall('server-network-small');
  await scene(
    'server-certificate',
    async () => {
      await up('Certificate');
      await page.getByText(/^Running since/).waitFor();
    },
    both,
  );
  await scene(
    'server-backup',
    async () => {
      await app.evaluate(({ dialog }, folder) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
      }, backups);
      await page.getByRole('button', { name: 'Back up now…' }).click();
      await page.getByText(/^Last backup: .* checked\.$/).waitFor();
      await page.getByRole('button', { name: 'Show the last lines' }).click();
      await up('Backup');
    },
    both,
  );
  rmSync(backups, { recursive: true, force: true });
};

export const serverLife = async (machine, profile, wanted) => {
  if (wanted !== '' && !wanted.startsWith('server') && !'server'.startsWith(wanted)) return;
  await fillServer(join(profile, 'server'), 'ann');
  const stage = await startOn(machine, profile, wanted);
  const { app, page, run } = stage;
  // The laptop of the month before is given up for this computer.
  const status = () => ask(page, 'status.read', { account: 'own' });
  await until(status, ({ connection }) => connection.kind === 'refused');
  await ask(page, 'inbox.takeOver', { account: 'own' });
  await until(status, ({ connection, waiting }) => connection.kind === 'idle' && waiting.count === 0);
  await run('goOverview');
  const more = {
    ...stage,
    row: (n) => page.getByRole('row').nth(n),
    /** Goes to a part and waits for what it shows. */
    async part(name, ready) {
      const parts = page.getByRole('navigation', { name: /^Parts of the server/ });
      await parts.getByRole('button', { name, exact: true }).click();
      await ready.waitFor();
    },
    askServer: (operation, request = {}) => ask(page, 'server.ask', { server: 'own', operation, body: undefined, ...request }),
    instead: (method, value) => answerInstead(app, method, value && { ok: true, value }),
    changed: () => stage.tell({ kind: 'server-changed', server: 'own' }),
  };
  for (const part of [overview, folders, retention, mailboxes, devices, activity, bundled, otherServers])
    try {
      await part(more);
    } catch (error) {
      stage.failed(part.name, error);
    }
  await app.close();
};
