import type { Page } from 'playwright-core';
import { sendMail } from '../support/corpus.ts';
import { submit } from '../support/server.ts';
import { doorsOf } from './window.ts';

/** Submits bytes to the app's own mailbox by HTTP, as a program would; answers the uid. */
export const sendBytes = async (
  page: Page,
  subject: string,
  bytes: string | Uint8Array,
  { type = 'text/plain; charset=utf-8', from = 'Ann Lee <ann@sender.example>' }: { type?: string; from?: string } = {},
): Promise<string> => {
  const { http, mailbox, sendToken } = await doorsOf(page);
  // A header takes bytes: these are the text's own.
  const raw = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
  const { uid } = await submit({ http }, mailbox, sendToken, bytes, { 'Content-Type': type, Subject: raw(subject), From: raw(from) });
  return uid;
};

/** Sends a mail to the app's own mailbox by SMTP: its header lines beside the addresses, and its body. */
export const sendLetter = async (page: Page, lines: readonly string[], body: string): Promise<void> => {
  const { smtpDoor, mailbox } = await doorsOf(page);
  const letter = ['From: Ann Lee <ann@sender.example>', `To: ${mailbox}@localhost`, ...lines, '', body, ''].join('\r\n');
  await sendMail(smtpDoor, { from: 'ann@sender.example', to: `${mailbox}@localhost` }, Buffer.from(letter, 'utf8'));
};
