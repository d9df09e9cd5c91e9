import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Point } from '../../shared/choosing.ts';
import { type Act, actIcons } from './act-list.ts';

/** What can be done with the chosen messages, at a place of the window. */
export const RowMenu = ({ at, acts, onAct, onClose }: { at: Point; acts: readonly Act[]; onAct(act: Act): void; onClose(): void }) => {
  const { t } = useTranslation();
  return (
    <Menu opened onClose={onClose} position="bottom-start" shadow="md" clickOutsideEvents={['mousedown', 'touchstart']} returnFocus={false}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('serverFolder.menu')}
          style={{ position: 'fixed', left: at.x, top: at.y, width: 0, height: 0, padding: 0, border: 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('serverFolder.menu')}>
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
      </Menu.Dropdown>
    </Menu>
  );
};
