import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { type Role, roleWords } from './role-words.ts';

/** Fields and selected text have the menu that people expect of them; what lies elsewhere has its own, in the window. */
export const offerTextMenu = (window: BrowserWindow, language: () => 'en' | 'ja'): void => {
  window.webContents.on('context-menu', (_, { isEditable, selectionText, editFlags }) => {
    const selected = selectionText.trim() !== '';
    if (!isEditable && !selected) return;
    const item = (role: Role, enabled: boolean): MenuItemConstructorOptions => ({ role, label: roleWords[language()][role], enabled });
    const template = isEditable
      ? [
          item('undo', editFlags.canUndo),
          item('redo', editFlags.canRedo),
          { type: 'separator' as const },
          item('cut', editFlags.canCut),
          item('copy', editFlags.canCopy),
          item('paste', editFlags.canPaste),
          { type: 'separator' as const },
          item('selectAll', editFlags.canSelectAll),
        ]
      : [item('copy', editFlags.canCopy)];
    Menu.buildFromTemplate(template).popup({ window });
  });
};
