import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../state/app.ts';
import classes from './ShortcutSheet.module.css';

/** All keys on one sheet. */
export const ShortcutSheet = ({ opened, onClose }: { opened: boolean; onClose(): void }) => {
  const { t } = useTranslation();
  const mac = useApp().info.platform === 'darwin';
  const control = mac ? '⌘' : t('key.ctrl');
  const remove = mac ? '⌫' : t('key.del');
  const sheet = [
    ['move', ['J', 'K'], ['↓', '↑']],
    ['unread', ['N', 'P']],
    ['open', [t('key.enter')]],
    ['back', [t('key.esc')]],
    ['extend', [`${t('key.shift')} ↓`, `${t('key.shift')} ↑`]],
    ['selectAll', [`${control} A`]],
    ['read', ['M']],
    ['protect', ['S']],
    ['delete', [remove]],
    ['undo', [`${control} Z`]],
    ['fetch', ['F5']],
    ['settings', [`${control} ,`]],
    ['help', ['?']],
  ] as const;
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('act.close') }}>
      <dl className={classes.sheet}>
        {sheet.map(([act, ...ways]) => (
          <div key={act} className={classes.line}>
            <dt>{t(`keys.${act}`)}</dt>
            <dd>
              {ways.map((keys, index) => (
                <Fragment key={keys.join()}>
                  {index > 0 && <span className={classes.or}>{t('keys.or')}</span>}
                  {keys.map((key) => (
                    <Kbd key={key} size="sm">
                      {key}
                    </Kbd>
                  ))}
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
};
