import { ActionIcon, Menu, NativeSelect, Popover, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconColumns3, IconX } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { type ServerColumn, serverColumns } from '../../../../protocol/settings.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { WordsField } from '../../shared/WordsField.tsx';
import { useServerTable } from '../host.ts';
import { chipsOf } from './chips.ts';
import classes from './Filter.module.css';
import { FilterForm } from './FilterForm.tsx';
import { changed, type FolderFilter, isFiltered } from './filter.ts';

const ColumnMenu = () => {
  const { t } = useTranslation();
  const [{ columns }, change] = useServerTable();
  const toggle = (column: ServerColumn): void => {
    const next = columns.includes(column) ? columns.filter((one) => one !== column) : [...columns, column];
    if (next.length > 0) change({ columns: next });
  };
  return (
    <Menu position="bottom-end" shadow="md" closeOnItemClick={false} portalProps={{ target: '#overlays' }}>
      <Menu.Target>
        <Tooltip label={t('serverFolder.columns')}>
          <ActionIcon aria-label={t('serverFolder.columns')}>
            <IconColumns3 size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('serverFolder.columns')}>
        {serverColumns.map((column) => (
          <Menu.CheckboxItem key={column} checked={columns.includes(column)} onChange={() => toggle(column)}>
            {t(`serverFolder.column.${column}`)}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};

/** Which messages of a folder are shown, and how: each filter that is set stands there to be taken away. */
export const FilterBar = ({
  mailbox,
  mailboxes,
  filter,
  field,
  onMailbox,
  onFilter,
}: {
  mailbox: string | undefined;
  mailboxes: readonly string[];
  filter: FolderFilter;
  /** The first field, for who wants to write there. */
  field: RefObject<HTMLInputElement | null>;
  onMailbox(mailbox: string | undefined): void;
  onFilter(filter: (before: FolderFilter) => FolderFilter): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const [{ order }, change] = useServerTable();
  const chips = chipsOf(t, format, filter, now);
  const choices = mailbox !== undefined && !mailboxes.includes(mailbox) ? [...mailboxes, mailbox] : mailboxes;
  return (
    <search className={classes.bar} aria-label={t('serverFolder.filter.label')}>
      <div className={classes.controls}>
        {choices.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('serverFolder.mailbox')}
            value={mailbox ?? ''}
            data={[{ value: '', label: t('serverFolder.allMailboxes') }, ...choices]}
            onChange={({ currentTarget: { value } }) => onMailbox(value === '' ? undefined : value)}
          />
        )}
        <WordsField
          className={classes.words}
          label={t('serverFolder.filter.subject')}
          short={t('serverFolder.column.subject')}
          value={filter.subject ?? ''}
          field={field}
          onChange={(subject) => onFilter((before) => changed(before, { subject }))}
        />
        <WordsField
          className={classes.words}
          label={t('serverFolder.filter.sender')}
          short={t('serverFolder.column.from')}
          value={filter.sender ?? ''}
          onChange={(sender) => onFilter((before) => changed(before, { sender }))}
        />
        <Popover width={300} position="bottom-end" shadow="md" trapFocus returnFocus portalProps={{ target: '#overlays' }}>
          <Popover.Target>
            <Tooltip label={t('serverFolder.filter.more')}>
              <ActionIcon aria-label={t('serverFolder.filter.more')}>
                <IconAdjustmentsHorizontal size={18} stroke={1.6} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('serverFolder.filter.more')}>
            <FilterForm filter={filter} onChange={(wanted) => onFilter((before) => changed(before, wanted))} />
          </Popover.Dropdown>
        </Popover>
        <span className={classes.space} />
        <NativeSelect
          size="xs"
          aria-label={t('serverFolder.order')}
          value={order}
          data={[
            { value: 'oldest', label: t('serverFolder.oldest') },
            { value: 'newest', label: t('serverFolder.newest') },
          ]}
          onChange={({ currentTarget: { value } }) => change({ order: value === 'newest' ? 'newest' : 'oldest' })}
        />
        <ColumnMenu />
      </div>
      {isFiltered(filter) && (
        <ul className={classes.chips} aria-label={t('serverFolder.filter.active')}>
          {chips.map(({ key, words, change: away }) => (
            <li key={key}>
              <button
                type="button"
                className={classes.chip}
                aria-label={t('serverFolder.filter.remove', { filter: words })}
                onClick={() => onFilter((before) => changed(before, away))}
              >
                <bdi>{words}</bdi>
                <IconX size={13} stroke={2} aria-hidden />
              </button>
            </li>
          ))}
          {chips.length > 1 && (
            <li>
              <button type="button" className={classes.clear} onClick={() => onFilter(() => ({}))}>
                {t('serverFolder.filter.clear')}
              </button>
            </li>
          )}
        </ul>
      )}
    </search>
  );
};
