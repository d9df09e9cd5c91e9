import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Command } from '../../protocol/bridge.ts';

const strings = {
  en: { file: 'File', fetch: 'Fetch now', settings: 'Settings…', edit: 'Edit', view: 'View', help: 'Help', keys: 'Keyboard shortcuts' },
  ja: { file: 'ファイル', fetch: '今すぐ受信', settings: '設定…', edit: '編集', view: '表示', help: 'ヘルプ', keys: 'キーボード操作' },
} as const;

/** The application menu. The window hears its keys itself, so the menu only shows them. */
export const setMenu = (language: 'en' | 'ja', run: (command: Command) => void): void => {
  const text = strings[language];
  const item = (label: string, accelerator: string, command: Command): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => run(command),
  });
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      {
        label: text.file,
        submenu: [item(text.fetch, 'F5', 'fetch'), item(text.settings, 'CmdOrCtrl+,', 'settings'), { type: 'separator' }, { role: 'quit' }],
      },
      { label: text.edit, role: 'editMenu' },
      {
        label: text.view,
        submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }],
      },
      { label: text.help, role: 'help', submenu: [item(text.keys, '?', 'help')] },
    ]),
  );
};

/** The language of menus and windows. */
export const languageOf = (chosen: 'system' | 'en' | 'ja'): 'en' | 'ja' =>
  chosen === 'system' ? (app.getLocale().startsWith('ja') ? 'ja' : 'en') : chosen;
