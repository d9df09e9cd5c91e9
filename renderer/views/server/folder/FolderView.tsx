import { Button } from '@mantine/core';
import { IconChecks, IconFilterOff, IconHourglassEmpty } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useValue } from '../../../state/value.ts';
import type { ServerPlace } from '../../place.ts';
import type { Point } from '../../shared/choosing.ts';
import { Notice } from '../../shared/Notice.tsx';
import { useDelayed } from '../../shared/useDelayed.ts';
import { useAsked, useServer, useServerCommands, useServerTable } from '../host.ts';
import { PartHead } from '../PartHead.tsx';
import { PolicyLine } from '../retention/PolicyLine.tsx';
import { Unshown } from '../Unshown.tsx';
import { ActBar } from './ActBar.tsx';
import { type Act, actsFor } from './act-list.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { FilterBar } from './FilterBar.tsx';
import { FolderTable } from './FolderTable.tsx';
import classes from './FolderView.module.css';
import { Footer } from './Footer.tsx';
import type { FolderFilter } from './filter.ts';
import { type FolderList, useFolderList } from './folder-list.ts';
import { Preview } from './Preview.tsx';
import { RowMenu } from './RowMenu.tsx';
import { useActs } from './useActs.ts';
import { useChoice } from './useChoice.ts';

/** ms after which the message that the keyboard stays on is fetched to be looked at. */
const rest = 150;

/** What stands in place of the table; null: the table. */
const Instead = ({ list, onClear }: { list: FolderList; onClear(): void }): ReactNode => {
  const { t } = useTranslation();
  const { entry, go } = useServer();
  const { folder, mailbox } = list.sight;
  const { length, loaded, ended, problem } = useValue(list.pages.listing);
  const total = useValue(list.total);
  const late = useDelayed(!loaded && !problem);
  if (length > 0) return null;
  if (problem || entry.server === null) return <Unshown title={t('server.problem')} problem={problem} onRetry={() => list.pages.retry()} />;
  if (!loaded || !ended)
    return (
      late && (
        <p className={classes.loading} role="status">
          {t('serverFolder.loading')}
        </p>
      )
    );
  if (list.filtered && (total?.count ?? 0) > 0)
    return (
      <Notice
        icon={IconFilterOff}
        title={t('serverFolder.noMatch')}
        hint={t('serverFolder.noMatchHint', { count: total?.count ?? 0 })}
        heading="h2"
      >
        <Button onClick={onClear}>{t('serverFolder.filter.clear')}</Button>
      </Notice>
    );
  const icon = folder === 'delivery' ? IconHourglassEmpty : IconChecks;
  if (mailbox !== undefined)
    return (
      <Notice icon={icon} title={t(`serverFolder.none.${folder}`, { mailbox })} heading="h2">
        <Button onClick={() => go({ view: folder })}>{t('boxes.showAll')}</Button>
      </Notice>
    );
  return (
    <Notice
      icon={icon}
      title={t(folder === 'delivery' ? 'server.emptyDelivery' : 'server.emptyProcessed')}
      hint={t(folder === 'delivery' ? 'server.emptyDeliveryHint' : 'server.emptyProcessedHint')}
      heading="h2"
    />
  );
};

/** A folder of the server: how long it keeps messages, which it holds, and what can be done with them. */
export const FolderView = ({ place }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const { port, tell, go } = useServer();
  const folder = place.view === 'delivery' ? 'delivery' : 'processed';
  const [{ order }] = useServerTable();
  const [filter, setFilter] = useState<FolderFilter>({});
  const [attempt, setAttempt] = useState(0);
  const list = useFolderList(port, { folder, mailbox: place.mailbox, order, filter }, attempt);
  const listing = useValue(list.pages.listing);
  const choice = useChoice(list);
  const { underWay, undo, act, stop } = useActs();
  const { value: boxes } = useAsked('mailboxes', {});
  const names = useMemo(() => boxes?.mailboxes.map(({ name }) => name) ?? [], [boxes]);
  const mailbox = place.mailbox ?? (names.length === 1 ? names[0] : undefined);
  const policyOf = useCallback((of: string) => boxes?.mailboxes.find(({ name }) => name === of)?.retention ?? null, [boxes]);
  const [menu, setMenu] = useState<Point | null>(null);
  /** Those that it is asked about whether they are to be deleted. */
  const [asked, setAsked] = useState<readonly string[] | null>(null);
  const [previewed, setPreviewed] = useState(place.uid !== undefined);
  const [shown, setShown] = useState<string | null>(place.uid ?? null);
  /** How long it keeps messages is being changed: what that would do takes the room of the table. */
  const [editing, setEditing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const view = useRef<HTMLElement>(null);

  const looked = useRef(list);
  useEffect(() => {
    // What is shown of another list stands for nothing in this one.
    if (looked.current !== list) setPreviewed(false);
    looked.current = list;
  }, [list]);

  const { chosen } = choice;
  const only = chosen.size === 1 ? ([...chosen.keys()][0] ?? null) : null;
  useEffect(() => {
    if (chosen.size === 0) return;
    const timer = setTimeout(() => {
      setShown(only);
      setPreviewed(true);
    }, rest);
    return () => clearTimeout(timer);
    // What is chosen once more is opened once more.
  }, [only, chosen]);
  useEffect(() => {
    if (place.uid === undefined) return;
    setShown(place.uid);
    setPreviewed(true);
  }, [place.uid]);

  const messages = useMemo(() => {
    // What was read since it was chosen may be held now, or no more.
    const now = new Map(listing.rows.map((row) => [row.uid, row]));
    return [...chosen.values()].map((one) => now.get(one.uid) ?? one);
  }, [chosen, listing]);
  const possible = useMemo(() => (underWay || editing ? [] : actsFor(messages)), [messages, underWay, editing]);

  const perform = useCallback(
    async (action: Exclude<Act, 'download'>, uids: readonly string[]): Promise<void> => {
      const gone = await act(action, uids);
      choice.drop(gone);
      if (!list.filtered) return;
      // A filter does not look through a long folder again by itself.
      const left = new Set(gone);
      const done = new Set(uids);
      list.pages.patch((row) => {
        if (left.has(row.uid)) return undefined;
        const held = action === 'hold' ? true : action === 'release' ? false : row.held;
        return done.has(row.uid) && held !== row.held ? { ...row, held } : row;
      });
    },
    [act, choice.drop, list],
  );
  const download = async (): Promise<void> => {
    const uids = messages.map(({ uid }) => uid);
    const [first] = uids;
    if (first === undefined) return;
    const bytes = messages.reduce((sum, { size }) => sum + size, 0);
    const outcome = uids.length === 1 ? await port.save(first) : await port.download(uids, bytes);
    if (!outcome.ok) tell({ kind: 'problem', problem: outcome.problem });
  };
  const askDelete = (): void => setAsked(messages.map(({ uid }) => uid));
  const onAct = (wanted: Act): void => {
    if (wanted === 'download') void download();
    else if (wanted === 'delete') askDelete();
    else
      void perform(
        wanted,
        messages.map(({ uid }) => uid),
      );
  };
  useServerCommands({
    delete: possible.includes('delete') ? askDelete : undefined,
    save: possible.includes('download') ? () => void download() : undefined,
    undo: undo ?? undefined,
    search: editing ? undefined : () => field.current?.focus(),
  });
  const choosing = useMemo(
    () => ({
      isChosen: ({ uid }: { uid: string }) => chosen.has(uid),
      choose: choice.choose,
      chooseAll: choice.chooseAll,
      open: () => setPreviewed(true),
      menu: (index: number, at: Point) => {
        const row = list.pages.listing.get().at(index);
        if (row && !chosen.has(row.uid)) choice.choose(index, 'only');
        setMenu(at);
      },
    }),
    [chosen, choice.choose, choice.chooseAll, list],
  );

  const name = t(`folders.${folder}`);
  const instead = listing.length === 0;
  // Of several there is nothing to be read.
  const beside = previewed && chosen.size <= 1;
  return (
    <section ref={view} className={classes.view} aria-label={name} data-editing={editing || undefined}>
      <PartHead title={name}>{!editing && <ActBar possible={possible} underWay={underWay} onAct={onAct} onStop={stop} />}</PartHead>
      <section className={classes.about} aria-label={t('policy.boxRule')} {...(editing && { tabIndex: 0 })}>
        <p>{t(`server.${folder}About`)}</p>
        {names.length > 0 && <PolicyLine key={mailbox} folder={folder} mailbox={mailbox} onEditing={setEditing} />}
      </section>
      <FilterBar
        mailbox={place.mailbox}
        mailboxes={names}
        filter={filter}
        field={field}
        onMailbox={(wanted) => go({ view: folder, mailbox: wanted })}
        onFilter={setFilter}
      />
      <div className={classes.body} data-previewed={beside || undefined}>
        <div className={classes.list}>
          {instead ? (
            <div className={classes.instead}>
              <Instead list={list} onClear={() => setFilter({})} />
            </div>
          ) : (
            <FolderTable list={list} several={place.mailbox === undefined && names.length > 1} choosing={choosing} policyOf={policyOf} />
          )}
          <Footer list={list} choice={choice} onAgain={() => setAttempt((n) => n + 1)} />
        </div>
        {beside && (
          <Preview
            uid={shown}
            policyOf={policyOf}
            onClose={() => {
              setPreviewed(false);
              view.current?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus();
            }}
          />
        )}
      </div>
      {menu && possible.length > 0 && <RowMenu at={menu} acts={possible} onAct={onAct} onClose={() => setMenu(null)} />}
      <DeleteDialog asked={asked} messages={messages} onDelete={(uids) => void perform('delete', uids)} onClose={() => setAsked(null)} />
    </section>
  );
};
