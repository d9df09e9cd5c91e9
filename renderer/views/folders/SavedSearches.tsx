import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconSearch, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedSearch } from '../../../protocol/settings.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { SaveSearch } from '../mail/SaveSearch.tsx';
import type { Place } from '../place.ts';
import pane from './FolderPane.module.css';
import classes from './SavedSearches.module.css';

/** Searches that the reader keeps, among the folders. */
export const SavedSearches = ({ place, onGo }: { place: Place; onGo(place: Place): void }) => {
  const { t } = useTranslation();
  const app = useApp();
  const { searches } = useValue(app.settings);
  const [renaming, setRenaming] = useState<SavedSearch | null>(null);
  if (searches.length === 0) return null;
  const remove = async (search: SavedSearch): Promise<void> => {
    await app.changeSettings({ searches: searches.filter((other) => other !== search) });
    app.toast.set({ kind: 'search-removed', search, at: searches.indexOf(search) });
  };
  return (
    <>
      <h2 className={pane.heading}>{t('search.saved')}</h2>
      <ul className={pane.group}>
        {searches.map((search) => (
          <li key={search.name} className={classes.line}>
            <button
              type="button"
              className={`${pane.entry} ${classes.open}`}
              aria-current={place.kind === 'mail' && place.saved === search.name ? 'page' : undefined}
              onClick={() => onGo({ kind: 'mail', folder: 'inbox', search, saved: search.name })}
            >
              <IconSearch className={pane.icon} size={18} stroke={1.6} aria-hidden />
              <span className={pane.name}>{search.name}</span>
            </button>
            <Menu position="bottom-end" shadow="md">
              <Menu.Target>
                <ActionIcon className={classes.more ?? ''} size="md" aria-label={t('search.more', { name: search.name })}>
                  <IconDots size={16} stroke={1.6} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={16} stroke={1.6} aria-hidden />} onClick={() => setRenaming(search)}>
                  {t('search.rename')}
                </Menu.Item>
                <Menu.Item leftSection={<IconTrash size={16} stroke={1.6} aria-hidden />} onClick={() => void remove(search)}>
                  {t('search.remove')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </li>
        ))}
      </ul>
      <SaveSearch search={renaming} {...(renaming && { name: renaming.name })} onClose={() => setRenaming(null)} />
    </>
  );
};
