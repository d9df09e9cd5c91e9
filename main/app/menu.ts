import { fileURLToPath } from 'node:url';
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import { commandWords, menuWords } from '../../protocol/command-words.ts';
import { type Command, commands, commandTable, type Menu as MenuName, menus } from '../../protocol/commands.ts';
import { type Role, roleWords } from './role-words.ts';

const mac = process.platform === 'darwin';

/** The roles of each menu, behind its commands. On a Mac, some belong into the menu that bears the app's name. */
const rolesOf: Readonly<Record<MenuName, readonly Role[]>> = {
  file: mac ? ['close'] : ['close', 'quit'],
  edit: ['cut', 'copy', 'paste', 'selectAll'],
  view: ['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'],
  go: [],
  message: [],
  help: mac ? [] : ['about'],
};

/** The application menu: every command. The window hears their keys itself, so the menu only shows them. */
export interface AppMenu {
  /** Makes it anew, in this language; what can be chosen stays as it was. */
  speak(language: 'en' | 'ja'): void;
  /** Only these can be chosen now. */
  offer(offered: readonly Command[]): void;
}

export const createMenu = (run: (command: Command) => void): AppMenu => {
  app.setAboutPanelOptions({
    applicationName: app.name,
    applicationVersion: app.getVersion(),
    copyright: 'Copyright © 2026 The Restante authors',
    iconPath: fileURLToPath(new URL('../../../build/icons/256x256.png', import.meta.url)),
  });
  let offered: ReadonlySet<Command> = new Set();
  let spoken: 'en' | 'ja' | undefined;
  return {
    speak(language) {
      if (language === spoken) return;
      spoken = language;
      const role = (name: Role): MenuItemConstructorOptions => ({ role: name, label: roleWords[language][name] });
      const separator = { type: 'separator' as const };
      const item = (command: Command): MenuItemConstructorOptions => {
        const accelerator = commandTable[command].keys[0];
        return {
          id: command,
          label: commandWords[language][command],
          ...(accelerator !== undefined && { accelerator, registerAccelerator: false }),
          enabled: offered.has(command),
          click: () => run(command),
        };
      };
      const inAppMenu = (command: Command): boolean => mac && command === 'settings';
      const menu = (name: MenuName): MenuItemConstructorOptions => {
        const items = commands.filter((command) => commandTable[command].menu === name && !inAppMenu(command)).map(item);
        const roles = rolesOf[name].map(role);
        return {
          label: menuWords[language][name],
          ...(name === 'help' && { role: 'help' as const }),
          submenu: [...items, ...(roles.length > 0 ? [separator] : []), ...roles],
        };
      };
      const appMenu: MenuItemConstructorOptions = {
        label: app.name,
        submenu: [
          role('about'),
          separator,
          item('settings'),
          separator,
          role('services'),
          separator,
          ...(['hide', 'hideOthers', 'unhide'] as const).map(role),
          separator,
          role('quit'),
        ],
      };
      const windowMenu: MenuItemConstructorOptions = {
        label: language === 'ja' ? 'ウィンドウ' : 'Window',
        role: 'window',
        submenu: [role('minimize'), role('zoom'), separator, role('front')],
      };
      const all = menus.map(menu);
      const help = all.pop();
      const template = mac ? [appMenu, ...all, windowMenu, ...(help ? [help] : [])] : [...all, ...(help ? [help] : [])];
      Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    },
    offer(commandsNow) {
      offered = new Set(commandsNow);
      const menu = Menu.getApplicationMenu();
      for (const command of commands) {
        const item = menu?.getMenuItemById(command);
        if (item) item.enabled = offered.has(command);
      }
    },
  };
};

/** The language of menus and windows. */
export const languageOf = (chosen: 'system' | 'en' | 'ja'): 'en' | 'ja' =>
  chosen === 'system' ? (app.getLocale().startsWith('ja') ? 'ja' : 'en') : chosen;
