import { useVirtualizer } from '@tanstack/react-virtual';
import type { TFunction } from 'i18next';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiMessage } from '../../../../protocol/api.ts';
import type { Retention } from '../../../../protocol/bridge.ts';
import type { Format } from '../../../format.ts';
import { typeOf } from '../../../media-type.ts';
import { senderName } from '../../../sender.ts';
import type { ServerList } from '../../../state/server-list.ts';
import { useValue } from '../../../state/value.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { useDelayed } from '../../shared/useDelayed.ts';
import classes from './ServerTable.module.css';

/** CSS pixels. */
const rowHeight = 36;

const columns = ['id', 'from', 'subject', 'type', 'size', 'arrived', 'ends'] as const;

/** When a message ends, in a few words for its cell, and why, in a sentence. */
const endingOf = (
  t: TFunction,
  format: Format,
  { ends }: ApiMessage,
  folder: ServerList['folder'],
  policy: Retention | null,
  now: number,
): { short: string; why: string } => {
  if (ends === null) {
    const short = t(folder === 'delivery' ? 'server.ends_fetched' : 'server.ends_never');
    return { short, why: short };
  }
  const { maxAge } = policy?.[folder] ?? { maxAge: null };
  const values = {
    date: format.date(Date.parse(ends.at), now),
    age: maxAge === null ? '' : format.age(maxAge),
    limit: format.number(policy?.processed.maxCount ?? 0),
  };
  const short = t(ends.because === 'processed-count' ? 'server.ends_number' : 'server.ends_age', values);
  return { short, why: t(`server.why.${ends.because}`, values) };
};

/** What a folder of the server holds, in the order in which it goes: the next to be fetched or removed on top. */
export const ServerTable = ({ list, policy }: { list: ServerList; policy: Retention | null }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const { rows, loaded, ended } = useValue(list.pages.listing);
  const total = useValue(list.total);
  const count = ended ? rows.length : Math.max(total?.count ?? 0, rows.length + (loaded ? 1 : 0));
  const late = useDelayed(!loaded);
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  useEffect(() => list.pages.show(startIndex, endIndex), [list, startIndex, endIndex]);
  useEffect(() => () => list.pages.show(0, 0), [list]);
  const label = t('server.label', { folder: t(`folders.${list.folder}`) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label={label} data-late={late || undefined}>
      {/* biome-ignore-start lint/a11y/useSemanticElements: rows that are made as they are scrolled to cannot be a <table> */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: the cells are read, not operated */}
      <div className={classes.table} role="table" aria-label={label} aria-rowcount={count + 1} aria-colcount={columns.length}>
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row}>
            {columns.map((column) => (
              <span key={column} role="columnheader" data-column={column}>
                {t(`server.${column}`)}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const subject = row.subject || t('list.noSubject');
            const sender = senderName(row.sender) || t('list.noSender');
            const arrived = Date.parse(row.acceptedAt);
            const ends = endingOf(t, format, row, list.folder, policy, now);
            return (
              <div
                key={row.id}
                role="row"
                aria-rowindex={item.index + 2}
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span role="cell" data-column="id">
                  {row.id}
                </span>
                <span role="cell" data-column="from" title={row.sender}>
                  <bdi>{sender}</bdi>
                </span>
                <span role="cell" data-column="subject" title={subject}>
                  <bdi>{subject}</bdi>
                </span>
                <span role="cell" data-column="type" title={row.type}>
                  {t(`server.types.${typeOf(row.type)}`)}
                </span>
                <span role="cell" data-column="size">
                  {format.bytes(row.size)}
                </span>
                <span role="cell" data-column="arrived" title={format.fullTime(arrived)}>
                  {format.shortTime(arrived, now)}
                </span>
                <span role="cell" data-column="ends" title={ends.why}>
                  {ends.short}
                </span>
              </div>
            );
          })}
        </div>
      </div>
      {/* biome-ignore-end lint/a11y/useFocusableInteractive: see above */}
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above */}
    </section>
  );
};
