import type { Page } from 'playwright-core';
import type { AdminAnswer } from '#restante/protocol/admin';
import { launchApp } from '../support/app.ts';
import { submit } from '../support/server.ts';
import { askServer, doorsOf, eventually, folderOf } from './window.ts';

export const letter = Buffer.from(
  'From: Ann Lee <ann.lee@example.org>\r\nTo: me@example.org\r\nSubject: Figures\r\nMIME-Version: 1.0\r\n' +
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n' +
    '<p>Here they are. <img src="https://pictures.invalid/x.png"></p>\r\n--b\r\nContent-Type: application/octet-stream\r\n' +
    'Content-Disposition: attachment; filename="q3.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQ=\r\n--b--\r\n',
);

export const grid = (page: Page, folder = 'Processed') => page.getByRole('grid', { name: `Messages in ${folder}` });
export const row = (page: Page, subject: string | RegExp) => page.getByRole('row').filter({ hasText: subject });
export const toolbar = (page: Page) => page.getByRole('toolbar', { name: 'What to do with the chosen messages' });
export const preview = (page: Page) => page.getByRole('complementary', { name: 'The message at the server' });
export const go = (page: Page, name: string) => page.getByRole('navigation', { name: 'Folders' }).getByRole('button', { name }).click();
export const totalOf = async (page: Page, folder: 'delivery' | 'processed'): Promise<number> => (await folderOf(page, folder)).total.count;
export const detailOf = (page: Page, uid: string) => askServer<AdminAnswer<'message'>>(page, 'message', { path: { uid } });

/** The app with messages of these subjects in the processed folder, and that folder shown. */
export const withProcessed = async (subjects: readonly string[]) => {
  const running = await launchApp();
  const { page } = running;
  const doors = await doorsOf(page);
  const send = (subject: string, body: string | Uint8Array = `Body of ${subject}`, headers: Record<string, string> = {}) =>
    submit(doors, doors.mailbox, doors.sendToken, body, {
      // A header takes bytes: these are the subject's own.
      Subject: Buffer.from(subject, 'utf8').toString('latin1'),
      From: 'bob@example.org',
      ...headers,
    });
  for (const subject of subjects) await send(subject);
  await eventually(() => totalOf(page, 'processed')).toBe(subjects.length);
  await go(page, 'Processed');
  return { ...running, doors, send };
};
