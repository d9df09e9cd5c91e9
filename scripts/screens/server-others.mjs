// Servers beside the app's own: added, empty, away, many.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startServer } from '../../dist/server/index.js';
import { ask } from '../drive/app.mjs';
import { few } from './stage.mjs';

const both = { also: few };

const adding = async ({ page, scene, closeDialogs }) => {
  const dialog = page.getByRole('dialog');
  await scene(
    'server-adding',
    async () => {
      await page.getByRole('button', { name: 'Add a server…' }).click();
      await dialog.getByRole('textbox', { name: 'Server', exact: true }).fill('http://192.0.2.1:7425');
      await dialog.getByRole('textbox', { name: 'Admin token' }).fill('a-token');
      await dialog.getByRole('button', { name: 'Test', exact: true }).click();
      await dialog.getByText('http:// is not encrypted').first().waitFor();
    },
    both,
  );
  await closeDialogs();
};

const empty = async ({ page, scene, inSmall, part }) => {
  await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: 'Plant' });
  await scene('server-empty-overview', () => part('Overview', page.getByText('Nothing is stored.')), both);
  await inSmall('server-empty-overview-small');
  const states = { Delivery: 'Nothing waits at the server', Mailboxes: 'No mailbox yet', Devices: 'No device has spoken yet' };
  for (const [name, words] of Object.entries(states))
    await scene(`server-empty-${name.toLowerCase()}`, () => part(name, page.getByText(words)), both);
  await scene('server-empty-retention', () => part('Retention', page.getByText('This server has no mailbox yet.')), both);
};

const many = async ({ page, scene, inSmall, tell, run, go }) => {
  const servers = await ask(page, 'servers.list');
  const accounts = await ask(page, 'accounts.list');
  const [own] = accounts;
  const plant = servers.find((one) => !one.own);
  const names = ['Harbour Street store, the one behind the market hall', 'Plant', '', '配送センター'];
  const addresses = ['store', 'plant', 'a-rather-long-name-of-a-machine', 'depot'].map((name) => `https://${name}.works.example`);
  const five = names.map((label, n) => ({
    ...plant,
    ...(n > 0 && { id: `00000000-0000-4000-8000-0000000000${50 + n}`, server: addresses[n] }),
    label,
  }));
  const thirty = Array.from({ length: 29 }, (_, n) => ({
    ...own,
    ...{ id: `00000000-0000-4000-8000-0000000000${10 + n}`, own: false, label: n % 3 === 0 ? `Shift ${n + 1}` : '' },
    ...{ mailbox: `line-${n + 1}`, server: addresses[n % 4] },
  }));
  await tell({ kind: 'servers', servers: [...servers.filter((one) => one.own), ...five] });
  await tell({ kind: 'accounts', accounts: [own, ...thirty] });
  await scene(
    'server-five',
    async () => {
      await run('goOverview');
      await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: names[0] });
      await page.getByRole('heading', { name: names[0] }).waitFor();
      await page.getByText('Nothing is stored.').waitFor();
    },
    both,
  );
  await inSmall('server-five-small');
  await scene(
    'server-list',
    async () => {
      await go('Settings');
      await page.getByRole('navigation', { name: 'Sections of the settings' }).getByRole('link', { name: 'Servers' }).click();
      await page.getByRole('listitem', { name: names[3] }).waitFor();
      await page.getByRole('heading', { name: 'Servers', exact: true }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    },
    both,
  );
  await tell({ kind: 'servers', servers });
  await tell({ kind: 'accounts', accounts });
  await run('goOverview');
  await page.getByRole('combobox', { name: 'Server' }).selectOption({ label: 'Plant' });
};

const refusing = async ({ page, scene, inSmall, part }, { http, adminToken, stop }) => {
  const administer = (path, method, body) => fetch(`${http}${path}`, { method, body, headers: { Authorization: `Bearer ${adminToken}` } });
  const { tokens } = await (await administer('/v1/tokens', 'GET')).json();
  const { token } = tokens.find(({ note }) => note === 'window');
  await administer(`/v1/tokens/${token}`, 'DELETE');
  // The overview goes on showing what it was told.
  const unshown = page.getByText('Nothing can be shown here now').or(page.getByText('This is what the server said last.'));
  for (const name of ['Overview', 'Delivery', 'Retention', 'Activity'])
    await scene(
      `server-token-refused${name === 'Delivery' ? '' : `-${name.toLowerCase()}`}`,
      async () => {
        await part(name, page.getByText('does not know the admin token any more'));
        await unshown.waitFor();
      },
      both,
    );
  await inSmall('server-token-refused-small');
  await stop();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await scene('server-away', () => part('Processed', page.getByText('Plant does not answer.')), both);
};

export const otherServers = async (stage) => {
  const { page, run } = stage;
  const data = mkdtempSync(join(tmpdir(), 'restante-'));
  const where = { http: { host: '127.0.0.1', port: 0 }, smtp: undefined, insecure: false };
  const { http, stop } = await startServer({ data, ...where, log: pino({ level: 'silent' }) });
  let running = true;
  const end = async () => {
    if (running) await stop();
    running = false;
  };
  try {
    const adminToken = readFileSync(join(data, 'admin-token'), 'utf8').trim();
    const made = await fetch(`${http}/v1/tokens`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${adminToken}` },
      body: JSON.stringify({ scope: 'admin', note: 'window' }),
    });
    await run('goOverview');
    await adding(stage);
    await ask(page, 'servers.add', { server: http, adminToken: (await made.json()).secret, insecure: false, label: 'Plant' });
    await empty(stage);
    await many(stage);
    await refusing(stage, { http, adminToken, stop: end });
  } finally {
    await end();
    rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  }
};
