import { app, type BrowserWindow, clipboard, dialog } from 'electron';
import type { MethodName, Outcome, Result, Settings } from '../../protocol/bridge.ts';
import { type Handlers, ok } from '../bridge/handlers.ts';
import type { EngineMethod } from '../engine/calls.ts';
import type { SettingsFile } from '../settings/settings.ts';
import type { Mailbox } from './mailbox.ts';

/** The bridge's methods: what is of this machine is answered here, the rest by the engine. */
export const createHandlers = (deps: {
  mailbox: Mailbox;
  settings: SettingsFile;
  window: () => BrowserWindow | undefined;
  settingsChanged: (settings: Settings) => void;
}): Handlers => {
  const { mailbox, settings } = deps;
  const { accounts } = mailbox;
  const engine =
    <K extends EngineMethod & MethodName>(name: K) =>
    (args: unknown): Promise<Outcome<Result<K>>> =>
      mailbox.call(name, args) as Promise<Outcome<Result<K>>>;
  const changed = (next: Settings): Outcome<Settings> => {
    deps.settingsChanged(next);
    return ok(next);
  };

  return {
    'app.info': async () =>
      ok({
        version: app.getVersion(),
        electron: process.versions.electron ?? '',
        platform: process.platform,
        locale: app.getLocale(),
        fallbacks: settings.fallbacks,
      }),
    'app.copy': async ({ text }) => {
      clipboard.writeText(text);
      return ok(null);
    },
    'settings.read': async () => ok(settings.read()),
    'settings.change': async (patch) => changed(settings.change(patch)),
    'settings.reset': async () => changed(settings.reset()),
    'accounts.list': async () => ok(accounts.list()),
    'accounts.check': accounts.check,
    'accounts.add': accounts.add,
    'accounts.change': accounts.change,
    'accounts.remove': accounts.remove,
    'server.info': async () => ok(mailbox.info()),
    'inbox.save': async (args) => {
      const name = await mailbox.call('file.name', args);
      if (!name.ok) return name;
      const window = deps.window();
      if (!window) return ok(null);
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name.value as string });
      if (canceled || filePath === '') return ok(null);
      const written = await mailbox.call('file.write', { ...args, path: filePath });
      return written.ok ? ok({ path: filePath }) : written;
    },
    'status.read': engine('status.read'),
    'inbox.fetch': engine('inbox.fetch'),
    'inbox.takeOver': engine('inbox.takeOver'),
    'inbox.page': engine('inbox.page'),
    'inbox.message': engine('inbox.message'),
    'inbox.open': engine('inbox.open'),
    'inbox.mark': engine('inbox.mark'),
    'inbox.purge': engine('inbox.purge'),
    'inbox.traces': engine('inbox.traces'),
    'inbox.again': engine('inbox.again'),
    'inbox.waiting': engine('inbox.waiting'),
    'server.folder': engine('server.folder'),
    'server.retention': engine('server.retention'),
    'server.changeRetention': engine('server.changeRetention'),
  };
};
