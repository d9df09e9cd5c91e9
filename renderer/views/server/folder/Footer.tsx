import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentences } from '../../../sentences.ts';
import { useValue } from '../../../state/value.ts';
import { useFormat } from '../../shared/format.tsx';
import { rowsAtMost } from '../../shared/VirtualTable.tsx';
import classes from './Acts.module.css';
import type { FolderList } from './folder-list.ts';
import type { Choice } from './useChoice.ts';

const Small = ({ children, onClick }: { children: ReactNode; onClick(): void }) => (
  <Button size="compact-xs" variant="default" onClick={onClick}>
    {children}
  </Button>
);

/** How far a filter has looked, and what it found. */
const Search = ({ list, onAgain }: { list: FolderList; onAgain(): void }) => {
  const { t } = useTranslation();
  const { length, ended } = useValue(list.pages.listing);
  const reading = useValue(list.pages.reading);
  const { messages, stopped, old } = useValue(list.looked);
  const of = useValue(list.total)?.count ?? 0;
  const looked = Math.min(messages, of);
  return (
    <>
      <span role="status">
        {ended
          ? sentences(t, t('serverFolder.found', { count: length, of }), old && t('serverFolder.changed'))
          : sentences(
              t,
              t(stopped ? 'serverFolder.lookedSoFar' : 'serverFolder.looking', { looked, of }),
              t('serverFolder.foundSoFar', { count: length }),
              old && t('serverFolder.changed'),
            )}
      </span>
      {!ended && !stopped && reading && <Small onClick={list.stop}>{t('serverFolder.stop')}</Small>}
      {stopped && <Small onClick={list.goOn}>{t('serverFolder.goOn')}</Small>}
      {old && <Small onClick={onAgain}>{t('serverFolder.lookAgain')}</Small>}
    </>
  );
};

/** Under a folder's table: how much it holds, how much of it is chosen, and what is being looked for. */
export const Footer = ({ list, choice, onAgain }: { list: FolderList; choice: Choice; onAgain(): void }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const total = useValue(list.total);
  const { length } = useValue(list.pages.listing);
  const { chosen, gathering, full } = choice;
  if (!total || total.count === 0) return null;
  let bytes = 0;
  for (const { size } of chosen.values()) bytes += size;
  const share = total.bytes === 0 ? chosen.size / total.count : bytes / total.bytes;
  return (
    <footer className={classes.footer}>
      <div className={classes.line}>
        <span>{t('server.total', { count: total.count, bytes: format.bytes(total.bytes) })}</span>
        {list.filtered && <Search list={list} onAgain={onAgain} />}
        {length > rowsAtMost && <span>{t('serverFolder.shownAtMost', { count: rowsAtMost })}</span>}
        <span className={classes.space} />
        {gathering === null ? (
          <>
            {chosen.size > 0 && <span role="status">{t('serverFolder.chosen', { count: chosen.size, bytes: format.bytes(bytes) })}</span>}
            {full && <span>{t('serverFolder.choosingFull', { count: chosen.size })}</span>}
            {chosen.size > 0 && <Small onClick={choice.clear}>{t('serverFolder.chooseNone')}</Small>}
            {length > 0 && (
              <Small onClick={choice.chooseAll}>{t(list.filtered ? 'serverFolder.chooseFound' : 'serverFolder.chooseAll')}</Small>
            )}
          </>
        ) : (
          <>
            <span role="status">{t('serverFolder.choosing', { count: gathering })}</span>
            <Small onClick={choice.stop}>{t('serverFolder.stop')}</Small>
          </>
        )}
      </div>
      {chosen.size > 0 && (
        <div
          className={classes.share}
          role="img"
          aria-label={`${t('serverFolder.bar')}: ${t('serverFolder.share', { chosen: format.bytes(bytes), of: format.bytes(total.bytes) })}`}
        >
          <span style={{ inlineSize: `${Math.min(100, share * 100)}%` }} />
        </div>
      )}
    </footer>
  );
};
