import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Command } from '../../protocol/bridge.ts';

/** What the window calls by a name of its own has the same name here. */
const strings = {
  en: {
    file: 'File',
    fetch: 'Look for messages',
    settings: 'Settings…',
    quit: 'Quit',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    view: 'View',
    resetZoom: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    togglefullscreen: 'Full screen',
    help: 'Help',
    keys: 'Keyboard',
  },
  ja: {
    file: 'ファイル',
    fetch: '新着を確認',
    settings: '設定…',
    quit: '終了',
    edit: '編集',
    undo: '元に戻す',
    redo: 'やり直す',
    cut: '切り取り',
    copy: 'コピー',
    paste: '貼り付け',
    selectAll: 'すべて選択',
    view: '表示',
    resetZoom: '実際のサイズ',
    zoomIn: '拡大',
    zoomOut: '縮小',
    togglefullscreen: '全画面表示',
    help: 'ヘルプ',
    keys: 'キーボード',
  },
} as const;

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The application menu. The window hears its keys itself, so the menu only shows them. */
export const setMenu = (language: 'en' | 'ja', run: (command: Command) => void): void => {
  const text = strings[language];
  const item = (label: string, accelerator: string, command: Command): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => run(command),
  });
  // A role has a name too, but only in English.
  const roles = (...names: ('undo' | 'redo' | 'cut' | 'copy' | 'paste' | 'selectAll' | 'resetZoom' | 'zoomIn' | 'zoomOut')[]) =>
    names.map((role): MenuItemConstructorOptions => ({ role, label: text[role] }));
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      {
        label: text.file,
        submenu: [
          item(text.fetch, 'F5', 'fetch'),
          item(text.settings, 'CmdOrCtrl+,', 'settings'),
          separator,
          { role: 'quit', label: text.quit },
        ],
      },
      { label: text.edit, submenu: [...roles('undo', 'redo'), separator, ...roles('cut', 'copy', 'paste', 'selectAll')] },
      {
        label: text.view,
        submenu: [...roles('resetZoom', 'zoomIn', 'zoomOut'), separator, { role: 'togglefullscreen', label: text.togglefullscreen }],
      },
      { label: text.help, role: 'help', submenu: [item(text.keys, '?', 'help')] },
    ]),
  );
};

/** The language of menus and windows. */
export const languageOf = (chosen: 'system' | 'en' | 'ja'): 'en' | 'ja' =>
  chosen === 'system' ? (app.getLocale().startsWith('ja') ? 'ja' : 'en') : chosen;
