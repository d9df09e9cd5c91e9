import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { commandWords } from '../../protocol/command-words.ts';
import { commands, commandTable } from '../../protocol/commands.ts';
import { useApp } from '../state/app.ts';
import classes from './ShortcutSheet.module.css';
import { keyNames, useLanguage } from './shared/keys.ts';

/** All keys on one sheet. */
export const ShortcutSheet = ({ opened, onClose }: { opened: boolean; onClose(): void }) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const mac = useApp().info.platform === 'darwin';
  const inList: readonly (readonly [string, readonly string[]])[] = [
    [t('keys.move'), ['↓', '↑']],
    [t('keys.open'), ['Enter']],
    [t('keys.back'), ['Esc']],
    [t('keys.extend'), ['Shift+↓', 'Shift+↑']],
    [t('keys.selectAll'), ['CmdOrCtrl+A']],
  ];
  const named = commands
    .filter((command) => commandTable[command].keys.length > 0)
    .map((command) => [commandWords[language][command], commandTable[command].keys] as const);
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} size="lg" closeButtonProps={{ 'aria-label': t('act.close') }}>
      <dl className={classes.sheet}>
        {[...inList, ...named].map(([act, ways]) => (
          <div key={act} className={classes.line}>
            <dt>{act}</dt>
            <dd>
              {ways.map((way, index) => (
                <Fragment key={way}>
                  {index > 0 && <span className={classes.or}>{t('keys.or')}</span>}
                  <Kbd size="sm">{keyNames(t, way, mac)}</Kbd>
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
};
