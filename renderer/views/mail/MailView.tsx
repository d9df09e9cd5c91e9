import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import type { MessageRow } from '../../../protocol/bridge.ts';
import { isSearched, noSearch, type Search, startOfDay, withFilter } from '../../search.ts';
import { useApp } from '../../state/app.ts';
import { useLength, useMailList } from '../../state/mail-list.ts';
import { nothing, only, successor } from '../../state/selection.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useMarking } from '../../state/use-marking.ts';
import { useValue } from '../../state/value.ts';
import { useOnePane } from '../one-pane.ts';
import panes from '../Panes.module.css';
import type { Place } from '../place.ts';
import { ReadingPane } from '../reading/ReadingPane.tsx';
import type { Point } from '../shared/choosing.ts';
import { useMinute } from '../shared/format.tsx';
import { SearchWords } from '../shared/Highlighted.tsx';
import { ExportDialog } from '../tasks/ExportDialog.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { MailHead } from './MailHead.tsx';
import { MessageList } from './MessageList.tsx';
import { MessageMenu } from './MessageMenu.tsx';
import { MoreButton } from './MoreButton.tsx';
import { NothingFound } from './NothingFound.tsx';
import { Purge } from './Purge.tsx';
import { useCount } from './useCount.ts';
import { useSelection } from './useSelection.ts';
import { useTarget } from './useTarget.ts';

type MailPlace = Extract<Place, { kind: 'mail' }>;

/** What is looked for: what the place says, until the reader says something else. */
const useSearch = (place: MailPlace): [Search, (search: Search) => void] => {
  const [said, say] = useState({ place, search: place.search ?? noSearch });
  const search = said.place === place ? said.search : (place.search ?? noSearch);
  return [search, useCallback((search) => say({ place, search }), [place])];
};

/** A folder of the inbox: its list, and the message that is open. */
export const MailView = ({ place, onGo, separator }: { place: MailPlace; onGo(place: Place): void; separator: ReactNode }) => {
  const app = useApp();
  const { folder } = place;
  const { own } = useValue(app.account);
  const together = useValue(app.together);
  const settings = useValue(app.settings);
  const [search, setSearch] = useSearch(place);
  const list = useMailList(folder, search, startOfDay(useMinute()));
  const mark = useMarking(list);
  const listing = useValue(list.pages.listing);
  const { rows } = listing;
  const { selection, change, move, pickAll } = useSelection(list);
  useLength(list);
  const [menu, setMenu] = useState<Point | null>(null);
  const [purging, setPurging] = useState<'picked' | 'all' | null>(null);
  const reading = useRef<HTMLElement>(null);
  const listBox = useRef<Pick<HTMLElement, 'focus'>>(null);
  const field = useRef<HTMLInputElement>(null);

  const picked = useMemo(() => rows.filter((row) => selection.picked.has(row.uid)), [rows, selection]);
  /** Selected, but not read. */
  const rest = useMemo(() => {
    const uids = new Set(selection.picked);
    for (const row of picked) uids.delete(row.uid);
    return uids;
  }, [selection, picked]);
  const open = selection.picked.size === 1 ? picked[0] : undefined;
  const count = useCount(list, selection.picked.size);
  const pane = useOnePane(open?.uid, listBox, reading);
  useTarget(list, open, (uid) => {
    change(() => only(uid));
    listBox.current?.focus();
    pane.open();
  });

  /** What leaves the list takes the focus along, be it on its row or its button: the next row has it then. */
  const leave = (): void => {
    const next = successor(
      selection,
      rows.map((row) => row.uid),
    );
    change(() => (next === null ? nothing : only(next)));
    listBox.current?.focus();
  };
  const remove = (): void => {
    void mark(picked, { deleted: folder !== 'deleted' }, 'reader', rest);
    leave();
  };
  const toggle = (what: 'read' | 'protected'): void => {
    // A mixed selection is first made equal.
    void mark(picked, { [what]: picked.some((row) => !row[what]) }, 'reader', rest);
  };
  const step = (by: 1 | -1): void => {
    const from = selection.cursor === null ? -1 : listing.indexOf((row) => row.uid === selection.cursor);
    const to = from < 0 ? (by === 1 ? 0 : listing.length - 1) : from + by;
    if (to < 0 || to >= listing.length) return;
    listBox.current?.focus();
    move(to, false);
  };
  /** What was read may end before it: then the inbox is asked where it is. */
  const stepToUnread = async (by: 1 | -1): Promise<void> => {
    const { cursor } = selection;
    const found = cursor === null ? -1 : listing.indexOf((row) => row.uid === cursor);
    const choose = (uid: string): void => {
      change(() => only(uid));
      listBox.current?.focus();
    };
    const start = found < 0 && by === -1 ? listing.length : found;
    let at = start + by;
    for (let row = listing.at(at); row; row = listing.at(at)) {
      if (!row.read) return choose(row.uid);
      at += by;
    }
    if (at < 0 || (at >= listing.length && listing.ended)) return;
    const outcome = await list.step(listing.at(found), by);
    if (!outcome.ok) return app.toast.set({ kind: 'problem', problem: outcome.problem });
    if (!outcome.value) return;
    const { uid, place } = outcome.value;
    await list.pages.rowAt(place);
    if (list.pages.listing.get().indexOf((row) => row.uid === uid) >= 0) choose(uid);
  };
  const filter = (what: 'unread' | 'protected' | 'attachments') => (): void =>
    setSearch(withFilter(search, { [what]: search.filter[what] ? undefined : true }));
  /** From the account that has the message. */
  const write = (how: 'reply' | 'forward', { account, uid }: MessageRow): void => {
    app.leadAccount(account);
    app.letters[how](uid);
  };
  const some = picked.length > 0;
  const canRead = picked.some((row) => !row.read);
  const canProtect = picked.some((row) => !row.protected);
  // What was found before stays until the folder itself is read: an empty one must be the folder's.
  const first =
    own && !together && folder === 'inbox' && !isSearched(list.search) && listing.loaded && listing.ended && listing.length === 0;
  useCommands({
    search: first
      ? undefined
      : () => {
          field.current?.focus();
          field.current?.select();
        },
    filterUnread: first || folder === 'unread' ? undefined : filter('unread'),
    filterProtected: first || folder === 'protected' ? undefined : filter('protected'),
    filterFiles: first ? undefined : filter('attachments'),
    toggleLines: () => void app.changeSettings({ lines: settings.lines === 1 ? 2 : 1 }),
    next: () => step(1),
    previous: () => step(-1),
    nextUnread: () => void stepToUnread(1),
    previousUnread: () => void stepToUnread(-1),
    read: some ? () => toggle('read') : undefined,
    protect: some ? () => toggle('protected') : undefined,
    delete: some && folder !== 'deleted' ? remove : undefined,
    reply: open ? () => write('reply', open) : undefined,
    forward: open ? () => write('forward', open) : undefined,
    restore: some && folder === 'deleted' ? remove : undefined,
    purge: some && folder === 'deleted' ? () => setPurging('picked') : undefined,
  });

  if (first) return <FirstSteps />;
  return (
    <SearchWords value={list.search.words}>
      <div className={panes.panes} data-shows={pane.shows}>
        {!together && <ExportDialog folder={folder} search={list.search} uids={picked.map(({ uid }) => uid)} />}
        <MessageList
          id="list"
          ref={listBox}
          list={list}
          selection={selection}
          head={
            <MailHead
              folder={folder}
              search={search}
              count={count}
              field={field}
              acts={
                <>
                  {folder === 'deleted' && listing.length > 0 && <Purge.Empty onClick={() => setPurging('all')} />}
                  <MoreButton disabled={!some} onOpen={setMenu} />
                </>
              }
              onSearch={setSearch}
              onLeave={() => listBox.current?.focus()}
            />
          }
          nothingFound={
            <NothingFound
              folder={folder}
              search={list.search}
              onSearch={setSearch}
              onLook={(other) => onGo({ kind: 'mail', folder: other, search })}
            />
          }
          onSelect={change}
          onMove={move}
          onMenu={setMenu}
          onSelectAll={pickAll}
          onShow={pane.open}
          onOpen={() => {
            pane.open();
            reading.current?.focus();
          }}
        />
        {separator}
        <ReadingPane
          ref={reading}
          // What is not in view was not read.
          row={pane.shows === 'list' ? undefined : open}
          count={pane.shows === 'list' ? 0 : selection.picked.size}
          alone={pane.shows === 'reading'}
          canProtect={canProtect}
          canRead={canRead}
          deletedFolder={folder === 'deleted'}
          onShown={(row) => void mark([row], { read: true }, 'app')}
          onRead={() => toggle('read')}
          onProtect={() => toggle('protected')}
          onRemove={remove}
          onBack={() => {
            pane.back();
            listBox.current?.focus();
          }}
        />
      </div>
      {menu && (
        <MessageMenu
          at={menu}
          canRead={canRead}
          canProtect={canProtect}
          onClose={() => {
            setMenu(null);
            listBox.current?.focus();
          }}
        />
      )}
      <Purge.Question
        list={list}
        uids={purging === 'picked' ? selection.picked : null}
        rows={picked}
        all={purging === 'all'}
        onClose={() => setPurging(null)}
        onPurged={() => purging === 'picked' && leave()}
      />
    </SearchWords>
  );
};
