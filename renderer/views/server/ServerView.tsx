import { NativeSelect } from '@mantine/core';
import { IconServerCog, IconSettings } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/app.ts';
import { useOwnDevices } from '../../state/own-devices.ts';
import { useValue } from '../../state/value.ts';
import { useGo } from '../go.ts';
import { type ServerPlace, type ServerViewName, serverViews } from '../place.ts';
import { AddServer } from '../servers/AddServer.tsx';
import { ActButton } from '../shared/ActButton.tsx';
import { ActivityView } from './activity/ActivityView.tsx';
import { DevicesView } from './devices/DevicesView.tsx';
import { FolderView } from './folder/FolderView.tsx';
import { HereStep } from './HereStep.tsx';
import { ServerContext, type ServerHost } from './host.ts';
import { MailboxGone, useGone } from './MailboxGone.tsx';
import { MailboxesView } from './mailboxes/MailboxesView.tsx';
import { OverviewView } from './overview/OverviewView.tsx';
import { RetentionView } from './retention/RetentionView.tsx';
import { ServerMessage } from './ServerMessage.tsx';
import classes from './ServerView.module.css';
import { Standing } from './Standing.tsx';
import { serverName } from './server-name.ts';

const views: Readonly<Record<ServerViewName, (props: { place: ServerPlace }) => React.ReactNode>> = {
  overview: OverviewView,
  delivery: FolderView,
  processed: FolderView,
  retention: RetentionView,
  mailboxes: MailboxesView,
  devices: DevicesView,
  activity: ActivityView,
};

/** Parts that tell nothing of a mailbox that is not there any more; the others say so themselves, or tell what was. */
const ofWhatIs: readonly ServerViewName[] = ['overview', 'delivery', 'processed', 'devices'];

const Part = ({ place }: { place: ServerPlace }) => {
  const View = views[place.view];
  return useGone(ofWhatIs.includes(place.view) ? place.mailbox : undefined) ? <MailboxGone place={place} /> : <View place={place} />;
};

/** A server that is administered from here: its parts, and the one that is shown. */
export const ServerView = ({ place }: { place: ServerPlace }) => {
  const { t } = useTranslation();
  const app = useApp();
  const goTo = useGo();
  const servers = useValue(app.servers.servers);
  // One that was removed gives way to the app's own.
  const entry = servers.find(({ id }) => id === place.server) ?? servers[0];
  const server = entry?.id ?? place.server;
  const [adding, setAdding] = useState(false);
  const ours = useOwnDevices();
  const host = useMemo((): ServerHost | undefined => {
    if (!entry) return undefined;
    return {
      entry,
      port: app.servers.port(server),
      tell: app.toast.set,
      table: {
        get: () => app.settings.get().serverTable,
        subscribe: app.settings.subscribe,
      },
      changeTable: (change) => void app.changeSettings({ serverTable: { ...app.settings.get().serverTable, ...change } }),
      commands: app.commands,
      Content: ServerMessage,
      HereStep,
      ours,
      go: (where) => goTo({ kind: 'server', server, ...where }),
    };
  }, [app, entry, server, goTo, ours]);
  if (!host) return null;
  return (
    <ServerContext value={host}>
      <div className={classes.server}>
        <div className={classes.head}>
          {servers.length > 1 && (
            <NativeSelect
              size="xs"
              className={classes.chooser ?? ''}
              aria-label={t('serverSide.server')}
              value={server}
              data={servers.map((one) => ({ value: one.id, label: serverName(t, one) }))}
              onChange={(event) => {
                app.servers.show(event.currentTarget.value);
                goTo({ kind: 'server', server: event.currentTarget.value, view: place.view });
              }}
            />
          )}
          <nav className={classes.parts} aria-label={t('serverSide.parts', { name: serverName(t, host.entry) })}>
            {serverViews.map((view) => (
              <button
                key={view}
                type="button"
                className={classes.part}
                aria-current={view === place.view ? 'page' : undefined}
                onClick={() => host.go({ view, mailbox: place.mailbox })}
              >
                {t(`serverSide.${view}`)}
              </button>
            ))}
          </nav>
          <ActButton icon={IconServerCog} name={t('servers.add')} onClick={() => setAdding(true)} />
          {host.entry.own && (
            <ActButton icon={IconSettings} name={t('bundled.settingsOf')} onClick={() => goTo({ kind: 'settings', section: 'server' })} />
          )}
        </div>
        <Standing />
        <AddServer
          opened={adding}
          onAdded={({ id }) => {
            app.servers.show(id);
            goTo({ kind: 'server', server: id, view: 'overview' });
          }}
          onClose={() => setAdding(false)}
        />
        <Part key={`${server} ${place.view}`} place={place} />
      </div>
    </ServerContext>
  );
};
