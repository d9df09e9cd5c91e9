import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { AccountInfo } from '#restante/protocol/bridge';
import type { RunningApp } from '../support/app.ts';
import { ask, doorsOf } from './window.ts';

/** Opens a mailbox at the app's own server and adds it as an account; answers the account and how to send to it. */
export const addAccount = async ({ page, profile }: Pick<RunningApp, 'page' | 'profile'>, name: string) => {
  const { http } = await doorsOf(page as Page);
  const adminToken = readFileSync(join(profile, 'server', 'admin-token'), 'utf8').trim();
  const response = await fetch(`${http}/v1/mailboxes`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${adminToken}` },
    body: JSON.stringify({ name }),
  });
  const { receiveToken, sendToken } = (await response.json()) as { receiveToken: string; sendToken: string };
  const added = await ask<{ kind: string; account: AccountInfo }>(page, 'accounts.add', {
    server: http,
    mailbox: name,
    receiveToken,
    insecure: false,
  });
  if (added.kind !== 'added') throw new Error(`the account ${name} was not added: ${JSON.stringify(added)}`);
  return { account: added.account, http, sendToken };
};
