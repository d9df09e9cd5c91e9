import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { IconBookmarkPlus, IconLock, IconMail, IconPaperclip, IconSearch, IconX, type TablerIcon } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InboxFolder } from '../../../protocol/bridge.ts';
import { isSearched, noSearch, type Search, type SearchFilter, withFilter } from '../../search.ts';
import { useApp } from '../../state/app.ts';
import { useValue } from '../../state/value.ts';
import { FilterMenu } from './FilterMenu.tsx';
import classes from './MailHead.module.css';
import { SaveSearch } from './SaveSearch.tsx';
import { useFilterWords } from './useFilterWords.ts';

const chips = [
  { what: 'unread', icon: IconMail, name: 'search.unread' },
  { what: 'protected', icon: IconLock, name: 'search.protected' },
  { what: 'attachments', icon: IconPaperclip, name: 'search.files' },
] as const;

const Chip = ({ icon: Icon, name, pressed, onClick }: { icon: TablerIcon; name: string; pressed: boolean; onClick(): void }) => (
  <button type="button" className={classes.chip} aria-pressed={pressed} title={name} onClick={onClick}>
    <Icon size={14} stroke={1.8} aria-hidden />
    <span className={classes.word}>{name}</span>
  </button>
);

/** Above a list: what is looked for in it, and how much that is. */
export const MailHead = ({
  folder,
  search,
  count,
  field,
  acts,
  onSearch,
  onLeave,
}: {
  folder: InboxFolder;
  search: Search;
  count: ReactNode;
  field: Ref<HTMLInputElement>;
  /** What else can be done with the whole folder. */
  acts?: ReactNode;
  onSearch(search: Search): void;
  /** The list is to have the keyboard. */
  onLeave(): void;
}) => {
  const { t } = useTranslation();
  const set = useFilterWords(search.filter);
  const [saving, setSaving] = useState(false);
  const together = useValue(useApp().together);
  const name = together && folder === 'inbox' ? t('together.name') : t(`folders.${folder}`);
  const key = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onSearch(noSearch);
    else if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onLeave();
  };
  const change = (filter: SearchFilter | { readonly [K in keyof SearchFilter]: SearchFilter[K] | undefined }): void =>
    onSearch(withFilter(search, filter));
  return (
    <header className={classes.head}>
      <search className={classes.bar}>
        <TextInput
          ref={field}
          className={classes.field ?? ''}
          size="xs"
          type="search"
          aria-label={t('search.label')}
          placeholder={t('search.placeholder', { folder: name })}
          value={search.words}
          maxLength={1_000}
          leftSection={<IconSearch size={15} stroke={1.7} aria-hidden />}
          rightSection={
            search.words !== '' && (
              <ActionIcon
                size="sm"
                aria-label={t('search.clear')}
                onClick={() => {
                  onSearch({ ...search, words: '' });
                  onLeave();
                }}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )
          }
          onChange={(event) => onSearch({ ...search, words: event.currentTarget.value })}
          onKeyDown={key}
        />
        {isSearched(search) && (
          <Tooltip label={t('search.save')}>
            <ActionIcon aria-label={t('search.save')} onClick={() => setSaving(true)}>
              <IconBookmarkPlus size={18} stroke={1.6} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        <FilterMenu filter={search.filter} onChange={change} />
        {acts}
      </search>
      <div className={classes.line}>
        <h1 className={classes.title}>{name}</h1>
        <p className={classes.count} role="status">
          {count}
        </p>
        <div className={classes.chips}>
          {chips
            .filter(({ what }) => what !== folder)
            .map(({ what, icon, name }) => (
              <Chip
                key={what}
                icon={icon}
                name={t(name)}
                pressed={search.filter[what] === true}
                onClick={() => change({ [what]: search.filter[what] ? undefined : true })}
              />
            ))}
        </div>
      </div>
      {set.length > 0 && (
        <div className={classes.set}>
          {set.map(({ words, drop }) => (
            <button
              key={words}
              type="button"
              className={classes.chip}
              data-set
              aria-label={t('search.drop', { name: words })}
              onClick={() => change(drop)}
            >
              {words}
              <IconX size={12} aria-hidden />
            </button>
          ))}
        </div>
      )}
      <SaveSearch search={saving ? search : null} onClose={() => setSaving(false)} />
    </header>
  );
};
