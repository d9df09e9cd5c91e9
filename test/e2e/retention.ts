import type { Locator, Page } from 'playwright-core';
import type { Retention } from '#restante/protocol/bridge';
import { launchApp } from '../support/app.ts';
import { call, submit, type Tokens } from '../support/server.ts';
import { askServer, doorsOf } from './window.ts';

/** At most so many processed messages, for ever. */
export const atMost = (maxCount: number | null): Retention => ({ delivery: { maxAge: null }, processed: { maxAge: null, maxCount } });

/** The app, and on its server a mailbox that nobody reads, with so many processed messages m1, m2, … */
export const withOffice = async (messages: number) => {
  const { page } = await launchApp();
  const { http } = await doorsOf(page);
  const office = await askServer<Tokens>(page, 'addMailbox', { body: { name: 'office' } });
  let sent = 0;
  const add = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      sent += 1;
      await submit({ http }, 'office', office.sendToken, 'x'.repeat(10), { Subject: `m${sent}` });
    }
    await call({ http }, office.receiveToken, `/v1/mailboxes/office?move=${sent - count + 1}-${sent}`, { method: 'POST' });
  };
  if (messages > 0) await add(messages);
  return { page, add };
};
export const left = async (page: Page): Promise<string[]> =>
  (
    await askServer<{ messages: { subject: string }[] }>(page, 'messages', { query: { folder: 'processed', mailbox: 'office' } })
  ).messages.map(({ subject }) => subject);
export const inForce = (page: Page, mailbox = 'office'): Promise<Retention> => askServer(page, 'retention', { path: { mailbox } });
export const named = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, n) => `m${from + n}`);

/** To the policy of the office, or of all. */
export const open = async (page: Page, mailbox?: string): Promise<void> => {
  const delivery = page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name: 'Delivery' });
  await delivery.click();
  await page
    .getByRole('navigation', { name: /^Parts of the server/ })
    .getByRole('button', { name: 'Retention' })
    .click();
  await page.getByRole('heading', { name: 'Retention', exact: true }).waitFor();
  if (mailbox === undefined) return;
  await page.getByRole('button', { name: `Rule of ${mailbox}` }).click();
  await page.getByRole('heading', { name: `Mailbox ${mailbox}` }).waitFor();
};
export const preview = (page: Page): Locator => page.getByRole('region', { name: 'What this would do' });
export const processed = (page: Page): Locator => preview(page).getByRole('region', { name: 'Processed messages' });
export const rowsOf = (table: Locator): Promise<string[]> =>
  table
    .getByRole('row')
    .allInnerTexts()
    .then((rows) => rows.map((row) => row.replaceAll(/\s+/g, ' ').trim()));
export const fill = async (page: Page, name: string, value: string): Promise<void> => {
  await page.getByRole('group', { name: 'Processed messages' }).getByRole('textbox', { name }).fill(value);
};
