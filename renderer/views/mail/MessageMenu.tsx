import { Kbd, Menu } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { commandWords } from '../../../protocol/command-words.ts';
import { type Command, commandTable } from '../../../protocol/commands.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import type { Point } from '../shared/choosing.ts';
import { keyNames, useLanguage } from '../shared/keys.ts';
import { MenuAt } from '../shared/MenuAt.tsx';

/** Everything of the menu Message; what belongs together stands together. */
const groups: readonly (readonly Command[])[] = [
  ['reply', 'forward'],
  ['read', 'protect'],
  ['save', 'saveAttachments', 'print'],
  ['source', 'headers', 'remoteContent'],
  ['delete', 'restore', 'purge'],
];

/** What asks before it goes on has another colour. */
const apart = 'purge';

/** What can be done with the selected messages, at a place of the window. */
export const MessageMenu = ({
  at,
  canRead,
  canProtect,
  onClose,
}: {
  at: Point;
  /** What "read" and "protect" would do to them. */
  canRead: boolean;
  canProtect: boolean;
  onClose(): void;
}) => {
  const { t } = useTranslation();
  const app = useApp();
  const language = useLanguage();
  const offered = useValue(app.commands.offered);
  const shown = groups.map((group) => group.filter((command) => offered.has(command))).filter((group) => group.length > 0);
  const words = {
    ...commandWords[language],
    read: t(canRead ? 'act.read' : 'act.unread'),
    protect: t(canProtect ? 'act.protect' : 'act.unprotect'),
  };
  const mac = app.info.platform === 'darwin';
  return (
    <MenuAt at={at} label={t('row.menu')} onClose={onClose}>
      {shown.map((group, index) => (
        <Fragment key={group[0]}>
          {index > 0 && <Menu.Divider />}
          {group.map((command) => {
            const [key] = commandTable[command].keys;
            return (
              <Menu.Item
                key={command}
                {...(command === apart && { style: { color: 'var(--r-danger)' } })}
                {...(key !== undefined && { rightSection: <Kbd size="xs">{keyNames(t, key, mac)}</Kbd> })}
                // The focus is back in the list before it is done: it may ask something, or put the focus elsewhere.
                onClick={() => setTimeout(() => app.commands.run(command))}
              >
                {words[command]}
              </Menu.Item>
            );
          })}
        </Fragment>
      ))}
    </MenuAt>
  );
};
