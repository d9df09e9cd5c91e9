import { randomUUID } from 'node:crypto';
import { type BrowserWindow, dialog, shell } from 'electron';
import type { composeMethods, Letter, Outcome } from '../../protocol/bridge.ts';
import { type Handlers, ok } from '../bridge/handlers.ts';
import type { Mailbox } from './mailbox.ts';

/** Attaches files to a draft, one after the other; the first that cannot be read ends it. */
export const attachTo = async (
  mailbox: Pick<Mailbox, 'call'>,
  to: { account: string; id: string },
  paths: readonly string[],
): Promise<Outcome<Letter>> => {
  let last: Outcome<unknown> = { ok: false, problem: { code: 'file-unreadable', message: 'What was dropped is no file.' } };
  for (const path of paths) {
    last = await mailbox.call('letters.attachFile', { ...to, file: randomUUID(), path });
    if (!last.ok) return last;
  }
  return last as Outcome<Letter>;
};

/** Of letters, what needs the system's windows. */
export const composeHandlers = (deps: {
  mailbox: Pick<Mailbox, 'call'>;
  window: () => BrowserWindow | undefined;
  settled: () => void;
}): Pick<Handlers, keyof typeof composeMethods> => {
  /** The files that the reader chose last. The window is never told where they are. */
  let last: { readonly chosen: string; readonly paths: readonly string[] } | undefined;
  return {
    'letters.choose': async () => {
      const window = deps.window();
      if (!window) return ok(null);
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile', 'multiSelections'] });
      if (canceled || filePaths.length === 0) return ok(null);
      last = { chosen: randomUUID(), paths: filePaths };
      return ok({ chosen: last.chosen });
    },
    'letters.attachChosen': async ({ chosen, ...to }) => {
      if (last?.chosen !== chosen) return { ok: false, problem: { code: 'call-invalid', message: 'No files were chosen.' } };
      const { paths } = last;
      last = undefined;
      return attachTo(deps.mailbox, to, paths);
    },
    'app.mailto': async ({ address, subject }) => {
      await shell.openExternal(`mailto:${encodeURIComponent(address).replaceAll('%40', '@')}?subject=${encodeURIComponent(subject)}`);
      return ok(null);
    },
    'app.settled': async () => {
      deps.settled();
      return ok(null);
    },
  };
};
