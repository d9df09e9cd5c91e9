import { IconPaperclip } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LetterRow } from '../../../protocol/bridge.ts';
import { summaryWords } from '../../delivery-words.ts';
import { useFates } from '../../state/letter-list.ts';
import type { PagedList } from '../../state/paged-list.ts';
import { useValue } from '../../state/value.ts';
import { useFormat, useMinute } from '../shared/format.tsx';
import classes from './LetterList.module.css';

/** CSS pixels. */
const rowHeight = 60;

const Row = ({ row, now }: { row: LetterRow; now: number }) => {
  const { t } = useTranslation();
  const format = useFormat();
  // The line is short: so are its times.
  const told = summaryWords(t, { ...format, fullTime: (at) => format.shortTime(at, now) }, row);
  return (
    <>
      <span className={classes.to}>
        <bdi>{row.to.join(', ') || t('letters.nobody')}</bdi>
      </span>
      <span className={classes.time}>{format.shortTime(row.at, now)}</span>
      <span className={classes.subject}>
        <bdi>{row.subject || t('letters.untitled')}</bdi>
        {row.files.length > 0 && <IconPaperclip size={13} stroke={1.8} role="img" aria-label={t('letters.files')} />}
      </span>
      <span className={classes.state} data-tone={told?.tone}>
        {told ? told.words : row.preview}
      </span>
    </>
  );
};

/** Drafts, or what was sent: arrows move, Enter opens. */
export const LetterList = ({
  ref,
  pages,
  total,
  label,
  selected,
  onSelect,
  onShow,
  onOpen,
}: {
  ref: Ref<Pick<HTMLElement, 'focus'>>;
  pages: PagedList<LetterRow>;
  total: number;
  label: string;
  selected: string | null;
  onSelect(id: string): void;
  /** One was chosen to be seen. */
  onShow(): void;
  onOpen(id: string): void;
}) => {
  const { rows, loaded, ended } = useValue(pages.listing);
  const now = useMinute();
  const count = ended ? rows.length : Math.max(total, rows.length + (loaded ? 1 : 0));
  const scroller = useRef<HTMLDivElement>(null);
  const cursor = rows.findIndex((row) => row.id === selected);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    paddingStart: 4,
    paddingEnd: 4,
  });
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  useEffect(() => pages.show(startIndex, endIndex), [pages, startIndex, endIndex]);
  useFates(rows.slice(startIndex, endIndex + 1).flatMap(({ id, stage }) => (stage === 'draft' ? [] : [id])));

  const focusRow = (index: number): void => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
  useImperativeHandle(ref, () => ({ focus: () => focusRow(Math.max(0, cursor)) }));
  const key = (event: KeyboardEvent): void => {
    const targets: Record<string, number> = { ArrowDown: cursor + 1, ArrowUp: cursor - 1, Home: 0, End: rows.length - 1 };
    const target = targets[event.key];
    if (target !== undefined) {
      const index = Math.min(rows.length - 1, Math.max(0, target));
      const row = rows[index];
      if (row) {
        onSelect(row.id);
        virtualizer.scrollToIndex(index);
        requestAnimationFrame(() => focusRow(index));
      }
    } else if (event.key === 'Enter' && selected !== null) onOpen(selected);
    else return;
    event.preventDefault();
  };
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        className={classes.list}
        role="listbox"
        tabIndex={-1}
        aria-label={label}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={key}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={row.id}
              role="option"
              aria-selected={row.id === selected}
              aria-posinset={item.index + 1}
              aria-setsize={count}
              tabIndex={item.index === Math.max(0, cursor) ? 0 : -1}
              data-index={item.index}
              className={classes.row}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => {
                onSelect(row.id);
                onShow();
              }}
              onDoubleClick={() => onOpen(row.id)}
              onKeyDown={(event) => {
                if (event.key !== ' ') return;
                event.preventDefault();
                onSelect(row.id);
                onShow();
              }}
              onFocus={() => {
                if (selected === null) onSelect(row.id);
              }}
            >
              <Row row={row} now={now} />
            </div>
          );
        })}
      </div>
    </div>
  );
};
