import { Kbd, Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { commandWords } from '../../../protocol/command-words.ts';
import { commands, commandTable } from '../../../protocol/commands.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import type { Point } from '../shared/choosing.ts';
import { keyNames, useLanguage } from '../shared/keys.ts';
import { MenuAt } from '../shared/MenuAt.tsx';

/** What asks before it goes on stands apart. */
const apart = 'purge';

/** What can be done with the selected messages, at a place of the window. */
export const MessageMenu = ({ at, onClose }: { at: Point; onClose(): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const language = useLanguage();
  const offered = useValue(app.commands.offered);
  const shown = commands.filter((command) => commandTable[command].menu === 'message' && offered.has(command));
  const mac = app.info.platform === 'darwin';
  return (
    <MenuAt at={at} label={t('row.menu')} onClose={onClose}>
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
    </MenuAt>
  );
};
