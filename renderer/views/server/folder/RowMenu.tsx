import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Point } from '../../shared/choosing.ts';
import { MenuAt } from '../../shared/MenuAt.tsx';
import { type Act, actIcons } from './act-list.ts';

/** What can be done with the chosen messages, at a place of the window. */
export const RowMenu = ({ at, acts, onAct, onClose }: { at: Point; acts: readonly Act[]; onAct(act: Act): void; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <MenuAt at={at} label={t('serverFolder.menu')} onClose={onClose}>
      {acts.map((act) => {
        const Icon = actIcons[act];
        return (
          <Menu.Item
            key={act}
            leftSection={<Icon size={15} stroke={1.6} aria-hidden />}
            {...(act === 'delete' && { style: { color: 'var(--r-danger)' } })}
            // The menu is closed before it is done: it may ask something.
            onClick={() => setTimeout(() => onAct(act))}
          >
            {t(`serverFolder.act.${act}`)}
          </Menu.Item>
        );
      })}
    </MenuAt>
  );
};
