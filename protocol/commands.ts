/*
 * Everything that the reader can have done by its name. The application menu, the command palette, the keys and the sheet
 * that explains them all come from this table; `command-words.ts` names each in both languages.
 */

export const menus = ['file', 'edit', 'view', 'go', 'message', 'help'] as const;
export type Menu = (typeof menus)[number];

interface Spec {
  readonly menu: Menu;
  /** As Electron writes accelerators; the first is shown. One without a modifier works where nobody is typing. */
  readonly keys: readonly string[];
}

const table = {
  compose: { menu: 'file', keys: ['CmdOrCtrl+N', 'C'] },
  fetch: { menu: 'file', keys: ['F5'] },
  export: { menu: 'file', keys: [] },
  import: { menu: 'file', keys: [] },
  settings: { menu: 'file', keys: ['CmdOrCtrl+,'] },

  undo: { menu: 'edit', keys: ['CmdOrCtrl+Z'] },
  redo: { menu: 'edit', keys: ['CmdOrCtrl+Shift+Z', 'CmdOrCtrl+Y'] },
  search: { menu: 'edit', keys: ['CmdOrCtrl+F', '/'] },

  palette: { menu: 'view', keys: ['CmdOrCtrl+K'] },
  filterUnread: { menu: 'view', keys: [] },
  filterProtected: { menu: 'view', keys: [] },
  filterFiles: { menu: 'view', keys: [] },
  toggleLines: { menu: 'view', keys: [] },

  next: { menu: 'go', keys: ['J'] },
  previous: { menu: 'go', keys: ['K'] },
  nextUnread: { menu: 'go', keys: ['N'] },
  previousUnread: { menu: 'go', keys: ['P'] },
  goInbox: { menu: 'go', keys: ['CmdOrCtrl+1'] },
  goUnread: { menu: 'go', keys: ['CmdOrCtrl+2'] },
  goProtected: { menu: 'go', keys: ['CmdOrCtrl+3'] },
  goDeleted: { menu: 'go', keys: ['CmdOrCtrl+4'] },
  goDrafts: { menu: 'go', keys: ['CmdOrCtrl+5'] },
  goSent: { menu: 'go', keys: ['CmdOrCtrl+6'] },
  goWaiting: { menu: 'go', keys: ['CmdOrCtrl+7'] },
  goGone: { menu: 'go', keys: ['CmdOrCtrl+8'] },
  goDelivery: { menu: 'go', keys: [] },
  goProcessed: { menu: 'go', keys: [] },
  goOverview: { menu: 'go', keys: [] },
  goRetention: { menu: 'go', keys: [] },
  goMailboxes: { menu: 'go', keys: [] },
  goDevices: { menu: 'go', keys: [] },
  goActivity: { menu: 'go', keys: [] },
  account: { menu: 'go', keys: ['CmdOrCtrl+Shift+A'] },
  makeRoom: { menu: 'go', keys: [] },

  reply: { menu: 'message', keys: ['R'] },
  forward: { menu: 'message', keys: ['F'] },
  read: { menu: 'message', keys: ['M'] },
  protect: { menu: 'message', keys: ['S'] },
  delete: { menu: 'message', keys: ['Delete'] },
  restore: { menu: 'message', keys: [] },
  purge: { menu: 'message', keys: ['Shift+Delete'] },
  save: { menu: 'message', keys: ['CmdOrCtrl+S'] },
  saveAttachments: { menu: 'message', keys: [] },
  print: { menu: 'message', keys: ['CmdOrCtrl+P'] },
  source: { menu: 'message', keys: ['CmdOrCtrl+U'] },
  headers: { menu: 'message', keys: [] },
  remoteContent: { menu: 'message', keys: [] },

  help: { menu: 'help', keys: ['?'] },
  logs: { menu: 'help', keys: [] },
  diagnostics: { menu: 'help', keys: [] },
} as const satisfies Record<string, Spec>;

export type Command = keyof typeof table;
export const commandTable: Readonly<Record<Command, Spec>> = table;
export const commands = Object.keys(table) as Command[];

/** A key that was pressed, as far as it matters; the fields of a `KeyboardEvent`. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const matches = (accelerator: string, pressed: Pressed, mac: boolean): boolean => {
  const parts = accelerator.split('+');
  const name = parts.at(-1) ?? '';
  const control = parts.includes('CmdOrCtrl');
  if (control !== (mac ? pressed.metaKey : pressed.ctrlKey) || (mac ? pressed.ctrlKey : pressed.metaKey) || pressed.altKey) return false;
  // On a Mac the key named Delete is what others call Backspace.
  const key = mac && pressed.key === 'Backspace' ? 'Delete' : pressed.key;
  if (key.toLowerCase() !== name.toLowerCase()) return false;
  // Signs as `?` stand on other keys in other places, with shift or without.
  const sign = name.length === 1 && !/[a-z0-9]/i.test(name);
  return sign || parts.includes('Shift') === pressed.shiftKey;
};

/** The command of a key. @param single keys without a modifier that write a letter or a sign count too */
export const commandOf = (pressed: Pressed, { mac, single }: { mac: boolean; single: boolean }): Command | undefined =>
  commands.find((command) => commandTable[command].keys.some((key) => (single || key.length > 1) && matches(key, pressed, mac)));
