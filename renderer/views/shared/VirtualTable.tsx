import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Listing } from '../../state/paged-list.ts';
import classes from './VirtualTable.module.css';

/** CSS pixels. */
const rowHeight = 36;

export interface Column<R> {
  readonly id: string;
  readonly name: string;
  /** What it shows of a row; what can be operated in it takes the `tabIndex`. */
  cell(row: R, tabIndex: 0 | -1): ReactNode;
  /** All of it, for what is cut off. */
  hint?(row: R): string;
  /** Numbers stand at the end. */
  readonly numeric?: boolean;
  readonly hideName?: boolean;
  /** Left out where it is narrow. */
  readonly wide?: boolean;
}

/**
 * A long table that is read as it is scrolled. Arrows go from row to row; what can be operated in the row is reached by Tab.
 * The columns' widths are the `--columns` of `className`.
 */
export const VirtualTable = <R,>({
  label,
  listing,
  total,
  columns,
  keyOf,
  className,
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
  /** Rows that are chosen. */
  isMarked?(row: R): boolean;
  /** These rows are in view. */
  onShow(first: number, last: number): void;
}) => {
  const { rows, loaded, ended } = listing;
  const count = ended ? rows.length : Math.max(total, rows.length + (loaded ? 1 : 0));
  const [cursor, setCursor] = useState(0);
  const focusing = useRef(false);
  const scroller = useRef<HTMLElement>(null);
  const at = Math.min(cursor, Math.max(0, rows.length - 1));
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another cursor moves the focus
  useLayoutEffect(() => {
    if (!focusing.current) return;
    focusing.current = false;
    virtualizer.scrollToIndex(at, { align: 'auto' });
    scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"] :is(input, button):not(:disabled)`)?.focus({ preventScroll: true });
  }, [at]);
  const key = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 2);
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page };
    const wanted = steps[event.key];
    if (wanted === undefined || !(event.target as HTMLElement).closest('[data-index]')) return;
    event.preventDefault();
    focusing.current = true;
    setCursor(Math.min(rows.length - 1, Math.max(0, wanted)));
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section ref={scroller} className={`${classes.scroller} ${className}`} tabIndex={0} aria-label={label} onKeyDown={key}>
      {/* biome-ignore-start lint/a11y/useSemanticElements: rows that are made as they are scrolled to cannot be a <table> */}
      {/* biome-ignore-start lint/a11y/useFocusableInteractive: the cells are read, what is operated stands in them */}
      <div role="table" aria-label={label} aria-rowcount={count + 1} aria-colcount={columns.length}>
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
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <div
                key={keyOf(row)}
                role="row"
                aria-rowindex={item.index + 2}
                data-index={item.index}
                data-marked={isMarked?.(row) || undefined}
                className={classes.row}
                style={{ transform: `translateY(${item.start}px)` }}
                onFocus={() => setCursor(item.index)}
              >
                {columns.map(({ id, cell, hint, numeric, wide }) => (
                  <span
                    key={id}
                    role="cell"
                    data-column={id}
                    data-numeric={numeric || undefined}
                    data-wide={wide || undefined}
                    title={hint?.(row)}
                  >
                    {cell(row, item.index === at ? 0 : -1)}
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
