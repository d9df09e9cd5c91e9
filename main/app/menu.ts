import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { commandWords, menuWords } from '../../protocol/command-words.ts';
import { type Command, commands, commandTable, type Menu as MenuName, menus } from '../../protocol/commands.ts';

/** What the system does by itself; it has names for it only in English. */
const roleWords = {
  en: {
    quit: 'Quit',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    resetZoom: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    togglefullscreen: 'Full screen',
  },
  ja: {
    quit: '終了',
    cut: '切り取り',
    copy: 'コピー',
    paste: '貼り付け',
    selectAll: 'すべて選択',
    resetZoom: '実際のサイズ',
    zoomIn: '拡大',
    zoomOut: '縮小',
    togglefullscreen: '全画面表示',
  },
} as const;
type Role = keyof (typeof roleWords)['en'];

/** The roles of each menu, behind its commands. */
const rolesOf: Readonly<Record<MenuName, readonly Role[]>> = {
  file: ['quit'],
  edit: ['cut', 'copy', 'paste', 'selectAll'],
  view: ['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'],
  go: [],
  message: [],
  help: [],
};

/** The application menu: every command. The window hears their keys itself, so the menu only shows them. */
export const setMenu = (language: 'en' | 'ja', run: (command: Command) => void): void => {
  const item = (command: Command): MenuItemConstructorOptions => {
    const accelerator = commandTable[command].keys[0];
    return {
      id: command,
      label: commandWords[language][command],
      ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
      enabled: false,
      click: () => run(command),
    };
  };
  const menu = (name: MenuName): MenuItemConstructorOptions => {
    const items = commands.filter((command) => commandTable[command].menu === name).map(item);
    const roles = rolesOf[name].map((role): MenuItemConstructorOptions => ({ role, label: roleWords[language][role] }));
    return {
      label: menuWords[language][name],
      ...(name === 'help' && { role: 'help' as const }),
      submenu: [...items, ...(roles.length > 0 ? [{ type: 'separator' as const }] : []), ...roles],
    };
  };
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...mac, ...menus.map(menu)]));
};

/** Only these can be chosen now. */
export const offerInMenu = (offered: readonly Command[]): void => {
  const menu = Menu.getApplicationMenu();
  for (const command of commands) {
    const item = menu?.getMenuItemById(command);
    if (item) item.enabled = offered.includes(command);
  }
};

/** The language of menus and windows. */
export const languageOf = (chosen: 'system' | 'en' | 'ja'): 'en' | 'ja' =>
  chosen === 'system' ? (app.getLocale().startsWith('ja') ? 'ja' : 'en') : chosen;
