// The view of a server after a month: what it holds, how long, for whom, and what happened.
import { join } from 'node:path';
import { ask, until } from '../drive/app.mjs';
import { fillServer } from '../drive/fill-server.mjs';
import { few, startOn } from './stage.mjs';

export const serverLife = async (machine, profile, wanted) => {
  if (wanted !== '' && !wanted.startsWith('server') && !'server'.startsWith(wanted)) return;
  await fillServer(join(profile, 'server'), 'ann');
  const stage = await startOn(machine, profile, wanted);
  const { page, scene, inSmall, run } = stage;
  // The laptop of the month before is given up for this computer.
  const status = () => ask(page, 'status.read', { account: 'own' });
  await until(status, ({ connection }) => connection.kind === 'refused');
  await ask(page, 'inbox.takeOver', { account: 'own' });
  await until(status, ({ connection, waiting }) => connection.kind === 'idle' && waiting.count === 0);

  const part = (name) =>
    page
      .getByRole('navigation', { name: /^Parts of the server/ })
      .getByRole('button', { name, exact: true })
      .click();
  const row = (n) => page.getByRole('row').nth(n);
  const shown = async (name, ready) => {
    await part(name);
    await ready.first().waitFor();
  };
  await run('goOverview');
  await scene('server-overview', () => shown('Overview', page.getByRole('img').or(page.locator('svg[width]')).first()));
  await inSmall('server-overview-small');
  await scene('server-delivery', () => shown('Delivery', row(3)));
  await scene('server-processed', () => shown('Processed', row(8)));
  await inSmall('server-processed-small');
  await scene('server-message', async () => {
    await row(3).click();
    await page.getByRole('region', { name: /./ }).last().waitFor();
  });
  await scene('server-retention', () => shown('Retention', page.getByRole('heading', { name: 'What was changed' })));
  await scene('server-preview', async () => {
    await page.getByRole('button', { name: 'Edit' }).first().click();
    await page
      .getByRole('spinbutton')
      .or(page.getByRole('textbox', { name: /number|many|most/i }))
      .last()
      .fill('200');
    await page
      .getByText(/30 days/)
      .first()
      .waitFor();
  });
  await inSmall('server-preview-small');
  await scene('server-mailboxes', () => shown('Mailboxes', row(2)));
  await scene('server-devices', () => shown('Devices', row(2)), { also: few });
  await scene('server-activity', () => shown('Activity', page.getByText('Today', { exact: true })));
  await inSmall('server-activity-small');
  await stage.app.close();
};
