import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenNotes } from '../../../activity-words.ts';
import type { Timeline as Shown, TimelineState } from '../../../state/timeline.ts';
import { useFormat, useMinute } from '../../shared/format.tsx';
import { Entry } from './Entry.tsx';
import { type Item, itemsOf } from './items.ts';
import classes from './Timeline.module.css';

/** CSS pixels. */
const entryHeight = 52;
const dayHeight = 36;
/** Items from the end at which older ones are read. */
const ahead = 60;

const keyOf = (item: Item | undefined): string | number => (item?.kind === 'entry' ? item.entry.event : `day ${item?.at ?? ''}`);

/** What happened, by days, the newest on top. Arrows go from entry to entry. */
export const Timeline = ({
  timeline,
  shown: { entries, fresh, ended, searched },
  notes,
  uid,
  onOpen,
}: {
  timeline: TimelineState;
  shown: Shown;
  notes: TokenNotes;
  /** The message whose history is beside it. */
  uid: string | undefined;
  onOpen(uid: string): void;
}) => {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useMinute();
  const items = useMemo(() => itemsOf(entries), [entries]);
  const [cursor, setCursor] = useState<number | null>(null);
  const scroller = useRef<HTMLElement>(null);
  const focusing = useRef(false);
  const reading = useRef({ top: true, focus: false });
  const found = cursor === null ? -1 : items.findIndex((item) => item.kind === 'entry' && item.entry.event === cursor);
  const at = found < 0 ? 1 : found;
  const virtualizer = useVirtualizer({
    count: items.length + (ended ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'entry' ? entryHeight : dayHeight),
    getItemKey: (index) => keyOf(items[index]),
    overscan: 12,
    // The one that has the focus stays in the page when it is scrolled away.
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        return shown.includes(at) || at >= range.count ? shown : [...shown, at].toSorted((a, b) => a - b);
      },
      [at],
    ),
  });
  const { endIndex = 0 } = virtualizer.range ?? {};
  useEffect(() => {
    if (endIndex >= items.length - ahead) timeline.more();
  }, [timeline, endIndex, items.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes follow what stands where
  useLayoutEffect(() => virtualizer.measure(), [items]);
  const follow = (): void => timeline.follow(reading.current.top && !reading.current.focus);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another cursor moves the focus
  useLayoutEffect(() => {
    if (!focusing.current) return;
    focusing.current = false;
    virtualizer.scrollToIndex(at, { align: 'auto' });
    scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"] [data-entry]`)?.focus({ preventScroll: true });
  }, [at]);
  const key = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? entryHeight) / entryHeight) - 2);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (step === undefined || !(event.target as HTMLElement).closest('[data-entry]')) return;
    event.preventDefault();
    let wanted = Math.min(items.length - 1, Math.max(1, at + step));
    if (items[wanted]?.kind === 'day') wanted += step < 0 ? -1 : 1;
    const item = items[wanted];
    if (item?.kind !== 'entry') return;
    focusing.current = true;
    setCursor(item.entry.event);
  };
  const dayName = (time: number): string => {
    const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(time).setHours(0, 0, 0, 0)) / 86_400_000);
    return days === 0 ? t('activity.today') : days === 1 ? t('activity.yesterday') : format.date(time, now);
  };
  const showFresh = (): void => {
    timeline.showFresh();
    scroller.current?.scrollTo({ top: 0 });
    scroller.current?.focus({ preventScroll: true });
  };
  return (
    <div className={classes.timeline}>
      <div className={classes.fresh} aria-live="polite">
        {fresh > 0 && (
          <Button size="compact-sm" radius="xl" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={showFresh}>
            {t('activity.fresh', { count: fresh })}
          </Button>
        )}
      </div>
      <section
        ref={scroller}
        className={classes.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label={t('activity.label')}
        onKeyDown={key}
        onScroll={(event) => {
          reading.current.top = event.currentTarget.scrollTop < 8;
          follow();
        }}
        onFocus={(event) => {
          reading.current.focus = event.target !== event.currentTarget;
          follow();
        }}
        onBlur={() => {
          reading.current.focus = false;
          follow();
        }}
      >
        {/* biome-ignore-start lint/a11y/useSemanticElements: what is made as it is scrolled to stands in no <ul> of the whole */}
        {/* biome-ignore-start lint/a11y/useFocusableInteractive: what can be operated stands in the items */}
        <div role="list" className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start, size }) => {
            const item = items[index];
            return (
              <div
                key={key}
                role="listitem"
                aria-posinset={index + 1}
                aria-setsize={ended ? items.length + 1 : -1}
                data-index={index}
                className={classes.item}
                style={{ transform: `translateY(${start}px)`, height: size }}
              >
                {item === undefined ? (
                  <p className={classes.end}>{t('activity.end')}</p>
                ) : item.kind === 'day' ? (
                  <h2 className={classes.day} title={format.date(item.at, 0)}>
                    {dayName(item.at)}
                  </h2>
                ) : (
                  // biome-ignore lint/a11y/noStaticElementInteractions: it notes where the focus is
                  <div onFocus={() => setCursor(item.entry.event)}>
                    <Entry
                      entry={item.entry}
                      notes={notes}
                      shown={item.entry.uid !== null && item.entry.uid === uid}
                      tabIndex={index === at ? 0 : -1}
                      onOpen={onOpen}
                    />
                  </div>
                )}
              </div>
            );
          })}
        </div>
        {/* biome-ignore-end lint/a11y/useFocusableInteractive: see above */}
        {/* biome-ignore-end lint/a11y/useSemanticElements: see above */}
        {searched > 0 && (
          <p className={classes.searching} role="status">
            {t('activity.searching', { count: searched })}
          </p>
        )}
      </section>
    </div>
  );
};
