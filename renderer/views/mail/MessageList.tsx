import { Button } from '@mantine/core';
import { IconAlertTriangle, IconInbox, IconLock, IconMailOpened, IconTrash } from '@tabler/icons-react';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountInfo, MessageRow as Row } from '../../../protocol/bridge.ts';
import { isSearched } from '../../search.ts';
import { useApp } from '../../state/app.ts';
import type { MailList } from '../../state/mail-list.ts';
import { only, type Selection, toggle } from '../../state/selection.ts';
import { useValue } from '../../state/value.ts';
import { useAccountName } from '../account-name.ts';
import type { Point } from '../shared/choosing.ts';
import { Details } from '../shared/Details.tsx';
import { useMinute } from '../shared/format.tsx';
import { Notice } from '../shared/Notice.tsx';
import { useDelayed } from '../shared/useDelayed.ts';
import classes from './MessageList.module.css';
import { type Fate, MessageRow } from './MessageRow.tsx';
import { useAnchor } from './useAnchor.ts';
import type { SelectionChange } from './useSelection.ts';

/** CSS pixels; `--r-row-one` and `--r-row` in the theme. */
const rowHeights = { 1: 32, 2: 56 } as const;

const empty = {
  inbox: { icon: IconInbox, title: 'list.emptyInbox' },
  unread: { icon: IconMailOpened, title: 'list.emptyUnread' },
  protected: { icon: IconLock, title: 'list.emptyProtected', hint: 'list.emptyProtectedHint' },
  deleted: { icon: IconTrash, title: 'list.emptyDeleted', hint: 'list.emptyDeletedHint' },
} as const;

/** The list of a folder, as a list box: arrows move, shift extends, the open message stays where it is. */
export const MessageList = ({
  id,
  ref,
  list,
  selection,
  head,
  nothingFound,
  onSelect,
  onMove,
  onMenu,
  onSelectAll,
  onShow,
  onOpen,
}: {
  id: string;
  /** Focusing it focuses the row that the keyboard stands on. */
  ref: Ref<Pick<HTMLElement, 'focus'>>;
  list: MailList;
  selection: Selection;
  head: ReactNode;
  /** In place of a list without messages, when something was looked for. */
  nothingFound: ReactNode;
  onSelect(next: SelectionChange): void;
  /** The keyboard goes to a place of the list, or extends the selection to it. */
  onMove(index: number, extending: boolean): void;
  /** What can be done with the selected messages is asked for, at a place of the window. */
  onMenu(at: Point): void;
  onSelectAll(): void;
  /** One message was chosen to be seen. */
  onShow(): void;
  /** What is selected is to be read. */
  onOpen(): void;
}) => {
  const { t } = useTranslation();
  const listing = useValue(list.pages.listing);
  const { loaded, ended, problem } = listing;
  const now = useMinute();
  const app = useApp();
  const { lines } = useValue(app.settings);
  const accounts = useValue(app.accounts);
  const statuses = useValue(app.statuses);
  const together = useValue(app.together);
  const nameOf = useAccountName();
  const rowHeight = rowHeights[lines];
  const count = listing.length + (loaded && !ended ? 1 : 0);
  const late = useDelayed(!loaded && !problem);
  const scroller = useRef<HTMLDivElement>(null);
  const focusing = useRef(false);
  const cursor = selection.cursor === null ? -1 : listing.indexOf((row) => row.uid === selection.cursor);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    paddingStart: 4,
    paddingEnd: 4,
    // The row that has the focus stays in the page when it is scrolled away.
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range);
        return cursor < 0 || shown.includes(cursor) ? shown : [...shown, cursor].toSorted((a, b) => a - b);
      },
      [cursor],
    ),
  });
  const items = virtualizer.getVirtualItems();
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  useEffect(() => list.pages.show(startIndex, endIndex), [list, startIndex, endIndex]);
  useAnchor(scroller, list, listing, rowHeight);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height, other places
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);

  const rowAt = (index: number): HTMLElement | null => scroller.current?.querySelector(`[data-index="${index}"]`) ?? null;
  useImperativeHandle(ref, () => ({
    focus: () => {
      focusing.current = true;
      rowAt(Math.max(0, cursor))?.focus({ preventScroll: true });
    },
  }));
  // The keyboard takes view and focus along; rows that come and go around the cursor do not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another cursor moves anything
  useLayoutEffect(() => {
    if (cursor < 0) return;
    virtualizer.scrollToIndex(cursor, { align: 'auto' });
    if (focusing.current || scroller.current?.contains(document.activeElement)) {
      focusing.current = false;
      rowAt(cursor)?.focus({ preventScroll: true });
    }
  }, [selection.cursor]);

  const move = (index: number, extending: boolean): void => {
    const place = Math.min(listing.length - 1, Math.max(0, index));
    // The row that has the focus may go with the next drawing, if it was scrolled out of view.
    focusing.current = true;
    onMove(place, extending);
  };
  const key = (event: KeyboardEvent): void => {
    const control = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const targets: Record<string, number> = {
      ArrowDown: cursor + 1,
      ArrowUp: cursor < 0 ? 0 : cursor - 1,
      PageDown: cursor + page,
      PageUp: cursor - page,
      Home: 0,
      End: listing.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) move(target, event.shiftKey);
    else if (event.key === 'Enter') onOpen();
    else if (event.key === ' ' && selection.cursor !== null) onSelect((now) => (now.cursor ? toggle(now, now.cursor) : now));
    else if (control && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'a') onSelectAll();
    else if ((event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) && selection.cursor !== null) {
      const { left = 0, bottom = 0 } = rowAt(cursor)?.getBoundingClientRect() ?? {};
      onMenu({ x: left + 24, y: bottom - 8 });
    } else return;
    event.preventDefault();
  };
  const click = useCallback(
    (uid: string, index: number, event: MouseEvent) => {
      if (event.shiftKey) onMove(index, true);
      else if (event.ctrlKey || event.metaKey) onSelect((now) => toggle(now, uid));
      else {
        onSelect(() => only(uid));
        onShow();
      }
    },
    [onSelect, onMove, onShow],
  );

  const menu = useCallback(
    (uid: string, event: MouseEvent) => {
      event.preventDefault();
      onSelect((now) => (now.picked.has(uid) ? { ...now, cursor: uid } : only(uid)));
      onMenu({ x: event.clientX, y: event.clientY });
    },
    [onSelect, onMenu],
  );
  const accountOf = (row: Row): AccountInfo | undefined => accounts.find(({ id }) => id === row.account);
  const ownerOf = (row: Row): string | undefined => {
    const account = together ? accountOf(row) : undefined;
    return account && nameOf(account);
  };
  const fateOf = (row: Row): Fate => {
    if (row.uid === statuses.get(row.account)?.next) return 'next';
    return accountOf(row)?.overwriteRead && row.read && !row.protected && !row.deleted ? 'overwritable' : null;
  };

  const folder = t(`folders.${list.folder}`);
  const nothing = loaded && ended && count === 0 ? empty[list.folder] : null;
  return (
    <section id={id} className={classes.pane} aria-label={folder}>
      {head}
      {nothing &&
        (isSearched(list.search) ? (
          nothingFound
        ) : (
          <Notice icon={nothing.icon} title={t(nothing.title)} {...('hint' in nothing && { hint: t(nothing.hint) })} />
        ))}
      {problem && count === 0 && (
        <Notice icon={IconAlertTriangle} tone="danger" title={t('list.problem')}>
          <Button onClick={() => list.pages.retry()}>{t('act.tryAgain')}</Button>
          <Details problem={problem} />
        </Notice>
      )}
      {late && (
        <div className={classes.skeletons} role="status" aria-label={t('list.loading')}>
          {Array.from({ length: 8 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
            <i key={index} className={classes.skeleton} />
          ))}
        </div>
      )}
      {count > 0 && (
        <div ref={scroller} className={classes.scroller}>
          <div
            className={classes.list}
            role="listbox"
            tabIndex={-1}
            aria-label={t('list.label', { folder })}
            aria-multiselectable
            style={{ height: virtualizer.getTotalSize() }}
            onKeyDown={key}
          >
            {items.map((item) => {
              const row = listing.at(item.index);
              return row ? (
                <MessageRow
                  key={row.uid}
                  row={row}
                  index={item.index}
                  top={item.start}
                  size={count}
                  lines={lines}
                  now={now}
                  fate={fateOf(row)}
                  account={ownerOf(row)}
                  selected={selection.picked.has(row.uid)}
                  tabbable={cursor < 0 ? item.index === 0 : item.index === cursor}
                  onClick={click}
                  onMenu={menu}
                  onOpen={onOpen}
                />
              ) : (
                <i
                  key={item.key}
                  className={classes.skeleton}
                  data-placed
                  data-lines={lines}
                  aria-hidden
                  style={{ transform: `translateY(${item.start}px)` }}
                />
              );
            })}
          </div>
        </div>
      )}
      {problem && count > 0 && (
        <p className={classes.problem} role="alert">
          {t('list.problemMore')}
          <Button size="compact-xs" variant="default" onClick={() => list.pages.retry()}>
            {t('act.tryAgain')}
          </Button>
        </p>
      )}
    </section>
  );
};
