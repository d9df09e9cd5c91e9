import { Modal } from '@mantine/core';
import { IconArrowsMaximize, IconReplace, IconTrash, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import type { Place } from '../place.ts';
import classes from './MakeRoom.module.css';

const Way = ({ icon: Icon, name, hint, onTake }: { icon: TablerIcon; name: string; hint: string; onTake(): void }) => (
  <li>
    <button type="button" className={classes.way} onClick={onTake}>
      <Icon className={classes.icon} size={20} stroke={1.6} aria-hidden />
      <span className={classes.name}>{name}</span>
      <span className={classes.hint}>{hint}</span>
    </button>
  </li>
);

/** The three ways out of a full inbox. */
export const MakeRoom = ({ opened, onClose, onGo }: { opened: boolean; onClose(): void; onGo(place: Place): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const status = useValue(app.status);
  const { overwriteRead } = useValue(app.account);
  const take = (act: () => void) => () => {
    act();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('room.title')} closeButtonProps={{ 'aria-label': t('act.close') }}>
      <p className={classes.safe}>{t('room.safe', { count: status?.waiting.count ?? 0 })}</p>
      <ul className={classes.ways}>
        {!overwriteRead && (
          <Way
            icon={IconReplace}
            name={t('room.overwrite')}
            hint={t('room.overwriteHint', { count: status?.tally.read.count ?? 0 })}
            onTake={take(() => void app.changeAccount({ overwriteRead: true }))}
          />
        )}
        <Way
          icon={IconArrowsMaximize}
          name={t('room.enlarge')}
          hint={t('room.enlargeHint')}
          onTake={take(() => onGo({ kind: 'settings' }))}
        />
        <Way
          icon={IconTrash}
          name={t('room.choose')}
          hint={t('room.chooseHint')}
          onTake={take(() => onGo({ kind: 'mail', folder: 'inbox' }))}
        />
      </ul>
    </Modal>
  );
};
