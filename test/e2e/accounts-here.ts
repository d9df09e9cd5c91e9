import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { AccountInfo } from '#restante/protocol/bridge';
import type { RunningApp } from '../support/app.ts';
import { ask, doorsOf } from './window.ts';

/**
 * Opens a mailbox at the app's own server and adds it as an account; answers the account and its tokens.
 * @param way what stands between the account and its server
 */
export const addAccount = async (
  { page, profile }: Pick<RunningApp, 'page' | 'profile'>,
  name: string,
  way = (http: string): string | Promise<string> => http,
) => {
  const { http } = await doorsOf(page as Page);
  const adminToken = readFileSync(join(profile, 'server', 'admin-token'), 'utf8').trim();
  const response = await fetch(`${http}/v1/mailboxes`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}` },
    body: JSON.stringify({ name }),
  });
  const { receiveToken, sendToken } = (await response.json()) as { receiveToken: string; sendToken: string };
  const added = await ask<{ kind: string; account: AccountInfo }>(page, 'accounts.add', {
    server: await way(http),
    mailbox: name,
    receiveToken,
    insecure: false,
  });
  if (added.kind !== 'added') throw new Error(`the account ${name} was not added: ${JSON.stringify(added)}`);
  return { account: added.account, http, sendToken, receiveToken };
};

/** Shows the account of that name, as a person chooses it. */
export const showAccount = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: /^Account: / }).waitFor();
  await page.keyboard.press('Control+Shift+A');
  await page.getByRole('combobox', { name: 'Find an account' }).fill(name);
  const options = page.getByRole('listbox', { name: 'Accounts' }).getByRole('option');
  await expect.poll(() => options.count()).toBe(1);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: new RegExp(`Account: ${name}`) }).waitFor();
};
