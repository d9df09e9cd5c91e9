import { Button, Drawer } from '@mantine/core';
import { IconMenu2 } from '@tabler/icons-react';
import { type CSSProperties, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InboxFolder, LetterFolder } from '../../protocol/bridge.ts';
import { noSearch } from '../search.ts';
import { useApp } from '../state/app.ts';
import { useFolders } from '../state/together.ts';
import { everywhere } from '../state/undo.ts';
import { useCommands } from '../state/use-commands.ts';
import { useUndo } from '../state/use-undo.ts';
import { useValue } from '../state/value.ts';
import { GoneView } from './capacity/GoneView.tsx';
import { RoomView } from './capacity/RoomView.tsx';
import { WaitingView } from './capacity/WaitingView.tsx';
import { ComposePane } from './compose/ComposePane.tsx';
import { FolderPane } from './folders/FolderPane.tsx';
import { GoContext } from './go.ts';
import { useKeptFocus } from './kept-focus.ts';
import { useKeys } from './keys.ts';
import { LettersView } from './letters/LettersView.tsx';
import { useLinks } from './links.ts';
import { MailView } from './mail/MailView.tsx';
import { useNarrow } from './one-pane.ts';
import { Palette } from './palette/Palette.tsx';
import type { Place, ServerViewName } from './place.ts';
import { Separator } from './Separator.tsx';
import { ShortcutSheet } from './ShortcutSheet.tsx';
import { ServerView } from './server/ServerView.tsx';
import { SettingsView } from './settings/SettingsView.tsx';
import { Announcer } from './status/Announcer.tsx';
import { StatusLine } from './status/StatusLine.tsx';
import { Toasts } from './status/Toasts.tsx';
import { ExportDialog } from './tasks/ExportDialog.tsx';
import { ImportDialog } from './tasks/ImportDialog.tsx';
import { TaskList } from './tasks/TaskList.tsx';
import { usePlace } from './use-place.ts';
import classes from './Window.module.css';

/** Bounds of the settings' own schema, in CSS pixels. */
const bounds = { folders: { min: 140, max: 600 }, list: { min: 220, max: 1_200 } };

export const Window = () => {
  const { t } = useTranslation();
  const app = useApp();
  const settings = useValue(app.settings);
  const { id: account } = useValue(app.account);
  const administered = useValue(app.servers.servers);
  const shownServer = useValue(app.servers.shown);
  const together = useValue(app.together);
  const accounts = useValue(app.accounts);
  const folders = useFolders();
  const [wanted, setPlace] = usePlace(account);
  const narrow = useNarrow();
  const [drawer, setDrawer] = useState(false);
  const go = useCallback(
    (place: Place): void => {
      // What belongs to one account is that of the one that was shown last.
      if (place.kind !== 'mail' && place.kind !== 'settings' && place.kind !== 'server') app.showTogether(false);
      if (place.kind === 'server') app.servers.show(place.server);
      setPlace(place);
      setDrawer(false);
    },
    [app, setPlace],
  );
  // A server that is not administered any more shows nothing.
  const lost = wanted.kind === 'server' && !administered.some(({ id }) => id === wanted.server);
  const place: Place = lost ? { kind: 'mail', folder: 'inbox' } : wanted;
  const [palette, setPalette] = useState(false);
  const [sheet, setSheet] = useState(false);
  const [panes, setPanes] = useState(settings.panes);
  const [fetching, setFetching] = useState(false);
  const { undo, redo } = useUndo();

  useEffect(() => setPanes(settings.panes), [settings.panes]);
  // Nothing of one account is shown under the name of another: what is about one is drawn anew, by its key.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account is not the one that was asked for
  useEffect(() => setFetching(false), [account]);
  const unread = folders?.unread ?? 0;
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Restante` : 'Restante';
  }, [unread]);

  const fetch = async (): Promise<void> => {
    setFetching(true);
    const ids = together ? accounts.map(({ id }) => id) : [account];
    const outcomes = await Promise.all(ids.map((id) => app.bridge.call('inbox.fetch', { account: id })));
    setFetching(false);
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed && !failed.ok) app.toast.set({ kind: 'problem', problem: failed.problem });
  };
  const openLogs = async (): Promise<void> => {
    const outcome = await app.bridge.call('logs.open');
    if (!outcome.ok) app.toast.set({ kind: 'problem', problem: outcome.problem });
  };
  const goMail = (folder: InboxFolder) => () => go({ kind: 'mail', folder });
  const goLetters = (folder: LetterFolder) => () => go({ kind: 'letters', folder });
  const composing = useValue(app.letters.composing);
  const goServer = (view: ServerViewName) => () => go({ kind: 'server', server: shownServer, view });
  const view = useRef<HTMLElement>(null);
  useKeptFocus(view, place);
  useKeys();
  useLinks(go);
  useCommands({
    undo,
    redo,
    compose: () => app.letters.compose(),
    fetch: () => void fetch(),
    settings: () => go({ kind: 'settings' }),
    palette: () => setPalette(true),
    help: () => setSheet(true),
    makeRoom: () => go({ kind: 'room' }),
    goWaiting: () => go({ kind: 'waiting' }),
    goGone: () => go({ kind: 'gone' }),
    logs: () => void openLogs(),
    diagnostics: () => go({ kind: 'settings', section: 'diagnostics' }),
    goInbox: goMail('inbox'),
    goUnread: goMail('unread'),
    goProtected: goMail('protected'),
    goDeleted: goMail('deleted'),
    goDrafts: goLetters('drafts'),
    goSent: goLetters('sent'),
    goDelivery: goServer('delivery'),
    goProcessed: goServer('processed'),
    goOverview: goServer('overview'),
    goRetention: goServer('retention'),
    goMailboxes: goServer('mailboxes'),
    goDevices: goServer('devices'),
    goActivity: goServer('activity'),
  });

  const widen = (pane: 'folders' | 'list') => ({
    width: panes[pane],
    ...bounds[pane],
    onChange: (width: number) => setPanes({ ...panes, [pane]: width }),
    onEnd: (width: number) => void app.changeSettings({ panes: { ...panes, [pane]: width } }),
  });
  const folderPane = <FolderPane id="folders" place={place} onGo={go} />;
  return (
    <GoContext value={go}>
      <div className={classes.window} style={{ '--folders': `${panes.folders}px`, '--list': `${panes.list}px` } as CSSProperties}>
        {narrow ? (
          <Drawer.Root
            opened={drawer}
            onClose={() => setDrawer(false)}
            keepMounted
            size="min(18rem, 85vw)"
            transitionProps={{ duration: 120 }}
          >
            <Drawer.Overlay />
            <Drawer.Content aria-label={t('folders.label')}>
              <Drawer.Body className={classes.drawer ?? ''}>{folderPane}</Drawer.Body>
            </Drawer.Content>
          </Drawer.Root>
        ) : (
          folderPane
        )}
        <main ref={view} className={classes.rest} data-place={place.kind} data-composing={composing ? true : undefined}>
          <Separator label={t('panes.folders')} controls="folders" {...widen('folders')} />
          {place.kind === 'mail' && (
            <MailView
              key={`${together ? everywhere : account} ${place.folder}`}
              place={place}
              onGo={go}
              separator={<Separator label={t('panes.list')} controls="list" {...widen('list')} />}
            />
          )}
          {place.kind === 'letters' && (
            <LettersView
              key={`${account} ${place.folder}`}
              folder={place.folder}
              separator={<Separator label={t('panes.list')} controls="list" {...widen('list')} />}
            />
          )}
          {place.kind === 'server' && <ServerView place={place} />}
          {place.kind === 'waiting' && <WaitingView key={account} />}
          {place.kind === 'gone' && <GoneView key={account} />}
          {place.kind === 'room' && <RoomView key={account} />}
          {place.kind === 'settings' && <SettingsView section={place.section} />}
          {composing && (
            <div className={classes.compose}>
              <ComposePane key={composing.id} composition={composing} />
            </div>
          )}
          <div className={classes.foot}>
            <TaskList />
            <StatusLine
              fetching={fetching}
              start={
                narrow && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    leftSection={<IconMenu2 size={14} aria-hidden />}
                    onClick={() => setDrawer(true)}
                  >
                    {t('folders.label')}
                  </Button>
                )
              }
              onFetch={() => void fetch()}
            />
          </div>
          <div id="overlays" />
        </main>
        <Toasts />
        <Announcer key={together ? everywhere : account} />
        <Palette opened={palette} onClose={() => setPalette(false)} onGo={go} />
        {place.kind !== 'mail' && <ExportDialog folder="inbox" search={noSearch} uids={[]} />}
        <ImportDialog />
        <ShortcutSheet opened={sheet} onClose={() => setSheet(false)} />
      </div>
    </GoContext>
  );
};
