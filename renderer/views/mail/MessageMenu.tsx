import { Kbd, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { commandWords } from '../../../protocol/command-words.ts';
import { commands, commandTable } from '../../../protocol/commands.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { keyNames, useLanguage } from '../shared/keys.ts';

/** What asks before it goes on stands apart. */
const apart = 'purge';

/** CSS pixels from the window's edges. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What can be done with the selected messages, at a place of the window. */
export const MessageMenu = ({ at, onClose }: { at: Point; onClose(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const language = useLanguage();
  const offered = useValue(app.commands.offered);
  const shown = commands.filter((command) => commandTable[command].menu === 'message' && offered.has(command));
  const mac = app.info.platform === 'darwin';
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      shadow="md"
      // A key elsewhere would close it, and the one that opens it is pressed elsewhere.
      clickOutsideEvents={['mousedown', 'touchstart']}
      returnFocus={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('row.menu')}
          style={{ position: 'fixed', left: at.x, top: at.y, width: 0, height: 0, padding: 0, border: 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('row.menu')}>
        {shown.map((command) => {
          const [key] = commandTable[command].keys;
          return (
            <Menu.Item
              key={command}
              {...(command === apart && { style: { color: 'var(--r-danger)' } })}
              {...(key !== undefined && { rightSection: <Kbd size="xs">{keyNames(t, key, mac)}</Kbd> })}
              // The focus is back in the list before it is done: it may ask something, or put the focus elsewhere.
              onClick={() => setTimeout(() => app.commands.run(command))}
            >
              {commandWords[language][command]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
};
