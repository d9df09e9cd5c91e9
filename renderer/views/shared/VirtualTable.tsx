import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Listing } from '../../state/paged-list.ts';
import { type Choosing, chooseByKey } from './choosing.ts';
import classes from './VirtualTable.module.css';

/** CSS pixels. */
const rowHeight = 32;

/** Rows that can be scrolled to: a page of a browser engine is at most 2²⁵ pixels high. */
export const rowsAtMost = 1_030_000;

export interface Column<R> {
  readonly id: string;
  readonly name: string;
  /** What it shows of a row; what can be operated in it takes the `tabIndex`. */
  cell(row: R, tabIndex: 0 | -1): ReactNode;
  /** All of it, for what is cut off. */
  hint?(row: R): string;
  /** As a grid has it; where columns have none, `className` says them all. */
  readonly width?: string;
  /** Numbers stand at the end. */
  readonly numeric?: boolean;
  readonly hideName?: boolean;
  /** Left out where it is narrow. */
  readonly wide?: boolean;
}

const widthsOf = <R,>(columns: readonly Column<R>[]): CSSProperties =>
  ({
    '--columns': columns.map(({ width }) => width).join(' '),
    '--narrow': columns.flatMap(({ wide, width = '' }) => (wide ? [] : [width])).join(' '),
  }) as CSSProperties;

/**
 * A long table that is read as it is scrolled, wherever that leads. Arrows, Page Up and Down, Home and End go from row to row.
 * Where rows are chosen, a row itself has the focus; else what can be operated in it, which is reached by Tab.
 * The columns' widths are their own, or the `--columns` of `className`.
 */
export const VirtualTable = <R,>({
  label,
  listing,
  total,
  columns,
  keyOf,
  className,
  choosing,
  isMarked,
  onShow,
}: {
  label: string;
  listing: Listing<R>;
  /** Rows in the whole list, as far as that is known. */
  total: number;
  columns: readonly Column<R>[];
  keyOf(row: R): string;
  className: string;
  choosing?: Choosing<R>;
  /** Rows that stand out. */
  isMarked?(row: R): boolean;
  /** These rows are in view. */
  onShow(first: number, last: number): void;
}) => {
  const { length, loaded, ended } = listing;
  const count = Math.min(rowsAtMost, ended ? length : Math.max(total, length + (loaded ? 1 : 0)));
  const [cursor, setCursor] = useState({ index: 0, key: '' });
  const focusing = useRef(false);
  const inside = useRef(false);
  /** The first row in view: what is read stays where it is while others come and go before it. */
  const read = useRef({ index: 0, key: '' });
  const scroller = useRef<HTMLElement>(null);
  // The row that the keyboard stands on keeps its place while others come and go before it.
  const known = cursor.key === '' ? -1 : listing.indexOf((row) => keyOf(row) === cursor.key);
  const at = Math.max(0, Math.min(known < 0 ? cursor.index : known, count - 1));
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The row that has the focus stays in the page when it is scrolled away.
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        return shown.includes(at) || shown.length === 0 ? shown : [...shown, at].toSorted((a, b) => a - b);
      },
      [at],
    ),
  });
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  useEffect(() => onShow(startIndex, endIndex), [onShow, startIndex, endIndex]);
  const first = virtualizer.range?.startIndex ?? 0;
  useLayoutEffect(() => {
    const { index, key } = read.current;
    const row = listing.at(first);
    read.current = { index: first, key: row === undefined ? '' : keyOf(row) };
    // It was scrolled, or the same row stands there.
    if (index === 0 || key === '' || first !== index || read.current.key === key) return;
    const now = listing.indexOf((one) => keyOf(one) === key);
    if (now < 0) return;
    read.current = { index: now, key };
    if (scroller.current) scroller.current.scrollTop += (now - index) * rowHeight;
  });
  const goTo = (index: number): void => {
    const row = listing.at(index);
    focusing.current = true;
    setCursor({ index, key: row === undefined ? '' : keyOf(row) });
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  useLayoutEffect(() => {
    // A row that was read meanwhile stands where its place was held.
    const lost = inside.current && document.activeElement === document.body;
    if (!focusing.current && !lost) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"]`);
    const target = choosing ? row : row?.querySelector<HTMLElement>(':is(input, button):not(:disabled)');
    if (!target) return;
    focusing.current = false;
    target.focus({ preventScroll: true });
  });
  const key = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>('[data-index]');
    if (!row && !(choosing && target === scroller.current)) return;
    // What is written or chosen in a row is no way through the table.
    if (choosing && row && target !== row) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    const step = steps[event.key];
    const wanted = step === undefined ? undefined : Math.min(count - 1, Math.max(0, step));
    if (wanted !== undefined && !event.altKey) {
      event.preventDefault();
      goTo(wanted);
    }
    if (choosing && chooseByKey(event, { at, wanted, row }, choosing)) event.preventDefault();
  };
  return (
    <section
      ref={scroller}
      className={`${classes.scroller} ${className}`}
      style={columns[0]?.width === undefined ? undefined : widthsOf(columns)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      onKeyDown={key}
      onFocus={({ target }) => {
        inside.current = target !== scroller.current;
      }}
      onBlur={({ relatedTarget }) => {
        inside.current = relatedTarget === null && inside.current && document.hasFocus();
      }}
    >
      {/* biome-ignore-start lint/a11y/useSemanticElements: rows that are made as they are scrolled to cannot be a <table> */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: the cells are read, what is operated stands in them */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have it */}
      <div
        role={choosing ? 'grid' : 'table'}
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length}
        aria-multiselectable={choosing ? true : undefined}
      >
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row}>
            {columns.map(({ id, name, numeric, hideName, wide }) => (
              <span key={id} role="columnheader" data-column={id} data-numeric={numeric || undefined} data-wide={wide || undefined}>
                {hideName ? <span className="visually-hidden">{name}</span> : name}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = listing.at(item.index);
            const { index } = item;
            const place = {
              role: 'row',
              'aria-rowindex': index + 2,
              'data-index': index,
              className: classes.row,
              style: { top: item.start },
              ...(choosing && { tabIndex: index === at ? 0 : -1 }),
            };
            if (row === undefined)
              return (
                <div key={`gap ${index}`} {...place} aria-busy data-gap>
                  <span role={choosing ? 'gridcell' : 'cell'} />
                </div>
              );
            const chosen = choosing?.isChosen(row) ?? false;
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: its role is among `place`
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the table's
              <div
                key={keyOf(row)}
                {...place}
                {...(choosing && { 'aria-selected': chosen, 'data-chosen': true })}
                data-marked={chosen || isMarked?.(row) || undefined}
                onFocus={() => setCursor({ index, key: keyOf(row) })}
                onClick={(event) => choosing?.choose(index, event.shiftKey ? 'reach' : event.ctrlKey || event.metaKey ? 'toggle' : 'only')}
                onDoubleClick={() => choosing?.open(index)}
                onContextMenu={(event) => {
                  if (!choosing) return;
                  event.preventDefault();
                  choosing.menu(index, { x: event.clientX, y: event.clientY });
                }}
              >
                {columns.map(({ id, cell, hint, numeric, wide }) => (
                  <span
                    key={id}
                    role={choosing ? 'gridcell' : 'cell'}
                    data-column={id}
                    data-numeric={numeric || undefined}
                    data-wide={wide || undefined}
                    title={hint?.(row)}
                  >
                    {cell(row, index === at ? 0 : -1)}
                  </span>
                ))}
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
