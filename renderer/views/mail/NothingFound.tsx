import { Button } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InboxFolder } from '../../../protocol/bridge.ts';
import { isFiltered, noSearch, type Search } from '../../search.ts';
import { Notice } from '../shared/Notice.tsx';

/** In place of the list, when nothing is what was looked for: what could be done instead. */
export const NothingFound = ({
  folder,
  search,
  onSearch,
  onLook,
}: {
  folder: InboxFolder;
  search: Search;
  onSearch(search: Search): void;
  /** Looks for the same in another folder. */
  onLook(folder: InboxFolder): void;
}) => {
  const { t } = useTranslation();
  const words = search.words.trim();
  const name = t(`folders.${folder}`);
  const other = folder === 'inbox' ? 'deleted' : 'inbox';
  return (
    <Notice
      icon={IconSearchOff}
      title={words === '' ? t('search.nothing', { folder: name }) : t('search.nothingFor', { words, folder: name })}
      {...(words !== '' && { hint: t('search.nothingHint') })}
    >
      {words !== '' && isFiltered(search) && (
        <Button variant="default" onClick={() => onSearch({ ...search, filter: {} })}>
          {t('search.dropFilters')}
        </Button>
      )}
      <Button variant="default" onClick={() => onLook(other)}>
        {t(other === 'deleted' ? 'search.lookInDeleted' : 'search.lookInInbox')}
      </Button>
      <Button variant="subtle" onClick={() => onSearch(noSearch)}>
        {t(words === '' ? 'search.clearFilters' : 'search.clear')}
      </Button>
    </Notice>
  );
};
