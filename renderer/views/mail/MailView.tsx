import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import type { InboxFolder, MessageRow } from '../../../protocol/bridge.ts';
import { type MarkChange, useApp } from '../../state/app.ts';
import { useMailList } from '../../state/mail-list.ts';
import { useMark } from '../../state/mark.ts';
import { all, nothing, only, successor } from '../../state/selection.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useValue } from '../../state/value.ts';
import { ReadingPane } from '../reading/ReadingPane.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import classes from './MailView.module.css';
import { MessageList } from './MessageList.tsx';
import { useSelection } from './useSelection.ts';
import { useTarget } from './useTarget.ts';

/** A folder of the inbox: its list, and the message that is open. */
export const MailView = ({ folder, separator }: { folder: InboxFolder; separator: ReactNode }) => {
  const app = useApp();
  const { own } = useValue(app.account);
  const mark = useMark();
  const list = useMailList(folder);
  const listing = useValue(list.pages.listing);
  const { rows } = listing;
  const { selection, change } = useSelection(rows);
  const reading = useRef<HTMLElement>(null);
  const listBox = useRef<HTMLDivElement>(null);

  const picked = useMemo(() => rows.filter((row) => selection.picked.has(row.uid)), [rows, selection]);
  const open = picked.length === 1 ? picked[0] : undefined;
  useTarget(list, open?.uid, (uid) => {
    change(() => only(uid));
    listBox.current?.focus();
  });

  /** Shows the change at once; what comes back from the app corrects it. */
  const apply = useCallback(
    async (marked: readonly MessageRow[], what: MarkChange): Promise<string[] | null> => {
      const uids = new Set(marked.map((row) => row.uid));
      if (uids.size === 0) return [];
      for (const uid of uids)
        if (what.deleted === undefined) list.held.add(uid);
        else list.held.delete(uid);
      const leaves = what.deleted !== undefined && what.deleted !== (folder === 'deleted');
      list.pages.patch((row) => (!uids.has(row.uid) ? row : leaves ? undefined : { ...row, ...what }));
      const done = await mark([...uids], what);
      if (done === null) list.pages.changed();
      return done;
    },
    [folder, list, mark],
  );
  const remove = (): void => {
    const next = successor(
      selection,
      rows.map((row) => row.uid),
    );
    const deleted = folder !== 'deleted';
    void apply(picked, { deleted }).then((uids) => {
      if (uids && uids.length > 0) app.toast.set(deleted ? { kind: 'deleted', uids } : { kind: 'restored', count: uids.length });
    });
    change(() => (next === null ? nothing : only(next)));
    // What had the focus goes with the message, be it its row or its button.
    listBox.current?.focus();
  };
  const toggle = (what: 'read' | 'protected'): void => {
    // A mixed selection is first made equal.
    void apply(picked, { [what]: picked.some((row) => !row[what]) });
  };
  const step = (by: 1 | -1, wanted: (row: MessageRow) => boolean = () => true): void => {
    const from = selection.cursor === null ? (by === 1 ? -1 : rows.length) : rows.findIndex((row) => row.uid === selection.cursor);
    for (let index = from + by; index >= 0 && index < rows.length; index += by) {
      const row = rows[index];
      if (row && wanted(row)) {
        change(() => only(row.uid));
        listBox.current?.focus();
        return;
      }
    }
  };
  const some = picked.length > 0;
  useCommands({
    next: () => step(1),
    previous: () => step(-1),
    nextUnread: () => step(1, (row) => !row.read),
    previousUnread: () => step(-1, (row) => !row.read),
    read: some ? () => toggle('read') : undefined,
    protect: some ? () => toggle('protected') : undefined,
    delete: some && folder !== 'deleted' ? remove : undefined,
    restore: some && folder === 'deleted' ? remove : undefined,
  });

  if (own && folder === 'inbox' && listing.loaded && listing.ended && rows.length === 0) return <FirstSteps />;
  return (
    <div className={classes.mail}>
      <MessageList
        id="list"
        ref={listBox}
        list={list}
        selection={selection}
        onSelect={change}
        onSelectAll={() => void list.pages.readAll().then(() => change((now, current) => all(current, now)))}
        onOpen={() => reading.current?.focus()}
      />
      {separator}
      <ReadingPane
        ref={reading}
        row={open}
        count={picked.length}
        canProtect={picked.some((row) => !row.protected)}
        canRead={picked.some((row) => !row.read)}
        deletedFolder={folder === 'deleted'}
        onShown={(row) => void apply([row], { read: true })}
        onRead={() => toggle('read')}
        onProtect={() => toggle('protected')}
        onRemove={remove}
        onBack={() => listBox.current?.focus()}
      />
    </div>
  );
};
