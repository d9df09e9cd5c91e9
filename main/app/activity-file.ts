import { type BrowserWindow, dialog } from 'electron';
import type { activityFileMethods } from '../../protocol/bridge.ts';
import { placeAtServer } from '../../protocol/place.ts';
import { type Handlers, ok } from '../bridge/handlers.ts';
import { isThere } from './is-there.ts';
import type { Mailbox } from './mailbox.ts';

/** What the dialog says; the rest of it is the system's. */
const words = {
  en: { name: 'Restante activity', csv: 'Table (CSV)', jsonl: 'JSON lines' },
  ja: { name: 'Restante のできごと', csv: '表（CSV）', jsonl: 'JSON 行' },
} as const;

/** Writing a server's activity: here the reader is asked where to, the engine does it. */
export const createActivityFileHandlers = (deps: {
  mailbox: Pick<Mailbox, 'tasks'>;
  window: () => BrowserWindow | undefined;
  language: () => 'en' | 'ja';
}): Pick<Handlers, keyof typeof activityFileMethods> => ({
  'server.writeActivity': async ({ server, filter, format }) => {
    const window = deps.window();
    if (!window) return ok(null);
    const t = words[deps.language()];
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: `${t.name}.${format}`,
      filters: [{ name: t[format], extensions: [format] }],
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
    if (canceled || filePath === '') return ok(null);
    // The dialog has asked about what is there now, and about nothing that comes later.
    const replace = await isThere(filePath);
    return ok(deps.mailbox.tasks.start(placeAtServer(server), { kind: 'activity', filter, format, path: filePath, replace }));
  },
});
