import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { commandWords, menuWords } from '../../protocol/command-words.ts';
import { commands, commandTable, menus } from '../../protocol/commands.ts';
import { useApp } from '../state/app.ts';
import classes from './ShortcutSheet.module.css';
import { keyNames, useLanguage } from './shared/keys.ts';

/** An act and the keys that do it. */
type Line = readonly [string, readonly string[]];

const Lines = ({ title, lines }: { title: string; lines: readonly Line[] }) => {
  const { t } = useTranslation();
  const mac = useApp().info.platform === 'darwin';
  return (
    <section className={classes.group}>
      <h3 className={classes.title}>{title}</h3>
      <dl className={classes.lines}>
        {lines.map(([act, ways]) => (
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
    </section>
  );
};

/** All keys on one sheet, as the menus have them. */
export const ShortcutSheet = ({ opened, onClose }: { opened: boolean; onClose(): void }) => {
  const { t } = useTranslation();
  const language = useLanguage();
  const inList: readonly Line[] = [
    [t('keys.next'), ['↓', ...commandTable.next.keys]],
    [t('keys.previous'), ['↑', ...commandTable.previous.keys]],
    [t('keys.open'), ['Enter']],
    [t('keys.back'), ['Esc']],
    [t('keys.extend'), ['Shift+↓', 'Shift+↑']],
    [t('keys.selectAll'), ['CmdOrCtrl+A']],
  ];
  const linesOf = (menu: (typeof menus)[number]): readonly Line[] =>
    commands
      .filter((command) => commandTable[command].menu === menu && command !== 'next' && command !== 'previous')
      .filter((command) => commandTable[command].keys.length > 0)
      .map((command) => [commandWords[language][command], commandTable[command].keys]);
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} size="xl" closeButtonProps={{ 'aria-label': t('act.close') }}>
      <div className={classes.sheet}>
        <Lines title={t('keys.list')} lines={inList} />
        {menus.map((menu) => (
          <Lines key={menu} title={menuWords[language][menu]} lines={linesOf(menu)} />
        ))}
      </div>
    </Modal>
  );
};
