import { type BrowserWindow, dialog, shell } from 'electron';
import type { ExportFormat, taskMethods } from '../../protocol/bridge.ts';
import { placeAtServer } from '../../protocol/place.ts';
import { type Handlers, ok } from '../bridge/handlers.ts';
import { isThere } from './is-there.ts';
import type { Mailbox } from './mailbox.ts';

/** What the dialogs say; the rest of them is the system's. */
const words = {
  en: {
    mbox: 'Restante messages.mbox',
    eml: 'Restante messages',
    mails: 'Mails (mbox, EML)',
    all: 'All files',
    folder: 'Make this folder and fill it',
    open: 'Import',
  },
  ja: {
    mbox: 'Restante のメッセージ.mbox',
    eml: 'Restante のメッセージ',
    mails: 'メール (mbox、EML)',
    all: 'すべてのファイル',
    folder: 'このフォルダーを作って書き出す',
    open: '取り込む',
  },
} as const;

/** The methods of long work: here the reader is asked where. */
export const createTaskHandlers = (deps: {
  mailbox: Pick<Mailbox, 'tasks' | 'call'>;
  window: () => BrowserWindow | undefined;
  language: () => 'en' | 'ja';
}): Pick<Handlers, keyof typeof taskMethods | 'servers.download' | 'inbox.save'> => {
  const { tasks, call } = deps.mailbox;

  const askWhereTo = async (format: ExportFormat): Promise<string | undefined> => {
    const window = deps.window();
    if (!window) return undefined;
    const t = words[deps.language()];
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: t[format],
      ...(format === 'mbox' ? { filters: [{ name: 'mbox', extensions: ['mbox'] }] } : { buttonLabel: t.folder }),
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
    return canceled || filePath === '' ? undefined : filePath;
  };
  const askWhich = async (): Promise<readonly string[]> => {
    const window = deps.window();
    if (!window) return [];
    const t = words[deps.language()];
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      buttonLabel: t.open,
      filters: [
        { name: t.mails, extensions: ['mbox', 'eml', 'mbx'] },
        { name: t.all, extensions: ['*'] },
      ],
      properties: ['openFile', 'multiSelections'],
    });
    return canceled ? [] : filePaths;
  };

  return {
    'servers.download': async ({ server, uids, bytes }) => {
      const window = deps.window();
      if (!window) return ok(null);
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
      const [folder] = filePaths;
      if (canceled || folder === undefined) return ok(null);
      return ok(tasks.start(placeAtServer(server), { kind: 'download', uids, bytes, folder }));
    },
    'inbox.save': async ({ account, uid, attachment }) => {
      const name = await call('file.name', { account, uid, attachment });
      if (!name.ok) return name;
      const window = deps.window();
      if (!window) return ok(null);
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name.value as string });
      if (canceled || filePath === '') return ok(null);
      return ok(tasks.start(account, { kind: 'save', uid, what: attachment, path: filePath }));
    },
    'task.list': async () => ok(tasks.list()),
    'task.export': async ({ account, what, format }) => {
      const path = await askWhereTo(format);
      if (path === undefined) return ok(null);
      // The dialog has asked about what is there now, and about nothing that comes later. A folder is never replaced.
      const replace = format === 'mbox' && (await isThere(path));
      return ok(tasks.start(account, { kind: 'export', what, format, path, replace }));
    },
    'task.import': async ({ account }) => {
      const paths = await askWhich();
      return ok(paths.length === 0 ? null : tasks.start(account, { kind: 'import', paths }));
    },
    'task.rebuild': async ({ account }) => ok(tasks.start(account, { kind: 'rebuild', again: false })),
    'task.check': async ({ account }) => ok(tasks.start(account, { kind: 'check' })),
    'task.cancel': async ({ id }) => {
      await tasks.cancel(id);
      return ok(null);
    },
    'task.dismiss': async ({ id }) => {
      tasks.dismiss(id);
      return ok(null);
    },
    'task.show': async ({ id }) => {
      const { state } = tasks.list().find((task) => task.id === id) ?? {};
      if (state?.kind === 'done' && 'path' in state.result) shell.showItemInFolder(state.result.path);
      return ok(null);
    },
  };
};
