import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, shell } from 'electron';
import type { Outcome, readingAppMethods } from '../../protocol/bridge.ts';
import { type Handlers, ok } from '../bridge/handlers.ts';
import type { MailPages } from './mail-pages.ts';
import type { Mailbox } from './mailbox.ts';

const refused = (code: string, message: string): Outcome<never> => ({ ok: false, problem: { code, message } });

/** Addresses that are given to the system: of the web. */
const followed = /^https?:$/;

/** Prints a page alone, from a window that nobody sees. */
const printPage = async (token: string): Promise<Outcome<null>> => {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: false, spellcheck: false },
  });
  try {
    await window.loadURL(`mail://message/${token}/`);
    const failure = await new Promise<string>((resolve) => {
      window.webContents.print({ silent: false, printBackground: true }, (printed, reason) => resolve(printed ? '' : reason));
    });
    return failure === '' || /cancel/i.test(failure) ? ok(null) : refused('print-failed', `The message was not printed: ${failure}.`);
  } finally {
    window.destroy();
  }
};

/** What main answers about a message that is read. */
export const createReadingHandlers = (deps: {
  mailbox: Mailbox;
  pages: MailPages;
  window: () => BrowserWindow | undefined;
}): Pick<Handlers, keyof typeof readingAppMethods> => {
  const { mailbox, pages } = deps;
  /** Files that are lent to other programs, away from the inbox; they go when the app quits. */
  const lent = new Set<string>();
  app.on('quit', () => {
    for (const folder of lent) rmSync(folder, { recursive: true, force: true });
  });
  return {
    'reading.show': async ({ token, ...page }) => {
      pages.show(token, page);
      return ok(null);
    },
    'reading.hide': async ({ token }) => {
      pages.hide(token);
      return ok(null);
    },
    'reading.focus': async ({ focused }) => {
      pages.focused = focused;
      return ok(null);
    },
    'reading.print': async ({ token }) =>
      pages.get(token) ? printPage(token) : refused('message-unknown', 'The message is not shown any more.'),
    'reading.follow': async ({ url }) => {
      if (!URL.canParse(url) || !followed.test(new URL(url).protocol)) return ok('refused');
      await shell.openExternal(new URL(url).href);
      return ok('opened');
    },
    'reading.open': async (args) => {
      const folder = await mkdtemp(join(app.getPath('temp'), 'restante-'));
      lent.add(folder);
      const written = await mailbox.call('file.lend', { ...args, folder: folder });
      if (!written.ok) return written;
      const failure = await shell.openPath(written.value as string);
      return failure === '' ? ok(null) : refused('file-unopened', failure);
    },
    'reading.saveAll': async (args) => {
      const window = deps.window();
      if (!window) return ok(null);
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
      const [folder] = filePaths;
      if (canceled || folder === undefined) return ok(null);
      return ok(mailbox.tasks.start(args.account, { kind: 'save', uid: args.uid, what: 'all', path: folder }));
    },
  };
};
